"""Paper ballots: two people type blind to each other; equal counts, a difference blocks."""

import pytest

from samenspel.audit.models import AuditEntry
from samenspel.common.errors import NotAllowed
from samenspel.tenancy.context import actor_context, municipality_context
from tests.voting.conftest import close_now, make_ballot
from tests.voting.rolls import coming_ballot, fill_roll, open_now
from voting.actions import cast_vote, count_ballot, count_with_paper
from voting.actions.desk import mark_on_paper
from voting.actions.paper import (
    add_bundle,
    correct_bundle,
    correct_typed,
    finish_typing,
    in_notation,
    save_typed,
    start_typing,
)
from voting.enums import Channel
from voting.exceptions import PaperNotReady
from voting.exceptions.rolls import (
    BundleFinished,
    EmptyLine,
    NoPaper,
    NotYourBundle,
    PaperOver,
    WrongNumber,
)
from voting.models import PaperBundle, PaperSheet, RollEntry
from voting.permissions import Voter
from voting.queries.paper import differences, is_paper_ready, paper_lines
from voting.queries.rolls import roll_equations


@pytest.fixture
def bundle(in_zonnedael, omar):
    return add_bundle(make_ballot(in_zonnedael, has_paper=True), actor=omar, expected=3, district="Noord")


def type_in(bundle, person, *lines):
    """Type a bundle to its end."""
    start_typing(bundle, actor=person)
    save_typed(bundle, lines, actor=person)
    return finish_typing(bundle, actor=person)


def test_equal_entries_agree_and_are_counted_apart(bundle, omar, griet, alice):
    ballot = bundle.ballot
    cast_vote(ballot, voter=Voter(alice), marks="3")

    type_in(bundle, omar, "1", "x", "-")
    state = type_in(bundle, griet, "1 ", "x", "-").state

    assert (state, is_paper_ready(ballot)) == ("agreed", True)
    close_now(ballot)
    assert paper_lines(ballot) == {"1": 1, "x": 1, "-": 1}
    assert count_ballot(ballot).state == "planned"
    counted = count_with_paper(ballot, actor=omar)
    assert (counted.result["sums"]["cast"], counted.result["options"][0]["got"]) == (4, "1")
    assert counted.eligible_count >= 4
    acts = AuditEntry.objects.filter(kind="paperbundle").order_by("pk").values_list("action", flat=True)
    assert [act.removeprefix("voting.bundle.") for act in acts] == [
        "added",
        "started",
        "typed",
        "started",
        "typed",
        "agreed",
    ]


def test_difference_is_told_by_place_and_blocks_until_both_are_equal(bundle, omar, griet):
    ballot = bundle.ballot
    type_in(bundle, omar, "1", "2", "3")
    assert differences(bundle, omar) == []

    bundle = type_in(bundle, griet, "1", "3", "3")

    assert bundle.state == "different"
    assert [(one.position, one.marks) for one in differences(bundle, omar)] == [(2, "2")]
    assert [(one.position, one.marks) for one in differences(bundle, griet)] == [(2, "3")]
    close_now(ballot)
    with pytest.raises(PaperNotReady):
        count_with_paper(ballot, actor=omar)
    assert correct_typed(bundle, {1: "3", 2: "2"}, actor=omar).state == "different"
    assert correct_typed(bundle, {2: "2"}, actor=griet).state == "agreed"
    assert paper_lines(ballot) == {"1": 1, "2": 1, "3": 1}
    assert count_with_paper(ballot, actor=omar).state == "counted"


def test_two_people_do_not_see_each_others_work(bundle, omar, griet):
    start_typing(bundle, actor=omar)
    start_typing(bundle, actor=griet)
    save_typed(bundle, ["1", "2", "3"], actor=omar)
    close_now(bundle.ballot)

    with actor_context(griet.pk):
        assert PaperSheet.objects.count() == 0
    with actor_context(omar.pk):
        assert PaperSheet.objects.count() == 3
    assert PaperSheet.objects.count() == 0


