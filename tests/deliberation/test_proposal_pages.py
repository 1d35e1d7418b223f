"""The pages of proposals: what they show, to whom, without JavaScript, and what they cost."""

import re
import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from deliberation.actions import answer_proposal, endorse_proposal
from deliberation.models import Endorsement, Phase, Proposal
from deliberation.queries import endorsement_levels
from samenspel.moderation.actions import hide_subject
from samenspel.moderation.models import Report
from samenspel.notifications.models import Notice
from samenspel.tenancy.actions import save_settings
from samenspel.tenancy.models import MunicipalitySettings
from samenspel.tenancy.queries import forget_cached_municipalities
from tests.deliberation.rows import COMING, OPEN, OVER, consultation_row, proposal_form, proposal_row
from tests.deliberation.test_pages import statements

ANSWER = {"answer": "Wij planten tien bomen.", "reasons": "Het is er heet."}


def page_of(client, path, **data):
    response = client.get(path, data)
    assert response.status_code == 200
    return response.content.decode()


def listed(page):
    return [int(pk) for pk in re.findall(r'__title"><a href="/proposals/(\d+)/"', page)]


def new_path(consultation):
    return f"/consultations/{consultation.pk}/proposals/new/"


def list_path(consultation):
    return f"/consultations/{consultation.pk}/proposals/"


@pytest.fixture
def iris(zonnedael, make_user):
    """A resident whose letter code was checked: what she writes appears at once."""
    return make_user(zonnedael, "iris", level=2)


# --- The list.


def test_list_sorts_by_newest_by_support_and_by_answer(as_, anonymous, plein, carol, omar, alice):
    old, supported, answered = (proposal_row(plein, carol, f"Voorstel {name}") for name in ("a", "b", "c"))
    endorse_proposal(supported, actor=alice)
    answer_proposal(answered, actor=omar, status="adopted", **ANSWER)
    Proposal.objects.filter(pk=answered.pk).update(published_at=timezone.now() - timedelta(days=2))

    client = as_(omar)
    orders = {sort: listed(page_of(client, list_path(plein), sort=sort)) for sort in ("", "supported", "answered")}

    assert orders == {
        "": [supported.pk, old.pk, answered.pk],
        "supported": [supported.pk, answered.pk, old.pk],
        "answered": [answered.pk],
    }


def test_order_by_support_is_not_there_while_its_numbers_are_not(as_, anonymous, plein, carol, alice, bob):
    supported, latest = (proposal_row(plein, carol, f"Voorstel {name}") for name in ("a", "b"))
    endorse_proposal(supported, actor=alice)

    hidden = [page_of(client, list_path(plein), sort="supported") for client in (anonymous, as_(bob), as_(alice))]
    Phase.objects.filter(consultation=plein).update(ends_at=timezone.now())
    shown = page_of(anonymous, list_path(plein), sort="supported")

    assert [listed(page) for page in hidden] == [[latest.pk, supported.pk]] * 3
    assert [('<a href="?sort=supported"' in page) for page in (*hidden, shown)] == [False, False, False, True]
    assert listed(shown) == [supported.pk, latest.pk]


def test_support_per_level_never_shows_fewer_than_five_people(bomen, make_user, zonnedael):
    def support(level, number):
        for _ in range(number):
            endorse_proposal(bomen, actor=make_user(zonnedael, f"p{Endorsement.objects.count()}", level=level))

    support(2, 2)
    few = endorsement_levels(bomen)
    support(1, 4)
    together = endorsement_levels(bomen)
    support(1, 1)
    support(2, 3)

    assert (few, [number for _name, number in together]) == ((), [6])
    assert [number for _name, number in endorsement_levels(bomen)] == [5, 5]


def test_list_shows_only_what_is_published_and_own_words_that_wait_to_their_author(as_, anonymous, plein, alice, carol):
    shown = proposal_row(plein, carol)
    held = proposal_row(plein, alice, "Wacht nog", state="held", published_at=None)
    proposal_row(plein, carol, "Weg", state="withdrawn")

    pages = [page_of(client, list_path(plein)) for client in (anonymous, as_(alice), as_(carol))]

    assert [listed(page) for page in pages] == [[shown.pk]] * 3
    assert [f"/proposals/{held.pk}/" in page for page in pages] == [False, True, False]


