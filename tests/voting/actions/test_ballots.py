"""Making a ballot: drafted, planned, fixed once it opens, cancelled with a reason."""

import hashlib
import re
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone, translation

from samenspel.audit.models import AuditEntry
from samenspel.common.errors import NotAllowed
from samenspel.subjects import registry
from samenspel.subjects.models import Subject
from tests.conftest import sql
from tests.deliberation.conftest import make_item
from tests.voting.conftest import close_now, make_ballot
from voting.actions import (
    OptionDraft,
    cancel_ballot,
    cast_vote,
    change_ballot,
    create_ballot,
    discard_ballot,
    plan_ballot,
)
from voting.counting.results import canonical
from voting.exceptions import (
    AboutNotPublic,
    BallotFixed,
    BallotOver,
    ChangedMeanwhile,
    CloseIsPast,
    NotComplete,
    ReasonNeeded,
    RuleDoesNotFit,
)
from voting.models import Ballot, Option, Participation
from voting.permissions import Voter
from voting.queries import rule_of


def values(**fields):
    now = timezone.now()
    times = {"opens_at": now + timedelta(days=1), "closes_at": now + timedelta(days=9)}
    return {"question": "Welke brug?", "method": "single_choice", "minimum_level": 1, **times, **fields}


def audited():
    return list(AuditEntry.objects.order_by("id").values_list("action", flat=True))


@pytest.fixture
def about(in_zonnedael):
    return make_item(in_zonnedael).subject


@pytest.fixture
def draft(about, omar):
    return create_ballot(about, actor=omar, options=["Hout", "Staal"], **values())


def options_of(ballot):
    return list(Option.objects.filter(ballot=ballot).order_by("number").values_list("number", "kind", "text"))


@pytest.mark.parametrize("who", ["omar", "griet", "ada"])
def test_ballot_is_drafted_with_its_options(about, request, who):
    actor = request.getfixturevalue(who)

    ballot = create_ballot(about, actor=actor, options=["Hout", "Staal"], **values())

    assert (ballot.state, ballot.about, ballot.subject.kind, ballot.created_by) == ("draft", about, "ballot", actor)
    assert options_of(ballot) == [(1, "choice", "Hout"), (2, "choice", "Staal")]
    assert audited() == ["voting.ballot.created"]


def test_yes_or_no_has_its_own_options(about, omar):
    ballot = create_ballot(about, actor=omar, options=["Hout"], **values(method="yes_no"))

    assert options_of(ballot) == [(1, "yes", "Ja"), (2, "no", "Nee"), (3, "blank", "Blanco")]


@pytest.mark.parametrize("who", ["alice", "carol", "mo"])
def test_making_ballots_is_refused_without_a_role_for_it(draft, request, who):
    actor = request.getfixturevalue(who)

    acts = [
        lambda: create_ballot(draft.about, actor=actor, **values()),
        lambda: change_ballot(draft, actor=actor, version=1, **values()),
        lambda: plan_ballot(draft, actor=actor),
        lambda: discard_ballot(draft, actor=actor),
        lambda: cancel_ballot(draft, actor=actor, reason="Zomaar"),
    ]

    for act in acts:
        with pytest.raises(NotAllowed):
            act()
    assert audited() == ["voting.ballot.created"]


def test_change_replaces_the_options_and_counts_versions(draft, omar):
    changed = change_ballot(
        draft, actor=omar, version=1, options=["Hout", "Staal", "Geen"], **values(question="Welke?")
    )

    assert (changed.question, changed.version) == ("Welke?", 2)
    assert [text for _number, _kind, text in options_of(draft)] == ["Hout", "Staal", "Geen"]
    assert audited() == ["voting.ballot.created", "voting.ballot.changed"]


def test_second_editor_is_told_and_overwrites_nothing(draft, omar, griet):
    change_ballot(draft, actor=omar, version=1, options=["Hout", "Staal"], **values(question="Van Omar"))

    with pytest.raises(ChangedMeanwhile):
        change_ballot(draft, actor=griet, version=1, options=["Hout", "Staal"], **values(question="Van Griet"))

    assert Ballot.objects.get().question == "Van Omar"


