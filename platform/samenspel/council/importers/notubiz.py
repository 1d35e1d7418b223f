"""Notubiz JSON (api.notubiz.nl, versions 1.10 to 1.21): meetings with nested agendas, by folder or by HTTP.

Wall-clock times have no zone, numbers arrive as numbers or as text, titles are attribute 1, and `last_modified` does not
move with every change, so nothing here trusts it.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from django.utils import timezone

from samenspel.common.errors import DomainError
from samenspel.council.enums import ItemKind, MeetingStatus
from samenspel.council.exceptions import SourceBusy, SourceUnreachable
from samenspel.council.importers import cleaning, words
from samenspel.council.importers.normal import (
    Flag,
    Listed,
    NormalBody,
    NormalDocument,
    NormalItem,
    NormalMeeting,
    Record,
    Records,
    Reference,
    Withheld,
)
from samenspel.council.importers.source import FolderSource, UrlSource

VERSION = "1.21.0"  # a version it does not know makes the server ignore other parameters
MAX_PAGES = 500
MAX_DEPTH = 10
TITLE, EXPLANATION, PLACE = 1, 3, 50  # attribute ids that mean the same everywhere
FLAGS = ("announcement", "canceled", "inactive", "live", "template")
RESULTS = {"adopted": "Aangenomen", "rejected": "Verworpen"}
Thing = dict[str, Any]


def read(source: FolderSource | UrlSource, *, modified_since: datetime | None = None) -> Records:
    """Yield the meetings of a folder, of one meeting's address, or of an address that lists events.

    `modified_since` is not used: the date of change is not reliable at this source.
    """
    if isinstance(source, FolderSource):
        yield from _read_folder(source)
    else:
        yield from _read_web(source)


def _read_folder(source: FolderSource) -> Records:
    contents = [content for _name, content in source.documents() if isinstance(content, dict)]
    bodies = _body_names(contents)
    for content in contents:
        if "events" in content:
            for event in content["events"]:
                yield from _withheld_event(event)
        elif (thing := content.get("meeting", content)) and "agenda_items" in thing:
            yield from _meeting(thing, bodies)
    for name in source.unreadable:
        yield Flag("unreadable-file", name)


def _read_web(source: UrlSource) -> Records:
    if "/meetings/" in urlsplit(source.start).path:
        thing = source.get(_address(source.start))
        yield from _meeting(thing.get("meeting", thing), {})
        return
    since, until, start = _window(source.start)
    bodies = _gremia(source, start)
    seen: set[str] = set()
    for page in _pages(source, start):
        for event in page.get("events") or []:
            yield from _event(source, event, bodies, seen)
    yield Listed(prefix="", since=since, until=until)


def _event(source: UrlSource, event: Thing, bodies: dict[str, str], seen: set[str]) -> Records:
    """A meeting, or an assembly that holds meetings; each is read once."""
    key = f"{event.get('type')}-{event.get('id')}"
    if key in seen:
        return
    seen.add(key)
    withheld = list(_withheld_event(event))
    if withheld:
        yield from withheld
    elif event.get("type", "meeting") == "meeting":
        thing = source.get(_address(f"{source.base}/events/meetings/{_id(event)}"))
        yield from _meeting(thing.get("meeting", thing), bodies)
    elif event.get("type") == "assembly":
        thing = source.get(_address(f"{source.base}/events/assemblies/{_id(event)}"))
        for part in thing.get("assembly", thing).get("meetings") or []:
            yield from _event(source, {"type": "meeting", **part}, bodies, seen)
    else:
        yield Flag("unknown-type", cleaning.text(event.get("type"), 60))


def _pages(source: UrlSource, start: str) -> Iterator[Thing]:
    for number in range(1, MAX_PAGES):
        page = source.get(_address(start, page=number))
        if not isinstance(page, dict) or not isinstance(page.get("events"), list):
            raise SourceUnreachable(where=source.host, why="a page of the list has no events")
        yield page
        if not (page.get("pagination") or {}).get("has_more_pages"):
            return


def _window(start: str) -> tuple[datetime | None, datetime | None, str]:
    """The window of a list; half a year back and a year ahead where the address names none."""
    query = dict(parse_qsl(urlsplit(start).query))
    now = timezone.localtime(timezone.now(), cleaning.MUNICIPAL_TIME)
    query.setdefault("date_from", f"{now - timedelta(days=180):%Y-%m-%d} 00:00:00")
    query.setdefault("date_to", f"{now + timedelta(days=365):%Y-%m-%d} 23:59:59")
    return cleaning.moment(query["date_from"]), cleaning.moment(query["date_to"]), _address(start, **query)


def _address(address: str, **parameters: Any) -> str:
    parts = urlsplit(address)
    query = {**dict(parse_qsl(parts.query)), "format": "json", "version": VERSION, **parameters}
    return urlunsplit((parts.scheme, parts.netloc, parts.path, urlencode(query), ""))


def _gremia(source: UrlSource, start: str) -> dict[str, str]:
    organisation = dict(parse_qsl(urlsplit(start).query)).get("organisation_id", "")
    if not organisation.isdecimal():
        return {}
    try:
        return _body_names([source.get(_address(f"{source.base}/organisations/{organisation}/gremia"))])
    except SourceBusy:
        raise
    except DomainError:
        return {}  # names are a courtesy: the meetings still come, and the reference waits


def _body_names(contents: list[Any]) -> dict[str, str]:
    names: dict[str, str] = {}
    for content in contents:
        for gremium in (content.get("gremia") or []) if isinstance(content, dict) else []:
            if isinstance(gremium, dict) and gremium.get("id") is not None:
                names[str(gremium["id"])] = cleaning.text(gremium.get("name") or gremium.get("title"), 200)
    return names


def _is_public(thing: Thing) -> bool:
    return thing.get("permission_group", "public") == "public" and not cleaning.is_true(thing.get("confidential"))


def _withheld_event(event: Thing) -> Iterator[Record]:
    if not _is_public(event):
        yield Withheld("meeting", _id(event), "confidential")
    elif cleaning.is_true(event.get("inactive")):
        yield Withheld("meeting", _id(event), "deleted")


def _meeting(thing: Thing, bodies: dict[str, str]) -> Records:
    withheld = list(_withheld_event(thing))
    if withheld or cleaning.is_true(thing.get("template")):
        yield from withheld
        return
    attributes = _attributes(thing)
    title = cleaning.text(attributes.get(TITLE) or attributes.get("Titel"), 300)
    flags: list[Flag] = []
    if (starts_at := cleaning.moment(_planned(thing, "start_date"))) is None:
        flags.append(Flag("no-time", title))
    items = list(_Outline(flags).lines(thing.get("agenda_items") or []))
    body, missing = _body(thing, bodies)
    yield NormalMeeting(
        external_id=_id(thing),
        title=title or body.name,
        body=body,
        starts_at=starts_at,
        ends_at=cleaning.moment(_planned(thing, "end_date")),
        location=cleaning.text(attributes.get(PLACE) or attributes.get("Locatie"), 200).strip("'"),
        status=_status(thing),
        stage=words.stage_of(title),
        external_url=cleaning.web_address(thing.get("url"), 500),
        source_modified=cleaning.moment(thing.get("last_modified")),
        items=tuple(item for item in items if isinstance(item, NormalItem)),
        documents=_documents(thing),
        missing=missing,
        raw={"flags": {name: thing[name] for name in FLAGS if name in thing}},
    )
    yield from (item for item in items if isinstance(item, Withheld))
    yield from (Withheld("document", _id(d), "confidential") for d in thing.get("documents") or [] if not _is_public(d))
    yield from flags


class _Outline:
    """The nested lines of an agenda in reading order; a line that contains itself is taken once."""

    def __init__(self, flags: list[Flag]) -> None:
        self.flags = flags
        self.seen: set[str] = set()
        self.position = 0

    def lines(self, things: list[Thing], parent: str = "", depth: int = 0) -> Iterator[NormalItem | Withheld]:
        for thing in sorted(things, key=_sort_key):
            identifier = _id(thing)
            if identifier in self.seen or depth > MAX_DEPTH:
                self.flags.append(Flag("cycle", identifier))
                continue
            self.seen.add(identifier)
            children = thing.get("agenda_items") or []
            if not _is_public(thing):
                yield from self._withhold(thing)
                continue
            item = _item(thing, self.position, parent, depth, self.flags)
            if item is None:
                yield from self.lines(children, parent, depth)
                continue
            self.position += 1
            yield item
            for document in thing.get("documents") or []:
                if not _is_public(document):
                    yield Withheld("document", _id(document), "confidential")
            yield from self.lines(children, identifier, depth + 1)

    def _withhold(self, thing: Thing, depth: int = 0) -> Iterator[Withheld]:
        """What belongs to a line that is not public is not public either."""
        yield Withheld("item", _id(thing), "confidential")
        for child in thing.get("agenda_items") or []:
            if _id(child) not in self.seen and depth < MAX_DEPTH:
                self.seen.add(_id(child))
                yield from self._withhold(child, depth + 1)


def _item(thing: Thing, position: int, parent: str, depth: int, flags: list[Flag]) -> NormalItem | None:
    details = thing.get("type_data") or {}
    attributes = _attributes(details)
    title = cleaning.text(attributes.get(TITLE), 1000)
    if not title:
        flags.append(Flag("no-title", _id(thing)))
        return None
    known = thing.get("type") in {"agenda_point", None}
    if not known:
        flags.append(Flag("unknown-type", cleaning.text(thing.get("type"), 60)))
    result = _result(details)
    outcome = words.outcome_of(result)
    if outcome == "unknown":
        flags.append(Flag("unknown-result", result))
    return NormalItem(
        external_id=_id(thing),
        title=title,
        number=cleaning.text(details.get("title_prefix"), 30),
        order=position,
        depth=depth,
        parent_id=parent,
        kind=_kind(title, details),
        explanation=cleaning.clean_html(attributes.get(EXPLANATION)),
        result=result,
        outcome=outcome,
        source_modified=cleaning.moment(thing.get("last_modified")),
        documents=_documents(thing),
        raw={} if known else {"type": thing.get("type")},
    )


def _kind(title: str, details: Thing) -> str:
    if words.is_break(title):
        return ItemKind.BREAK.value
    return ItemKind.HEADING.value if cleaning.is_true(details.get("heading")) else ItemKind.ITEM.value


def _result(details: Thing) -> str:
    voted = cleaning.text(details.get("voting_result"), 500)
    return RESULTS.get(voted, voted)


def _documents(thing: Thing) -> tuple[NormalDocument, ...]:
    found: dict[str, NormalDocument] = {}
    for document in thing.get("documents") or []:
        address = cleaning.web_address(document.get("url"))
        if not _is_public(document) or not address:
            continue
        file = (document.get("versions") or [{}])[-1]
        found[_id(document)] = NormalDocument(
            external_id=_id(document),
            title=cleaning.text(document.get("title"), 500) or cleaning.text(file.get("file_name"), 500) or address,
            url=address,
            mime_type=cleaning.text(file.get("mime_type"), 120),
            size=cleaning.whole_number(file.get("file_size")),
            published_on=cleaning.day(document.get("publication_date")),
        )
    return tuple(found.values())


def _attributes(thing: Thing) -> dict[Any, Any]:
    """Attributes come as a list of id and value, or (older) as a table of labels."""
    found = thing.get("attributes") or []
    if isinstance(found, dict):
        return found
    return {cleaning.whole_number(attribute.get("id")): attribute.get("value") for attribute in found}


def _planned(thing: Thing, name: str) -> Any:
    plannings = thing.get("plannings") or [{}]
    return plannings[0].get(name)


def _body(thing: Thing, bodies: dict[str, str]) -> tuple[NormalBody, tuple[Reference, ...]]:
    gremium = thing.get("gremium") or {}
    if gremium.get("id") is None:
        return NormalBody(""), ()
    identifier = str(gremium["id"])
    name = bodies.get(identifier) or cleaning.text(gremium.get("name"), 200)
    missing = () if name else (Reference("body", identifier, _id(thing)),)
    return NormalBody(identifier, name), missing


def _status(thing: Thing) -> str:
    if cleaning.is_true(thing.get("canceled")):
        return MeetingStatus.CANCELLED.value
    return MeetingStatus.IN_SESSION.value if cleaning.is_true(thing.get("live")) else ""


def _sort_key(thing: Thing) -> tuple[int, int]:
    order = cleaning.whole_number(thing.get("order"))
    return (1, 0) if order is None else (0, order)


def _id(thing: Thing) -> str:
    identifier = str(thing.get("id") or "")
    if not identifier or len(identifier) > 100:
        raise SourceUnreachable(where="Notubiz", why="an object has no id")
    return identifier
