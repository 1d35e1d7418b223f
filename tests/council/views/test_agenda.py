"""The clerk's pages: they do what they say, for the clerk only."""

import re

import pytest

from samenspel.audit.models import AuditEntry
from samenspel.council.models import AgendaItem, CouncilBody, CouncilDocument, Meeting

ITEM = {"title": "Parkeren", "number": "2", "kind": "item"}
PAGES = [
    *("/staff/council/", "/staff/council/words/", "/staff/council/bodies/", "/staff/council/meetings/new/"),
    *("/staff/council/imports/", "/staff/council/imports/example.csv"),
]


def actions():
    return list(AuditEntry.objects.order_by("pk").values_list("action", flat=True))


@pytest.mark.parametrize("path", PAGES)
def test_page_is_for_clerks_only(path, as_, anonymous, alice, mo, griet):
    answers = [as_(person).get(path).status_code for person in (alice, mo, griet)]
    visitor = anonymous.get(path)

    assert answers == [403, 403, 200]
    assert visitor.status_code == 302
    assert "login" in visitor["Location"]


def test_item_and_meeting_pages_open_for_the_clerk(as_, griet, meeting, add_lines):
    (item,) = add_lines("Opening")
    client = as_(griet)
    paths = [
        *(f"/staff/council/meetings/{meeting.pk}/{part}" for part in ("", "edit/", "items/new/")),
        *(f"/staff/council/items/{item.pk}/{part}" for part in ("", "documents/")),
        f"/staff/council/bodies/{meeting.body_id}/",
    ]

    assert [client.get(path).status_code for path in paths] == [200] * len(paths)


def test_button_addresses_do_nothing_without_a_post(as_, griet, add_lines):
    (item,) = add_lines("Opening")

    answer = as_(griet).get(f"/staff/council/items/{item.pk}/withdraw/")

    assert answer.status_code == 302
    assert AgendaItem.objects.get(pk=item.pk).missing_since is None


def test_clerk_adds_and_changes_a_meeting(as_, griet, body):
    client = as_(griet)
    values = {"body": body.pk, "title": "Raad", "starts_at": "2027-04-01T19:30", "location": "Raadzaal", "stage": ""}

    added = client.post("/staff/council/meetings/new/", values)
    meeting = Meeting.objects.get()
    client.post(f"/staff/council/meetings/{meeting.pk}/edit/", {**values, "title": "Raadsvergadering"})

    assert added["Location"] == f"/staff/council/meetings/{meeting.pk}/"
    assert Meeting.objects.get().title == "Raadsvergadering"
    assert actions() == ["council.meeting.created", "council.meeting.changed"]


def test_meeting_begins_ends_and_refuses_what_does_not_fit(as_, griet, meeting):
    client = as_(griet)
    path = f"/staff/council/meetings/{meeting.pk}/status/"

    seen = []
    for status in ("in_session", "closed", "cancelled"):
        client.post(path, {"status": status})
        seen.append(Meeting.objects.get().status)

    assert seen == ["in_session", "closed", "closed"]
    assert actions() == ["council.meeting.status_set"] * 2


def test_clerk_adds_an_item_and_records_its_result(as_, griet, meeting):
    client = as_(griet)

    client.post(f"/staff/council/meetings/{meeting.pk}/items/new/", {**ITEM, "explanation": "Een.\n\nTwee."})
    item = AgendaItem.objects.get()
    client.post(f"/staff/council/items/{item.pk}/", {**ITEM, "result": "Aangenomen"})

    after = AgendaItem.objects.get()
    assert item.explanation == "<p>Een.</p><p>Twee.</p>"
    assert (after.result, after.outcome, after.decided_at) == ("Aangenomen", "adopted", meeting.starts_at)
    assert after.subject_id == item.subject_id
    assert actions() == ["council.item.created", "council.item.changed"]


def test_form_with_a_mistake_keeps_what_was_typed(as_, griet, meeting):
    answer = as_(griet).post(f"/staff/council/meetings/{meeting.pk}/items/new/", {**ITEM, "title": "", "number": "7b"})

    assert answer.status_code == 200
    assert 'value="7b"' in answer.content.decode()
    assert not AgendaItem.objects.exists()


def test_item_moves_among_its_neighbours_and_stops_at_the_edge(as_, griet, add_lines):
    first, second = add_lines("Opening", "Parkeren")
    path = f"/staff/council/items/{second.pk}/move/"

    for _press in range(2):
        as_(griet).post(path, {"to": "up"})

    assert list(AgendaItem.objects.values_list("pk", flat=True)) == [second.pk, first.pk]
    assert actions() == ["council.item.moved"]


def test_withdrawn_item_comes_back(as_, griet, add_lines):
    (item,) = add_lines("Opening")
    client = as_(griet)

    client.post(f"/staff/council/items/{item.pk}/withdraw/")
    withdrawn = AgendaItem.objects.get()
    client.post(f"/staff/council/items/{item.pk}/restore/")

    assert withdrawn.missing_since is not None
    assert AgendaItem.objects.get().missing_since is None
    assert actions() == ["council.item.withdrawn", "council.item.restored"]


def test_document_is_added_and_removed(as_, griet, add_lines):
    (item,) = add_lines("Opening")
    client = as_(griet)

    client.post(f"/staff/council/items/{item.pk}/documents/", {"title": "Voorstel", "url": "https://e.org/1"})
    document = CouncilDocument.objects.get()
    client.post(f"/staff/council/documents/{document.pk}/remove/")

    assert (document.title, document.agenda_item_id) == ("Voorstel", item.pk)
    assert not CouncilDocument.objects.exists()
    assert actions() == ["council.document.created", "council.document.removed"]


