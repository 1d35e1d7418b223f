"""Letters with codes: made once, fetched once, replaced; and what a guesser learns."""

import csv
import io
from collections import Counter
from datetime import timedelta

import pytest
from django.utils import timezone

from samenspel.audit.models import AuditEntry
from samenspel.common.errors import NotAllowed, TooMany
from samenspel.tenancy.context import municipality_context
from tests.conftest import sql
from tests.voting.conftest import close_now
from tests.voting.rolls import ADDRESS, coming_ballot, fill_roll, letters_for, open_now
from voting.actions import cast_vote, count_ballot
from voting.actions.codes import enter_code
from voting.actions.letters import (
    fetch_letters,
    fill_letters,
    make_letters,
    reprint_letter,
    void_letters,
    wipe_letters,
)
from voting.actions.rolls import cancel_entry
from voting.enums import Channel, LetterFile
from voting.exceptions import BallotOver
from voting.exceptions.rolls import CodeNotValid, EntryCancelled, LettersNotReadable, NoLettersNeeded
from voting.models import LetterBatch, Participation, RollEntry, VotingCode
from voting.permissions import Voter
from voting.queries.rolls import fingerprints, roll_equations


@pytest.fixture
def rolled(in_zonnedael, omar):
    """A ballot with three people on its list."""
    ballot = coming_ballot(in_zonnedael)
    fill_roll(ballot, omar, 11, 12, 13)
    return ballot


def rows_of(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))


def test_letters_are_fetched_once_and_their_codes_are_kept_as_slow_hashes(rolled, omar):
    printed = {fingerprints(rolled.roll.salt, ["12"])[0]: ["Zonnehof 2", "=1+1"]}
    batch = letters_for(rolled, omar, printed=printed)

    heading, *letters = rows_of(fetch_letters(batch, actor=omar))

    assert heading == ["briefnummer", "code", "webadres", "wijk", "regel 1", "regel 2"]
    assert [(row[3], row[4:]) for row in letters] == [("Noord", []), ("Zuid", ["Zonnehof 2", "'=1+1"]), ("Noord", [])]
    assert all(row[2] == f"{ADDRESS}?number={row[0]}" and len(row[1].replace("-", "")) == 20 for row in letters)
    assert len({row[0] for row in letters} | {row[1] for row in letters}) == 6
    stored = " ".join(row for (row,) in sql("SELECT row_to_json(c)::text FROM voting_votingcode c"))
    assert not any(row[1] in stored or row[1].replace("-", "") in stored for row in letters)
    with pytest.raises(LettersNotReadable):
        fetch_letters(batch, actor=omar)
    assert list(LetterBatch.objects.values_list("waiting", "readable")) == [(None, None)]
    acts = AuditEntry.objects.filter(kind="letterbatch").order_by("pk").values_list("action", flat=True)
    assert list(acts) == ["voting.letters.made", "voting.letters.fetched"]


def test_letters_as_pdf_have_a_page_each_and_tags(rolled, omar):
    content = fetch_letters(letters_for(rolled, omar, LetterFile.PDF), actor=omar)

    assert content.startswith(b"%PDF-")
    assert (content.count(b"/Type /Page\n") + content.count(b"/Type/Page/"), b"/StructTreeRoot" in content) == (3, True)
    assert b"/Lang" in content


def test_nobody_gets_two_letters_and_a_task_that_runs_twice_changes_nothing(rolled, omar):
    batch = letters_for(rolled, omar)
    before = LetterBatch.objects.values_list("readable", flat=True).get()

    fill_letters(batch)

    assert LetterBatch.objects.values_list("readable", flat=True).get() == before
    assert VotingCode.objects.count() == 3
    with pytest.raises(NoLettersNeeded):
        make_letters(rolled, actor=omar, kind=LetterFile.CSV, address=ADDRESS)


def test_code_opens_the_ballot_whatever_way_it_is_typed_and_again_after_voting(rolled, omar):
    number, code, *_rest = rows_of(fetch_letters(letters_for(rolled, omar), actor=omar))[1]
    open_now(rolled)

    first = enter_code(
        rolled, number=f" {number[:3]} {number[3:]}", code=code.lower().replace("-", " "), address="1.1.1.1"
    )
    cast_vote(rolled, voter=Voter(entry=first.entry), marks="1", channel=Channel.LETTER)
    again = enter_code(rolled, number=number, code=code, address="1.1.1.1")
    used = VotingCode.objects.get(pk=again.pk).used_at
    cast_vote(rolled, voter=Voter(entry=again.entry), marks="2", channel=Channel.LETTER)

    assert first == again
    assert (used is not None, VotingCode.objects.get(pk=again.pk).used_at) == (True, used)
    assert list(Participation.objects.values_list("channel", "entry", "person")) == [("letter", first.entry_id, None)]
    assert count_ballot(close_now(rolled)).result["options"][1]["got"] == "1"


