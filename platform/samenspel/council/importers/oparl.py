"""OParl 1.0 and 1.1 (https://oparl.org/spezifikation): meetings with their agendas, by folder or by HTTP.

Identifiers are addresses. Lists come as `{data, pagination, links}` in which only `links.next` binds. A deleted object has
`deleted: true` and is listed only with `modified_since`.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from urllib.parse import urlencode, urlsplit, urlunsplit

from samenspel.common.errors import DomainError
from samenspel.council.enums import ItemKind, MeetingStatus
from samenspel.council.exceptions import SourceBusy, SourceRefused, SourceUnreachable
from samenspel.council.importers import cleaning, words
from samenspel.council.importers.normal import (
    Flag,
    Listed,
    NormalBody,
    NormalDocument,
    NormalItem,
    NormalMeeting,
    Noun,
    Record,
    Records,
    Reference,
    Withheld,
)
from samenspel.council.importers.source import FolderSource, UrlSource

MAX_PAGES = 1000
MAX_REFERENCES = 500  # of one run over HTTP; the rest waits in the retry list
NOUNS: dict[str, Noun] = {"Meeting": "meeting", "AgendaItem": "item", "Organization": "body", "File": "document"}
STATUSES = {"terminiert": "", "eingeladen": "", "durchgeführt": MeetingStatus.CLOSED.value}
Thing = dict[str, Any]


@dataclass
class Library:
    """Everything a run has read, by id, and how to read more."""

    source: FolderSource | UrlSource
    known: dict[str, Thing] = field(default_factory=dict)
    absent: set[str] = field(default_factory=set)
    fetched: int = 0
    secret: list[str] = field(default_factory=list)  # ids of files met on the way that are not public

    def keep(self, value: Any) -> None:
        """Remember every object with an id in a value, embedded ones as well."""
        if isinstance(value, list):
            for part in value:
                self.keep(part)
        elif isinstance(value, dict):
            if isinstance(value.get("id"), str) and isinstance(value.get("type"), str):
                self.known.setdefault(value["id"], value)
            for part in value.values():
                if isinstance(part, (dict, list)):
                    self.keep(part)

    def find(self, reference: Any) -> Thing | None:
        """Return an object, embedded or by reference; None when it cannot be read now."""
        if isinstance(reference, dict):
            return reference
        if not isinstance(reference, str) or not reference or reference in self.absent:
            return None
        if reference not in self.known and isinstance(self.source, UrlSource) and self.fetched < MAX_REFERENCES:
            self.fetched += 1
            try:
                self.keep(self.source.get(reference))
            except SourceBusy:
                raise
            except DomainError:
                self.absent.add(reference)
        return self.known.get(reference)


def read(source: FolderSource | UrlSource, *, modified_since: datetime | None = None) -> Records:
    """Yield the meetings of a folder, a meeting, a list of meetings, a body or a whole system.

    `modified_since` asks a list over HTTP for changes only; deleted objects are listed only then.
    """
    library = Library(source)
    if isinstance(source, FolderSource):
        yield from _read_folder(source, library)
    else:
        yield from _read_web(source, library, modified_since)


def references(source: FolderSource | UrlSource, wanted: set[str]) -> dict[str, tuple[NormalDocument, ...]]:
    """Return the documents behind consultations that could not be read before: consultation id -> documents.

    Those of `wanted` that still cannot be read are absent.
    """
    library = Library(source)
    if isinstance(source, FolderSource):
        for _name, content in source.documents():
            library.keep(content)
    found = {reference: _consulted(reference, library) for reference in wanted}
    return {reference: documents for reference, documents in found.items() if documents is not None}


def _read_folder(source: FolderSource, library: Library) -> Records:
    contents = list(source.documents())
    for _name, content in contents:
        library.keep(content)
    for _name, content in contents:
        for thing in _listed(content):
            yield from _record(thing, library)
    for name in source.unreadable:
        yield Flag("unreadable-file", name)


def _listed(content: Any) -> Iterator[Thing]:
    found = (
        content if isinstance(content, list) else content.get("data", [content]) if isinstance(content, dict) else []
    )
    yield from (thing for thing in found if isinstance(thing, dict))


def _read_web(source: UrlSource, library: Library, modified_since: datetime | None) -> Records:
    start = source.get(source.start)
    if isinstance(start, dict) and _type(start) == "Meeting":
        library.keep(start)
        yield from _record(start, library)
        return
    for address in _meeting_lists(source, start):
        for page in _pages(source, _since(address, modified_since)):
            library.keep(page.get("data"))
            for thing in _listed(page):
                yield from _record(thing, library)
        if modified_since is None:
            yield Listed(prefix=source.base, since=None, until=None)


def _meeting_lists(source: UrlSource, start: Any) -> Iterator[str]:
    """From a system over its bodies to their lists of meetings."""
    kind = _type(start) if isinstance(start, dict) else ""
    if kind == "Body":
        yield str(start.get("meeting", ""))
    elif kind == "System":
        for page in _pages(source, str(start.get("body", ""))):
            for body in _listed(page):
                yield str(body.get("meeting", ""))
    elif isinstance(start, dict) and "data" in start:
        yield source.start
    else:
        raise SourceUnreachable(where=source.host, why="it is no OParl meeting, list, body or system")


def _pages(source: UrlSource, address: str) -> Iterator[Thing]:
    seen: set[str] = set()
    while address and address not in seen and len(seen) < MAX_PAGES:
        seen.add(address)
        page = source.get(address)
        if not isinstance(page, dict) or not isinstance(page.get("data"), list):
            raise SourceUnreachable(where=source.host, why="a page of a list has no data")
        yield page
        address = str((page.get("links") or {}).get("next") or "")


def _since(address: str, moment: datetime | None) -> str:
    if moment is None:
        return address
    parts = urlsplit(address)
    query = "&".join(filter(None, [parts.query, urlencode({"modified_since": moment.isoformat()})]))
    return urlunsplit((parts.scheme, parts.netloc, parts.path, query, ""))


def _record(thing: Thing, library: Library) -> Iterator[Record]:
    kind = _type(thing)
    if thing.get("deleted") is True:
        if kind in NOUNS:
            yield Withheld(NOUNS[kind], _id(thing), "deleted", cleaning.moment(thing.get("modified")))
    elif kind == "Meeting" and not _is_public(thing):
        yield Withheld("meeting", _id(thing), "confidential", cleaning.moment(thing.get("modified")))
    elif kind == "Meeting":
        yield from _meeting(thing, library)


def _meeting(thing: Thing, library: Library) -> Iterator[Record]:
    flags: list[Flag] = []
    missing: list[Reference] = []
    items: list[NormalItem] = []
    for position, line in enumerate(_lines(thing, library, flags)):
        if line.get("deleted") is True or not _is_public(line):
            yield Withheld("item", _id(line), "deleted" if line.get("deleted") is True else "confidential")
            continue
        items.append(_item(line, position, library, missing, flags))
    body, title = _body(thing, library, missing), cleaning.text(thing.get("name"), 300)
    raw, status = _status(thing, flags)
    if (starts_at := cleaning.moment(thing.get("start"))) is None and thing.get("start"):
        flags.append(Flag("no-time", title))
    yield NormalMeeting(
        external_id=_id(thing),
        title=title or body.name,
        body=body,
        starts_at=starts_at,
        ends_at=cleaning.moment(thing.get("end")),
        location=_place(library.find(thing.get("location"))),
        status=status,
        stage=words.stage_of(f"{title} {body.name}"),
        external_url=cleaning.web_address(thing.get("web"), 500),
        source_modified=cleaning.moment(thing.get("modified")),
        items=tuple(_with_parents(items)),
        documents=_documents(thing, ("invitation", "resultsProtocol", "verbatimProtocol", "auxiliaryFile"), library),
        missing=tuple(missing),
        is_complete=all(flag.code != "missing-line" for flag in flags),
        raw=raw,
    )
    yield from (Withheld("document", identifier, "confidential") for identifier in library.secret)
    library.secret.clear()
    yield from flags


def _lines(thing: Thing, library: Library, flags: list[Flag]) -> list[Thing]:
    """The lines in order; each once, whatever the source repeats."""
    lines: dict[str, Thing] = {}
    for reference in thing.get("agendaItem") or []:
        line = library.find(reference)
        if line is None:
            flags.append(Flag("missing-line", cleaning.text(thing.get("name"), 100)))
            continue
        if _id(line) in lines:
            flags.append(Flag("cycle", _id(line)))
        lines.setdefault(_id(line), line)
    far = 10**9
    return sorted(
        lines.values(), key=lambda line: far if (o := cleaning.whole_number(line.get("order"))) is None else o
    )


def _item(line: Thing, position: int, library: Library, missing: list[Reference], flags: list[Flag]) -> NormalItem:
    documents = _documents(line, ("resolutionFile", "auxiliaryFile"), library)
    if consultation := line.get("consultation"):
        consulted = _consulted(consultation, library)
        if consulted is None:
            missing.append(Reference("consultation", _reference(consultation), _id(line)))
        documents += tuple(d for d in consulted or () if d.external_id not in {have.external_id for have in documents})
    result = cleaning.text(line.get("result"), 500)
    outcome = words.outcome_of(result)
    if outcome == "unknown":
        flags.append(Flag("unknown-result", result))
    return NormalItem(
        external_id=_id(line),
        title=cleaning.text(line.get("name"), 1000) or cleaning.text(line.get("number"), 30) or "–",
        number=cleaning.text(line.get("number"), 30),
        order=position,
        kind=_kind(line),
        explanation=cleaning.clean_html(cleaning.html_from_typed(str(line.get("resolutionText") or ""))),
        result=result,
        outcome=outcome,
        external_url=cleaning.web_address(line.get("web"), 500),
        source_modified=cleaning.moment(line.get("modified")),
        documents=documents,
        raw={"result": result} if outcome == "unknown" else {},
    )


def _kind(line: Thing) -> str:
    if words.is_break(str(line.get("name") or "")):
        return ItemKind.BREAK.value
    has_content = any(
        line.get(name) for name in ("number", "consultation", "result", "resolutionText", "auxiliaryFile")
    )
    return ItemKind.ITEM.value if has_content else ItemKind.HEADING.value


def _with_parents(items: list[NormalItem]) -> Iterator[NormalItem]:
    """OParl agendas are flat; "4.2" belongs to the line "4" before it."""
    by_number: dict[str, NormalItem] = {}
    for item in items:
        number = item.number.rstrip(".")
        parent = by_number.get(number.rpartition(".")[0]) if "." in number else None
        placed = item if parent is None else replace(item, parent_id=parent.external_id, depth=parent.depth + 1)
        if number:
            by_number[number] = placed
        yield placed


def _consulted(reference: Any, library: Library) -> tuple[NormalDocument, ...] | None:
    """The documents of the paper that a consultation is about; None when it cannot be read now."""
    consultation = library.find(reference)
    paper = None if consultation is None else library.find(consultation.get("paper"))
    if paper is None:
        return None
    if paper.get("deleted") is True:
        return ()
    return _documents(paper, ("mainFile", "auxiliaryFile"), library)


def _is_public(thing: Thing) -> bool:
    """The standard has this flag for lines of an agenda; systems set it on meetings, papers and files as well."""
    return thing.get("public") is None or cleaning.is_true(thing["public"])


def _documents(thing: Thing, names: tuple[str, ...], library: Library) -> tuple[NormalDocument, ...]:
    found: dict[str, NormalDocument] = {}
    for name in names:
        value = thing.get(name) or []
        for reference in value if isinstance(value, list) else [value]:
            document = library.find(reference)
            address = cleaning.web_address((document or {}).get("accessUrl") or (document or {}).get("downloadUrl"))
            if document is not None and not (_is_public(thing) and _is_public(document)):
                library.secret.append(_id(document))
                continue
            if document is None or not address or document.get("deleted") is True:
                continue
            title = cleaning.text(document.get("name") or document.get("fileName"), 500)
            found[_id(document)] = NormalDocument(
                external_id=_id(document),
                title=title or address.rpartition("/")[2],
                url=address,
                mime_type=cleaning.text(document.get("mimeType"), 120),
                size=cleaning.whole_number(document.get("size")),
                published_on=cleaning.day(document.get("date")),
            )
    return tuple(found.values())


def _body(thing: Thing, library: Library, missing: list[Reference]) -> NormalBody:
    organizations = thing.get("organization") or []
    reference = organizations[0] if isinstance(organizations, list) and organizations else organizations or None
    if reference is None:
        return NormalBody("", cleaning.text(thing.get("name"), 200))
    organization = library.find(reference)
    if organization is None or organization.get("deleted") is True:
        missing.append(Reference("body", _reference(reference), _id(thing)))
        return NormalBody(_reference(reference))
    name, short = cleaning.text(organization.get("name"), 200), cleaning.text(organization.get("shortName"), 60)
    return NormalBody(_id(organization), name or short, short)


def _place(location: Thing | None) -> str:
    if location is None:
        return ""
    parts = [location.get(name) for name in ("room", "streetAddress", "locality")]
    return cleaning.text(location.get("description") or ", ".join(str(part) for part in parts if part), 200)


def _status(thing: Thing, flags: list[Flag]) -> tuple[Thing, str]:
    if thing.get("cancelled") is True:
        return {}, MeetingStatus.CANCELLED.value
    state = cleaning.text(thing.get("meetingState"), 100)
    if not state or state.lower() in STATUSES:
        return {}, STATUSES.get(state.lower(), "")
    flags.append(Flag("unknown-status", state))
    return {"meetingState": state}, ""


def _type(thing: Thing) -> str:
    return str(thing.get("type", "")).rpartition("/")[2]


def _id(thing: Thing) -> str:
    return _reference(thing.get("id"))


def _reference(value: Any) -> str:
    identifier = str(value.get("id", "") if isinstance(value, dict) else value or "")
    if not identifier or len(identifier) > 300:
        raise SourceRefused(where=identifier[:100] or "an object without an id")
    return identifier
