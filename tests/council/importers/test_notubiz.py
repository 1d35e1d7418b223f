"""Notubiz: nested agendas, wall-clock times, numbers as text, and a date of change that cannot be trusted."""

from datetime import UTC, datetime

from samenspel.audit.models import AuditEntry
from samenspel.council.models import AgendaItem, CouncilBody, CouncilDocument, Meeting, PendingReference
from tests.council.importers.conftest import fixture


def event(number, **fields):
    return {"id": number, "type": "meeting", "permission_group": "public", "confidential": 0, **fields}


def small_meeting(number):
    lines = fixture("notubiz/meeting.json")["agenda_items"][:2]
    for index, line in enumerate(lines):
        line.update(id=number * 10 + index, documents=[])
    return {**fixture("notubiz/meeting.json"), "id": number, "agenda_items": lines, "documents": []}


def test_meeting_body_and_nested_agenda_are_taken_over(folder, take_over):
    take_over("notubiz", folder("notubiz"))

    meeting = Meeting.objects.get()
    assert (meeting.title, meeting.body.name, meeting.location, meeting.stage) == (
        "Besluitvormende raadsvergadering",
        "Gemeenteraad",
        "Raadzaal",
        "deciding",
    )
    assert [(item.external_id, item.number, item.kind, item.depth) for item in AgendaItem.objects.all()] == [
        ("8001", "1.", "item", 0),
        ("8002", "2.", "item", 0),
        ("8003", "", "break", 0),
        ("8004", "3.", "heading", 0),
        ("8005", "3.1", "item", 1),
        ("8006", "3.2", "item", 1),
        ("8009", "5.", "item", 0),
    ]
    assert AgendaItem.objects.get(external_id="8006").parent.external_id == "8004"


def test_only_items_can_be_discussed(folder, take_over):
    take_over("notubiz", folder("notubiz"))

    not_discussable = {item.title for item in AgendaItem.objects.all() if not item.is_discussable}

    assert not_discussable == {"Pauze", "Hamerstukken"}


def test_wall_clock_is_municipal_time_on_both_sides_of_summer_time(folder, take_over):
    spring = {
        **fixture("notubiz/meeting.json"),
        "id": 7002,
        "agenda_items": [],
        "documents": [],
        "plannings": [{"start_date": "2026-03-29 19:30:00", "end_date": None}],
    }

    take_over("notubiz", folder("notubiz", **{"spring.json": spring}))

    assert {meeting.external_id: meeting.starts_at for meeting in Meeting.objects.all()} == {
        "7001": datetime(2026, 10, 25, 18, 30, tzinfo=UTC),
        "7002": datetime(2026, 3, 29, 17, 30, tzinfo=UTC),
    }


def test_what_is_not_public_is_never_stored(folder, take_over):
    take_over("notubiz", folder("notubiz"))

    assert not AgendaItem.objects.filter(external_id__in=["8007", "8008"]).exists()
    assert sorted(CouncilDocument.objects.values_list("title", flat=True)) == [
        "Raadsvoorstel parkeren",
        "Uitslagenlijst 25 oktober",
    ]


def test_line_that_becomes_confidential_takes_its_children_along(folder, take_over):
    take_over("notubiz", folder("notubiz"))
    subjects = set(AgendaItem.objects.values_list("pk", "subject_id"))
    changed = fixture("notubiz/meeting.json")
    changed["agenda_items"][3]["confidential"] = "1"

    run = take_over("notubiz", folder("notubiz", **{"meeting.json": changed}))

    assert set(AgendaItem.objects.exclude(missing_since=None).values_list("external_id", flat=True)) == {
        "8004",
        "8005",
        "8006",
    }
    assert not AgendaItem.objects.filter(title__icontains="zwembad").exists()
    assert set(AgendaItem.objects.values_list("pk", "subject_id")) == subjects
    assert run.counts["withdrawn"] == 3


def test_document_that_becomes_confidential_is_removed(folder, take_over):
    take_over("notubiz", folder("notubiz"))
    changed = fixture("notubiz/meeting.json")
    changed["agenda_items"][1]["documents"][0]["confidential"] = 1

    take_over("notubiz", folder("notubiz", **{"meeting.json": changed}))

    assert not CouncilDocument.objects.filter(external_id="9002").exists()


def test_meeting_that_is_no_longer_public_loses_all_text(folder, take_over):
    take_over("notubiz", folder("notubiz"))
    closed = {**fixture("notubiz/meeting.json"), "permission_group": "members"}

    take_over("notubiz", folder("notubiz", **{"meeting.json": closed}))
    audited = AuditEntry.objects.count()
    take_over("notubiz", folder("notubiz", **{"meeting.json": closed}))

    meeting = Meeting.objects.get()
    assert "raadsvergadering" not in meeting.title.lower()
    assert set(AgendaItem.objects.values_list("title", flat=True)) == {meeting.title}
    assert not CouncilDocument.objects.exists()
    assert AuditEntry.objects.count() == audited


def test_html_is_cleaned(folder, take_over):
    take_over("notubiz", folder("notubiz"))

    assert (
        AgendaItem.objects.get(external_id="8002").explanation
        == '<p>Behandeltijd: <b>3 minuten</b> <a rel="noopener noreferrer">klik</a></p>'
    )