def test_replaced_stopped_and_cancelled_letters_answer_like_wrong_ones(rolled, omar):
    one, two, three = rows_of(fetch_letters(letters_for(rolled, omar), actor=omar))[1:]
    entries = list(RollEntry.objects.order_by("pk"))
    open_now(rolled)
    again = fill_letters(reprint_letter(entries[0], actor=omar, kind=LetterFile.CSV, address=ADDRESS))
    new = rows_of(fetch_letters(again, actor=omar))[1]
    cancel_entry(entries[1], actor=omar, reason="Verhuisd")
    tries = [one[:2], two[:2], [three[0], new[1]], ["123", new[1]], ["", ""], [three[0], three[1][:-1]]]

    said = set()
    for place, (number, code) in enumerate(tries):
        with pytest.raises(CodeNotValid) as refused:
            enter_code(rolled, number=number, code=code, address=f"1.1.1.{place}")
        said.add(str(refused.value))

    assert len(said) == 1
    assert enter_code(rolled, number=new[0], code=new[1], address="2.2.2.2").entry == entries[0]
    with pytest.raises(EntryCancelled):
        reprint_letter(entries[1], actor=omar, kind=LetterFile.CSV, address=ADDRESS)
    sums = roll_equations(rolled)
    assert (sums.codes, sums.codes_void, sums.turnout) == (4, 2, None)


def test_stopped_batch_leaves_codes_that_were_used(rolled, omar):
    batch = letters_for(rolled, omar)
    entry = RollEntry.objects.order_by("pk").first()
    cast_vote(open_now(rolled), voter=Voter(entry=entry), marks="1", channel=Channel.LETTER)

    void_letters(batch, actor=omar)
    void_letters(batch, actor=omar)

    assert list(VotingCode.objects.filter(voided_at=None).values_list("entry", flat=True)) == [entry.pk]
    assert AuditEntry.objects.get(action="voting.letters.voided").data == {"stopped": 2}
    assert make_letters(rolled, actor=omar, kind=LetterFile.CSV, address=ADDRESS).wanted == 2


def test_guessing_is_limited_by_letter_and_by_address_whether_or_not_it_exists(rolled, omar):
    real = rows_of(fetch_letters(letters_for(rolled, omar), actor=omar))[1]
    open_now(rolled)

    def answers(number: str, tries: int, address: str) -> Counter:
        found: Counter = Counter()
        for place in range(tries):
            try:
                enter_code(rolled, number=number, code="0" * 20, address=address.format(place))
            except (CodeNotValid, TooMany) as error:
                found[error.code] += 1
        return found

    of_real, of_none = answers(real[0], 8, "1.1.1.{}"), answers("999000111", 8, "1.1.2.{}")

    assert of_real == of_none == {"code-not-valid": 5, "too-many": 3}
    with pytest.raises(TooMany):
        enter_code(rolled, number=real[0], code=real[1], address="1.1.3.1")
    for place in range(30):
        with pytest.raises(CodeNotValid):
            enter_code(rolled, number=str(500 + place), code="0", address="9.9.9.9")
    with pytest.raises(TooMany):
        enter_code(rolled, number="777", code="0", address="9.9.9.9")


def test_letters_that_nobody_fetched_are_wiped_after_a_day(rolled, omar):
    letters_for(rolled, omar)
    assert wipe_letters() == 0
    LetterBatch.objects.update(finished_at=timezone.now() - timedelta(hours=25))

    assert (wipe_letters(), wipe_letters()) == (1, 0)
    with pytest.raises(LettersNotReadable):
        fetch_letters(LetterBatch.objects.get(), actor=omar)
    assert AuditEntry.objects.filter(action="voting.letters.wiped").count() == 1


def test_letters_are_for_who_makes_ballots_until_the_close(rolled, omar, alice):
    batch, entry = letters_for(rolled, omar), RollEntry.objects.order_by("pk").first()
    options = {"kind": LetterFile.CSV, "address": ADDRESS}

    for act in (
        lambda: make_letters(rolled, actor=alice, **options),
        lambda: reprint_letter(entry, actor=alice, **options),
        lambda: fetch_letters(batch, actor=alice),
        lambda: void_letters(batch, actor=alice),
    ):
        with pytest.raises(NotAllowed):
            act()
    close_now(rolled)
    for act in (
        lambda: make_letters(rolled, actor=omar, **options),
        lambda: reprint_letter(entry, actor=omar, **options),
    ):
        with pytest.raises(BallotOver):
            act()


@pytest.mark.django_db(transaction=True)
def test_two_hundred_casts_with_one_code_leave_one_vote(zonnedael, omar, at_once):
    with municipality_context(zonnedael):
        ballot = coming_ballot(zonnedael)
        fill_roll(ballot, omar, 11)
        number, code, *_rest = rows_of(fetch_letters(letters_for(ballot, omar), actor=omar))[1]
        entry = enter_code(open_now(ballot), number=number, code=code, address="1.1.1.1").entry

        casts = [
            at_once(cast_vote, ballot, voter=Voter(entry=entry), marks=str(place % 3 + 1), channel=Channel.LETTER)
            for place in range(200)
        ]
        receipts = {cast.result(60).receipt for cast in casts}

        assert (len(receipts), Participation.objects.count()) == (200, 1)
        assert VotingCode.objects.get().used_at is not None
        assert count_ballot(close_now(ballot)).result["sums"]["cast"] == 1
