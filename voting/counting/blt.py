"""Ranked ballots in `.blt` files, as OpenSTV, Scottish councils and most counting programs write them.

First how many candidates and seats, then who withdrew (negative numbers), then a line for equal ballots: how many, the
preferences, 0. A single 0 ends the ballots; names and a title follow, in quotes or not. `#` begins a comment.
"""

import codecs
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import takewhile

from voting.counting.election import Form, Limits, Method, Option, Rule, RuleError, Tie
from voting.counting.marks import Marks, Profile, Reader

MOST_CANDIDATES = 1000
QUOTED = re.compile(r'"([^"]*)"')
NAME_IN_COMMENT = re.compile(r"#\s*ALTERNATIVE NAME ([0-9]{1,4}):(.*)", re.ASCII)  # PrefLib's own habit
LONGEST_NUMBER = 12
WHOLE = re.compile(r"([0-9]{1,12})(?:\.0*)?", re.ASCII)
SCOTTISH_TIES = (Tie.EARLIER_STAGE, Tie.LOT)


class BltError(ValueError):
    """A file that is not understood; `line` says where, counted from 1."""

    def __init__(self, line: int, problem: str) -> None:
        super().__init__(f"Line {line}: {problem}")
        self.line = line
        self.problem = problem


@dataclass(frozen=True)
class Blt:
    """An election from a file: preferences are candidates' numbers from 1, equal ballots taken together."""

    seats: int
    names: tuple[str, ...]  # empty ones where the file names nobody
    ballots: Mapping[Marks, int]
    withdrawn: frozenset[int] = frozenset()
    title: str = ""
    cut: int = field(default=0, compare=False)  # ballots read only up to a skipped or shared place

    def rule(self, method: Method = Method.STV, *, ties: tuple[Tie, ...] = SCOTTISH_TIES) -> Rule:
        """Return the rule by which these ballots are counted, without those who withdrew. Raises `RuleError`."""
        numbers = (number for number in range(1, len(self.names) + 1) if number not in self.withdrawn)
        seats = 1 if method is Method.INSTANT_RUNOFF else self.seats
        return Rule(method, Form.RANKING, tuple(map(Option, numbers)), seats=seats, limits=Limits(), ties=ties)

    def profile(self, rule: Rule) -> Profile:
        """Return the ballots as they are counted; preferences for those who withdrew are passed over."""
        reader = Reader(rule)
        counted: Counter[Marks] = Counter()
        blank = 0
        for marks, times in self.ballots.items():
            standing = tuple(n for n in marks if n not in self.withdrawn) if self.withdrawn else marks
            if standing:
                counted[reader.ranking(standing)] += times
            else:
                blank += times
        return Profile(counted, blank)


def read_blt(data: str | bytes) -> Blt:
    """Read a file. Raises `BltError` with the line where it is not understood."""
    lines = _Lines(_text(data))
    candidates, seats = _header(lines)
    withdrawn = _withdrawn(lines, candidates)
    ballots, cut = _ballots(lines, candidates)
    names, title = _names(lines, candidates)
    return Blt(seats, names, ballots, withdrawn, title, cut)


def write_blt(rule: Rule, profile: Profile, *, names: Mapping[int, str], title: str) -> str:
    """Return ranked ballots as a file, options numbered from 1 in their order; blank ballots are kept, invalid ones not."""
    if rule.form is not Form.RANKING:
        raise RuleError("Only ranked ballots fit into a .blt file.")
    place = {option.number: at for at, option in enumerate(rule.counting, 1)}
    ballots = {tuple(place[number] for number in marks): times for marks, times in profile.counted.items()}
    if profile.blank:
        ballots[()] = profile.blank
    lines = [f"{len(place)} {rule.seats}"]
    lines += [" ".join(map(str, (times, *marks, 0))) for marks, times in sorted(ballots.items())]
    lines += ["0", *(_quote(names.get(number, "")) for number in place), _quote(title)]
    return "\n".join(lines) + "\n"


def _quote(text: str) -> str:
    return '"' + " ".join(text.replace('"', "'").split()) + '"'


def _text(data: str | bytes) -> str:
    if isinstance(data, str):
        return data.removeprefix("\ufeff")
    data = data.removeprefix(codecs.BOM_UTF8)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