def test_change_without_a_new_date_of_change_is_seen(folder, take_over):
    take_over("notubiz", folder("notubiz"))
    before = list(AgendaItem.objects.values())
    changed = {"canceled": False, "inactive": False, **fixture("notubiz/meeting.json")}
    changed["documents"][0]["title"] += " [GEWIJZIGD]"

    run = take_over("notubiz", folder("notubiz", **{"meeting.json": changed}))

    assert (run.counts["updated"], run.counts.get("created", 0)) == (2, 0)
    assert Meeting.objects.get().raw["flags"] == {
        "announcement": True,
        "canceled": False,
        "inactive": False,
        "live": False,
        "template": False,
    }
    assert CouncilDocument.objects.get(external_id="9001").title == "Uitslagenlijst 25 oktober [GEWIJZIGD]"
    assert list(AgendaItem.objects.values()) == before


def test_second_run_changes_nothing_and_writes_no_audit_entry(folder, take_over):
    take_over("notubiz", folder("notubiz"))
    before = [list(model.objects.values()) for model in (CouncilBody, Meeting, AgendaItem, CouncilDocument)]

    run = take_over("notubiz", folder("notubiz"))

    after = [list(model.objects.values()) for model in (CouncilBody, Meeting, AgendaItem, CouncilDocument)]
    assert before == after
    assert AuditEntry.objects.count() == 1
    assert run.counts == {"unchanged": 10}


def test_line_that_contains_itself_is_taken_once(folder, take_over):
    changed = fixture("notubiz/meeting.json")
    changed["agenda_items"][3]["agenda_items"].append({**changed["agenda_items"][3], "agenda_items": []})

    run = take_over("notubiz", folder("notubiz", **{"meeting.json": changed}))

    assert AgendaItem.objects.filter(external_id="8004").count() == 1
    assert any("8004" in problem for problem in run.problems)


def test_unknown_type_is_kept_and_flagged(folder, take_over):
    changed = fixture("notubiz/meeting.json")
    changed["agenda_items"][0]["type"] = "hologram"

    run = take_over("notubiz", folder("notubiz", **{"meeting.json": changed}))

    assert AgendaItem.objects.get(external_id="8001").raw == {"type": "hologram"}
    assert any("hologram" in problem for problem in run.problems)


def test_votes_become_results(folder, take_over):
    changed = fixture("notubiz/meeting.json")
    for line, result in zip(changed["agenda_items"][:2], ("adopted", "equal"), strict=True):
        line["type_data"]["voting_result"] = result

    take_over("notubiz", folder("notubiz", **{"meeting.json": changed}))

    assert list(AgendaItem.objects.exclude(result="").values_list("result", "outcome")) == [
        ("Aangenomen", "adopted"),
        ("equal", "unknown"),
    ]


def test_body_that_cannot_be_named_waits(folder, take_over):
    take_over("notubiz", folder("notubiz", **{"gremia.json": {}}))

    assert PendingReference.objects.get().external_id == "40"
    assert CouncilBody.objects.get().name == "Besluitvormende raadsvergadering"


# --- From a server.


def test_events_are_read_page_by_page_with_assemblies_and_without_closed_ones(server, take_over):
    server.pages = {
        "/events": [
            {
                "pagination": {"has_more_pages": True},
                "events": [event("71"), event(72, permission_group="members"), event(73, inactive=True)],
            },
            {
                "pagination": {"has_more_pages": False},
                "events": [event(80, type="assembly"), event(74, type="hologram")],
            },
        ],
        "/organisations/999/gremia": {"gremia": [{"id": 40, "name": "Raad"}]},
        "/events/meetings/71": {"meeting": small_meeting(71)},
        "/events/assemblies/80": {"assembly": {"meetings": [event(75), event(71)]}},
        "/events/meetings/75": {"meeting": small_meeting(75)},
    }

    run = take_over("notubiz", f"{server.base}/events?organisation_id=999")

    assert run.failed is False
    assert sorted(Meeting.objects.values_list("external_id", "body__name")) == [("71", "Raad"), ("75", "Raad")]
    assert all("version=1.21.0" in path for path in server.asked)
    assert len([path for path in server.asked if path.startswith("/events/meetings/")]) == 2
    assert any("hologram" in problem for problem in run.problems)


def test_meeting_that_fails_midway_leaves_the_cursor(server, take_over):
    server.pages = {
        "/events": {"pagination": {}, "events": [event(71), event(75)]},
        "/events/meetings/71": {"meeting": small_meeting(71)},
        "/events/meetings/75": 502,
    }

    run = take_over("notubiz", f"{server.base}/events?organisation_id=999")

    assert (run.failed, run.cursor) == (True, None)
    assert list(Meeting.objects.values_list("external_id", flat=True)) == ["71"]
    assert AgendaItem.objects.count() == 2


def test_meeting_outside_the_window_is_not_missed(server, take_over):
    server.pages = {
        "/events": [{"pagination": {}, "events": [event(71)]}, {"pagination": {}, "events": []}],
        "/events/meetings/71": {"meeting": small_meeting(71)},
    }
    address = f"{server.base}/events?organisation_id=999&date_from="
    take_over("notubiz", f"{address}2026-01-01&date_to=2026-12-31")

    take_over("notubiz", f"{address}2025-01-01&date_to=2025-12-31")
    outside = Meeting.objects.get().misses
    take_over("notubiz", f"{address}2026-01-01&date_to=2026-12-31")

    assert (outside, Meeting.objects.get().misses) == (0, 1)
