"""The builder: each step, what comes back when something is wrong, and that nothing typed gets lost."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.deliberation.conftest import make_item
from tests.deliberation.test_pages import statements
from tests.voting.conftest import make_ballot
from voting.enums import Method
from voting.models import Ballot, Option
from voting.queries import rule_of, settings_of


@pytest.fixture
def organiser(as_, omar):
    return as_(omar)


@pytest.fixture
def draft(in_zonnedael):
    return make_ballot(in_zonnedael, state="draft", method="approval")


def step(ballot, name):
    return f"/staff/ballots/{ballot.pk}/edit/{name}/"


def posted(form, **fields):
    """What a browser sends of a form as it is shown, with other values in some fields."""
    values = {}
    for field in form:
        shown = form.fields[field.name].prepare_value(field.value())
        if hasattr(shown, "strftime"):
            shown = f"{shown:%Y-%m-%dT%H:%M}"
        if shown not in (None, False):
            values[field.name] = "on" if shown is True else str(shown)
    return {**values, "version": "1", **fields}


def test_question_makes_a_draft_and_leads_to_the_method(organiser, in_zonnedael):
    address = f"/staff/ballots/new/{make_item(in_zonnedael).subject_id}/?opens=2031-01-01T09:00&closes=2031-01-05T09:00"

    empty = organiser.post(address, {"question": "", "explanation": "Wat ik typte"})
    response = organiser.post(address, {"question": " Welke  brug? ", "explanation": "Uitleg"})

    ballot = Ballot.objects.get()
    assert (empty.status_code, "Wat ik typte" in empty.content.decode()) == (422, True)
    assert response["Location"] == step(ballot, "method")
    assert (ballot.question, ballot.explanation, ballot.state) == ("Welke brug?", "Uitleg", "draft")
    assert f"{timezone.localtime(ballot.opens_at):%Y-%m-%d %H:%M}" == "2031-01-01 09:00"


@pytest.mark.parametrize("method", list(Method))
def test_every_method_can_be_chosen_and_its_usual_rule_saved(organiser, in_zonnedael, method):
    ballot = make_ballot(in_zonnedael, state="draft", method="score")
    if method == "yes_no":
        Option.objects.all().delete()

    chosen = organiser.post(step(ballot, "method"), {"method": method, "form": "points", "version": "1"})
    form = organiser.get(step(ballot, "rule")).context["form"]
    money = {"total_money": "10.000"} if "total_money" in form.fields else {}
    saved = organiser.post(step(ballot, "rule"), posted(form, **money, version="2"))

    ballot.refresh_from_db()
    assert (chosen["Location"], saved["Location"]) == (step(ballot, "options"), step(ballot, "voters"))
    assert (rule_of(ballot).method, settings_of(ballot)["form"]) == (
        method,
        settings_of(Ballot(method=method, settings={"form": "points"} if money else {}))["form"],
    )
    if money:
        assert settings_of(ballot)["budget"]["total"] == 1_000_000


def test_rule_of_equal_shares_names_its_variant_in_full(organiser, in_zonnedael):
    ballot = make_ballot(in_zonnedael, state="draft", method="approval")
    Option.objects.filter(number=1).update(area="Noord", cost=40_000_00)
    organiser.post(step(ballot, "method"), {"method": "equal_shares", "form": "approval", "version": "1"})
    form = organiser.get(step(ballot, "rule")).context["form"]
    fields = {
        "total_money": "€ 100.000", "area-0": "45.000,50", "most": "3", "most_money": "60000", "threshold": "5",
        "tie_first": "lower_cost", "tie_second": "more_votes", "quorum": "12,5", "is_binding": "binding",
    }  # fmt: skip

    organiser.post(step(ballot, "rule"), posted(form, **fields, version="2"))

    ballot.refresh_from_db()
    assert ballot.is_binding
    assert ballot.settings == {
        "form": "approval",
        "seats": 1,
        "limits": {"min": 0, "max": 3, "cost": 60_000_00, "total": 0, "each": 0},
        "budget": {"total": 100_000_00, "skip": True, "threshold": 5, "areas": {"Noord": 45_000_50}},
        "shares": {
            "utility": "cost", "start": "floor", "increment": 100, "stop": "before_overspending", "completion": "votes",
            "comparison": "none",
        },
        "ties": ["lower_cost", "more_votes", "lot"],
        "decision": {"quorum": "1/8", "majority": "votes", "share": "0"},
    }  # fmt: skip


@pytest.mark.parametrize(
    ("method", "fields", "field"),
    [
        ("approval", {"least": "3", "most": "2"}, "least"),
        ("approval", {"least": "4"}, "least"),
        ("approval", {"seats": "0"}, "seats"),
        ("approval", {"seats": "3"}, "seats"),
        ("approval", {"quorum": "101"}, "quorum"),
        ("approval", {"needed": "votes:other"}, "needed_percent"),
        ("score", {"each": "", "points": ""}, "points"),
        ("stv", {"most": "twee"}, "most"),
        ("budget", {"total_money": "veel"}, "total_money"),
        ("budget", {"total_money": "-5"}, "total_money"),
        ("equal_shares", {"utility": "points"}, "utility"),
        ("equal_shares", {"stop": ""}, "stop"),
        ("equal_shares", {"increment": ""}, "increment"),
    ],
)
def test_rule_that_does_not_fit_says_so_at_its_field_and_keeps_every_word(
    organiser, in_zonnedael, method, fields, field
):
    ballot = make_ballot(in_zonnedael, state="draft", method=method)
    form = organiser.get(step(ballot, "rule")).context["form"]

    response = organiser.post(step(ballot, "rule"), posted(form, **fields))

    form = response.context["form"]
    assert (response.status_code, list(form.errors)) == (422, [field])
    assert {name: form[name].value() for name in fields} == fields
    assert Ballot.objects.get().settings == {}


def test_share_of_the_electorate_that_is_not_in_the_list_comes_back(organiser, draft):
    form = organiser.get(step(draft, "rule")).context["form"]

    organiser.post(step(draft, "rule"), posted(form, needed="electorate:other", needed_percent="33,5"))

    form = organiser.get(step(draft, "rule")).context["form"]
    assert Ballot.objects.get().settings["decision"] == {"quorum": "0", "majority": "electorate", "share": "67/200"}
    assert (form["needed"].value(), 'value="33,5"' in str(form["needed_percent"])) == ("electorate:other", True)


def test_voters_and_times_are_saved_in_municipal_time(organiser, draft):
    opens = timezone.localtime() + timedelta(days=1)
    form = organiser.get(step(draft, "voters")).context["form"]
    fields = {
        "minimum_level": "2", "eligibility": "roll", "has_paper": "on", "lot_source": "De Staatsloterij van mei",
        "opens_at": f"{opens:%Y-%m-%dT%H:%M}", "closes_at": f"{opens + timedelta(days=7):%Y-%m-%dT%H:%M}",
    }  # fmt: skip

    response = organiser.post(step(draft, "voters"), posted(form, **fields))

    ballot = Ballot.objects.get()
    assert response["Location"] == step(draft, "check")
    assert (ballot.minimum_level, ballot.eligibility, ballot.has_paper, ballot.lot_source) == (
        2, "roll", True, "De Staatsloterij van mei"
    )  # fmt: skip
    assert f"{timezone.localtime(ballot.opens_at):%Y-%m-%dT%H:%M}" == fields["opens_at"]


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"minimum_level": "0"}, "minimum_level"),
        ({"closes_at": "2020-01-01T10:00"}, "closes_at"),
        ({"opens_at": "2099-01-01T10:00"}, "closes_at"),
    ],
)
def test_voters_and_times_that_are_not_right_come_back(organiser, draft, fields, field):
    form = organiser.get(step(draft, "voters")).context["form"]

    response = organiser.post(step(draft, "voters"), posted(form, lot_source="Wat ik typte", **fields))

    assert response.status_code == 422
    assert field in response.context["form"].errors
    assert "Wat ik typte" in response.content.decode()


def test_second_editor_keeps_every_word_sees_the_other_and_can_save_after_all(organiser, draft):
    organiser.post(step(draft, "question"), {"question": "Van de eerste", "explanation": "", "version": "1"})

    response = organiser.post(step(draft, "question"), {"question": "Van de tweede", "explanation": "", "version": "1"})

    page = response.content.decode()
    assert response.status_code == 409
    assert "Iemand anders wijzigde deze stemming terwijl u typte." in page
    assert [(one.label, one.theirs) for one in response.context["differences"]] == [("Vraag", "Van de eerste")]
    assert ("Van de tweede</textarea>" in page, 'name="version" value="2"' in page) == (True, True)
    again = {"question": "Van de tweede", "explanation": "", "version": "2"}
    assert organiser.post(step(draft, "question"), again).status_code == 302
    assert Ballot.objects.get().question == "Van de tweede"


def test_last_step_says_what_is_missing_and_plans_what_is_ready(organiser, in_zonnedael):
    ballot = make_ballot(in_zonnedael, state="draft", method="budget", options=("Speeltuin",))

    missing = organiser.get(step(ballot, "check"))
    refused = organiser.post(f"/staff/ballots/{ballot.pk}/plan/")
    Ballot.objects.update(settings={"budget": {"total": 100_000}})
    Option.objects.update(cost=250_000)
    ready = organiser.get(step(ballot, "check"))
    planned = organiser.post(f"/staff/ballots/{ballot.pk}/plan/")

    assert [duty.step for duty in missing.context["overview"].duties] == ["rule", "options"]
    assert (refused.status_code, "Vul in hoeveel geld er te verdelen is." in refused.content.decode()) == (422, True)
    assert (
        "“Speeltuin” kost € 2.500. Dat is meer dan € 1.000, dus het kan nooit geld krijgen." in ready.content.decode()
    )
    assert (planned.status_code, Ballot.objects.get().state) == (302, "planned")
    assert Ballot.objects.get().rule_digest == ready.context["overview"].digest


def test_open_ballot_is_shown_as_it_is_with_the_reason_and_never_changed(organiser, ballot):
    shown = organiser.get(step(ballot, "question"))
    sent = organiser.post(step(ballot, "question"), {"question": "Anders", "version": "1"})
    others = [organiser.get(f"/staff/ballots/{ballot.pk}/options/{page}/").status_code for page in ("new", "file")]

    assert (shown.status_code, sent.status_code, others) == (200, 409, [409, 409])
    assert "Mensen kunnen al stemmen, dus deze stemming is niet meer te wijzigen." in shown.content.decode()
    assert "<form" not in shown.content.decode().partition("<main")[2].partition("</main>")[0]
    assert Ballot.objects.get().question == "Moet er een brug komen?"


def test_preview_is_the_ballot_of_a_voter_and_keeps_nothing(organiser, as_, alice, in_zonnedael):
    ballot = make_ballot(in_zonnedael, state="draft", method="stv", settings={"seats": 2})
    address = f"/staff/ballots/{ballot.pk}/preview/"

    first = organiser.get(address)
    tried = organiser.post(address, {"do": "add:2"})

    assert (first.status_code, tried.status_code, as_(alice).get(address).status_code) == (200, 200, 404)
    assert (first.context["sheet"].draft.marked, tried.context["sheet"].draft.marked) == ((), (2,))
    assert f'action="{address}"' in first.content.decode()
    assert f"/ballots/{ballot.pk}/check/" not in first.content.decode()


def test_steps_are_for_who_makes_ballots(as_, request, draft, in_zonnedael, mallory, anonymous):
    for name in ("alice", "mo", "carol"):
        assert as_(request.getfixturevalue(name)).get(step(draft, "rule")).status_code == 404  # a draft is not there
    assert (anonymous.get(step(draft, "rule")).status_code, as_(mallory).get(step(draft, "rule")).status_code) == (
        404,
        404,
    )
    Ballot.objects.update(state="planned")
    assert as_(request.getfixturevalue("alice")).get(step(draft, "rule")).status_code == 403


@pytest.mark.parametrize("name", ["question", "method", "options", "rule", "voters", "check"])
def test_step_takes_the_same_statements_for_many_options(organiser, in_zonnedael, name):
    settings = {"budget": {"total": 1000}}
    few = make_ballot(in_zonnedael, state="draft", method="budget", settings=settings)
    many = make_ballot(
        in_zonnedael, state="draft", method="budget", settings=settings, options=[f"Plan {n}" for n in range(30)]
    )
    organiser.get(step(few, name))

    numbers = [len(statements(lambda ballot=ballot: organiser.get(step(ballot, name)))) for ballot in (few, many)]

    assert (numbers[0], numbers[0] <= 12) == (numbers[1], True)