class _Lines:
    """The lines that say something, with their numbers; `tokens` drops comments, `raw` is for names."""

    def __init__(self, text: str) -> None:
        lines = [line.strip(" \t\r\x0b\x0c\x1a") for line in text.split("\n")]
        comments = filter(None, map(NAME_IN_COMMENT.fullmatch, lines))
        self.names = {int(found[1]): found[2].strip() for found in comments}
        self._lines = [(at, line) for at, line in enumerate(lines, 1) if line and not line.startswith("#")]
        self._next = 0
        self.last = self._lines[-1][0] if self._lines else 1

    def peek(self) -> Sequence[str]:
        """Return the words of the next line without taking it."""
        return self._words(self._lines[self._next][1]) if self._next < len(self._lines) else []

    def tokens(self) -> tuple[int, list[str]]:
        """Take the next line: its number and its words. Raises `BltError` at the end of the file."""
        if self._next == len(self._lines):
            raise BltError(self.last, "the file ends before the single 0 that closes the ballots.")
        at, line = self._lines[self._next]
        self._next += 1
        return at, self._words(line)

    def until_end(self) -> Iterator[tuple[int, list[str]]]:
        """Take lines up to the one with a single 0, and that one too."""
        while True:
            at, words = self.tokens()
            if words == ["0"]:
                return
            yield at, words

    def raw(self) -> Iterator[tuple[int, str]]:
        """Take all other lines as they are."""
        yield from self._lines[self._next :]
        self._next = len(self._lines)

    @staticmethod
    def _words(line: str) -> list[str]:
        return line.split("#", 1)[0].replace(",", " ").split()


def _header(lines: _Lines) -> tuple[int, int]:
    at, words = lines.tokens()
    numbers = [_whole(at, word, "the number of candidates and of seats") for word in words]
    if len(numbers) != 2:
        raise BltError(at, "the first line holds two numbers: candidates and seats.")
    candidates, seats = numbers
    if not 1 <= candidates <= MOST_CANDIDATES or seats < 1:
        raise BltError(at, f"there are 1 to {MOST_CANDIDATES} candidates, and 1 seat or more.")
    return candidates, seats


def _withdrawn(lines: _Lines, candidates: int) -> frozenset[int]:
    found: set[int] = set()
    while lines.peek() and re.fullmatch(r"-[0-9]+", lines.peek()[0], re.ASCII):
        at, words = lines.tokens()
        for word in words:
            number = _whole(at, word.removeprefix("-"), "a candidate who withdrew, as -3")
            if not word.startswith("-") or not 1 <= number <= candidates:
                raise BltError(at, f"{word} is not a candidate who withdrew.")
            found.add(number)
    return frozenset(found)


def _ballots(lines: _Lines, candidates: int) -> tuple[dict[Marks, int], int]:
    ballots: Counter[Marks] = Counter()
    cut = 0
    for at, words in lines.until_end():
        for times, places in _ballots_of_line(at, words):
            marks = _marks(at, places, candidates)
            cut += times if len(marks) < len(places) else 0
            if times:
                ballots[marks] += times
    return dict(ballots), cut


def _ballots_of_line(at: int, words: list[str]) -> Iterator[tuple[int, list[str]]]:
    """Return how many and which places for each ballot of a line; most files hold one a line."""
    if words and words[0].startswith("("):  # a ballot's own id
        words = words[1:]
    if words and words[-1] != "0":
        raise BltError(at, "the ballot does not end with 0.")
    while words:
        end = words.index("0", 1) if "0" in words[1:] else -1
        if end < 0:
            raise BltError(at, "a ballot is: how many, the preferences, 0.")
        yield _whole(at, words[0], "how many ballots there are"), words[1:end]
        words = words[end + 1 :]


def _marks(at: int, places: list[str], candidates: int) -> Marks:
    """Return the preferences up to a place that is skipped (-) or shared (2=5)."""
    kept = list(takewhile(lambda place: "=" not in place and place != "-", places))
    marks = tuple(_whole(at, place, "a candidate's number") for place in kept)
    for number in marks:
        if not 1 <= number <= candidates:
            raise BltError(at, f"there is no candidate {number}.")
    return marks


def _whole(at: int, word: str, what: str) -> int:
    if word.isascii() and word.isdigit() and len(word) <= LONGEST_NUMBER:
        return int(word)
    found = WHOLE.fullmatch(word)
    if found is None:
        raise BltError(at, f"{word[:40]!r} is not {what}.")
    return int(found[1])


def _names(lines: _Lines, candidates: int) -> tuple[tuple[str, ...], str]:
    """Return the names and the title; a file may end without them, but not in the middle of the names."""
    texts = [_name(line) for _at, line in lines.raw()]
    if set(lines.names) == set(range(1, candidates + 1)) and len(texts) <= 1:
        return tuple(lines.names[number] for number in sorted(lines.names)), "".join(texts)
    if texts and len(texts) < candidates:
        raise BltError(lines.last, f"there are {len(texts)} names for {candidates} candidates.")
    names = texts[:candidates] or [""] * candidates
    return tuple(names), texts[candidates] if len(texts) > candidates else ""


def _name(line: str) -> str:
    """Return the name on a line; a second text in quotes is the party."""
    quoted = [text.strip() for text in QUOTED.findall(line)]
    if not line.startswith('"') or not quoted:
        return line.strip('"').strip()
    party = ", ".join(text for text in quoted[1:] if text)
    return f"{quoted[0]} ({party})" if party else quoted[0]
