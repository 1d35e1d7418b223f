"""Lists of people as CSV, from any system: only the column that tells them apart is needed, no names.

Nothing that is said about a list repeats a value of it: lines are named by their number.
"""

import csv
import io
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext

from voting.exceptions.rolls import ListNotAcceptable

MOST_LINES = 500_000
MOST_SENTENCES = 10  # about lines that are wrong
SEPARATORS = (";", ",", "\t")
DISTRICT_LENGTH = 80


@dataclass(frozen=True)
class Table:
    """A list: what its columns are called (empty without a heading), and its lines with their numbers in the file."""

    header: tuple[str, ...]
    lines: tuple[tuple[int, tuple[str, ...]], ...]

    def column(self, asked: str) -> int:
        """Return where a column is, by its name or by its number from 1. Raises `ListNotAcceptable`."""
        names = [_plain(name) for name in self.header]
        if (name := _plain(asked)) in names:
            return names.index(name)
        width = len(self.header) or max(len(cells) for _line, cells in self.lines)
        if asked.strip().isdecimal() and 1 <= int(asked) <= width:
            return int(asked) - 1
        if self.header:
            known = ", ".join(self.header)
            raise ListNotAcceptable(
                gettext("This list has no column “%(asked)s”. Its columns are: %(known)s.")
                % {"asked": asked, "known": known}
            )
        raise ListNotAcceptable(
            gettext("The first line of this list is no heading. Name the column by its number, from 1 to %(width)s.")
            % {"width": width}
        )


@dataclass(frozen=True)
class Line:
    """One person of a list: the value that nobody else has, and the district if the list names it."""

    number: int
    value: str
    district: str
    cells: tuple[str, ...]


def read_table(content: bytes) -> Table:
    """Return a list with the separator that its first line uses. Raises `ListNotAcceptable`."""
    text = _decoded(content)
    first = text.partition("\n")[0]
    separator = max(SEPARATORS, key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    try:
        rows = [(reader.line_num, tuple(cell.strip() for cell in row)) for row in reader]
    except csv.Error as error:
        raise ListNotAcceptable(gettext("This is not a CSV file. Save the list again as CSV.")) from error
    lines = [(number, cells) for number, cells in rows if any(cells)]
    header = lines.pop(0)[1] if lines and _is_header(lines[0][1]) else ()
    if not lines:
        raise ListNotAcceptable(gettext("There is nobody in this list."))
    if len(lines) > MOST_LINES:
        raise ListNotAcceptable(gettext("This list is too long. Split it, and import the parts one after the other."))
    return Table(header, tuple(lines))


def people_in(table: Table, *, field: str, district: str = "") -> list[Line]:
    """Return everybody in a list, told apart by the column `field`. Raises `ListNotAcceptable` with each wrong line."""
    at, where = table.column(field), table.column(district) if district.strip() else None
    wrong: list[str] = []
    seen: dict[str, int] = {}
    found: list[Line] = []
    for number, cells in table.lines:
        value = normalised(cells[at]) if at < len(cells) else ""
        if not value:
            wrong.append(gettext("Line %(line)s has no value in this column.") % {"line": number})
        elif value in seen:
            wrong.append(
                gettext("Line %(line)s has the same value as line %(other)s.") % {"line": number, "other": seen[value]}
            )
        else:
            seen[value] = number
            area = cells[where][:DISTRICT_LENGTH] if where is not None and where < len(cells) else ""
            found.append(Line(number, value, area, cells))
    if wrong:
        raise ListNotAcceptable(*_not_too_many(wrong))
    return found


def normalised(value: str) -> str:
    """Return a value so that capitals, spaces and ways of writing an accent make no difference."""
    return " ".join(unicodedata.normalize("NFKC", value).casefold().split())


def _decoded(content: bytes) -> str:
    """UTF-8 with or without a byte order mark, else what spreadsheets of Windows write."""
    if b"\0" in content:
        raise ListNotAcceptable(gettext("This is not a CSV file. Save the list again as CSV."))
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _is_header(cells: Iterable[str]) -> bool:
    """Words that differ, without digits or @, are names of columns: a value that tells people apart rarely is."""
    filled = [cell for cell in cells if cell]
    words = all(any(map(str.isalpha, cell)) and "@" not in cell and sum(map(str.isdigit, cell)) < 2 for cell in filled)
    return words and len({_plain(cell) for cell in filled}) == len(filled)


def _not_too_many(sentences: list[str]) -> list[str]:
    more = len(sentences) - MOST_SENTENCES
    if more <= 0:
        return sentences
    return [*sentences[:MOST_SENTENCES], gettext("And %(more)s lines more.") % {"more": more}]


def _plain(name: str) -> str:
    return " ".join(name.casefold().split())
