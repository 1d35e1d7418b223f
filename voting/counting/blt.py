"""Ranked ballots in `.blt` files, as OpenSTV, Scottish councils and most counting programs write them.

First how many candidates and seats, then who withdrew (negative numbers), then a line for equal ballots: how many, the
preferences, 0. A single 0 ends the ballots; names and a title follow, in quotes or not. `#` begins a comment.

What programs added to it is read too: a file all in one line (Hill, Wichmann and Woodall, 1987), Droop's `[nick …]`,
`[withdrawn …]` and `/* … */`, and OpenTally's ballots without 0, when no ballot of the file has one.
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
REMARK = re.compile(r'"[^"\n]*"|/\*.*?\*/', re.DOTALL)
OWN_ID = re.compile(r"\([^)]*\)\s+(?=[0-9])", re.ASCII)
PIECE = re.compile(r'"[^"]*"|\[[^]]*\]|[^\s"]+')
NOT_USED = {"tie": "an order for ties", "droop": "settings of a program"}
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
    notes: tuple[str, ...] = field(default=(), compare=False)  # what the file says that is not used

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
    _before_ballots(lines, candidates)
    ballots, cut = _ballots(lines, candidates)
    names, title = _names(lines, candidates.number)
    return Blt(seats, names, ballots, frozenset(candidates.withdrawn), title, cut, tuple(candidates.notes))


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
        text = REMARK.sub(lambda found: found[0] if found[0][0] == '"' else "\n" * found[0].count("\n"), text)
        lines = [line.strip(" \t\r\x0b\x0c\x1a") for line in text.split("\n")]
        comments = filter(None, map(NAME_IN_COMMENT.fullmatch, lines))
        self.names = {int(found[1]): found[2].strip() for found in comments}
        self._lines = [(at, line) for at, line in enumerate(lines, 1) if line and not line.startswith("#")]
        if self._lines and len(self._words(self._lines[0][1])) > 2:
            self._lines = list(_laid_out(self._lines))
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
        return at, self._words(OWN_ID.sub("", line, count=1) if line.startswith("(") else line)

    def until_end(self) -> Iterator[tuple[int, list[str]]]:
        """Take lines up to the one with a single 0, and that one too."""
        while True:
            at, words = self.tokens()
            if words == ["0"]:
                return
            if not words:
                continue
            if words[0].startswith('"'):
                raise BltError(at, "a single 0 closes the ballots before the names.")
            yield at, words

    def raw(self) -> Iterator[tuple[int, str]]:
        """Take all other lines as they are."""
        yield from self._lines[self._next :]
        self._next = len(self._lines)

    @staticmethod
    def _words(line: str) -> list[str]:
        return line.split("#", 1)[0].replace(",", " ").split()


def _laid_out(lines: list[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    """Yield a file that begins its ballots in the first line, and so does not care about lines, in lines."""
    row: list[str] = []
    pieces = [(at, piece) for at, line in lines for piece in PIECE.findall(line)]
    for place, (at, piece) in enumerate(pieces):
        if not row and (piece[0] in '"[' or re.fullmatch("-[0-9]+", piece)):
            yield at, piece
            continue
        row.append(piece)
        if piece == "0" or place == 1:
            yield at, " ".join(row)
            row = []
    if row:
        yield pieces[-1][0], " ".join(row)


# --- Before the ballots


@dataclass
class _Candidates:
    """How many there are, and what else is said of them before the ballots."""

    number: int
    short: dict[str, int] = field(default_factory=dict)
    withdrawn: set[int] = field(default_factory=set)
    notes: list[str] = field(default_factory=list)

    def of(self, at: int, word: str) -> int:
        """Return the number of a candidate, who is named by number or by short name."""
        number = self.short[word] if word in self.short else _whole(at, word, "a candidate's number")
        if not 1 <= number <= self.number:
            raise BltError(at, f"there is no candidate {number}.")
        return number


def _header(lines: _Lines) -> tuple[_Candidates, int]:
    at, words = lines.tokens()
    numbers = [_whole(at, word, "the number of candidates and of seats") for word in words]
    if len(numbers) != 2:
        raise BltError(at, "the first line holds two numbers: candidates and seats.")
    candidates, seats = numbers
    if not 1 <= candidates <= MOST_CANDIDATES or seats < 1:
        raise BltError(at, f"there are 1 to {MOST_CANDIDATES} candidates, and 1 seat or more.")
    return _Candidates(candidates), seats


def _before_ballots(lines: _Lines, candidates: _Candidates) -> None:
    while (next_words := lines.peek()) and (next_words[0][0] == "[" or re.fullmatch("-[0-9]+", next_words[0])):
        at, words = lines.tokens()
        if words[0][0] == "[":
            _bracket(at, " ".join(words), candidates)
            continue
        for word in words:
            number = _whole(at, word.removeprefix("-"), "a candidate who withdrew, as -3")
            if not word.startswith("-") or not 1 <= number <= candidates.number:
                raise BltError(at, f"{word} is not a candidate who withdrew.")
            candidates.withdrawn.add(number)


def _bracket(at: int, text: str, candidates: _Candidates) -> None:
    """Read `[nick …]` and `[withdrawn …]`; what would change the count is told, as another rule decides here."""
    if not text.endswith("]"):
        raise BltError(at, "the bracket [ is closed at the end of its line.")
    name, *values = text[1:-1].split() or [""]
    if name == "nick":
        candidates.short = {value: number for number, value in enumerate(values, 1)}
        if not len(values) == len(candidates.short) == candidates.number:
            raise BltError(at, f"[nick] holds a short name for each of the {candidates.number} candidates.")
    elif name == "withdrawn":
        candidates.withdrawn |= {candidates.of(at, value) for value in values}
    elif name in NOT_USED:
        candidates.notes.append(f"Line {at}: {NOT_USED[name]} ([{name}]), which is not used.")
    else:
        raise BltError(at, f"[{name[:40]}] is not understood.")


# --- Ballots


def _ballots(lines: _Lines, candidates: _Candidates) -> tuple[dict[Marks, int], int]:
    ballots: Counter[Marks] = Counter()
    rows = list(lines.until_end())
    cut, closed = 0, any(words[-1] == "0" for _at, words in rows)
    for at, words in rows:
        for times, places in _ballots_of_line(at, words, closed=closed):
            marks = _marks(at, places, candidates)
            cut += times if len(marks) < len(places) else 0
            if times:
                ballots[marks] += times
    return dict(ballots), cut


def _ballots_of_line(at: int, words: list[str], *, closed: bool) -> Iterator[tuple[int, list[str]]]:
    """Return how many and which places for each ballot of a line; most files hold one a line."""
    if closed and words[-1] != "0":
        raise BltError(at, "the ballot does not end with 0.")
    if not closed:
        yield _whole(at, words[0], "how many ballots there are"), words[1:]
        return
    while words:
        end = words.index("0", 1) if "0" in words[1:] else -1
        if end < 0:
            raise BltError(at, "a ballot is: how many, the preferences, 0.")
        yield _whole(at, words[0], "how many ballots there are"), words[1:end]
        words = words[end + 1 :]


def _marks(at: int, places: list[str], candidates: _Candidates) -> Marks:
    """Return the preferences up to a place that is skipped (-) or shared (2=5, or (2 5))."""
    kept = takewhile(lambda place: "=" not in place and place != "-" and place[0] != "(", places)
    return tuple(candidates.of(at, place) for place in kept)


def _whole(at: int, word: str, what: str) -> int:
    if word.isascii() and word.isdigit() and len(word) <= LONGEST_NUMBER:
        return int(word)
    found = WHOLE.fullmatch(word)
    if found is None:
        raise BltError(at, f"{word[:40]!r} is not {what}.")
    return int(found[1])


# --- Names


def _names(lines: _Lines, candidates: int) -> tuple[tuple[str, ...], str]:
    """Return the names and the title; a file may end without them, but not in the middle of the names."""
    left = [line for _at, line in lines.raw()]
    texts = [_name(line) for line in left]
    if set(lines.names) == set(range(1, candidates + 1)) and len(texts) <= 1:
        return tuple(lines.names[number] for number in sorted(lines.names)), "".join(texts)
    if texts and len(texts) < candidates:
        texts = [text for line in left for text in QUOTED.findall(line)] or texts  # several in a line
    if texts and len(texts) < candidates:
        raise BltError(lines.last, f"there are {len(texts)} names for {candidates} candidates.")
    names = texts[:candidates] or [""] * candidates
    return tuple(names), texts[candidates] if len(texts) > candidates else ""


def _name(line: str) -> str:
    """Return the name on a line; a second text in quotes is the party."""
    line = " ".join(line.split())
    quoted = [text.strip() for text in QUOTED.findall(line)]
    if not line.startswith('"') or not quoted:
        return line.strip('"').strip()
    party = ", ".join(text for text in quoted[1:] if text)
    return f"{quoted[0]} ({party})" if party else quoted[0]