def test_list_pages_by_twenty_and_keeps_the_order(anonymous, plein, carol):
    ids = [proposal_row(plein, carol, f"Voorstel {number}").pk for number in range(25)]

    second = page_of(anonymous, list_path(plein), sort="supported", page="2")

    assert listed(second) == ids[:5][::-1]
    assert 'href="?sort=supported&amp;page=1"' in second


def test_list_of_a_draft_exists_for_organisers_only(as_, anonymous, in_zonnedael, alice, omar):
    draft = consultation_row(in_zonnedael, state="draft")

    statuses = [client.get(list_path(draft)).status_code for client in (anonymous, as_(alice), as_(omar))]

    assert statuses == [404, 404, 200]


# --- Submitting.


def test_submitting_by_form_places_it_and_shows_it(as_, plein, iris):
    response = as_(iris).post(new_path(plein), proposal_form(place="Marktplein", form_token=uuid.uuid4()), follow=True)

    proposal = Proposal.objects.get()
    page = response.content.decode()
    assert response.redirect_chain == [(f"/proposals/{proposal.pk}/", 302)]
    assert (proposal.title, proposal.place, proposal.author, proposal.state) == (
        "Meer bomen op het plein", "Marktplein", iris, "published",
    )  # fmt: skip
    assert all(part in page for part in ("Meer bomen op het plein", "Schaduw in de zomer.", "Marktplein"))


def test_form_sent_twice_submits_once(as_, plein, iris):
    client, form = as_(iris), proposal_form(form_token=str(uuid.uuid4()), checked="yes")

    answers = [client.post(new_path(plein), form) for _ in range(2)]

    assert [(answer.status_code, answer["Location"]) for answer in answers] == [
        (302, f"/proposals/{Proposal.objects.get().pk}/")
    ] * 2


def test_similar_proposals_are_shown_once_before_submitting(as_, plein, bomen, iris):
    client, form = as_(iris), proposal_form("Plant bomen bij de kerk", form_token=str(uuid.uuid4()))

    asked = client.post(new_path(plein), form)
    page = asked.content.decode()
    count = Proposal.objects.count()
    sent = client.post(new_path(plein), {**form, "checked": "yes"})

    assert (asked.status_code, count, sent.status_code) == (200, 1, 302)
    assert (f'href="/proposals/{bomen.pk}/"' in page, 'value="Plant bomen bij de kerk"' in page) == (True, True)
    assert re.search(r'name="checked" value="yes"', page)
    assert form["form_token"] in page


def test_fragment_shows_similar_proposals_of_this_consultation_only(anonymous, in_zonnedael, plein, bomen, carol):
    elsewhere = consultation_row(in_zonnedael, title="Elders")
    proposal_row(elsewhere, carol, "Bomen langs de weg")
    proposal_row(plein, carol, "Bomen in potten", state="hidden")

    found = page_of(anonymous, f"/consultations/{plein.pk}/proposals/similar/", q="boom")
    nothing = page_of(anonymous, f"/consultations/{plein.pk}/proposals/similar/", q="zwembad & ('!:*")

    assert (re.findall(r"/proposals/(\d+)/", found), nothing.strip()) == ([str(bomen.pk)], "")


def test_refused_form_keeps_every_word(as_, plein, iris):
    response = as_(iris).post(new_path(plein), proposal_form("", text="Bewaar deze woorden", place="Kerkstraat"))

    page = response.content.decode()
    assert (response.status_code, Proposal.objects.count()) == (422, 0)
    assert ("Bewaar deze woorden" in page, 'value="Kerkstraat"' in page) == (True, True)


def test_form_filled_in_by_a_machine_is_refused(as_, plein, iris):
    trapped = as_(iris).post(new_path(plein), proposal_form(website="http://spam.example"))

    assert (trapped.status_code, Proposal.objects.count()) == (422, 0)


