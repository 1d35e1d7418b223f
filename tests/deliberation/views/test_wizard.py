"""The organiser's desk and wizard: every step is saved, rows come and go without JavaScript, nothing typed is lost."""

import html
import re
from datetime import timedelta

import pytest
from django.utils import timezone

from deliberation.actions import close_consultation, publish_consultation
from deliberation.models import Consultation
from tests.deliberation.actions.test_consultations import make_proposal
from tests.deliberation.conftest import make_consultation, make_item
from tests.deliberation.test_pages import page_of, statements

DESK = "/staff/consultations/"
LATE = {"phase-0-starts_at": "2030-01-01T09:00", "phase-0-ends_at": "2030-02-01T17:00"}


def step(consultation, name):
    return f"{DESK}{consultation.pk}/edit/{name}/"


def hidden(page):
    return {name: re.search(rf'name="{name}" value="([^"]*)"', page).group(1) for name in ("version", "seen")}


def fields_of(page):
    """Return what a browser would send back of the text fields of a page."""
    areas = re.findall(r'<textarea name="([^"]+)"[^>]*>\n?([^<]*)</textarea>', page)
    inputs = re.findall(r'<input type="[^"]+" name="([^"]+)"(?: class="[^"]*")?(?: value="([^"]*)")?', page)
    return {name: html.unescape(value) for name, value in [*areas, *inputs] if name != "csrfmiddlewaretoken"}


def errors_of(page):
    return re.findall(r'id="([a-z0-9_-]+)_error"', page)


@pytest.mark.parametrize("path", ["", "new/"])
def test_desk_is_for_organisers(as_, anonymous, alice, griet, omar, ada, path):
    people = [anonymous, *(as_(user) for user in (alice, griet, omar, ada))]

    assert [client.get(DESK + path).status_code for client in people] == [302, 403, 403, 200, 200]


@pytest.mark.parametrize("path", ["edit/question/", "edit/check/", "preview/", "close/", "answer/"])
def test_what_organisers_do_is_for_them_alone(as_, anonymous, alice, omar, consultation, draft, path):
    people = [anonymous, as_(alice), as_(omar)]

    published = [client.get(f"{DESK}{consultation.pk}/{path}").status_code for client in people]
    drafted = [client.get(f"{DESK}{draft.pk}/{path}").status_code for client in people]

    assert (published, drafted) == ([302, 403, 200], [404, 404, 200])


def test_wizard_goes_from_the_question_to_a_published_consultation(as_, omar, item):
    client = as_(omar)
    form = {"title": "Hoe wordt de Kade groen?", "question": "Wat wilt u op de Kade?", "introduction": "Er is geld."}
    first = client.post(f"{DESK}new/", form)
    made = Consultation.objects.get()
    say = {
        "policy_stage": "preparation", "participation_level": "consulting", "fixed": "De kade blijft.", "open": "Bomen",
        "responsible_body": "Het college", "answer_promised_on": "2030-03-01",
    }  # fmt: skip
    phases = {
        **LATE,
        "phase-rows": "1",
        "phase-0-activity": "discussion",
        "phase-0-name": "",
        "minimum_level": "2",
        "audience": "",
    }
    answers = [first]
    for name, values in (
        ("say", say),
        ("phases", phases),
        ("items", {"link-rows": "0", "item": item.pk, "kind": "decides"}),
    ):
        seen = hidden(page_of(client, step(made, name)))
        answers.append(client.post(step(made, name), {**seen, **values, "go": "next"}))
    check = page_of(client, step(made, "check"))
    answers.append(
        client.post(
            f"{DESK}{made.pk}/publish/", {"version": re.search(r'name="version" value="(\d+)"', check).group(1)}
        )
    )

    made.refresh_from_db()
    assert [answer["Location"] for answer in answers] == [
        *(step(made, name) for name in ("say", "phases", "items", "check")), f"/consultations/{made.pk}/",
    ]  # fmt: skip
    assert (made.state, made.minimum_level, made.links.get().agenda_item_id) == ("published", 2, item.pk)
    assert timezone.localtime(made.phases.get().starts_at).strftime("%d-%m-%Y %H:%M") == "01-01-2030 09:00"


def test_new_consultation_without_a_title_keeps_the_rest(as_, omar):
    response = as_(omar).post(f"{DESK}new/", {"title": "", "question": "Wat wilt u?"})

    page = response.content.decode()
    assert (response.status_code, errors_of(page), "Wat wilt u?" in page) == (422, ["id_title"], True)
    assert Consultation.objects.count() == 0


