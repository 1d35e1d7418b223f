"""Agendas from a spreadsheet saved as CSV: for councils whose system has no API.

One line per agenda item; a meeting's lines repeat its columns. Column names in Dutch or English, separated by comma,
semicolon or tab. Every mistake is reported with its line and what to do; nothing is taken over until there is none.
"""

import csv
import io
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from django.utils.dateparse import parse_time
from django.utils.translation import gettext as _

from samenspel.council.enums import ItemKind, Stage
from samenspel.council.importers import cleaning, words
from samenspel.council.importers.normal import NormalBody, NormalDocument, NormalItem, NormalMeeting

MAX_BYTES = 5 * 1024 * 1024
MAX_LINES = 5000
EXAMPLE = (
    "orgaan;vergadering;datum;tijd;plaats;id;nummer;onderwerp;soort;fase;toelichting;uitslag;stuk;stuk_adres\r\n"
    "Gemeenteraad;Raadsvergadering;2027-03-29;19:30;Raadzaal;r-1;1;Opening;punt;;;;;\r\n"
    "Gemeenteraad;Raadsvergadering;2027-03-29;19:30;Raadzaal;r-2;2;Parkeren in de Dorpsstraat;punt;besluitvorming;"
    "Het voorstel regelt betaald parkeren.;Aangenomen;Raadsvoorstel;https://www.example.org/voorstel.pdf\r\n"
    "Gemeenteraad;Raadsvergadering;2027-03-29;19:30;Raadzaal;r-3;;Pauze;pauze;;;;;\r\n"
)
COLUMNS = {
    "body": ("orgaan", "gremium", "commissie", "body"),
    "meeting": ("vergadering", "meeting"),
    "date": ("datum", "date"),
    "time": ("tijd", "aanvang", "time"),
    "place": ("plaats", "locatie", "place", "location"),
    "id": ("id", "kenmerk", "external_id"),
    "number": ("nummer", "nr", "number"),
    "title": ("onderwerp", "titel", "agendapunt", "title"),
    "kind": ("soort", "kind"),
    "stage": ("fase", "stage"),
    "explanation": ("toelichting", "explanation"),
    "result": ("uitslag", "besluit", "result"),
    "document": ("stuk", "document"),
    "document_url": ("stuk_adres", "document_url", "url"),
}
KINDS = {
    **dict.fromkeys(("", "punt", "agendapunt", "item"), ItemKind.ITEM.value),
    **dict.fromkeys(("kop", "kopje", "heading"), ItemKind.HEADING.value),
    **dict.fromkeys(("pauze", "schorsing", "break"), ItemKind.BREAK.value),
}
CLOSED_KINDS = {"besloten", "niet openbaar", "closed"}


@dataclass(frozen=True)
class LineError:
    """A mistake in a line of the file (the first line is 1), with what to do about it."""

    line: int
    sentence: str


@dataclass(frozen=True)
class Sheet:
    """What a file holds: its meetings, and the mistakes that must go first.

    `closed`: ids of lines that are not public; nothing else of them is read. `public_text`: the file without them.
    """

    meetings: tuple[NormalMeeting, ...] = ()
    errors: tuple[LineError, ...] = ()
    closed: tuple[str, ...] = ()
    public_text: str = ""


Row = dict[str, str]