def test_visitor_signs_in_and_finds_the_words_back(browser_at, zonnedael, plein, iris):
    from tests.people import sign_in

    client = browser_at(zonnedael)

    refused = client.post(new_path(plein), proposal_form("Een fontein", text="Water op het plein", place="Midden"))
    sign_in(client, iris)
    page = page_of(client, new_path(plein))

    assert refused.status_code == 403
    assert f"/account/login/?next=%2Fconsultations%2F{plein.pk}%2Fproposals%2Fnew%2F" in refused.content.decode()
    assert all(part in page for part in ('value="Een fontein"', "Water op het plein", 'value="Midden"'))


def test_level_too_low_leads_to_the_letter_code_and_back(as_, in_zonnedael, alice):
    consultation = consultation_row(in_zonnedael, minimum_level=2)
    client = as_(alice)

    refused = client.post(new_path(consultation), proposal_form("Een fontein"))
    way_in = f"/account/letter-code/?next=%2Fconsultations%2F{consultation.pk}%2Fproposals%2Fnew%2F"
    page = page_of(client, new_path(consultation))

    assert (refused.status_code, Proposal.objects.count()) == (403, 0)
    assert (way_in in refused.content.decode(), way_in in page, 'value="Een fontein"' in page) == (True, True, True)


@pytest.mark.parametrize("phases", [[("proposals", OVER), ("support", OPEN)], [("proposals", COMING)]])
def test_wrong_phase_answers_409_and_keeps_the_words(as_, in_zonnedael, iris, phases):
    consultation = consultation_row(in_zonnedael, phases=phases)
    client = as_(iris)

    opened = client.get(new_path(consultation))
    sent = client.post(new_path(consultation), proposal_form("Bewaar deze zin"))

    assert (opened.status_code, sent.status_code, Proposal.objects.count()) == (409, 409, 0)
    assert 'value="Bewaar deze zin"' in sent.content.decode()
    assert new_path(consultation) not in page_of(client, list_path(consultation))


def test_rate_limit_says_when_to_try_again_and_keeps_the_words(as_, plein, iris):
    client = as_(iris)

    answers = [client.post(new_path(plein), proposal_form(f"Idee{n}", checked="yes")) for n in range(6)]

    page = answers[-1].content.decode()
    assert [answer.status_code for answer in answers] == [302] * 5 + [429]
    assert ("60 minuten" in page, 'value="Idee5"' in page) == (True, True)


def test_organiser_says_how_it_came_in_and_residents_are_not_asked(as_, plein, omar, iris):
    asked = [('name="channel"' in page_of(as_(person), new_path(plein))) for person in (omar, iris)]

    as_(omar).post(new_path(plein), proposal_form(channel="paper"))
    as_(iris).post(new_path(plein), proposal_form("Een fontein", channel="paper"))

    channels = list(Proposal.objects.order_by("pk").values_list("channel", flat=True))
    assert (asked, channels) == ([True, False], ["paper", "online"])
    assert "Op papier ontvangen" in page_of(as_(iris), f"/proposals/{Proposal.objects.earliest('pk').pk}/")


# --- The page of a proposal, and support.


def test_support_by_button_and_back_shows_the_number_after_the_choice_only(as_, bomen, alice, omar):
    endorse_proposal(bomen, actor=omar)
    client, path = as_(alice), f"/proposals/{bomen.pk}/"

    before = page_of(client, path)
    supported = client.post(f"{path}support/", {"support": "yes"}, follow=True).content.decode()
    undone = client.post(f"{path}support/", {"support": "no"}, follow=True).content.decode()

    assert [("mensen steunen dit" in page) for page in (before, supported, undone)] == [False, True, False]
    assert ("2 mensen steunen dit" in supported, "E-mailadres: 2" in supported) == (True, False)
    assert Endorsement.objects.filter(person=alice).count() == 0


def test_numbers_are_shown_live_where_the_municipality_wants_that(in_zonnedael, anonymous, plein, bomen, alice):
    endorse_proposal(bomen, actor=alice)
    paths = (f"/proposals/{bomen.pk}/", list_path(plein))
    after = ["1 persoon steunt dit" in page_of(anonymous, path) for path in paths]

    save_settings(MunicipalitySettings.objects.first() or MunicipalitySettings(), rules={"support_display": "live"})
    forget_cached_municipalities()
    live = ["1 persoon steunt dit" in page_of(anonymous, path) for path in paths]

    assert (after, live) == ([False, False], [True, True])