def test_rows_of_phases_come_and_go_without_saving(as_, omar, draft):
    client, before = as_(omar), list(draft.phases.values_list("starts_at"))
    typed = {
        **LATE,
        "phase-0-activity": "vote",
        "phase-0-name": "Stem mee",
        "phase-rows": "1",
        "audience": "De buurt",
        "minimum_level": "2",
    }

    added = client.post(step(draft, "phases"), {**typed, "add": "yes"})
    page = added.content.decode()
    second = {**fields_of(page), "phase-0-activity": "vote", "phase-1-activity": "discussion", "minimum_level": "2"}
    removed = client.post(step(draft, "phases"), {**second, "remove": "0"})

    assert (added.status_code, errors_of(page), second["phase-rows"], second["phase-0-name"]) == (
        200,
        [],
        "2",
        "Stem mee",
    )
    assert second["audience"] == "De buurt"
    left = fields_of(removed.content.decode())
    assert (left["phase-rows"], left["phase-0-name"]) == ("1", "")
    assert list(draft.phases.values_list("starts_at")) == before


def test_phase_that_ends_before_it_starts_is_refused_beside_its_field(as_, omar, draft):
    typed = {
        **hidden(page_of(as_(omar), step(draft, "phases"))), "phase-rows": "1", "phase-0-activity": "vote", "minimum_level": "1",
        "phase-0-starts_at": "2030-02-01T09:00", "phase-0-ends_at": "2030-01-01T09:00", "phase-0-name": "Stem mee",
    }  # fmt: skip

    response = as_(omar).post(step(draft, "phases"), typed)

    page = response.content.decode()
    assert (response.status_code, errors_of(page)) == (422, ["id_phase-0-ends_at"])
    assert fields_of(page)["phase-0-name"] == "Stem mee"


def test_agenda_items_are_searched_linked_and_taken_out(in_zonnedael, as_, omar, draft):
    park, kade = make_item(in_zonnedael, "Het park"), make_item(in_zonnedael, "De kade")
    make_item(in_zonnedael, "Oude kade", starts_at=timezone.now() - timedelta(days=40))
    client, address = as_(omar), step(draft, "items")

    found = client.post(address, {"link-rows": "0", "q": "kade", "search": "yes"}).content.decode()
    linked = client.post(address, {"link-rows": "0", "item": kade.pk, "kind": "informs", "add": "yes"}).content.decode()
    both = {"link-rows": "1", "link-0-item": kade.pk, "link-0-kind": "informs", "item": park.pk, "kind": "decides"}
    client.post(address, {**hidden(linked), **both})
    saved = list(draft.links.order_by("id").values_list("agenda_item_id", "kind"))
    taken = client.post(address, {"link-rows": "1", "link-0-item": kade.pk, "link-0-kind": "informs", "remove": "0"})

    assert re.findall(r'<option value="(\d+)"', found) == [str(kade.pk)]
    assert fields_of(linked)["link-0-item"] == str(kade.pk)
    assert saved == [(kade.pk, "informs"), (park.pk, "decides")]
    assert fields_of(taken.content.decode())["link-rows"] == "0"


def test_item_of_the_other_municipality_cannot_be_linked(mistbergen, as_, omar, draft):
    theirs = make_item(mistbergen, "Hun punt")
    seen = hidden(page_of(as_(omar), step(draft, "items")))

    response = as_(omar).post(
        step(draft, "items"), {**seen, "link-rows": "1", "link-0-item": theirs.pk, "link-0-kind": "decides"}
    )

    assert (response.status_code, draft.links.count(), "Hun punt" in response.content.decode()) == (422, 0, False)


