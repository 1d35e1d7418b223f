"""The council's bodies, meetings, agenda items and documents."""

from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from samenspel.accounts.models import User
from samenspel.config.demo.rows import audit_all
from samenspel.config.demo.script import Script
from samenspel.council.actions import create_items
from samenspel.council.enums import ItemKind, MeetingStatus
from samenspel.council.models import AgendaItem, CouncilBody, CouncilDocument, Meeting

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
PREFIX = "demo-"


def fill_agenda(script: Script, *, clerk: User, now: datetime) -> dict[str, AgendaItem]:
    """Make whatever is missing of the council's agenda, and return the agenda items by key."""
    bodies = _fill_bodies(script, clerk)
    items: dict[str, AgendaItem] = {}
    for plan in script.meetings:
        meeting = _fill_meeting(plan, bodies[plan["body"]], clerk, now)
        items.update(_fill_items(plan, slug=script.slug, meeting=meeting, clerk=clerk, now=now))
    return items


def evening(now: datetime, *, weeks: int, weekday: int, clock: str) -> datetime:
    """Return a moment in a week counted from this one (weekday 0 is Monday), in municipal time."""
    monday = now.astimezone(AMSTERDAM).date() - timedelta(days=now.astimezone(AMSTERDAM).weekday())
    day = monday + timedelta(weeks=weeks, days=weekday)
    return datetime.combine(day, time.fromisoformat(clock), tzinfo=AMSTERDAM)


def _fill_bodies(script: Script, clerk: User) -> dict[str, CouncilBody]:
    keys = {f"{PREFIX}{key}": key for key in script.bodies}
    bodies = {keys[body.external_id]: body for body in CouncilBody.objects.filter(external_id__in=keys)}
    for key, (name, short_name) in script.bodies.items():
        if key not in bodies:
            bodies[key] = CouncilBody.objects.create(external_id=PREFIX + key, name=name, short_name=short_name)
            audit_all([("council.body.created", clerk, bodies[key], {})])
    return bodies


def _fill_meeting(plan: dict[str, Any], body: CouncilBody, clerk: User, now: datetime) -> Meeting:
    external_id = PREFIX + plan["key"]
    found: Meeting | None = Meeting.objects.filter(external_id=external_id).first()
    if found is not None:
        return found
    when = {"weeks": plan["weeks"], "weekday": plan["weekday"]}
    ends_at = evening(now, clock=plan["end"], **when)
    meeting: Meeting = Meeting.objects.create(
        external_id=external_id,
        body=body,
        title=plan["title"],
        starts_at=evening(now, clock=plan["start"], **when),
        ends_at=ends_at,
        location=plan["location"],
        stage=plan["stage"],
        status=MeetingStatus.CLOSED if ends_at < now else MeetingStatus.PLANNED,
    )
    audit_all([("council.meeting.created", clerk, meeting, {})])
    return meeting


def _fill_items(
    plan: dict[str, Any], *, slug: str, meeting: Meeting, clerk: User, now: datetime
) -> dict[str, AgendaItem]:
    """Lines without a parent first, so that the others can point at them."""
    lines = list(enumerate(plan["items"], start=1))
    found = AgendaItem.objects.filter(external_id__in=[PREFIX + line["key"] for _order, line in lines])
    items = {item.external_id.removeprefix(PREFIX): item for item in found}
    for depth in (0, 1):
        missing = [
            (order, line)
            for order, line in lines
            if line["key"] not in items and line["number"].count(".") == depth
        ]  # fmt: skip
        by_number = {item.number: item for item in items.values() if item.number}
        made = create_items([_item(order, line, meeting, by_number) for order, line in missing])
        items.update({line["key"]: item for (_order, line), item in zip(missing, made, strict=True)})
        audit_all(("council.item.created", clerk, item, {"meeting": meeting.pk}) for item in made)
        new = [(items[line["key"]], line) for _order, line in missing]
        _add_documents(new, slug=slug, meeting=meeting, clerk=clerk, now=now)
    return items


def _item(order: int, line: dict[str, Any], meeting: Meeting, by_number: dict[str, AgendaItem]) -> AgendaItem:
    number: str = line["number"]
    outcome = line.get("outcome", "")
    starts_at = meeting.starts_at
    assert starts_at is not None  # noqa: S101  # every meeting of the demo has a date
    return AgendaItem(
        external_id=PREFIX + line["key"],
        meeting=meeting,
        parent=by_number[number.rpartition(".")[0]] if "." in number else None,
        kind=line.get("kind", ItemKind.ITEM),
        number=number,
        order=order,
        depth=number.count("."),
        title=line["title"],
        explanation=line.get("explanation", ""),
        stage=line.get("stage", ""),
        result=line.get("result", ""),
        outcome=outcome,
        decided_at=starts_at + timedelta(minutes=14 * order) if outcome else None,
    )


def _add_documents(
    lines: list[tuple[AgendaItem, dict[str, Any]]], *, slug: str, meeting: Meeting, clerk: User, now: datetime
) -> None:
    assert meeting.starts_at is not None  # noqa: S101  # every meeting of the demo has a date
    published = min(meeting.starts_at - timedelta(days=16), now - timedelta(days=3)).date()
    documents = CouncilDocument.objects.bulk_create(
        CouncilDocument(
            external_id=f"{item.external_id}-{position}",
            meeting=meeting,
            agenda_item=item,
            title=title,
            url=f"https://documenten.{slug}.example/{item.external_id.removeprefix(PREFIX)}/{file}",
            mime_type="application/pdf",
            size=kilobytes * 1024,
            published_on=published,
        )
        for item, line in lines
        for position, (title, file, kilobytes) in enumerate(line.get("documents", []), start=1)
    )
    audit_all(
        ("council.document.created", clerk, document, {"item": document.agenda_item_id}) for document in documents
    )