def test_numbers_are_shown_to_everybody_once_supporting_is_over(anonymous, in_zonnedael, carol):
    proposal = proposal_row(consultation_row(in_zonnedael, phases=[("support", OVER)]), carol, endorsement_count=3)

    page = page_of(anonymous, f"/proposals/{proposal.pk}/")

    assert ("3 mensen steunen dit" in page, 'name="support"' in page) == (True, False)


def test_staff_and_the_author_see_the_number_at_once(as_, bomen, alice, bob, carol, omar, griet):
    endorse_proposal(bomen, actor=alice)

    seen = {
        str(person): "1 persoon steunt dit" in page_of(as_(person), f"/proposals/{bomen.pk}/")
        for person in (bob, carol, omar, griet)
    }

    assert seen == {"Bob": False, "Carol": True, "Omar": True, "Griet": True}


def test_visitor_who_supports_is_led_to_sign_in(anonymous, bomen):
    refused = anonymous.post(f"/proposals/{bomen.pk}/support/", {"support": "yes"})

    assert (refused.status_code, Endorsement.objects.count()) == (403, 0)
    assert f"/account/login/?next=%2Fproposals%2F{bomen.pk}%2F" in refused.content.decode()


def test_support_in_the_wrong_phase_answers_409(as_, alice, in_zonnedael, carol):
    proposal = proposal_row(consultation_row(in_zonnedael, phases=[("support", OVER)]), carol)

    refused = as_(alice).post(f"/proposals/{proposal.pk}/support/", {"support": "yes"})

    assert (refused.status_code, Endorsement.objects.count()) == (409, 0)


def test_held_proposal_exists_for_its_author_and_moderators_only(as_, anonymous, plein, alice, bob, mo):
    held = proposal_row(plein, alice, state="held", published_at=None)
    path = f"/proposals/{held.pk}/"

    pages = [client.get(path).status_code for client in (as_(alice), as_(mo), as_(bob), anonymous)]
    presses = [client.post(f"{path}support/").status_code for client in (as_(bob), anonymous)]

    assert (pages, presses) == ([200, 200, 404, 404], [404, 404])


def test_hidden_proposal_shows_the_reasons_and_no_words(as_, anonymous, bomen, mo, alice):
    hide_subject(bomen.subject, actor=mo, ground="hate", reasons="Beledigend.")

    page = page_of(anonymous, f"/proposals/{bomen.pk}/")

    assert ("Beledigend." in page, "Schaduw" in page, "Meer bomen" in page) == (True, False, False)


def test_proposal_is_reported_like_a_contribution(as_, bomen, bob):
    assert f"/report/{bomen.subject_id}/" in page_of(as_(bob), f"/proposals/{bomen.pk}/")

    page = page_of(as_(bob), f"/report/{bomen.subject_id}/")

    assert ("Meer bomen op het plein" in page, Report.objects.count()) == (True, 0)


def test_withdrawing_asks_first_and_leaves_a_sentence(as_, bomen, carol, alice):
    path = f"/proposals/{bomen.pk}/"

    others = as_(alice).post(f"{path}withdraw/").status_code
    asked = page_of(as_(carol), f"{path}withdraw/")
    page = as_(carol).post(f"{path}withdraw/", follow=True).content.decode()

    assert (others, "Meer bomen" in asked) == (403, True)
    assert ("heeft dit voorstel ingetrokken" in page, "Schaduw" in page) == (True, False)


# --- The answer.


def test_organiser_answers_and_everybody_reads_why(as_, anonymous, bomen, omar):
    path = f"/staff/proposals/{bomen.pk}/answer/"
    form = {"status": "partly", "version": "1", **ANSWER}

    incomplete = as_(omar).post(path, {**form, "reasons": ""})
    saved = as_(omar).post(path, form)

    page = page_of(anonymous, f"/proposals/{bomen.pk}/")
    assert (incomplete.status_code, saved.status_code, saved["Location"]) == (422, 302, f"/proposals/{bomen.pk}/")
    assert "Wij planten tien bomen." in incomplete.content.decode()
    assert all(part in page for part in ("Deels overgenomen", "Wij planten tien bomen.", "Het is er heet."))
    assert Notice.objects.count() == 0  # the worker tells them