def test_second_of_two_organisers_sees_both_texts_and_saves_on_top(as_, omar, ada, draft):
    first, second, address = as_(ada), as_(omar), step(draft, "question")
    opened = [page_of(client, address) for client in (first, second)]
    first.post(address, {**fields_of(opened[0]), "introduction": "De tekst van Ada."})
    mine = {**fields_of(opened[1]), "title": "De titel van Omar"}

    told = second.post(address, mine)
    page = told.content.decode()
    stored = Consultation.objects.values_list("title", "introduction").get(pk=draft.pk)
    again = {**fields_of(page), "introduction": "Van ons beiden."}
    saved = second.post(address, again)

    draft.refresh_from_db()
    assert (told.status_code, stored) == (409, ("Hoe richten we het Marktplein in?", "De tekst van Ada."))
    conflict = page[page.index("samenspel-conflict") : page.index('<form class="samenspel-form"')]
    shown = ["De titel van Omar", "Hoe richten we het Marktplein in?", "De tekst van Ada.", "Ada sloeg op"]
    assert [text in conflict for text in shown] == [True] * 4
    assert (fields_of(page)["title"], fields_of(page)["introduction"]) == ("De titel van Omar", "")
    assert (saved.status_code, draft.title, draft.introduction) == (302, "De titel van Omar", "Van ons beiden.")


def test_two_organisers_who_change_phases_see_both_lists(as_, omar, ada, draft):
    address = step(draft, "phases")
    seen = hidden(page_of(as_(omar), address))
    typed = {
        **LATE,
        "phase-rows": "1",
        "phase-0-activity": "vote",
        "phase-0-name": "",
        "minimum_level": "1",
        "audience": "",
    }
    as_(ada).post(address, {**hidden(page_of(as_(ada), address)), **typed, "phase-0-name": "Stem van Ada"})

    response = as_(omar).post(address, {**seen, **typed, "phase-0-name": "Stem van Omar"})

    page = response.content.decode()
    conflict = page[page.index("samenspel-conflict") : page.index('<form class="samenspel-form"')]
    assert response.status_code == 409
    assert [
        f"{name}: 1 januari 2030, 09:00 – 1 februari 2030, 17:00" in conflict
        for name in ("Stem van Ada", "Stem van Omar")
    ] == [True, True]
    assert draft.phases.get().name == "Stem van Ada"


def test_lower_level_after_publishing_answers_409_and_keeps_the_words(as_, omar, consultation):
    client = as_(omar)
    page = page_of(client, step(consultation, "say"))
    typed = {
        **fields_of(page),
        "policy_stage": "preparation",
        "participation_level": "informing",
        "open": "Veel woorden",
    }

    response = client.post(step(consultation, "say"), {**typed, **hidden(page)})

    consultation.refresh_from_db()
    assert (response.status_code, "Veel woorden" in response.content.decode()) == (409, True)
    assert "niet minder" in response.content.decode()
    assert consultation.participation_level == "consulting"


def test_check_names_each_duty_with_the_way_to_its_step(in_zonnedael, as_, omar):
    draft = make_consultation(in_zonnedael, omar, published=False, open="", phases=[])

    page = page_of(as_(omar), step(draft, "check"))

    listed = re.findall(r'<li>([^<]+?) <a [^>]*edit/(\w+)/">Ga naar deze stap', page)
    assert listed == [
        ("Schrijf op wat nog open is.", "say"),
        ("Voeg ten minste één fase toe waarin inwoners iets kunnen zeggen.", "phases"),
    ]
    assert "publish/" not in page


def test_publishing_what_changed_meanwhile_answers_409_and_shows_the_step_again(as_, omar, draft):
    response = as_(omar).post(f"{DESK}{draft.pk}/publish/", {"version": draft.version - 1})

    draft.refresh_from_db()
    assert (response.status_code, draft.state) == (409, "draft")
    assert "samenspel-error-summary" in response.content.decode()


def test_preview_shows_what_residents_will_see_with_a_way_back(as_, omar, draft):
    page = page_of(as_(omar), f"{DESK}{draft.pk}/preview/")

    draft.refresh_from_db()
    assert ("Wat mist u op het Marktplein?" in page, step(draft, "question") in page) == (True, True)
    assert ("Wat u nu nog kunt doen: meepraten." in page, draft.state) == (True, "draft")


def test_closed_consultation_is_not_changed_any_more(as_, omar, consultation):
    close_consultation(consultation, actor=omar, reason="Klaar")

    response = as_(omar).get(step(consultation, "question"))

    assert (response.status_code, "U kunt nog wel het antwoord schrijven" in response.content.decode()) == (409, True)


def test_check_warns_when_the_last_phase_is_over(in_zonnedael, as_, omar, draft):
    late = make_consultation(in_zonnedael, omar, phases=[("discussion", -9, -2)], published=False)

    warned = ["de laatste fase is al voorbij" in page_of(as_(omar), step(one, "check")) for one in (late, draft)]

    assert warned == [True, False]