def test_body_is_added_changed_and_removed_only_without_meetings(as_, griet, meeting):
    client = as_(griet)

    client.post("/staff/council/bodies/", {"name": "Commissie"})
    added = CouncilBody.objects.get(name="Commissie")
    client.post(f"/staff/council/bodies/{added.pk}/", {"name": "Commissie Ruimte"})
    for pk in (added.pk, meeting.body_id):
        client.post(f"/staff/council/bodies/{pk}/remove/")

    assert list(CouncilBody.objects.values_list("pk", flat=True)) == [meeting.body_id]
    assert actions() == ["council.body.created", "council.body.changed", "council.body.removed"]


def test_words_of_the_municipality_are_shown(as_, griet, meeting, add_lines, django_capture_on_commit_callbacks):
    add_lines("Opening", stage="weighing")
    client = as_(griet)

    with django_capture_on_commit_callbacks(execute=True):
        client.post("/staff/council/words/", {"weighing": "Meningsvorming"})

    assert "Meningsvorming" in client.get(f"/council/meetings/{meeting.pk}/").content.decode()
    assert actions() == ["council.words.changed"]


@pytest.mark.parametrize("part", ["move", "withdraw", "restore", "documents"])
def test_resident_changes_nothing(as_, alice, add_lines, part):
    (item,) = add_lines("Opening")

    answer = as_(alice).post(f"/staff/council/items/{item.pk}/{part}/")

    assert answer.status_code == 403
    assert actions() == []


def test_only_the_clerk_sees_the_way_to_change_an_agenda(as_, griet, alice, meeting, add_lines):
    (item,) = add_lines("Opening")
    edits = {f"/council/meetings/{meeting.pk}/": f"/staff/council/meetings/{meeting.pk}/"}
    edits[f"/council/items/{item.pk}/"] = f"/staff/council/items/{item.pk}/"

    for page, edit in edits.items():
        assert edit in as_(griet).get(page).content.decode()
        assert edit not in as_(alice).get(page).content.decode()


def statements(act):
    """Return the answer and how many statements it took; those about transactions are free."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as captured:
        answer = act()
    assert answer.status_code == 200
    free = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE", "ROLLBACK")
    return answer, sum(not query["sql"].startswith(free) for query in captured.captured_queries)


def numbers_on(page):
    return re.findall(r'agenda__number">(\d+)<', page.content.decode())


def test_long_agenda_is_put_in_order_page_by_page_at_a_constant_cost(as_, griet, meeting, add_lines):
    client = as_(griet)
    path = f"/staff/council/meetings/{meeting.pk}/"
    items = add_lines("Opening")
    client.get(path)
    _, one = statements(lambda: client.get(path))
    items += add_lines(*(f"Punt {number}" for number in range(2, 395)))

    first, many = statements(lambda: client.get(path))
    last, at_the_end = statements(lambda: client.get(f"{path}?page=8"))

    assert one == many == at_the_end <= 12
    assert numbers_on(first) == [str(number) for number in range(1, 51)]
    assert numbers_on(last) == [str(number) for number in range(351, 395)]
    moves = [page.content.decode().count('value="down"') for page in (first, last)]
    assert moves == [50, 43]  # only the very last line cannot go down


def test_change_leads_back_to_the_page_of_its_line(as_, griet, meeting, add_lines):
    items = add_lines(*(f"Punt {number}" for number in range(1, 121)))
    client = as_(griet)

    moved = client.post(f"/staff/council/items/{items[50].pk}/move/", {"to": "up"})
    page = client.get(moved["Location"])

    assert moved["Location"].endswith(f"?line={items[50].pk}#line-{items[50].pk}")
    assert numbers_on(page)[-2:] == ["49", "51"]
    assert numbers_on(client.get(f"/staff/council/meetings/{meeting.pk}/?line=0&page=3"))[0] == "101"


def test_desk_costs_the_same_however_much_waits(as_, griet, body, meeting, add_lines, make_user, in_zonnedael):
    from datetime import timedelta

    from django.utils import timezone

    from deliberation.models import Room
    from samenspel.council.models import ImportRun, PendingReference

    now = timezone.now()

    def pile_up(number):
        starts = now + timedelta(days=1, minutes=number)
        soon = Meeting.objects.create(body=body, title=f"Raad {number}", starts_at=starts)
        Meeting.objects.create(body=body, title="Lang", starts_at=now - timedelta(days=2), status="in_session")
        [known, gone] = add_lines(f"Besluit {number}", f"Weg {number}")
        AgendaItem.objects.filter(pk=known.pk).update(meeting=soon, outcome="unknown", decided_at=now)
        AgendaItem.objects.filter(pk=gone.pk).update(missing_since=now)
        Room.objects.filter(about=gone.subject_id).update(contribution_count=3, last_contribution_at=now)
        ImportRun.objects.create(source="oparl", location=f"https://e.org/{number}", failed=True)
        PendingReference.objects.create(source="oparl", kind="body", external_id=str(number), needed_by="x")

    client = as_(griet)
    pile_up(0)
    client.get("/staff/council/")
    _, one = statements(lambda: client.get("/staff/council/"))
    for number in range(1, 21):
        pile_up(number)

    page, many = statements(lambda: client.get("/staff/council/"))

    assert one == many <= 12
    assert len(page.context["tasks"]) == 5 * 21 + 1
