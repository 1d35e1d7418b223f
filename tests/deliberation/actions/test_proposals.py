"""Submitting and withdrawing proposals, and what moderators decide about them."""

import uuid

import pytest

from deliberation.actions import submit_proposal, withdraw_proposal
from deliberation.exceptions import LevelTooLow, PhaseClosed, SignInToPropose
from deliberation.models import Proposal
from deliberation.queries import still_possible
from samenspel.accounts.actions.guests import create_guest
from samenspel.audit.models import AuditEntry
from samenspel.common.errors import NotAllowed
from samenspel.moderation.actions import approve_held, hide_subject, report_subject, restore_subject
from samenspel.moderation.models import Case
from samenspel.subjects.registry import describe
from tests.deliberation.rows import COMING, OPEN, OVER, consultation_row, proposal_row

LINKS = "Zie www.een.nl en www.twee.nl en www.drie.nl"


def submit(consultation, actor, **fields):
    values = {"title": "Meer bomen", "text": "Schaduw in de zomer.", "place": "Marktplein", **fields}
    return submit_proposal(consultation, actor=actor, **values)


def audited(action):
    entries = AuditEntry.objects.filter(action=f"deliberation.proposal.{action}")
    return list(entries.values_list("actor_id", "object_id", "data"))


def test_submit_publishes_what_a_verified_resident_proposes(plein, zonnedael, make_user):
    iris = make_user(zonnedael, "iris", level=2)

    proposal = submit(plein, iris)

    proposal.refresh_from_db()
    assert (proposal.state, proposal.status, proposal.author_level, proposal.channel) == (
        "published", "submitted", 2, "online",
    )  # fmt: skip
    assert (proposal.title, proposal.place, proposal.subject.kind) == ("Meer bomen", "Marktplein", "proposal")
    assert audited("submitted") == [
        (iris.pk, proposal.pk, {"consultation": plein.pk, "state": "published", "channel": "online"})
    ]


def test_submit_holds_the_first_words_of_an_unverified_resident_and_publishes_the_next(plein, alice, mo):
    first = submit(plein, alice)
    approve_held(first.subject, actor=mo)
    second = submit(plein, alice)

    first.refresh_from_db()
    assert (first.state, first.published_at is not None, second.state) == ("published", True, "published")
    assert audited("published") == [(mo.pk, first.pk, {"decision": first.subject.moderation_decisions.get().pk})]


def test_submit_holds_many_links_and_opens_a_case(plein, zonnedael, make_user):
    iris = make_user(zonnedael, "iris", level=2)

    proposal = submit(plein, iris, text=LINKS)

    case = Case.objects.get()
    assert (proposal.state, proposal.published_at) == ("held", None)
    assert (case.subject_id, case.is_held, case.closed_at) == (proposal.subject_id, True, None)


def test_submit_with_the_same_form_gives_back_the_first(plein, carol, omar):
    token = uuid.uuid4()
    first = submit(plein, carol, form_token=token)

    again = submit(plein, carol, form_token=token)
    with pytest.raises(NotAllowed):
        submit(plein, omar, form_token=token)

    assert (again.pk, Proposal.objects.count(), len(audited("submitted"))) == (first.pk, 1, 1)


@pytest.mark.parametrize(
    ("phases", "fields"),
    [
        ([("proposals", OVER), ("support", OPEN)], {}),
        ([("proposals", COMING)], {}),
        ([("proposals", OPEN)], {"state": "closed"}),
    ],
)
def test_submit_in_the_wrong_phase_says_what_is_still_possible(in_zonnedael, carol, phases, fields):
    consultation = consultation_row(in_zonnedael, phases=phases, **fields)

    with pytest.raises(PhaseClosed) as refused:
        submit(consultation, carol)

    assert (refused.value.placeholders, refused.value.status) == ({"still": still_possible(consultation)}, 409)
    assert Proposal.objects.count() == 0


def test_submit_asks_guests_to_sign_in_and_others_for_the_level(in_zonnedael, alice):
    consultation = consultation_row(in_zonnedael, minimum_level=2)

    with pytest.raises(SignInToPropose):
        submit(consultation, create_guest("Gast"))
    with pytest.raises(SignInToPropose):
        submit(consultation, None)
    with pytest.raises(LevelTooLow) as refused:
        submit(consultation, alice)

    assert (refused.value.placeholders, refused.value.status) == ({"level": "Briefcode"}, 403)
    assert Proposal.objects.count() == 0


def test_organiser_enters_a_proposal_from_paper_as_long_as_the_consultation_is_open(in_zonnedael, omar, alice):
    over = consultation_row(in_zonnedael, phases=[("proposals", OVER), ("support", OPEN)])
    closed = consultation_row(in_zonnedael, state="closed")

    proposal = submit(over, omar, channel="paper")
    with pytest.raises(NotAllowed):
        submit(over, alice, channel="paper")
    with pytest.raises(PhaseClosed):
        submit(closed, omar, channel="meeting")

    assert (proposal.channel, proposal.author_level, proposal.state) == ("paper", 0, "published")
    assert Proposal.objects.count() == 1


def test_withdraw_leaves_a_place_without_words_and_stays(bomen, carol, alice, mo):
    with pytest.raises(NotAllowed):
        withdraw_proposal(bomen, actor=alice)

    for _ in range(2):
        withdraw_proposal(bomen, actor=carol)

    bomen.refresh_from_db()
    description = describe([bomen.subject])[bomen.subject_id]
    assert (bomen.state, bomen.version, audited("withdrawn")) == ("withdrawn", 2, [(carol.pk, bomen.pk, {})])
    assert (description.state, description.excerpt, description.text) == ("withdrawn", "", "")


def test_moderators_hide_and_restore_a_reported_proposal(bomen, alice, mo):
    report_subject(bomen.subject, actor=alice, ground="spam")

    hide_subject(bomen.subject, actor=mo, ground="spam", reasons="Reclame.")
    bomen.refresh_from_db()
    hidden = bomen.state, bomen.hidden_reasons
    restore_subject(bomen.subject, actor=mo, reasons="Toch niet.")
    bomen.refresh_from_db()

    assert (hidden, (bomen.state, bomen.hidden_reasons)) == (("hidden", "Reclame."), ("published", ""))
    assert [len(audited(action)) for action in ("hidden", "published")] == [1, 1]


def test_moderators_read_the_whole_proposal(plein, alice):
    proposal = proposal_row(plein, alice, "Een fontein", text="Met water", place="Bij de kerk", state="held")

    description = describe([proposal.subject])[proposal.subject_id]

    assert (description.title, description.text) == ("Een fontein", "Een fontein\n\nMet water\n\nBij de kerk")
    assert (description.url, description.author_id, description.state) == (
        f"/proposals/{proposal.pk}/", alice.pk, "held",
    )  # fmt: skip
