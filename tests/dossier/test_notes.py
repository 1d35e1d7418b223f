"""A council member's private note: kept, changed and removed by its author, and read by nobody else."""

import pytest

from samenspel.audit.models import AuditEntry
from samenspel.common.errors import NotAllowed
from samenspel.dossier.actions import delete_note, save_note
from samenspel.dossier.exceptions import NoteChanged
from samenspel.dossier.models import PrivateNote
from samenspel.tenancy.context import actor_context
from tests.conftest import sql

SECRET = "Vraag de wethouder naar de kosten."
OTHERS = ["alice", "griet", "omar", "mo", "ada", "dirk"]


@pytest.fixture
def dirk(zonnedael, make_user):
    """Another council member."""
    return make_user(zonnedael, "dirk", roles=("council_member",))


@pytest.fixture
def path(item):
    return f"/council/items/{item.pk}/dossier/"


def kept(person):
    with actor_context(person.pk):
        return list(PrivateNote.objects.values_list("text", flat=True))


def test_save_note_keeps_one_note_a_person(item, carol, dirk):
    save_note(item, actor=carol, text="Eerst")
    save_note(item, actor=dirk, text="Van Dirk")
    save_note(item, actor=carol, text="Daarna")

    assert (kept(carol), kept(dirk)) == (["Daarna"], ["Van Dirk"])


def test_notes_leave_no_trace_that_others_read(item, carol):
    save_note(item, actor=carol, text=SECRET)
    delete_note(item, actor=carol)

    assert (kept(carol), AuditEntry.objects.count()) == ([], 0)


@pytest.mark.parametrize("who", ["alice", "griet", "omar", "mo", "ada"])
def test_notes_are_for_council_members(item, request, who):
    person = request.getfixturevalue(who)

    with pytest.raises(NotAllowed):
        save_note(item, actor=person, text="Mag niet")
    with pytest.raises(NotAllowed):
        delete_note(item, actor=person)


def test_save_note_refuses_what_was_written_over_another_text(item, carol):
    first = save_note(item, actor=carol, text="Eerst", based_on="")
    save_note(item, actor=carol, text="Tweede venster", based_on=first.updated_at.isoformat())

    with pytest.raises(NoteChanged):
        save_note(item, actor=carol, text="Eerste venster", based_on=first.updated_at.isoformat())
    with pytest.raises(NoteChanged):
        save_note(item, actor=carol, text="Nog een venster", based_on="")
    with pytest.raises(NoteChanged):
        save_note(item, actor=carol, text="Verzonnen", based_on="geen tijd")

    assert kept(carol) == ["Tweede venster"]


def test_council_member_keeps_changes_and_removes_a_note(as_, carol, item, path):
    client = as_(carol)
    client.post(f"{path}note/", {"text": SECRET, "based_on": ""})
    page = client.get(path).content.decode()
    stamp = page.split('name="based_on" value="')[1].split('"')[0].replace("&#x2B;", "+")

    answer = client.post(f"{path}note/", {"text": "Nieuwe tekst", "based_on": stamp})
    changed = kept(carol)
    client.post(f"{path}note/", {"delete": "yes"})

    assert SECRET in page
    assert (answer.status_code, answer["Location"], changed, kept(carol)) == (302, path, ["Nieuwe tekst"], [])


def test_note_typed_in_two_windows_loses_nothing(as_, carol, item, path):
    client = as_(carol)
    client.post(f"{path}note/", {"text": "Uit het andere venster", "based_on": ""})

    refused = client.post(f"{path}note/", {"text": "Net getypt", "based_on": ""})
    page = refused.content.decode()
    stamp = page.split('name="based_on" value="')[1].split('"')[0].replace("&#x2B;", "+")
    client.post(f"{path}note/", {"text": "Net getypt", "based_on": stamp})

    assert refused.status_code == 409
    assert ["Uit het andere venster" in page, "Net getypt" in page, "data-error-summary" in page] == [True] * 3
    assert kept(carol) == ["Net getypt"]


def test_empty_note_keeps_the_old_one(as_, carol, item, path):
    client = as_(carol)
    client.post(f"{path}note/", {"text": SECRET, "based_on": ""})

    answer = client.post(f"{path}note/", {"text": "", "based_on": ""})

    assert ("data-error-summary" in answer.content.decode(), kept(carol)) == (True, [SECRET])


@pytest.mark.parametrize("who", OTHERS)
def test_nobody_else_reads_a_note_on_any_page_or_by_sql(as_, carol, item, path, request, who):
    save_note(item, actor=carol, text=SECRET)
    person = request.getfixturevalue(who)
    client = as_(person)
    addresses = [path, "/staff/dossiers/", "/staff/audit/", item.get_absolute_url(), "/account/", "/search/?q=kosten"]

    pages = "".join(client.get(address).content.decode() for address in addresses)
    with actor_context(person.pk):
        rows = sql("SELECT count(*), count(text) FROM dossier_privatenote")
        row = PrivateNote.objects.filter(agenda_item=item).first()

    assert (SECRET in pages, "Met uw notitie" in pages, rows, row) == (False, False, [(0, 0)], None)


@pytest.mark.parametrize(("who", "status"), [("alice", 403), ("griet", 403), ("ada", 403)])
def test_note_address_is_for_council_members(as_, request, path, item, who, status):
    answer = as_(request.getfixturevalue(who)).post(f"{path}note/", {"text": "Mag niet", "based_on": ""})

    assert answer.status_code == status


def test_visitor_who_posts_a_note_is_sent_to_sign_in(anonymous, path):
    answer = anonymous.post(f"{path}note/", {"text": "Mag niet"})

    assert (answer.status_code, answer["Location"].split("?")[0]) == (302, "/account/login/")
