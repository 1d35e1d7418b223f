"""The one order of locks: whoever meets in a talk waits, and nobody is thrown out by a deadlock."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from threading import Barrier
from typing import Any

import pytest
from django.db import connection, transaction

from deliberation.actions import (
    answer_proposal,
    close_consultation,
    edit_contribution,
    endorse_proposal,
    pause_room,
    post_contribution,
    react,
    set_pace,
    submit_proposal,
    withdraw_contribution,
    withdraw_endorsement,
    withdraw_proposal,
)
from deliberation.enums import ReactionKind
from deliberation.exceptions import PhaseClosed, TalkPaused, TooSoon
from deliberation.models import Consultation, Contribution, Endorsement, Phase, Room
from deliberation.queries import access_contribution, access_proposal, access_room
from samenspel.accounts.actions.guests import create_guest, merge_guest
from samenspel.common.errors import DomainError
from samenspel.moderation.actions import (
    answer_appeal,
    approve_held,
    file_appeal,
    hide_subject,
    report_subject,
    restore_subject,
)
from samenspel.moderation.exceptions import AlreadyDecided
from samenspel.moderation.models import Appeal, ModerationDecision
from samenspel.realtime.models import Event, Stream
from samenspel.tenancy.context import municipality_context
from tests.deliberation.conftest import make_consultation, make_item
from tests.deliberation.rows import consultation_row, proposal_row

LINKS = "Zie www.een.nl en www.twee.nl en www.drie.nl en www.vier.nl"
SECONDS = 30


@contextmanager
def held_up(row: Any) -> Iterator[None]:
    """Hold the lock of a row, so that everybody who needs it stands still inside the block."""
    with transaction.atomic():
        type(row).objects.select_for_update().get(pk=row.pk)
        yield


def wait_for_waiting(number: int) -> None:
    """Return once so many other connections wait for a lock: the database itself says so."""
    deadline = time.monotonic() + SECONDS
    question = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    while time.monotonic() < deadline:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_stat_clear_snapshot()")
            cursor.execute(question)
            if cursor.fetchone()[0] >= number:
                return
    raise AssertionError(f"Never did {number} connections wait.")


@pytest.fixture
def at_once(zonnedael: Any) -> Iterator[Callable[..., "Future[Any]"]]:
    """Run an act of Zonnedael on a connection of its own: `at_once(act, *args)` returns its future."""
    pool = ThreadPoolExecutor(12)

    def run(act: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        try:
            with municipality_context(zonnedael):
                return act(*args, **kwargs)
        finally:
            connection.close()

    yield lambda act, *args, **kwargs: pool.submit(run, act, *args, **kwargs)
    pool.shutdown()


@pytest.fixture
def talk(zonnedael: Any) -> Iterator[Any]:
    with municipality_context(zonnedael):
        yield Room.objects.get(about=make_item(zonnedael).subject)


@pytest.mark.django_db(transaction=True)
def test_adding_links_while_a_moderator_hides_waits_and_both_are_done(talk, alice, mo, make_user, zonnedael, at_once):
    author = make_user(zonnedael, "lena", level=2)
    contribution = post_contribution(talk, actor=author, text="Zonder adressen")
    report_subject(contribution.subject, actor=alice, ground="spam")

    with held_up(contribution):
        editing = at_once(edit_contribution, contribution, actor=author, text=LINKS, stance="neutral")
        wait_for_waiting(1)
        hiding = at_once(hide_subject, contribution.subject, actor=mo, ground="spam", reasons="Reclame.")
        wait_for_waiting(2)

    assert (editing.result(SECONDS).text, hiding.result(SECONDS).verdict) == (LINKS, "hide")
    contribution.refresh_from_db()
    assert (contribution.state, contribution.version) == ("hidden", 3)


@pytest.mark.django_db(transaction=True)
def test_guest_who_signs_in_while_withdrawing_gets_both(talk, alice, mo, at_once):
    guest = create_guest("Kim")
    contribution = post_contribution(talk, actor=guest, text="Van een gast")
    approve_held(contribution.subject, actor=mo)

    with held_up(Stream.objects.get(pk=talk.stream_id)):
        withdrawing = at_once(withdraw_contribution, contribution, actor=guest)
        wait_for_waiting(1)
        merging = at_once(merge_guest, guest, into=alice, actor=alice)
        wait_for_waiting(2)

    assert (withdrawing.result(SECONDS).state, merging.result(SECONDS)) == ("withdrawn", alice)
    assert Contribution.objects.get().author == alice


@pytest.mark.django_db(transaction=True)
def test_what_the_author_takes_back_is_not_published_at_the_same_moment(talk, alice, mo, at_once):
    held = post_contribution(talk, actor=alice, text="Toch maar niet")

    with held_up(talk):
        withdrawing = at_once(withdraw_contribution, held, actor=alice)
        wait_for_waiting(1)
        approving = at_once(approve_held, held.subject, actor=mo)
        wait_for_waiting(2)

    assert withdrawing.result(SECONDS).state == "withdrawn"
    assert isinstance(approving.exception(SECONDS), AlreadyDecided)
    assert not ModerationDecision.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_everybody_at_one_contribution_at_once_never_ends_in_a_deadlock(talk, mo, ada, make_user, zonnedael, at_once):
    people = [make_user(zonnedael, f"person{n}", level=2) for n in range(4)]
    author, *others = people
    for turn in range(5):
        top = post_contribution(talk, actor=author, text=f"Bijdrage {turn}", stance="question")
        reply = post_contribution(talk, actor=others[0], text="Antwoord", parent=top)
        for contribution in (top, reply):
            report_subject(contribution.subject, actor=others[1], ground="spam")
        acts: list[Callable[[], Any]] = [
            lambda: hide_subject(top.subject, actor=mo, ground="spam", reasons="Reclame."),  # noqa: B023  # used in this turn
            lambda: _object_and_answer(top, author, ada),  # noqa: B023
            lambda: hide_subject(reply.subject, actor=ada, ground="spam", reasons="Reclame."),  # noqa: B023
            lambda: restore_subject(reply.subject, actor=mo, reasons="Toch goed."),  # noqa: B023
            lambda: edit_contribution(top, actor=author, text=LINKS, stance="neutral"),  # noqa: B023
            lambda: edit_contribution(reply, actor=others[0], text=LINKS, stance="neutral"),  # noqa: B023
            lambda: withdraw_contribution(reply, actor=others[0]),  # noqa: B023
            lambda: report_subject(top.subject, actor=others[2], ground="hate"),  # noqa: B023
            lambda: react(top, actor=others[1], kind=ReactionKind.AGREE),  # noqa: B023
            lambda: post_contribution(talk, actor=others[2], text="Ook dit", parent=top),  # noqa: B023
        ]
        together = Barrier(len(acts))

        def act_together(act: Callable[[], Any], together: Barrier = together) -> None:
            together.wait(SECONDS)
            with suppress(DomainError):  # too late, or not any more: a sentence, no fault
                act()

        for future in [at_once(act_together, act) for act in acts]:
            future.result(SECONDS)

    sequences = list(Event.objects.filter(stream=talk.stream).order_by("sequence").values_list("sequence", flat=True))
    assert sequences == list(range(1, len(sequences) + 1))
    talk.refresh_from_db()
    assert talk.contribution_count == Contribution.objects.filter(state="published").count()


@pytest.mark.django_db(transaction=True)
def test_two_contributions_of_one_person_at_once_in_slow_mode_are_one(talk, mo, carol, at_once):
    set_pace(talk, actor=mo, seconds=60)

    with held_up(talk):
        both = [at_once(post_contribution, talk, actor=carol, text=f"Tegelijk {n}") for n in range(2)]
        wait_for_waiting(2)

    refused = [future.exception(SECONDS) for future in both if future.exception(SECONDS) is not None]
    assert [type(error) for error in refused] == [TooSoon]
    assert Contribution.objects.filter(room=talk).count() == 1


@pytest.mark.django_db(transaction=True)
def test_contribution_that_comes_while_the_talk_is_paused_waits_and_is_refused(talk, mo, carol, at_once):
    with transaction.atomic():
        pause_room(talk, actor=mo, minutes=10)
        posting = at_once(post_contribution, talk, actor=carol, text="Net te laat")
        wait_for_waiting(1)

    assert isinstance(posting.exception(SECONDS), TalkPaused)
    assert not Contribution.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_support_that_comes_while_the_consultation_closes_waits_and_is_refused(zonnedael, alice, carol, omar, at_once):
    with municipality_context(zonnedael):
        proposal = proposal_row(consultation_row(zonnedael), carol)

        with transaction.atomic():
            close_consultation(proposal.consultation, actor=omar, reason="Eerder klaar.")
            supporting = at_once(endorse_proposal, proposal, actor=alice)
            wait_for_waiting(1)

        assert isinstance(supporting.exception(SECONDS), PhaseClosed)


@pytest.mark.django_db(transaction=True)
def test_words_and_reactions_that_come_while_the_consultation_closes_wait_and_are_refused(
    zonnedael, bob, carol, omar, at_once
):
    consultation = make_consultation(zonnedael, omar)
    with municipality_context(zonnedael):
        talk = access_room(Room.objects.get(about=consultation.subject).pk)
        said = access_contribution(post_contribution(talk, actor=carol, text="Meer water").pk, carol)

        with transaction.atomic():
            close_consultation(consultation, actor=omar, reason="Eerder klaar.")
            late = [
                at_once(post_contribution, talk, actor=carol, text="Te laat"),
                at_once(react, said, actor=bob, kind=ReactionKind.AGREE),
            ]
            wait_for_waiting(2)

        assert [type(one.exception(SECONDS)) for one in late] == [PhaseClosed, PhaseClosed]
        assert Contribution.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_closing_waits_for_who_is_writing_and_their_words_are_in(zonnedael, carol, omar, at_once):
    consultation = make_consultation(zonnedael, omar)
    with municipality_context(zonnedael):
        talk = access_room(Room.objects.get(about=consultation.subject).pk)

        with held_up(talk):
            posting = at_once(post_contribution, talk, actor=carol, text="Net op tijd")
            wait_for_waiting(1)
            closing = at_once(close_consultation, consultation, actor=omar, reason="Klaar.")
            wait_for_waiting(2)

        assert (posting.result(SECONDS).state, closing.result(SECONDS).state) == ("published", "closed")
        assert list(Event.objects.order_by("sequence").values_list("kind", flat=True)) == [
            "contribution.posted",
            "room.closed",
        ]


@pytest.mark.django_db(transaction=True)
def test_support_is_checked_against_the_phases_as_they_are_now(zonnedael, alice, carol):
    with municipality_context(zonnedael):
        row = proposal_row(consultation_row(zonnedael), carol)
        proposal = access_proposal(row.pk, alice)
        Phase.objects.filter(consultation=row.consultation).delete()
        Consultation.objects.filter(pk=row.consultation_id).update(version=2)

        with pytest.raises(PhaseClosed):
            endorse_proposal(proposal, actor=alice)


@pytest.mark.django_db(transaction=True)
def test_proposal_that_the_author_takes_back_is_not_published_at_the_same_moment(zonnedael, alice, mo, at_once):
    with municipality_context(zonnedael):
        held = submit_proposal(consultation_row(zonnedael), actor=alice, title="Toch niet", text="Nee")

        with held_up(held):
            withdrawing = at_once(withdraw_proposal, held, actor=alice)
            wait_for_waiting(1)
            approving = at_once(approve_held, held.subject, actor=mo)
            wait_for_waiting(2)

        assert withdrawing.result(SECONDS).state == "withdrawn"
        assert isinstance(approving.exception(SECONDS), AlreadyDecided)


@pytest.mark.django_db(transaction=True)
def test_everybody_at_one_proposal_at_once_never_ends_in_a_deadlock(zonnedael, mo, ada, omar, make_user, at_once):
    people = [make_user(zonnedael, f"person{n}", level=2) for n in range(5)]
    with municipality_context(zonnedael):
        consultation = consultation_row(zonnedael)
        for turn in range(5):
            proposal = proposal_row(consultation, people[0], f"Voorstel {turn}")
            words = {"status": "adopted", "answer": "Goed.", "reasons": "Nodig."}
            acts: list[Callable[[], Any]] = [
                *(lambda who=who: endorse_proposal(proposal, actor=who) for who in people[1:]),  # noqa: B023  # used in this turn
                lambda: withdraw_endorsement(proposal, actor=people[1]),  # noqa: B023
                lambda: report_subject(proposal.subject, actor=people[2], ground="spam"),  # noqa: B023
                lambda: hide_subject(proposal.subject, actor=mo, ground="spam", reasons="Reclame."),  # noqa: B023
                lambda: restore_subject(proposal.subject, actor=ada, reasons="Toch goed."),  # noqa: B023
                lambda: answer_proposal(proposal, actor=omar, **words),  # noqa: B023
                lambda: withdraw_proposal(proposal, actor=people[0]),  # noqa: B023
            ]
            together = Barrier(len(acts))

            def act_together(act: Callable[[], Any], together: Barrier = together) -> None:
                together.wait(SECONDS)
                with suppress(DomainError):
                    act()

            for future in [at_once(act_together, act) for act in acts]:
                future.result(SECONDS)
            proposal.refresh_from_db()
            assert proposal.endorsement_count == Endorsement.objects.filter(proposal=proposal).count()


def _object_and_answer(contribution: Contribution, author: Any, moderator: Any) -> None:
    decision = ModerationDecision.objects.filter(subject=contribution.subject, verdict="hide").order_by("-id").first()
    if decision is not None:
        file_appeal(decision, actor=author, text="Het was geen reclame.")
        appeal = Appeal.objects.get(decision=decision)
        answer_appeal(appeal, actor=moderator, upheld=True, answer="U hebt gelijk.")