def test_everything_typed_is_kept_until_it_fits(bundle, omar, ada):
    start_typing(bundle, actor=omar)

    assert save_typed(bundle, ["1", "", "2", "", ""], actor=omar) == 3
    with pytest.raises(EmptyLine, match="2"):
        finish_typing(bundle, actor=omar)
    save_typed(bundle, ["1", "2"], actor=omar)
    with pytest.raises(WrongNumber):
        finish_typing(bundle, actor=omar)
    correct_bundle(bundle, actor=omar, expected=2)

    finish_typing(bundle, actor=omar)
    for act in (lambda: save_typed(bundle, ["3"], actor=omar), lambda: finish_typing(bundle, actor=omar)):
        with pytest.raises(BundleFinished):
            act()
    with pytest.raises(BundleFinished):
        correct_bundle(bundle, actor=omar, expected=3)


def test_bundle_is_typed_by_two_officers_between_opening_and_count(bundle, in_zonnedael, omar, griet, ada, alice):
    with pytest.raises(NotAllowed):
        start_typing(bundle, actor=alice)
    with pytest.raises(NotYourBundle):
        save_typed(bundle, ["1"], actor=omar)
    start_typing(bundle, actor=omar)
    assert start_typing(bundle, actor=omar).second_id is None
    start_typing(bundle, actor=griet)
    with pytest.raises(NotYourBundle):
        start_typing(bundle, actor=ada)
    with pytest.raises(NoPaper):
        add_bundle(make_ballot(in_zonnedael), actor=omar, expected=1)
    with pytest.raises(PaperOver):
        add_bundle(coming_ballot(in_zonnedael, has_paper=True), actor=omar, expected=1)
    assert PaperBundle.objects.count() == 1


@pytest.mark.parametrize(
    ("form", "typed", "line"),
    [
        ("choice", " 3 ", "3"),
        ("choice", "3 1", "1 3"),
        ("approval", "7,1;4", "1 4 7"),
        ("ranking", "4 1,7", "4>1>7"),
        ("ranking", "4>1>7", "4>1>7"),
        ("points", "3=2, 1:5", "1:5 3:2"),
        ("points", "3 2", "3 2"),
        ("approval", "x", "x"),
        ("approval", "-", "-"),
        ("choice", "", ""),
    ],
)
def test_typed_numbers_are_written_as_the_ballot_does(form, typed, line):
    assert in_notation(form, typed) == line


def test_numbers_of_the_roll_agree_with_paper_in_them(in_zonnedael, omar, griet):
    ballot = coming_ballot(in_zonnedael, has_paper=True)
    fill_roll(ballot, omar, *range(20))
    open_now(ballot)
    entries = list(RollEntry.objects.order_by("pk"))
    for entry in entries[:6]:
        cast_vote(ballot, voter=Voter(entry=entry), marks="1", channel=Channel.LETTER)
    for entry in entries[6:8]:
        mark_on_paper(ballot, voter=Voter(entry=entry), actor=omar)
    assert not is_paper_ready(ballot)
    bundle = add_bundle(ballot, actor=omar, expected=2)
    type_in(bundle, omar, "2", "2")
    type_in(bundle, griet, "2", "2")

    counted = count_with_paper(close_now(ballot), actor=omar)

    turnout = roll_equations(counted).turnout
    assert (turnout.voted, turnout.not_voted, turnout.marked_paper, turnout.paper) == (8, 12, 2, 2)
    assert [(one.channels, one.voted) for one in turnout.channels] == [(("letter", "paper"), 8)]
    assert [(one.districts, one.entitled, one.voted) for one in turnout.districts] == [(("Noord", "Zuid"), 20, 8)]
    assert (counted.eligible_count, counted.result["sums"]["cast"]) == (20, 8)


@pytest.mark.django_db(transaction=True)
def test_two_people_who_start_and_end_at_once_are_first_and_second(zonnedael, omar, griet, ada, at_once):
    with municipality_context(zonnedael):
        bundle = add_bundle(make_ballot(zonnedael, has_paper=True), actor=omar, expected=2)

        def whole(person) -> str:
            try:
                return str(type_in(bundle, person, "1", "2").state)
            except NotYourBundle:
                return "refused"

        said = [at_once(whole, person) for person in (omar, griet, ada)]

        assert sorted(one.result(60) for one in said) == ["agreed", "refused", "typing"]
        assert PaperBundle.objects.get().state == "agreed"
