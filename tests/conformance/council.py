"""What holds with real council data, imported into a database of its own that is dropped afterwards."""

import os
from pathlib import Path
from typing import Any

from tests.conformance.registry import Checks, register_in, run
from tests.database import set_up, throwaway_database

CHECKS: Checks = []
check = register_in(CHECKS)  # each may build on those before


def run_all(data: Path) -> list[bool]:
    """Run all checks in a database with one municipality."""
    set_up()
    from samenspel.tenancy.actions import create_municipality_row
    from samenspel.tenancy.queries import in_municipality

    with throwaway_database(f"conformance_{os.getpid()}"):
        pk = create_municipality_row(slug="conformance", name="Conformance").pk
        with in_municipality(pk):
            return run(CHECKS, data)


# --- Helpers of the checks


def _import(kind: str, path: Path) -> Any:
    from samenspel.council.actions.imports import begin_import, run_import
    from samenspel.council.importers.source import FolderSource

    return run_import(begin_import(kind, str(path)), opened=FolderSource(path))


def _snapshot() -> dict[str, list[dict[str, Any]]]:
    from samenspel.council.models import AgendaItem, CouncilBody, CouncilDocument, Meeting, PendingReference

    models = (CouncilBody, Meeting, AgendaItem, CouncilDocument, PendingReference)
    return {model.__name__: list(model.objects.order_by("pk").values()) for model in models}


def _differences(before: dict[str, Any], after: dict[str, Any]) -> set[tuple[str, str, str]]:
    """Return (table, external id, column) of everything that differs; hashes go with what they stand for."""
    found = set()
    for table, rows in after.items():
        old = {row["id"]: row for row in before[table]}
        for row in rows:
            for column, value in row.items():
                if column != "content_hash" and old.get(row["id"], {}).get(column, "absent") != value:
                    found.add((table, row["external_id"], column))
        found |= {(table, str(pk), "gone") for pk in set(old) - {row["id"] for row in rows}}
    return found


def _audit_entries() -> int:
    from samenspel.audit.models import AuditEntry

    return int(AuditEntry.objects.count())


def _meeting(external_id: str) -> Any:
    from samenspel.council.models import Meeting

    return Meeting.objects.get(external_id__endswith=external_id)


def _changes_nothing(kind: str, path: Path) -> bool:
    before, audited = _snapshot(), _audit_entries()
    run = _import(kind, path)
    return not run.failed and _snapshot() == before and _audit_entries() == audited


# --- OParl: Karlsruhe


@check("Karlsruhe: both meetings are taken over, 394 and 10 lines, each with a subject of its own")
def _karlsruhe(data: Path) -> bool:
    run = _import("oparl", data / "oparl/karlsruhe")
    large, small = _meeting("/10439").agenda_items, _meeting("/9719").agenda_items
    subjects = {item.subject_id for item in (*large.all(), *small.all())}
    return not run.failed and (large.count(), small.count(), len(subjects)) == (394, 10, 404)


@check("Karlsruhe: results become outcomes, withdrawn and deferred are not taken for adopted")
def _karlsruhe_results(data: Path) -> bool:
    items = list(_meeting("/10439").agenda_items.all())
    wanted = {"mehrheitlich abgelehnt": "rejected", "einstimmig beschlossen": "adopted", "zurückgezogen": "withdrawn",
              "vertagt": "deferred", "Zugestimmt zu geändertem Beschlusstext": "amended", "Kenntnisnahme": "noted",
              "Stimmengleichheit - abgelehnt": "rejected", "keine Abstimmung": "unknown"}  # fmt: skip
    found = {item.result: item.outcome for item in items if item.result in wanted}
    return found == wanted


@check("Karlsruhe: headings cannot be discussed, items can; 4.3 stands below 4")
def _karlsruhe_outline(data: Path) -> bool:
    headings = _meeting("/10439").agenda_items.filter(kind="heading")
    child = _meeting("/9719").agenda_items.filter(depth=1).first()
    return headings.count() == 25 and headings.first().title == "1000 Hauptverwaltung" and child.parent.depth == 0


@check("Karlsruhe: the agenda pages, every line once and in the printed order")
def _karlsruhe_pages(data: Path) -> bool:
    from samenspel.council.queries import agenda_page

    meeting = _meeting("/10439")
    pages = [agenda_page(meeting, number=number) for number in range(1, 9)]
    shown = [line.item.pk for page in pages for line in page.lines]
    sizes = [len(page.lines) for page in pages]
    return sizes == [50] * 7 + [44] and shown == list(meeting.agenda_items.values_list("pk", flat=True))


@check("Karlsruhe: the filter finds lines by title and by number, and says when there is nothing")
def _karlsruhe_search(data: Path) -> bool:
    from samenspel.council.queries import agenda_page

    meeting = _meeting("/10439")
    by_title = agenda_page(meeting, text="grundsteuer").lines
    by_number = agenda_page(meeting, text="369").lines
    nothing = agenda_page(meeting, text="xyzzy").lines
    return (
        any(line.item.title == "Einführung Grundsteuer C" for line in by_title)
        and by_number[0].item.number == "369"
        and not nothing
    )


@check("Karlsruhe: references that never resolve wait in the retry list")
def _karlsruhe_references(data: Path) -> bool:
    from samenspel.council.models import PendingReference

    waiting = PendingReference.objects.filter(kind="consultation")
    return waiting.count() > 250 and not waiting.filter(next_attempt_at=None).exists()