def test_answer_page_is_for_organisers(as_, anonymous, bomen, alice, mo):
    path = f"/staff/proposals/{bomen.pk}/answer/"

    statuses = [client.get(path).status_code for client in (as_(alice), as_(mo), anonymous)]

    assert statuses == [403, 403, 302]


def test_second_organiser_keeps_the_words_and_can_save_again(as_, bomen, omar, ada):
    path = f"/staff/proposals/{bomen.pk}/answer/"
    answer_proposal(bomen, actor=omar, status="adopted", **ANSWER)

    second = as_(ada).post(
        path, {"status": "rejected", "answer": "Toch niet.", "reasons": "Geen geld.", "version": "1"}
    )
    again = as_(ada).post(path, {"status": "rejected", "answer": "Toch niet.", "reasons": "Geen geld.", "version": "2"})

    page = second.content.decode()
    assert (second.status_code, again.status_code) == (409, 302)
    assert ("Toch niet." in page, "Wij planten tien bomen." in page, 'value="2"' in page) == (True, True, True)


# --- What it costs.


def test_list_of_a_thousand_proposals_costs_twelve_statements(as_, plein, alice, carol):
    from samenspel.subjects.models import Subject

    client = as_(alice)
    proposal_row(plein, carol)
    few = statements(lambda: client.get(list_path(plein)))
    subjects = Subject.objects.bulk_create(Subject(kind="proposal") for _ in range(1000))
    Proposal.objects.bulk_create(
        Proposal(
            subject=subject, consultation=plein, author=carol, author_level=1, title=f"Voorstel {number}", text="Tekst",
            endorsement_count=number % 50,
        )
        for number, subject in enumerate(subjects)
    )  # fmt: skip

    many = {
        sort: statements(lambda: client.get(list_path(plein), {"sort": sort, "page": "7"}))  # noqa: B023  # used at once
        for sort in ("newest", "supported", "answered")
    }

    assert {sort: len(found) <= 12 for sort, found in many.items()} == dict.fromkeys(many, True), many
    assert len(many["newest"]) <= len(few)


def test_first_proposal_that_waits_for_a_moderator_costs_twelve_statements(as_, plein, alice):
    client, form = as_(alice), proposal_form("Bankjes bij de fontein", checked="on")
    client.get("/privacy/")

    submitted = statements(lambda: client.post(new_path(plein), form))

    assert Proposal.objects.get().state == "held"
    assert len(submitted) <= 12, submitted


def test_submitting_supporting_and_reading_cost_twelve_statements(as_, plein, bomen, iris, omar):
    client, path = as_(iris), f"/proposals/{bomen.pk}/"
    endorse_proposal(bomen, actor=omar)
    form = proposal_form("Fontein", checked="yes", form_token=str(uuid.uuid4()))
    organiser = as_(omar)
    for visitor in (client, organiser):
        visitor.get(path)

    costs = {
        "submit": statements(lambda: client.post(new_path(plein), form)),
        "similar first": statements(lambda: client.post(new_path(plein), proposal_form("Bomen"))),
        "support": statements(lambda: client.post(f"{path}support/", {"support": "yes"})),
        "page": statements(lambda: client.get(path)),
        "form": statements(lambda: client.get(new_path(plein))),
        "answer form": statements(lambda: organiser.get(f"/staff/proposals/{bomen.pk}/answer/")),
    }

    assert {name: len(found) for name, found in costs.items() if len(found) > 12} == {}, costs


# --- The other municipality.


def test_other_municipality_sees_none_of_it(mistbergen, mallory, browser_at, plein, bomen):
    client = browser_at(mistbergen, user=mallory)
    paths = [
        list_path(plein), new_path(plein), f"/proposals/{bomen.pk}/", f"/proposals/{bomen.pk}/support/",
        f"/staff/proposals/{bomen.pk}/answer/", f"/consultations/{plein.pk}/proposals/similar/",
    ]  # fmt: skip

    statuses = {method(path).status_code for path in paths for method in (client.get, client.post)}

    assert statuses == {404}
