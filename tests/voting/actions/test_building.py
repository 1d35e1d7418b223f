"""Building a ballot piece by piece: who may, when, what is written down, and that nothing typed gets lost."""

from datetime import timedelta

import pytest
from django.utils import timezone

from samenspel.audit.models import AuditEntry
from samenspel.common.errors import NotAllowed
from tests.voting.conftest import make_ballot
from tests.voting.pictures import picture, picture_with_place
from voting.actions import (
    OptionDraft,
    add_options,
    change_option,
    choose_method,
    move_option,
    plan_ballot,
    put_photo,
    remove_option,
    remove_photo,
    set_rule,
    unplan_ballot,
)
from voting.exceptions import BallotFixed, ChangedMeanwhile, OptionsInTheWay, PhotoRefused, TooManyOptions
from voting.models import Ballot, Option, OptionPhoto

LATER = {"opens_at": timedelta(days=1), "closes_at": timedelta(days=3)}


@pytest.fixture
def draft(in_zonnedael):
    return make_ballot(in_zonnedael, state="draft", method="approval")


def texts():
    return list(Option.objects.order_by("number").values_list("text", flat=True))


def option(text="Houten brug"):
    return Option.objects.select_related("ballot").get(text=text)


def acts():
    return list(AuditEntry.objects.order_by("pk").values_list("action", flat=True))


ACTS = {
    "choose_method": lambda ballot, **who: choose_method(ballot, method="borda", **who),
    "set_rule": lambda ballot, **who: set_rule(ballot, settings={"seats": 2}, is_binding=True, has_blank=False, **who),
    "add_options": lambda ballot, **who: add_options(ballot, drafts=[OptionDraft("Pont")], **who),
    "change_option": lambda ballot, **who: change_option(option(), draft=OptionDraft("Bamboe brug"), **who),
    "move_option": lambda ballot, **who: move_option(option(), up=False, **who),
    "remove_option": lambda ballot, **who: remove_option(option(), **who),
    "put_photo": lambda ballot, **who: put_photo(option(), data=picture(), alternative="Een brug", **who),
    "remove_photo": lambda ballot, **who: remove_photo(option(), **who),
}


@pytest.mark.parametrize("name", ACTS)
def test_building_works_raises_the_version_and_is_written_down(draft, omar, name):
    ballot = ACTS[name](draft, actor=omar, version=1)

    assert (ballot.version, Ballot.objects.get().version, len(acts())) == (2, 2, 1)


@pytest.mark.parametrize("name", ACTS)
def test_building_is_refused_without_a_role_and_over_a_change_of_somebody_else(draft, omar, alice, name):
    with pytest.raises(NotAllowed):
        ACTS[name](draft, actor=alice, version=1)
    with pytest.raises(ChangedMeanwhile):
        ACTS[name](draft, actor=omar, version=2)

    assert (texts(), Ballot.objects.get().version, acts()) == (["Houten brug", "Stalen brug", "Geen brug"], 1, [])


@pytest.mark.parametrize("name", ACTS)
def test_building_is_refused_once_people_can_vote(in_zonnedael, omar, name):
    ballot = make_ballot(in_zonnedael, method="approval")

    with pytest.raises(BallotFixed):
        ACTS[name](ballot, actor=omar, version=1)

    assert (texts(), OptionPhoto.objects.count()) == (["Houten brug", "Stalen brug", "Geen brug"], 0)


def test_options_are_added_changed_moved_and_removed(draft, omar):
    add_options(draft, actor=omar, version=1, drafts=[OptionDraft("Pont", cost=12_500_00, area="Noord")])
    move_option(option("Pont"), actor=omar, version=2, up=True)
    change_option(option("Pont"), actor=omar, version=3, draft=OptionDraft("Veerpont", cost=1_00))
    remove_option(option("Houten brug"), actor=omar, version=4)

    assert texts() == ["Stalen brug", "Veerpont", "Geen brug"]
    assert list(Option.objects.order_by("number").values_list("number", "cost")) == [(1, 0), (2, 100), (3, 0)]


@pytest.mark.parametrize(("text", "up"), [("Houten brug", True), ("Geen brug", False)])
def test_option_at_the_end_stays_where_it_is(draft, omar, text, up):
    move_option(option(text), actor=omar, version=1, up=up)

    assert texts() == ["Houten brug", "Stalen brug", "Geen brug"]