def decode(content: bytes) -> str:
    """Return the text of a file as spreadsheets write it: UTF-8 with or without a mark, else Windows-1252."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def read(text: str, *, into_meeting: int | None = None) -> Sheet:
    """Return what a file holds. `into_meeting`: the key of the one meeting all lines belong to; its columns may be absent."""
    try:
        reader = csv.reader(io.StringIO(text.lstrip("\ufeff"), newline=""), delimiter=_delimiter(text), strict=True)
        rows = [(reader.line_num, row) for row in reader if any(cell.strip() for cell in row)]
    except csv.Error:
        return Sheet(errors=(LineError(1, _("This is not a CSV file. Save the sheet as “CSV UTF-8” and try again.")),))
    if len(rows) < 2:
        return Sheet(
            errors=(LineError(1, _("The file has no lines below the names of its columns. Add one per item.")),)
        )
    if len(rows) > MAX_LINES:
        return Sheet(errors=(LineError(MAX_LINES, _("The file has too many lines. Split it in two.")),))
    names = _columns(rows[0][1])
    wanted = ("title",) if into_meeting else ("title", "meeting", "date")
    if absent := [COLUMNS[name][0] for name in wanted if name not in names.values()]:
        sentence = _("The first line must name the columns. Missing: %(names)s.") % {"names": ", ".join(absent)}
        return Sheet(errors=(LineError(1, sentence),))
    reading = _Reading(into_meeting)
    sheet = reading.sheet((line, _row(names, cells)) for line, cells in rows[1:])
    return replace(sheet, public_text=_written([row for line, row in rows if line not in reading.closed]))


class _Reading:
    """The state of reading one file: meetings in order, their lines, ids that were used, mistakes."""

    def __init__(self, into_meeting: int | None) -> None:
        self.into_meeting = into_meeting
        self.meetings: dict[str, tuple[Row, list[NormalItem]]] = {}
        self.errors: list[LineError] = []
        self.used: dict[str, int] = {}
        self.closed: dict[int, str] = {}

    def sheet(self, rows: Iterable[tuple[int, Row]]) -> Sheet:
        for line, row in rows:
            self._read(line, row)
        if self.errors:
            return Sheet(errors=tuple(self.errors))
        meetings = tuple(_meeting(key, row, items) for key, (row, items) in self.meetings.items())
        return Sheet(meetings=meetings, closed=tuple(self.closed.values()))

    def _read(self, line: int, row: Row) -> None:
        kind = row["kind"].lower()
        key = f"meeting-{self.into_meeting}" if self.into_meeting else _meeting_key(row)
        identifier = row["id"] or f"{key}#{row['number'] or row['title']}"
        if kind in CLOSED_KINDS:
            self.closed[line] = identifier[:300]
            return
        before = len(self.errors)
        self._check(line, row, kind)
        if identifier in self.used:
            self._refuse(
                line,
                _("This line looks the same as line %(other)s. Give each its own id or number.")
                % {"other": self.used[identifier]},
            )
        self.used.setdefault(identifier, line)
        if len(self.errors) == before:
            _row_of_meeting, items = self.meetings.setdefault(key, (row, []))
            items.append(_item(row, KINDS[kind], identifier, items))

    def _check(self, line: int, row: Row, kind: str) -> None:
        if not row["title"]:
            self._refuse(line, _("The subject is missing. Write it in the column “onderwerp”."))
        if len(row["title"]) > 1000 or len(row["id"]) > 200:
            self._refuse(line, _("The subject or id is too long. Shorten it to 1,000 and 200 characters at most."))
        if kind not in KINDS:
            self._refuse(line, _("“%(word)s” is no kind. Use punt, kop, pauze or besloten.") % {"word": row["kind"]})
        if row["stage"] and _stage(row["stage"]) is None:
            self._refuse(
                line,
                _("“%(word)s” is no stage. Use beeldvorming, oordeelsvorming or besluitvorming, or leave it empty.")
                % {"word": row["stage"]},
            )
        if row["document_url"] and not cleaning.web_address(row["document_url"]):
            self._refuse(line, _("The address of the document must begin with https://. Correct it or leave it empty."))
        if not self.into_meeting:
            self._check_meeting(line, row)

    def _check_meeting(self, line: int, row: Row) -> None:
        if not row["meeting"]:
            self._refuse(line, _("The name of the meeting is missing. Repeat it on every line of the meeting."))
        if _date(row["date"]) is None:
            self._refuse(line, _("“%(word)s” is no date. Write it as 2027-03-29 or 29-3-2027.") % {"word": row["date"]})
        if row["time"] and _time(row["time"]) is None:
            self._refuse(line, _("“%(word)s” is no time. Write it as 19:30.") % {"word": row["time"]})

    def _refuse(self, line: int, sentence: str) -> None:
        self.errors.append(LineError(line, sentence))


def _written(rows: list[list[str]]) -> str:
    file = io.StringIO()
    csv.writer(file, delimiter=";").writerows(rows)
    return file.getvalue()


def _delimiter(text: str) -> str:
    first = text.splitlines()[0] if text.strip() else ""
    return max(";,\t", key=first.count)


def _columns(cells: list[str]) -> dict[int, str]:
    by_alias = {alias: name for name, aliases in COLUMNS.items() for alias in aliases}
    wanted = {index: by_alias.get(cell.strip().lower().replace(" ", "_"), "") for index, cell in enumerate(cells)}
    return {index: name for index, name in wanted.items() if name}


def _row(names: dict[int, str], cells: list[str]) -> Row:
    row = dict.fromkeys(COLUMNS, "")
    for index, name in names.items():
        if index < len(cells):
            row[name] = cells[index].strip()
    return row


def _meeting_key(row: Row) -> str:
    return f"{row['body']}|{row['meeting']}|{_date(row['date'])}".lower()


def _meeting(key: str, row: Row, items: list[NormalItem]) -> NormalMeeting:
    found, clock = _date(row["date"]), _time(row["time"]) if row["time"] else None
    starts_at = None
    if found is not None:
        hour, minute = clock or (0, 0)
        starts_at = datetime(found[0], found[1], found[2], hour, minute, tzinfo=cleaning.MUNICIPAL_TIME)
    body = cleaning.text(row["body"] or _("Council"), 200)
    return NormalMeeting(
        external_id=key[:300],
        title=cleaning.text(row["meeting"], 300),
        body=NormalBody(external_id=body.lower(), name=body),
        starts_at=starts_at,
        location=cleaning.text(row["place"], 200),
        stage=words.stage_of(row["meeting"]),
        items=tuple(items),
        is_complete=False,
    )


def _item(row: Row, kind: str, identifier: str, before: list[NormalItem]) -> NormalItem:
    number = row["number"].rstrip(".")
    parents = {item.number.rstrip("."): item for item in before if item.number}
    parent = parents.get(number.rpartition(".")[0]) if "." in number else None
    address = cleaning.web_address(row["document_url"])
    document = NormalDocument(address[:300], cleaning.text(row["document"], 500) or address, address)
    return NormalItem(
        external_id=identifier[:300],
        title=cleaning.text(row["title"], 1000),
        number=cleaning.text(row["number"], 30),
        order=len(before),
        depth=0 if parent is None else parent.depth + 1,
        parent_id="" if parent is None else parent.external_id,
        kind=ItemKind.BREAK.value if words.is_break(row["title"]) else kind,
        stage=_stage(row["stage"]) or "",
        explanation=cleaning.html_from_typed(row["explanation"]),
        result=cleaning.text(row["result"], 500),
        outcome=words.outcome_of(row["result"]),
        documents=(document,) if address else (),
    )


def _stage(word: str) -> str | None:
    lowered = word.strip().lower()
    if lowered in Stage.values:
        return lowered
    return words.stage_of(lowered) or None


def _date(value: str) -> tuple[int, int, int] | None:
    dutch = re.fullmatch(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})", value)
    year_first = re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})", value)
    parts = year_first.groups() if year_first else tuple(reversed(dutch.groups())) if dutch else None
    if parts is None:
        return None
    year, month, day = (int(part) for part in parts)
    try:
        datetime(year, month, day)  # noqa: DTZ001  # only to see whether there is such a day
    except ValueError:
        return None
    return year, month, day


def _time(value: str) -> tuple[int, int] | None:
    try:
        found = parse_time(value.replace(".", ":").replace("u", "").strip())
    except ValueError:
        return None
    return None if found is None else (found.hour, found.minute)