def test_planned_ballot_can_change_until_it_opens(draft, omar):
    plan_ballot(draft, actor=omar)

    changed = change_ballot(draft, actor=omar, version=1, options=["Hout", "Staal"], **values(question="Beter gezegd"))

    assert (changed.state, changed.question) == ("planned", "Beter gezegd")


@pytest.mark.parametrize(
    ("fields", "refusal"), [({}, BallotFixed), ({"state": "cancelled"}, BallotOver)], ids=["open", "cancelled"]
)
def test_change_is_refused_once_people_vote(in_zonnedael, omar, fields, refusal):
    ballot = make_ballot(in_zonnedael, **fields)

    with pytest.raises(refusal):
        change_ballot(ballot, actor=omar, version=1, **values())

    assert options_of(ballot)[0] == (1, "yes", "Ja")


def test_planning_shows_it_and_opens_at_once_when_the_opening_is_past(draft, omar):
    Ballot.objects.filter(pk=draft.pk).update(opens_at=timezone.now() - timedelta(days=3))
    before = timezone.now()

    planned = plan_ballot(draft, actor=omar)

    assert planned.state == "planned"
    assert before <= planned.opens_at <= timezone.now()
    assert audited() == ["voting.ballot.created", "voting.ballot.planned"]


def test_planning_fixes_the_rule_and_commits_to_the_lot(draft, omar):
    planned = plan_ballot(draft, actor=omar)

    stored = Ballot.objects.get()
    rule = canonical(stored.rule).encode()
    assert (stored.rule["method"], len(stored.rule["options"]), stored.rule["ties"]) == ("single_choice", 2, ["lot"])
    assert stored.rule_digest == hashlib.sha256(rule).hexdigest()
    assert stored.lot_commitment == hashlib.sha256(stored.lot_secret.encode()).hexdigest()
    assert len(stored.lot_secret) == 64
    assert rule_of(planned).to_json() == stored.rule
    assert AuditEntry.objects.latest("id").data == {"rule": stored.rule_digest}


def test_change_of_a_planned_ballot_fixes_the_rule_anew_under_the_same_commitment(draft, omar):
    before = plan_ballot(draft, actor=omar)

    after = change_ballot(
        before, actor=omar, version=1, options=["Hout", "Staal", "Glas"], **values(settings={"seats": 2})
    )

    assert (len(after.rule["options"]), after.rule["seats"]) == (3, 2)
    assert after.rule_digest != before.rule_digest
    assert (after.lot_secret, after.lot_commitment) == (before.lot_secret, before.lot_commitment)


@pytest.mark.parametrize(
    ("method", "chosen", "words"),
    [
        ("stv", {"seats": 0}, "Kies een ander aantal winnaars"),
        ("score", {"limits": {"each": 0}}, "hoeveel punten"),
        ("approval", {"limits": {"min": 3, "max": 2}}, "Het kleinste aantal keuzes"),
        ("budget", {}, "hoeveel geld"),
        ("approval", {"decision": {"quorum": "2"}}, "tussen 0 en 100 procent"),
        ("approval", {"decision": {"quorum": "1/0"}}, "passen nog niet bij elkaar"),
        ("approval", {"form": "points"}, "passen nog niet bij elkaar|hoeveel punten"),
        ("approval", {"seats": "twee"}, "passen nog niet bij elkaar"),
    ],
)
def test_rule_that_does_not_fit_is_refused_in_words(about, omar, method, chosen, words):
    ballot = create_ballot(about, actor=omar, options=["Hout", "Staal"], **values(method=method, settings=chosen))

    with pytest.raises(RuleDoesNotFit) as refused, translation.override("nl"):
        plan_ballot(ballot, actor=omar)

    with translation.override("nl"):
        assert re.search(words, str(refused.value))
    assert Ballot.objects.get().state == "draft"


def test_change_is_refused_once_it_opened_by_itself(draft, omar):
    plan_ballot(draft, actor=omar)
    a_second_ago = timezone.now() - timedelta(seconds=1)
    Ballot.objects.filter(pk=draft.pk).update(opens_at=a_second_ago)

    with pytest.raises(BallotFixed):
        change_ballot(draft, actor=omar, version=1, options=["Hout", "Staal"], **values())