def test_too_many_options_are_refused(draft, omar):
    drafts = [OptionDraft(f"Optie {number}") for number in range(298)]

    with pytest.raises(TooManyOptions):
        add_options(draft, actor=omar, version=1, drafts=drafts)

    assert len(texts()) == 3


def test_method_of_yes_and_no_never_takes_typed_options_away(draft, omar):
    with pytest.raises(OptionsInTheWay):
        choose_method(draft, actor=omar, version=1, method="yes_no")

    assert (texts(), Ballot.objects.get().method) == (["Houten brug", "Stalen brug", "Geen brug"], "approval")


def test_method_after_yes_and_no_begins_without_options(in_zonnedael, omar):
    draft = make_ballot(in_zonnedael, state="draft", method="yes_no")

    choose_method(draft, actor=omar, version=1, method="stv")

    assert (texts(), Ballot.objects.get().method) == ([], "stv")


def test_other_method_keeps_the_settings_that_it_knows(in_zonnedael, omar):
    settings = {"budget": {"total": 100}, "seats": 3, "decision": {"quorum": "1/5"}, "ties": ["lot"]}
    draft = make_ballot(in_zonnedael, state="draft", method="budget", settings=settings)

    choose_method(draft, actor=omar, version=1, method="equal_shares")
    money = Ballot.objects.get().settings
    choose_method(draft, actor=omar, version=2, method="stv")

    assert money == {
        "budget": {"total": 100},
        "decision": {"quorum": "1/5"},
        "form": "approval",
        "ties": ["lower_cost", "lot"],
        "shares": {"utility": "cost", "increment": 100, "completion": "votes"},
    }
    assert Ballot.objects.get().settings == {"decision": {"quorum": "1/5"}}


def test_blank_is_the_last_option_of_one_choice_and_goes_again(in_zonnedael, omar):
    draft = make_ballot(in_zonnedael, state="draft", method="single_choice")
    rule = {"settings": {}, "is_binding": False}

    set_rule(draft, actor=omar, version=1, has_blank=True, **rule)
    add_options(draft, actor=omar, version=2, drafts=[OptionDraft("Pont")])
    with_blank = texts()
    set_rule(draft, actor=omar, version=3, has_blank=False, **rule)

    assert with_blank == ["Houten brug", "Stalen brug", "Geen brug", "Pont", "Blanco"]
    assert texts() == ["Houten brug", "Stalen brug", "Geen brug", "Pont"]


def test_photo_is_stored_without_its_place_and_stays_with_its_option(draft, omar):
    put_photo(option(), actor=omar, version=1, data=picture_with_place(), alternative="Een brug van hout")
    move_option(option(), actor=omar, version=2, up=False)
    put_photo(option(), actor=omar, version=3, data=None, alternative="Een houten brug")

    photo = OptionPhoto.objects.select_related("option").get()
    assert (photo.option.number, photo.width, photo.height, photo.alternative) == (2, 800, 600, "Een houten brug")
    assert b"Camera van Omar" not in bytes(photo.image)


def test_file_that_is_no_photo_changes_nothing(draft, omar):
    with pytest.raises(PhotoRefused):
        put_photo(option(), actor=omar, version=1, data=b"GIF89a", alternative="Een brug")

    assert (OptionPhoto.objects.count(), Ballot.objects.get().version) == (0, 1)


def planned(municipality, **fields):
    now = timezone.now()
    times = {name: now + delta for name, delta in LATER.items()}
    return make_ballot(municipality, state="draft", method="approval", **times, **fields)


def test_planned_ballot_becomes_a_draft_again_until_it_opens(in_zonnedael, omar, alice):
    ballot = plan_ballot(planned(in_zonnedael), actor=omar)
    commitment = ballot.lot_commitment

    with pytest.raises(NotAllowed):
        unplan_ballot(ballot, actor=alice)
    taken_back = unplan_ballot(ballot, actor=omar)

    assert (taken_back.state, taken_back.rule, taken_back.rule_digest) == ("draft", None, "")
    assert plan_ballot(taken_back, actor=omar).lot_commitment == commitment
    assert acts() == ["voting.ballot.planned", "voting.ballot.unplanned", "voting.ballot.planned"]


def test_open_ballot_never_becomes_a_draft_again(ballot, omar):
    with pytest.raises(BallotFixed):
        unplan_ballot(ballot, actor=omar)

    assert Ballot.objects.get().state == "planned"
