"""Storing the talks: rows with past dates, and everything that posting would have kept in step with them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from deliberation.enums import ContributionState, Stance
from deliberation.models import Contribution, ContributionVersion, Room
from deliberation.permissions import shown_role
from samenspel.config.demo.consultations import Asked
from samenspel.config.demo.lines import Line, flattened, lines_between, seeded
from samenspel.config.demo.people import Cast
from samenspel.config.demo.rows import audit_all, insert_dated
from samenspel.config.demo.script import Script
from samenspel.council.models import AgendaItem
from samenspel.realtime.models import Event, Stream
from samenspel.subjects.models import Subject

Said = list[tuple[Line, Contribution]]


@dataclass(frozen=True)
class Topic:
    """Something people talked about: its texts, and from when until when they did."""

    key: str
    subject_id: int
    rows: list[list[Any]]
    start: datetime
    end: datetime


def topics_of(script: Script, *, items: dict[str, AgendaItem], asked: Iterable[Asked], now: datetime) -> list[Topic]:
    """Return the talks of agenda items, in the weeks before their meeting, and of consultations that were just made."""
    topics = []
    latest = now - timedelta(minutes=40)
    for key, rows in script.talks.items():
        item = items[key]
        assert item.meeting.starts_at is not None  # noqa: S101  # every meeting of the demo has a date
        end = min(item.meeting.starts_at - timedelta(hours=2), latest)
        topics.append(Topic(key, item.subject_id, rows, end - timedelta(days=19), end))
    for one in asked:
        start, end = one.window("discussion", now)
        key = f"consultation-{one.plan['serves']}"
        topics.append(Topic(key, one.consultation.subject_id, one.plan["talk"], start, min(end, latest)))
    return topics


def fill_talks(script: Script, topics: Iterable[Topic], *, cast: Cast) -> Said:
    """Fill every room in which nobody has said anything; return what was added, in order of time."""
    by_subject = {topic.subject_id: topic for topic in topics}
    rooms = _empty_rooms(list(by_subject))
    talks = {room.pk: _lines(script, by_subject[room.about_id]) for room in rooms}
    by_room = {room.pk: room for room in rooms}
    tops = _store(((line, by_room[pk], None) for pk, lines in talks.items() for line in lines), cast)
    above = {id(line): row for line, row in tops}
    replies = _store(
        ((reply, row.room, above[id(line)]) for line, row in tops for reply in line.replies), cast
    )  # fmt: skip
    said = sorted([*tops, *replies], key=lambda pair: pair[0].at)
    _keep_versions(said)
    _write_events(said)
    _count(rooms, talks, cast)
    return said


def _empty_rooms(subject_ids: list[int]) -> list[Room]:
    rooms = Room.objects.filter(about__in=subject_ids, stream__last_sequence=0, contributions=None)
    return list(rooms.select_for_update(of=("self",)).order_by("pk"))


def _lines(script: Script, topic: Topic) -> list[Line]:
    dice = seeded(script.slug, topic.key)
    return lines_between(topic.rows, start=topic.start, end=topic.end, dice=dice)


def _store(lines: Iterable[tuple[Line, Room, Contribution | None]], cast: Cast) -> Said:
    """Insert contributions with their subjects, oldest first, because readers sort by number."""
    planned = sorted(lines, key=lambda entry: entry[0].at)
    subjects = Subject.objects.bulk_create(Subject(kind="contribution") for _entry in planned)
    rows = [
        _row(line, room, parent, cast, subject)
        for (line, room, parent), subject in zip(planned, subjects, strict=True)
    ]  # fmt: skip
    insert_dated(Contribution, rows, "created_at")
    audit_all(
        ("deliberation.contribution.posted", row.author, row, {"room": row.room_id, "state": row.state}) for row in rows
    )
    return [(entry[0], row) for entry, row in zip(planned, rows, strict=True)]


def _row(line: Line, room: Room, parent: Contribution | None, cast: Cast, subject: Subject) -> Contribution:
    author, is_held, is_edited = cast[line.person], "held" in line.extras, "before" in line.extras
    roles = [shown_role(cast[reply.person]) for reply in line.replies]
    return Contribution(
        room=room,
        subject=subject,
        author=author,
        author_role=shown_role(author),
        parent=parent,
        reply_number=0 if line.parent is None else line.parent.replies.index(line) + 1,
        stance=line.stance,
        text=line.text,
        state=ContributionState.HELD if is_held else ContributionState.PUBLISHED,
        version=2 if is_edited else 1,
        created_at=line.at,
        published_at=None if is_held else line.at,
        edited_at=line.at + timedelta(minutes=6) if is_edited else None,
        last_reply_number=len(roles),
        reply_count=len(roles),
        is_answered=any(roles),
    )


def _keep_versions(said: Said) -> None:
    """Keep how edited contributions read before."""
    edited = [(line, row) for line, row in said if "before" in line.extras]
    ContributionVersion.objects.bulk_create(
        ContributionVersion(
            contribution=row, version=1, stance=row.stance, text=line.extras["before"], written_at=row.created_at
        )
        for line, row in edited
    )
    audit_all(("deliberation.contribution.edited", row.author, row, {"version": 2}) for _line, row in edited)


def _write_events(said: Said) -> None:
    """Write what readers would have seen, per stream in order and without a gap."""
    happened = [(row.created_at, "contribution.posted", 1, row) for _line, row in said if row.published_at]
    happened += [(row.edited_at, "contribution.edited", 2, row) for _line, row in said if row.edited_at]
    append_events((kind, version, row) for _at, kind, version, row in sorted(happened, key=lambda entry: entry[0]))


def append_events(entries: Iterable[tuple[str, int, Contribution]]) -> None:
    """Append many events to the streams of their rooms, which the caller has locked."""
    streams: dict[int, int] = {}
    events = []
    entries = list(entries)
    for pk, last in Stream.objects.filter(room__in={row.room_id for *_what, row in entries}).values_list(
        "pk", "last_sequence"
    ):
        streams[pk] = last
    for kind, version, row in entries:
        stream_id = row.room.stream_id
        streams[stream_id] += 1
        events.append(
            Event(stream_id=stream_id, sequence=streams[stream_id], kind=kind, object_id=row.pk, version=version)
        )
    Event.objects.bulk_create(events)
    Stream.objects.bulk_update([Stream(pk=pk, last_sequence=last) for pk, last in streams.items()], ["last_sequence"])


def _count(rooms: list[Room], talks: dict[int, list[Line]], cast: Cast) -> None:
    for room in rooms:
        lines = [line for line in flattened(talks[room.pk]) if "held" not in line.extras]
        room.contribution_count = len(lines)
        room.open_question_count = sum(
            line.parent is None
            and line.stance == Stance.QUESTION
            and not any(shown_role(cast[reply.person]) for reply in line.replies)
            for line in lines
        )
        room.last_contribution_at = max(line.at for line in lines)
    Room.objects.bulk_update(rooms, ["contribution_count", "open_question_count", "last_contribution_at"])