def test_item_that_went_behind_closed_doors_is_not_named_in_the_wizard(in_zonnedael, as_, omar, item):
    draft = make_consultation(in_zonnedael, omar, links=[(item.pk, "decides")], published=False)
    type(item).objects.filter(pk=item.pk).update(kind="closed", title="Aankoop van grond")

    pages = [page_of(as_(omar), step(draft, name)) for name in ("items", "check")]

    assert ["Aankoop van grond" in page for page in pages] == [False, False]


def test_closing_asks_for_a_reason_and_shows_it(as_, anonymous, omar, consultation):
    client, address = as_(omar), f"{DESK}{consultation.pk}/close/"

    without = client.post(address, {"reason": ""})
    closed = client.post(address, {"reason": "De plannen zijn gewijzigd."})
    again = client.post(address, {"reason": "Nog eens"})

    assert [answer.status_code for answer in (without, closed, again)] == [422, 302, 409]
    assert "De plannen zijn gewijzigd." in page_of(anonymous, f"/consultations/{consultation.pk}/")


def test_answer_that_comes_too_early_answers_409_and_keeps_the_text(as_, omar, consultation):
    response = as_(omar).post(f"{DESK}{consultation.pk}/answer/", {"answer": "Dit wordt ons antwoord."})

    assert (response.status_code, "Dit wordt ons antwoord." in response.content.decode()) == (409, True)


def test_desk_lists_what_needs_doing_by_date(in_zonnedael, as_, omar, alice):
    promised = {"answer_promised_on": timezone.localdate() + timedelta(days=3)}
    waiting = make_consultation(in_zonnedael, omar, title="Wacht", phases=[("proposals", -9, -2)], **promised)
    make_proposal(waiting, alice)
    make_consultation(in_zonnedael, omar, title="Open", phases=[("discussion", -2, 5)])
    make_consultation(in_zonnedael, omar, title="Concept", phases=[("discussion", 1, 5)], published=False)
    make_consultation(in_zonnedael, omar, title="Kaal", phases=[], published=False)

    page = page_of(as_(omar), DESK)

    rows = page.split('<tr class="utrecht-table__row">')[1:]
    lines = [tuple(re.findall(r'utrecht-table__cell">([^<]*)</td>', row)[-2:]) for row in rows]
    assert lines == [
        ("Concept, klaar om te publiceren", "Concept"),
        ("1 voorstel zonder antwoord", "Wacht"),
        ("Inwoners wachten op het antwoord", "Wacht"),
        ("Open: inwoners doen mee tot deze dag", "Open"),
        ("Concept, nog 1 ding te doen", "Kaal"),
    ]


def test_desk_that_is_empty_says_so(as_, omar):
    assert "Er wacht niets op u" in page_of(as_(omar), DESK)


@pytest.mark.parametrize("name", ["", "question", "say", "phases", "items", "check"])
def test_staff_pages_cost_the_same_whatever_is_there(in_zonnedael, as_, omar, draft, name):
    client, address = as_(omar), step(draft, name) if name else DESK
    client.get(address)
    few = statements(lambda: client.get(address))
    for number in range(4):
        other = make_consultation(in_zonnedael, omar, published=False)
        publish_consultation(other, actor=omar, version=other.version)
        make_item(in_zonnedael, f"Punt {number}")
    many = statements(lambda: client.get(address))

    assert (len(many) - len(few) in {0, 1}, len(many) <= 12) == (True, True), many


def test_desk_says_how_each_consultation_stands(in_zonnedael, as_, omar, draft):
    make_consultation(in_zonnedael, omar, phases=[("discussion", -9, -2)])

    page = page_of(as_(omar), DESK)

    badges = re.findall(r'<span class="samenspel-badge">([^<]+)</span>', page)
    assert [" ".join(badge.split()[:2]) for badge in badges] == ["Antwoord uiterlijk", "Concept"]


def test_organiser_removes_a_draft_after_one_question_and_residents_see_no_such_page(
    as_, omar, alice, draft, consultation
):
    path = f"/staff/consultations/{draft.pk}/discard/"
    client = as_(omar)

    asked, hidden = client.get(path), as_(alice).post(path)
    refused = client.post(f"/staff/consultations/{consultation.pk}/discard/")
    done = client.post(path)

    assert (asked.status_code, hidden.status_code, refused.status_code, done["Location"]) == (200, 404, 409, DESK)
    assert [one.pk for one in Consultation.objects.all()] == [consultation.pk]