@check("Karlsruhe: 19:00 in summer and 9:01 in winter stay so")
def _karlsruhe_times(data: Path) -> bool:
    from django.utils import timezone

    local = [timezone.localtime(_meeting(number).starts_at).strftime("%H:%M") for number in ("/9719", "/10439")]
    return local == ["19:00", "09:01"]


@check("Karlsruhe: a second run changes nothing and writes no audit entry")
def _karlsruhe_again(data: Path) -> bool:
    return _changes_nothing("oparl", data / "oparl/karlsruhe")


# --- Notubiz: Amsterdam and Eindhoven


@check("Amsterdam: 45 lines and 49 documents with them, 13 headings")
def _amsterdam(data: Path) -> bool:
    run = _import("notubiz", data / "notubiz/notubiz_meeting_amsterdam.json")
    items = _meeting("458902").agenda_items
    documents = sum(item.documents.count() for item in items.all())
    return not run.failed and (items.count(), documents, items.filter(kind="heading").count()) == (45, 49, 13)


@check("Amsterdam: a second run changes nothing and writes no audit entry")
def _amsterdam_again(data: Path) -> bool:
    return _changes_nothing("notubiz", data / "notubiz/notubiz_meeting_amsterdam.json")


@check("Amsterdam: the clerk opens the talk on one of its items again, and a resident says something")
def _amsterdam_talk(data: Path) -> bool:
    from deliberation.actions import open_room, post_contribution
    from deliberation.models import Room
    from samenspel.accounts.enums import Level, Role
    from samenspel.accounts.models import RoleGrant, User

    item = _meeting("458902").agenda_items.get(external_id="3842935")
    resident = User.objects.create(email="resident@example.org", display_name="R.", verification_level=Level.LETTER)
    clerk = User.objects.create(email="clerk@example.org", display_name="C.")
    RoleGrant.objects.create(user=clerk, role=Role.CLERK)
    room = open_room(Room.objects.get(about=item.subject), actor=clerk)
    post_contribution(room, actor=resident, text="Mind the cyclists.")
    return item.is_discussable


@check("Amsterdam: the update brings two flags and one new title of a document, and nothing else")
def _amsterdam_update(data: Path) -> bool:
    from samenspel.council.models import CouncilDocument

    before, flags = _snapshot(), _meeting("458902").raw["flags"]
    run = _import("notubiz", data / "notubiz/notubiz_meeting_amsterdam_update1.json")
    changes = _differences(before, _snapshot())
    new_flags = {**_meeting("458902").raw["flags"]}
    title = CouncilDocument.objects.get(external_id="6183601").title
    return (
        changes == {("Meeting", "458902", "raw"), ("CouncilDocument", "6183601", "title")}
        and new_flags == {**flags, "canceled": False, "inactive": False}
        and title.endswith("[GEWIJZIGD]")
        and run.counts["updated"] == 2
    )


@check("Amsterdam: the update leaves every item, its subject and its discussion where they are")
def _amsterdam_links(data: Path) -> bool:
    from deliberation.models import Contribution
    from samenspel.subjects import registry

    said = Contribution.objects.get(author__email="resident@example.org")
    items = list(_meeting("458902").agenda_items.select_related("subject"))
    described = registry.describe([item.subject for item in items])
    return (
        said.room.about.agenda_item.external_id == "3842935"
        and registry.activity([said.room.about_id])[said.room.about_id].contributions == 1
        and len(described) == 45
        and all(described[item.subject_id].title == item.title for item in items)
    )


@check("Amsterdam: the update a second time changes nothing and writes no audit entry")
def _amsterdam_update_again(data: Path) -> bool:
    return _changes_nothing("notubiz", data / "notubiz/notubiz_meeting_amsterdam_update1.json")


@check("Eindhoven: 10 nested lines, a break that cannot be discussed, 17:00 local time, its stage recognised")
def _eindhoven(data: Path) -> bool:
    from django.utils import timezone

    run = _import("notubiz", data / "notubiz/eindhoven_meeting.json")
    meeting = _meeting("1147925")
    items = list(meeting.agenda_items.all())
    breaks = [item for item in items if item.title == "Pauze"]
    return (
        not run.failed
        and len(items) == 10
        and sum(item.depth == 1 for item in items) == 3
        and not breaks[0].is_discussable
        and timezone.localtime(meeting.starts_at).strftime("%H:%M") == "17:00"
        and meeting.stage == "weighing"
    )


@check("Eindhoven: nothing that may run in a browser is left in explanations")
def _eindhoven_html(data: Path) -> bool:
    texts = [item.explanation for item in _meeting("1147925").agenda_items.exclude(explanation="")]
    return len(texts) > 3 and not any(bad in text for text in texts for bad in ("<script", "style=", "onclick", "<img"))


@check("Eindhoven: the list page leaves out what is for members only, and stores nothing of it")
def _eindhoven_list(data: Path) -> bool:
    from samenspel.council.models import Meeting

    before = _snapshot()
    run = _import("notubiz", data / "notubiz/eindhoven_events_page1_excerpt.json")
    hidden = Meeting.objects.filter(external_id__in=["1011869", "1012634"])
    return not run.failed and _snapshot() == before and not hidden.exists()
