"""OParl: from a folder and from a server."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from samenspel.audit.models import AuditEntry
from samenspel.council.importers.normal import Flag
from samenspel.council.importers.problems import sentence
from samenspel.council.models import AgendaItem, CouncilBody, CouncilDocument, ImportRun, Meeting, PendingReference
from samenspel.council.signals import phase_changed
from tests.council.importers.conftest import fixture, oparl_meeting

BASE = "https://ris.lindenau.example/oparl/bodies/1"


def lines():
    return {item.external_id.rpartition("/")[2]: item for item in AgendaItem.objects.all()}


def titles():
    return sorted(AgendaItem.objects.filter(missing_since=None).values_list("title", flat=True))


def test_meeting_body_and_agenda_are_taken_over(folder, take_over):
    run = take_over("oparl", folder("oparl"))

    meeting = Meeting.objects.get()
    assert (meeting.title, meeting.body.name, meeting.location) == (
        "Sitzung des Gemeinderats",
        "Gemeinderat",
        "Bürgersaal, Marktplatz 1, Lindenau",
    )
    assert meeting.starts_at == datetime(2027, 3, 29, 17, 30, tzinfo=UTC)
    assert [
        (item.number, item.kind, item.depth, item.outcome) for item in AgendaItem.objects.filter(meeting=meeting)
    ] == [
        ("1", "item", 0, ""),
        ("", "heading", 0, ""),
        ("4", "item", 0, "adopted"),
        ("4.1", "item", 1, "amended"),
        ("4.2", "item", 1, "withdrawn"),
        ("", "break", 0, ""),
        ("5", "item", 0, "unknown"),
    ]
    assert lines()["104"].parent == lines()["103"]
    assert not run.failed


def test_documents_come_by_the_consultation_and_its_paper(folder, take_over):
    take_over("oparl", folder("oparl"))

    found = CouncilDocument.objects.values_list("agenda_item__number", "title")
    assert sorted((number or "", title) for number, title in found) == [
        ("", "Einladung"),
        ("", "Lageplan"),
        ("4", "Anlage 1"),
        ("4", "Beschlussvorlage"),
        ("4.2", "Stellungnahme"),
    ]


def test_second_run_changes_nothing_and_writes_no_audit_entry(folder, take_over):
    first = take_over("oparl", folder("oparl"))
    audited = AuditEntry.objects.count()
    before = list(AgendaItem.objects.values())

    second = take_over("oparl", folder("oparl"))

    assert (first.counts["created"], audited) == (14, 1)
    assert {name: number for name, number in second.counts.items() if name != "flagged"} == {"unchanged": 13}
    assert list(AgendaItem.objects.values()) == before
    assert AuditEntry.objects.count() == audited


def test_unknown_result_is_kept_and_flagged(folder, take_over):
    run = take_over("oparl", folder("oparl"))

    item = lines()["107"]
    assert (item.result, item.outcome, item.raw["result"]) == ("nach oben offen", "unknown", "nach oben offen")
    assert any("nach oben offen" in problem for problem in run.problems)


def test_missing_reference_waits_and_is_read_when_it_comes(folder, take_over):
    take_over("oparl", folder("oparl"))
    assert sorted(PendingReference.objects.values_list("external_id", "attempts")) == [
        (f"{BASE}/consultations/901", 1),  # its paper is not in the folder
        (f"{BASE}/consultations/999", 1),
    ]
    paper = {**fixture("oparl/paper.json"), "id": f"{BASE}/papers/vo/501"}

    run = take_over("oparl", folder("oparl", **{"paper2.json": paper}))

    assert list(PendingReference.objects.values_list("external_id", flat=True)) == [f"{BASE}/consultations/999"]
    assert lines()["104"].documents.count() == 2
    assert run.counts["created"] == 2


def test_missing_reference_is_given_up_after_five_attempts(folder, take_over):
    take_over("oparl", folder("oparl"))

    attempts, given_up = [], []
    for _week in range(5):
        PendingReference.objects.exclude(next_attempt_at=None).update(next_attempt_at=timezone.now())
        run = take_over("oparl", folder("oparl"))
        attempts.append(PendingReference.objects.earliest("pk").attempts)
        given_up.append(sentence(Flag("given-up", "2")) in run.problems)

    assert attempts == [2, 3, 4, 5, 5]
    assert not PendingReference.objects.exclude(next_attempt_at=None).exists()
    assert given_up == [False, False, False, True, False]


def test_documents_stay_while_their_reference_cannot_be_read(folder, take_over):
    take_over("oparl", folder("oparl"))

    for _run in range(4):
        take_over("oparl", folder("oparl", **{"consultations.json": []}))

    assert lines()["103"].documents.filter(missing_since=None).count() == 2


def test_item_that_is_no_longer_public_loses_its_text_and_keeps_its_subject(folder, take_over):
    take_over("oparl", folder("oparl"))
    before = lines()["105"]
    changed = fixture("oparl/meeting.json")
    changed["agendaItem"][4]["public"] = False

    run = take_over("oparl", folder("oparl", **{"meeting.json": changed}))

    after = AgendaItem.objects.get(pk=before.pk)
    assert after.subject_id == before.subject_id
    assert (after.explanation, after.result, after.kind) == ("", "", "closed")
    assert "Bäume" not in after.title
    assert not after.documents.exists()
    assert not PendingReference.objects.filter(needed_by=after.external_id).exists()
    assert run.counts["withdrawn"] == 1
    assert not any("Bäume" in problem for problem in run.problems)


@pytest.mark.parametrize("flag", [False, 0, "false"])
@pytest.mark.parametrize("part", ["meeting", "line", "paper", "file"])
def test_whatever_is_marked_as_not_public_goes_at_once_with_its_documents(folder, take_over, part, flag):
    take_over("oparl", folder("oparl"))
    before = set(CouncilDocument.objects.values_list("title", flat=True))
    meeting, paper = fixture("oparl/meeting.json"), fixture("oparl/paper.json")
    marked = {"meeting": meeting, "line": meeting["agendaItem"][2], "paper": paper, "file": paper["mainFile"]}[part]
    marked["public"] = flag

    for _run in range(2):
        run = take_over("oparl", folder("oparl", **{"meeting.json": meeting, "paper.json": paper}))

    gone = before - set(CouncilDocument.objects.values_list("title", flat=True))
    expected = {"meeting": before, "line": {"Beschlussvorlage", "Anlage 1"}, "paper": {"Beschlussvorlage", "Anlage 1"}}
    assert gone == expected.get(part, {"Beschlussvorlage"})
    assert (run.failed, sum(run.counts.get(name, 0) for name in ("created", "updated", "withdrawn"))) == (False, 0)


def test_item_that_was_never_public_is_not_stored(folder, take_over):
    secret = fixture("oparl/meeting.json")
    secret["agendaItem"][4]["public"] = False

    take_over("oparl", folder("oparl", **{"meeting.json": secret}))

    assert "105" not in lines()
    assert not CouncilDocument.objects.filter(title="Stellungnahme").exists()


def test_line_that_is_missed_is_withdrawn_at_the_third_run_only(folder, take_over):
    take_over("oparl", folder("oparl"))
    shorter = fixture("oparl/meeting.json")
    del shorter["agendaItem"][0]

    withdrawn = []
    for _run in range(3):
        take_over("oparl", folder("oparl", **{"meeting.json": shorter}))
        withdrawn.append(lines()["101"].missing_since is not None)

    assert withdrawn == [False, False, True]


def test_line_that_comes_back_is_shown_again(folder, take_over):
    take_over("oparl", folder("oparl"))
    shorter = fixture("oparl/meeting.json")
    del shorter["agendaItem"][0]
    for _run in range(3):
        take_over("oparl", folder("oparl", **{"meeting.json": shorter}))
    pk = lines()["101"].pk

    take_over("oparl", folder("oparl", **{"meeting.json": fixture("oparl/meeting.json")}))

    item = lines()["101"]
    assert (item.pk, item.missing_since, item.kind) == (pk, None, "item")


def test_item_that_moves_to_another_meeting_keeps_its_subject(folder, take_over):
    take_over("oparl", folder("oparl"))
    before = lines()["103"]
    old = fixture("oparl/meeting.json")
    moved = old["agendaItem"].pop(2)
    new = {
        **old,
        "id": f"{BASE}/meetings/71",
        "name": "Nächste Sitzung",
        "agendaItem": [{**moved, "name": "Umbenannt"}],
    }

    take_over("oparl", folder("oparl", **{"meeting.json": old, "next.json": new}))

    after = lines()["103"]
    assert (after.pk, after.subject_id) == (before.pk, before.subject_id)
    assert (after.meeting.title, after.title) == ("Nächste Sitzung", "Umbenannt")
    assert {document.meeting for document in after.documents.all()} == {after.meeting}


def test_cancelled_meeting_is_shown_as_cancelled_and_comes_back(folder, take_over):
    cancelled = {**fixture("oparl/meeting.json"), "cancelled": True}

    take_over("oparl", folder("oparl", **{"meeting.json": cancelled}))
    first = Meeting.objects.get().status
    take_over("oparl", folder("oparl", **{"meeting.json": fixture("oparl/meeting.json")}))

    assert (first, Meeting.objects.get().status) == ("cancelled", "planned")


def test_import_tells_that_a_meeting_is_cancelled_and_that_an_item_was_decided(folder, take_over):
    told = []

    def listen(items, change, **kwargs):
        told.append((change, {item.meeting_id for item in items}))

    before = fixture("oparl/meeting.json")
    results = {item["id"]: item.pop("result", None) for item in before["agendaItem"]}
    take_over("oparl", folder("oparl", **{"meeting.json": {**before, "modified": "2027-03-01T10:00:00+01:00"}}))
    after = {**fixture("oparl/meeting.json"), "cancelled": True}
    phase_changed.connect(listen)
    try:
        take_over("oparl", folder("oparl", **{"meeting.json": after}))
        take_over("oparl", folder("oparl", **{"meeting.json": after}))
    finally:
        phase_changed.disconnect(listen)

    meeting = Meeting.objects.get().pk
    assert any(results.values())
    assert told == [("meeting_cancelled", {meeting}), ("decided", {meeting})]


def test_body_without_a_name_gets_it_later(folder, take_over):
    take_over("oparl", folder("oparl", **{"organizations.json": []}))
    first = CouncilBody.objects.get()

    take_over("oparl", folder("oparl", **{"organizations.json": fixture("oparl/organizations.json")}))

    assert first.name == "Sitzung des Gemeinderats"
    assert CouncilBody.objects.get().name == "Gemeinderat"
    assert not PendingReference.objects.filter(kind="body").exists()


# --- From a server.


def test_list_is_read_page_by_page_and_the_cursor_is_kept(server, take_over):
    server.pages = {
        "/meetings": {"data": [oparl_meeting(server.base, 1)], "links": {"next": f"{server.base}/meetings?page=2"}},
        "/meetings?page=2": {
            "data": [oparl_meeting(server.base, 2, modified="2027-03-22T10:00:00+01:00")],
            "links": {},
        },
    }

    run = take_over("oparl", f"{server.base}/meetings")

    assert server.asked == ["/meetings", "/meetings", "/meetings?page=2"]
    assert (run.failed, Meeting.objects.count(), AgendaItem.objects.count()) == (False, 2, 4)
    assert run.cursor == datetime(2027, 3, 21, 9, 0, tzinfo=UTC)
    assert all(agent.startswith("Samenspel/") for agent in server.agents)


def test_next_run_asks_for_changes_and_obeys_deletions(server, take_over):
    server.pages = {"/meetings": {"data": [oparl_meeting(server.base, 1)], "links": {}}}
    take_over("oparl", f"{server.base}/meetings")
    item = AgendaItem.objects.first()
    deleted = {
        "id": f"{server.base}/meetings/1",
        "type": "https://schema.oparl.org/1.1/Meeting",
        "deleted": True,
        "modified": "2027-03-25T10:00:00+01:00",
    }
    server.pages["/meetings"] = [{"data": []}, {"data": [deleted], "links": {}}]

    run = take_over("oparl", f"{server.base}/meetings")

    assert "modified_since=2027-03-19" in server.asked[-1]
    assert Meeting.objects.get().missing_since is not None
    item.refresh_from_db()
    assert item.missing_since is not None
    assert "Punkt" not in item.public_title
    assert run.counts["withdrawn"] == 3
    assert any("Sitzung 1" in problem for problem in run.problems)


def test_page_that_fails_midway_leaves_the_cursor_and_whole_meetings(server, take_over):
    server.pages = {
        "/meetings": {"data": [oparl_meeting(server.base, 1)], "links": {"next": f"{server.base}/meetings?page=2"}},
        "/meetings?page=2": 500,
    }

    run = take_over("oparl", f"{server.base}/meetings")

    assert (run.failed, run.cursor) == (True, None)
    assert titles() == ["Punkt 1.1", "Punkt 1.2"]
    assert AuditEntry.objects.get().data["created"] == 4

    server.pages["/meetings?page=2"] = {"data": [oparl_meeting(server.base, 2)], "links": {}}
    again = take_over("oparl", f"{server.base}/meetings")

    assert (again.failed, len(titles())) == (False, 4)
    assert again.cursor is not None


def test_list_that_leads_back_to_itself_ends(server, take_over):
    server.pages = {
        "/meetings": {"data": [oparl_meeting(server.base, 1)], "links": {"next": f"{server.base}/meetings"}},
    }

    run = take_over("oparl", f"{server.base}/meetings")

    assert (run.failed, len(server.asked)) == (False, 2)


def test_meeting_absent_from_a_complete_list_is_not_deleted_at_once(server, take_over):
    server.pages = {"/meetings": {"data": [oparl_meeting(server.base, n) for n in (1, 2)], "links": {}}}
    take_over("oparl", f"{server.base}/meetings")
    server.pages = {"/meetings": {"data": [oparl_meeting(server.base, 1)], "links": {}}}

    withdrawn = []
    for _run in range(3):
        ImportRun.objects.update(cursor=None)
        take_over("oparl", f"{server.base}/meetings")
        withdrawn.append(Meeting.objects.filter(missing_since=None).count())

    assert withdrawn == [2, 2, 1]


def test_absence_from_a_list_of_changes_means_nothing(server, take_over):
    server.pages = {"/meetings": {"data": [oparl_meeting(server.base, n) for n in (1, 2)], "links": {}}}
    take_over("oparl", f"{server.base}/meetings")
    server.pages = {"/meetings": {"data": [], "links": {}}}

    for _run in range(4):
        take_over("oparl", f"{server.base}/meetings")

    assert Meeting.objects.filter(missing_since=None, misses=0).count() == 2


def test_system_leads_over_its_bodies_to_their_meetings(server, take_over):
    schema = "https://schema.oparl.org/1.1/"
    server.pages = {
        "/system": {"id": f"{server.base}/system", "type": f"{schema}System", "body": f"{server.base}/bodies"},
        "/bodies": {"data": [{"id": "b", "type": f"{schema}Body", "meeting": f"{server.base}/meetings"}]},
        "/meetings": {"data": [oparl_meeting(server.base, 3)], "links": {}},
    }

    take_over("oparl", f"{server.base}/system")

    assert Meeting.objects.get().title == "Sitzung 3"


def test_reference_is_fetched_from_the_server(server, take_over):
    schema = "https://schema.oparl.org/1.1/"
    meeting = oparl_meeting(server.base, 1)
    meeting["agendaItem"][0]["consultation"] = f"{server.base}/consultations/5"
    meeting["agendaItem"][1]["consultation"] = "https://elsewhere.example/consultations/6"
    file = {"id": "f", "type": f"{schema}File", "name": "Vorlage", "accessUrl": "https://ris.example/f.pdf"}
    server.pages = {
        "/meetings/1": meeting,
        "/consultations/5": {"id": f"{server.base}/consultations/5", "type": f"{schema}Consultation", "paper": f"{server.base}/p"},
        "/p": {"id": f"{server.base}/p", "type": f"{schema}Paper", "mainFile": file},
    }  # fmt: skip

    take_over("oparl", f"{server.base}/meetings/1")

    assert CouncilDocument.objects.get().title == "Vorlage"
    assert PendingReference.objects.get().external_id == "https://elsewhere.example/consultations/6"


def test_retry_waits_a_week(folder, take_over):
    take_over("oparl", folder("oparl"))

    waits = {row.next_attempt_at - timezone.now() for row in PendingReference.objects.all()}

    assert all(timedelta(days=6) < wait <= timedelta(days=7) for wait in waits)