def test_options_with_a_key_keep_their_row_and_others_go(about, omar):
    first = [OptionDraft("Park", cost=100, area="Noord"), OptionDraft("Plein", cost=200)]
    ballot = create_ballot(about, actor=omar, options=first, **values(method="approval"))
    park = Option.objects.get(text="Park")

    second = [OptionDraft("Speelplaats"), OptionDraft("Groot park", cost=150, area="Noord", pk=park.pk)]
    change_ballot(ballot, actor=omar, version=1, options=second, **values(method="approval"))

    rows = Option.objects.filter(ballot=ballot).order_by("number").values_list("number", "text", "cost", "area")
    assert list(rows) == [(1, "Speelplaats", 0, ""), (2, "Groot park", 150, "Noord")]
    assert Option.objects.get(number=2).pk == park.pk


def test_options_of_another_ballot_are_not_taken(draft, about, omar):
    theirs = Option.objects.filter(ballot=draft).first()

    other = create_ballot(about, actor=omar, options=[OptionDraft("Van ons", pk=theirs.pk), "Ook"], **values())

    assert options_of(draft) == [(1, "choice", "Hout"), (2, "choice", "Staal")]
    assert [text for _number, _kind, text in options_of(other)] == ["Van ons", "Ook"]


def test_planning_twice_is_refused(draft, omar):
    plan_ballot(draft, actor=omar)

    with pytest.raises(BallotFixed):
        plan_ballot(draft, actor=omar)


def test_planning_without_options_is_refused(about, omar):
    ballot = create_ballot(about, actor=omar, options=["Hout"], **values())

    with pytest.raises(NotComplete):
        plan_ballot(ballot, actor=omar)


def test_planning_after_the_close_is_refused(draft, omar):
    close_now(draft)

    with pytest.raises(CloseIsPast):
        plan_ballot(draft, actor=omar)


def test_planning_about_something_residents_cannot_read_is_refused(in_zonnedael, omar):
    hidden = Subject.objects.create(kind="consultation")  # nobody describes it, as with a draft
    ballot = create_ballot(hidden, actor=omar, options=["Hout", "Staal"], **values())

    with pytest.raises(AboutNotPublic):
        plan_ballot(ballot, actor=omar)


def test_cancelling_destroys_the_votes_and_keeps_the_reason(ballot, alice, omar):
    cast_vote(ballot, voter=Voter(alice), marks="1")

    cancelled = cancel_ballot(ballot, actor=omar, reason=" De vraag klopte niet. ")

    assert (cancelled.state, cancelled.cancelled_reason) == ("cancelled", "De vraag klopte niet.")
    assert sql("SELECT count(*) FROM voting_vote") == [(0,)]
    assert Participation.objects.count() == 1
    assert audited() == ["voting.vote.cast", "voting.ballot.cancelled"]


def test_cancelling_without_a_reason_is_refused(ballot, omar):
    with pytest.raises(ReasonNeeded):
        cancel_ballot(ballot, actor=omar, reason="  ")

    assert Ballot.objects.get().state == "planned"


@pytest.mark.parametrize("how", ["draft", "closed", "cancelled"])
def test_cancelling_what_does_not_run_is_refused(in_zonnedael, omar, how):
    ballot = make_ballot(in_zonnedael, state="planned" if how == "closed" else how)
    if how == "closed":
        close_now(ballot)

    with pytest.raises(BallotOver):
        cancel_ballot(ballot, actor=omar, reason="Te laat")


def test_draft_is_removed_and_a_planned_ballot_is_not(draft, ballot, omar):
    discard_ballot(draft, actor=omar)

    with pytest.raises(BallotFixed):
        discard_ballot(ballot, actor=omar)
    assert list(Ballot.objects.values_list("pk", flat=True)) == [ballot.pk]
    assert "voting.ballot.discarded" in audited()


def test_draft_that_is_rolled_back_leaves_nothing(about, omar):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        create_ballot(about, actor=omar, **values())
        raise ZeroDivisionError

    assert (Ballot.objects.count(), audited()) == (0, [])


def test_ballots_describe_themselves_and_drafts_do_not(draft, ballot):
    described = registry.describe([draft.subject, ballot.subject])

    assert {pk: found.url for pk, found in described.items()} == {ballot.subject_id: f"/ballots/{ballot.pk}/"}
