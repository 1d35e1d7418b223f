#!/usr/bin/env python3
"""Count a published vote again, and say whether the published result is right.

    python recount.py FOLDER          (or the zip of the folder; add --nl for Dutch)
    python recount.py FOLDER --write  prints the result that this program finds

This is one file that needs nothing but Python 3.9 or newer, so that anybody can download it, read it and run it. It
shares no line with the program that counted the vote: both were written from the same page, "A published vote"
(docs/published-vote.md of Samenspel), which fixes every rule to the last digit. Whole numbers and fractions decide.
Where a number with a decimal point is used (in Equal Shares), it only says where to look first.

It checks, in this order: the checksum of every file, the rule against the one shown before the opening, the lot, the
order of the ballots; then it counts and compares with result.json, byte for byte. It ends with 0 when everything
agrees, 1 when something differs, 2 when the folder cannot be read.
"""

from __future__ import annotations

import argparse
import hashlib
import heapq
import itertools
import json
import re
import sys
import zipfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from fractions import Fraction
from functools import cache
from math import ceil, floor, gcd
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

Json = Any  # what a JSON file holds
Ballot = tuple[tuple[int, int], ...]  # (option, points); (option, place) on a ranking; (option, 1) otherwise
Totals = dict[int, int]
UNSIGNED = ("SHA256SUMS", "SHA256SUMS.sig", "key.pem")
NEEDED = ("election.json", "rule.json", "ballots.txt", "lot.json")
LONGEST_LINE = 10_000
SHOWN = 5  # differences that are named
VOTE = 100_000  # a transferable vote is counted in units of 1/100,000
BELOW, ABOVE = 1 - 2.0**-50, 1 + 2.0**-50  # more than what a division of two whole numbers can be off


class Unreadable(Exception):
    """The folder cannot be counted; the sentence says why."""


# --- What the program says -------------------------------------------------------------------------------------------

SENTENCES = {
    "no_folder": ("{name} is not a folder or a zip file.", "{name} is geen map en geen zip-bestand."),
    "no_file": (
        "The file {name} is missing. Without it nobody can count.",
        "Het bestand {name} ontbreekt. Zonder dit bestand kan niemand tellen.",
    ),
    "no_access": ("The files cannot be read: {what}.", "De bestanden zijn niet te lezen: {what}."),
    "bad_json": ("The file {name} cannot be read as JSON.", "Het bestand {name} is niet te lezen als JSON."),
    "bad_rule": (
        "The rule in rule.json is not one that this program knows: {what}.",
        "Dit programma kent de regel in rule.json niet: {what}.",
    ),
    "no_sums": (
        "DIFFERENT: the file SHA256SUMS is missing. So nobody can see whether files were changed.",
        "ANDERS: het bestand SHA256SUMS ontbreekt. Daardoor is niet te zien of bestanden zijn veranderd.",
    ),
    "bad_sums": (
        "DIFFERENT: line {line} of SHA256SUMS is not a checksum and a name.",
        "ANDERS: regel {line} van SHA256SUMS is geen controlegetal met een naam.",
    ),
    "missing": (
        "DIFFERENT: the file {name} is missing, and is in SHA256SUMS.",
        "ANDERS: het bestand {name} ontbreekt, maar staat wel in SHA256SUMS.",
    ),
    "extra": (
        "DIFFERENT: the file {name} is in the folder, and not in SHA256SUMS.",
        "ANDERS: het bestand {name} zit in de map, maar staat niet in SHA256SUMS.",
    ),
    "changed": (
        "DIFFERENT: the file {name} was changed: it does not have the checksum in SHA256SUMS.",
        "ANDERS: het bestand {name} is veranderd: het heeft niet het controlegetal uit SHA256SUMS.",
    ),
    "files_agree": (
        "Agrees: all {number} files have the checksum in SHA256SUMS.",
        "Klopt: alle {number} bestanden hebben het controlegetal uit SHA256SUMS.",
    ),
    "rule_agrees": (
        "Agrees: the rule is the one that was shown before the opening.",
        "Klopt: de regel is dezelfde als vóór de opening.",
    ),
    "rule_differs": (
        "DIFFERENT: rule.json is not the rule that was shown before the opening.",
        "ANDERS: rule.json is niet de regel van vóór de opening.",
    ),
    "commitment_agrees": (
        "Agrees: the lot is the one that was fixed beforehand.",
        "Klopt: het lot is het lot dat vooraf is vastgelegd.",
    ),
    "commitment_differs": (
        "DIFFERENT: the secret in lot.json does not fit the commitment in election.json: the lot was swapped.",
        "ANDERS: het geheim in lot.json past niet bij de vastlegging in election.json: het lot is verwisseld.",
    ),
    "no_commitment": (
        "DIFFERENT: there is a secret in lot.json, but no commitment in election.json.",
        "ANDERS: er staat een geheim in lot.json, maar geen vastlegging in election.json.",
    ),
    "no_lot": ("No lot was fixed beforehand.", "Er is vooraf geen lot vastgelegd."),
    "seed_agrees": (
        "Agrees: the seed of the lot follows from the secret, the ballots and the draw.",
        "Klopt: het startgetal van het lot volgt uit het geheim, de stemmen en de trekking.",
    ),
    "seed_differs": (
        "DIFFERENT: the seed in lot.json does not follow from the secret, the ballots and the draw."
        " Published: {published}. Found here: {found}.",
        "ANDERS: het startgetal in lot.json volgt niet uit het geheim, de stemmen en de trekking."
        " Gepubliceerd: {published}. Hier gevonden: {found}.",
    ),
    "order_agrees": (
        "Agrees: the {number} ballots are sorted, so their order says nothing about who or when.",
        "Klopt: de {number} stemmen zijn gesorteerd. De volgorde zegt dus niets over wie of wanneer.",
    ),
    "order_differs": (
        "DIFFERENT: ballots.txt is not sorted: line {line} should stand before line {before}.",
        "ANDERS: ballots.txt is niet gesorteerd: regel {line} hoort vóór regel {before}.",
    ),
    "no_newline": (
        "DIFFERENT: the last line of ballots.txt does not end.",
        "ANDERS: de laatste regel van ballots.txt eindigt niet.",
    ),
    "counted": (
        "Counted again: {cast} ballots cast, of which {counted} count, {blank} are blank and {invalid} are invalid.",
        "Opnieuw geteld: {cast} stemmen uitgebracht. Daarvan tellen er {counted} mee, {blank} zijn blanco en"
        " {invalid} zijn ongeldig.",
    ),
    "no_result": (
        "DIFFERENT: there is no result.json to compare with.",
        "ANDERS: er is geen result.json om mee te vergelijken.",
    ),
    "result_agrees": (
        "Agrees: the result is the same, byte for byte. Winners: {winners}.",
        "Klopt: de uitslag is precies dezelfde. Winnaars: {winners}.",
    ),
    "result_written": (
        "DIFFERENT: result.json holds the same values, but is written in another way.",
        "ANDERS: in result.json staan dezelfde waarden, maar anders opgeschreven.",
    ),
    "result_differs": (
        "DIFFERENT: the result is not the one that this program finds. The first differences:",
        "ANDERS: de uitslag is niet de uitslag die dit programma vindt. De eerste verschillen:",
    ),
    "difference": (
        "  {path}: published {published}, found here {found}",
        "  {path}: gepubliceerd {published}, hier gevonden {found}",
    ),
    "nothing": ("nothing", "niets"),
    "nobody": ("none", "geen"),
    "signed": (
        "This program does not check the signature. You can, with openssl, in the folder:",
        "Dit programma controleert de handtekening niet. Dat kunt u zelf, met openssl, in de map:",
    ),
    "unsigned": ("The folder is not signed.", "De map heeft geen handtekening."),
    "all_agrees": ("Everything agrees.", "Alles klopt."),
    "not_all_agrees": ("Not everything agrees.", "Niet alles klopt."),
}
OPENSSL = "  openssl pkeyutl -verify -pubin -inkey key.pem -rawin -in SHA256SUMS -sigfile SHA256SUMS.sig"


class Report:
    """Prints sentences in one language and remembers whether something differs."""

    def __init__(self, *, dutch: bool, to: Any) -> None:  # Any: whatever has `write`
        self.language = int(dutch)
        self.to = to
        self.differs = False

    def sentence(self, key: str, **values: object) -> str:
        """Return a sentence in the language of this report."""
        return SENTENCES[key][self.language].format(**values)

    def say(self, key: str, **values: object) -> None:
        """Print a sentence."""
        print(self.sentence(key, **values), file=self.to)

    def different(self, key: str, **values: object) -> None:
        """Print a sentence about something that does not agree."""
        self.differs = True
        self.say(key, **values)


# --- The folder ------------------------------------------------------------------------------------------------------


class Folder:
    """The files of a published vote, in a folder or in a zip (at its root or in one folder)."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.zip: zipfile.ZipFile | None = None
        if path.is_dir():
            self.names = sorted(str(each.relative_to(path)) for each in path.rglob("*") if not each.is_dir())
        elif zipfile.is_zipfile(path):
            self.zip = zipfile.ZipFile(path)
            inside = [name for name in self.zip.namelist() if not name.endswith("/")]
            tops = {name.split("/")[0] + "/" if "/" in name else "" for name in inside}
            self.top = tops.pop() if len(tops) == 1 else ""
            self.names = sorted(name[len(self.top) :] for name in inside)
        else:
            raise Unreadable("no_folder", {"name": path})

    def open(self, name: str) -> BinaryIO:
        """Open a file for reading bytes. Raises `Unreadable` when it is missing."""
        if name not in self.names:
            raise Unreadable("no_file", {"name": name})
        return self.zip.open(self.top + name) if self.zip else (self.path / name).open("rb")  # type: ignore[return-value]  # reads bytes as well

    def read(self, name: str) -> bytes:
        """Return the bytes of a file."""
        with self.open(name) as file:
            return file.read()

    def sha256(self, name: str) -> str:
        """Return the SHA-256 of a file in hex, without holding the file in memory."""
        digest = hashlib.sha256()
        with self.open(name) as file:
            for piece in iter(lambda: file.read(1 << 20), b""):
                digest.update(piece)
        return digest.hexdigest()

    def json(self, name: str) -> Json:
        """Return what a JSON file holds: names with values. Raises `Unreadable` when it holds something else."""
        try:
            value = json.loads(self.read(name).decode("utf-8"))
        except ValueError:
            value = None
        if not isinstance(value, dict):
            raise Unreadable("bad_json", {"name": name})
        return value


def sha256(text: str) -> str:
    """Return the SHA-256 of a text in hex."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def canonical(value: Json) -> bytes:
    """Return JSON with sorted keys and without spaces: one value is written in one way only."""
    return (json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False) + "\n").encode("utf-8")


def cut(top: int, bottom: int, places: int) -> str:
    """Return a fraction of 0 or more as a decimal with so many places: cut off, never rounded."""
    whole, rest = divmod(top * 10**places // bottom, 10**places)
    return f"{whole}.{rest:0{places}d}"


# --- The rule and the ballots ----------------------------------------------------------------------------------------


KNOWN = {
    "ties": {"lower_cost", "higher_cost", "more_votes", "earlier_stage", "lot"},
    "kind": {"yes", "no", "blank", "choice"},
    "majority": {"votes", "electorate"},
    "utility": {"cost", "count", "points"},
    "start": {"floor", "exact"},
    "stop": {"before_overspending", "when_exhaustive", "once"},
    "completion": {"none", "votes"},
    "comparison": {"none", "votes"},
}


def known(what: str, value: Json) -> str:
    """Return a word of the rule. Raises `ValueError` when it is not one of the words that may stand there."""
    if not isinstance(value, str) or value not in KNOWN[what]:
        raise ValueError(f"{what}: {value!r}")
    return value


def whole(value: Json) -> int:
    """Return a whole number of the rule, 0 or more. Raises `ValueError` for anything else."""
    if type(value) is not int or value < 0:
        raise ValueError(f"{value!r}")
    return value


class Rule:
    """The rule of a vote, as rule.json gives it. Raises `KeyError`, `TypeError` or `ValueError` when it is none."""

    def __init__(self, data: Json) -> None:
        self.method: str = data["method"]
        self.form: str = data["form"]
        self.seats = whole(data["seats"])
        self.limits = {name: whole(data["limits"][name]) for name in ("min", "max", "cost", "total", "each")}
        self.ties = [known("ties", each) for each in data["ties"]]
        self.kinds = {whole(each["number"]): known("kind", each["kind"]) for each in data["options"]}
        self.options = sorted(number for number, kind in self.kinds.items() if kind != "blank")
        self.cost = {each["number"]: whole(each["cost"]) for each in data["options"]}
        self.area = {each["number"]: str(each["area"]) for each in data["options"]}
        self._read_money(data)
        decision = data["decision"]
        self.quorum, self.share = Fraction(decision["quorum"]), Fraction(decision["share"])
        self.majority = known("majority", decision["majority"])
        self.binding = bool(decision["binding"])
        if data["format"] != "samenspel-rule-1":
            raise ValueError(f"format: {data['format']!r}")
        if self.method not in METHODS or self.form not in READERS or self.ties[-1] != "lot":
            raise ValueError(f"{self.method!r}, {self.form!r}, {self.ties}")
        if not self.options or (self.method == "equal_shares" and not self.shares):
            raise ValueError("options, shares")

    def _read_money(self, data: Json) -> None:
        """Read the budget, and the variant of Equal Shares when there is one."""
        budget, shares = data["budget"], data["shares"]
        self.budget, self.threshold = whole(budget["total"]), whole(budget["threshold"])
        self.skip = bool(budget["skip"])
        self.caps = {name: whole(cap) for name, cap in budget["areas"].items()}
        words = ("utility", "start", "stop", "completion", "comparison")
        self.shares = {name: known(name, shares[name]) for name in words} if shares else {}
        self.increment = whole(shares["increment"]) if shares else 0


class Invalid(Exception):
    """A ballot is invalid; the text is the name of the treatment."""


NUMBER = "[1-9][0-9]{0,8}"
NOTATION = {
    "choice": re.compile(f"{NUMBER}( {NUMBER})*"),
    "approval": re.compile(f"{NUMBER}( {NUMBER})*"),
    "ranking": re.compile(f"{NUMBER}(>{NUMBER})*"),
    "points": re.compile(f"{NUMBER}:(0|{NUMBER})( {NUMBER}:(0|{NUMBER}))*"),
}


@cache
def mark(option: int, points: int) -> tuple[int, int]:
    """Return a pair; equal pairs are stored once, which keeps a million ballots small."""
    return (option, points)


def read_ballot(rule: Rule, line: str) -> Ballot:
    """Return what a ballot says, nothing when it is blank. Raises `Invalid` with the first treatment that applies."""
    if len(line) > LONGEST_LINE:
        raise Invalid("absurd")
    if line in {"", "-"}:
        return ()
    if not NOTATION[rule.form].fullmatch(line):
        raise Invalid("unreadable")
    return READERS[rule.form](rule, line)


def read_choice(rule: Rule, line: str) -> Ballot:
    """One option. More than one is an over-vote; the option "blank" makes the ballot blank."""
    if " " in line:
        raise Invalid("over_vote")
    option = int(line)
    if option not in rule.kinds:
        raise Invalid("unknown_option")
    return () if rule.kinds[option] == "blank" else (mark(option, 1),)


def read_approval(rule: Rule, line: str) -> Ballot:
    """Options the voter approves of, within the limits on their number and on what they cost together."""
    options = sorted(int(number) for number in line.split(" "))
    require_known_once(rule, options)
    least, most, cost = rule.limits["min"], rule.limits["max"], rule.limits["cost"]
    if most and len(options) > most:
        raise Invalid("too_many")
    if least and len(options) < least:
        raise Invalid("too_few")
    if cost and sum(rule.cost[option] for option in options) > cost:
        raise Invalid("over_cost")
    return tuple(mark(option, 1) for option in options)


def read_ranking(rule: Rule, line: str) -> Ballot:
    """Options in order of preference: read up to the first that is unknown or repeated, then cut to the limit."""
    options = [int(number) for number in line.split(">")]
    if options[0] not in rule.kinds:
        raise Invalid("unknown_option")
    places: dict[int, int] = {}
    for option in options:
        if option not in rule.kinds or option in places:
            break
        places[option] = len(places) + 1
    return tuple(mark(*each) for each in list(places.items())[: rule.limits["max"] or None])


def read_points(rule: Rule, line: str) -> Ballot:
    """Points for options, within the limits for one option, for all together and on the number of options."""
    pairs = sorted((int(option), int(points)) for option, points in (pair.split(":") for pair in line.split(" ")))
    require_known_once(rule, [option for option, _ in pairs])
    limits = rule.limits
    if limits["each"] and any(points > limits["each"] for _, points in pairs):
        raise Invalid("over_score")
    if limits["total"] and sum(points for _, points in pairs) > limits["total"]:
        raise Invalid("over_points")
    given = tuple(mark(*pair) for pair in pairs if pair[1])
    if given and limits["min"] and len(given) < limits["min"]:
        raise Invalid("too_few")
    if limits["max"] and len(given) > limits["max"]:
        raise Invalid("too_many")
    return given


def require_known_once(rule: Rule, options: list[int]) -> None:
    """Every option named must exist, and be named once."""
    if any(option not in rule.kinds for option in options):
        raise Invalid("unknown_option")
    if len(set(options)) < len(options):
        raise Invalid("repeated_option")


READERS = {"choice": read_choice, "approval": read_approval, "ranking": read_ranking, "points": read_points}


class Ballots:
    """All ballots of a vote. Equal ones are kept once with their number, so that memory stays bounded.

    A ballot that is cast is invalid, or valid; a valid one is blank, or counted.
    """

    def __init__(self, rule: Rule, lines: Iterable[str]) -> None:
        self.counted: Counter[Ballot] = Counter()
        self.invalid: Counter[str] = Counter()
        self.blank = 0
        for line, equal in itertools.groupby(lines):
            number = sum(1 for _ in equal)
            try:
                ballot = read_ballot(rule, line)
            except Invalid as treatment:
                self.invalid[str(treatment)] += number
                continue
            if ballot:
                self.counted[ballot] += number
            else:
                self.blank += number
        self.number = sum(self.counted.values())
        self.cast = self.number + self.blank + sum(self.invalid.values())

    def add_up(self, options: Iterable[int], worth: Callable[[int], int]) -> Totals:
        """Return for each option the sum of what its marks are worth."""
        totals = dict.fromkeys(options, 0)
        for ballot, number in self.counted.items():
            for option, points in ballot:
                totals[option] += number * worth(points)
        return totals

    def sums(self) -> Json:
        """Return how many ballots there are of each kind."""
        valid = self.number + self.blank
        return {
            "cast": self.cast,
            "valid": valid,
            "blank": self.blank,
            "counted": self.number,
            "invalid": dict(self.invalid),
        }


# --- Ties and the lot ------------------------------------------------------------------------------------------------


class Ties:
    """Decides between equals by the rules that were fixed before the opening, and records every use.

    The lot puts the options in the order of SHA-256(seed:number). Whoever comes first there is chosen, whoever comes
    last is excluded, so no order in a file matters.
    """

    def __init__(self, rule: Rule, ballots: Ballots, seed: str) -> None:
        self.rules = rule.ties
        lot = sorted(rule.options, key=lambda option: sha256(f"{seed}:{option}"))
        self.worth: dict[str, Totals] = {
            "lower_cost": {option: -rule.cost[option] for option in rule.options},
            "higher_cost": rule.cost,
            "more_votes": ballots.add_up(rule.options, lambda _: 1),
            "lot": {option: -place for place, option in enumerate(lot)},
        }
        self.records: list[Json] = []

    def fresh(self) -> Ties:
        """Return the same rules with a record of their own, for a run that may not be the one taken."""
        other = object.__new__(Ties)
        other.rules, other.worth, other.records = self.rules, self.worth, []
        return other

    def choose(self, purpose: str, turn: int, tied: Iterable[int], *, stages: list[Totals] | None = None) -> int:
        """Return one of the tied options: each rule in turn keeps the best, or the worst when one is excluded.

        `stages` are the totals so far; `earlier_stage` looks at the most recent in which the tied are not all equal.
        """
        left = tied = sorted(tied)
        if len(tied) == 1:
            return tied[0]
        best = min if purpose == "exclude" else max
        for rule in self.rules:
            worth = self._stage_that_tells(left, stages or []) if rule == "earlier_stage" else self.worth[rule]
            border = best(worth[option] for option in left)
            left = [option for option in left if worth[option] == border]
            if len(left) == 1:
                break
        self.records.append({"round": turn, "for": purpose, "options": tied, "by": rule, "chosen": left[0]})
        return left[0]

    def _stage_that_tells(self, left: list[int], stages: list[Totals]) -> Totals:
        """Return the totals of the most recent stage in which these options differ."""
        for totals in reversed(stages):
            if len({totals[option] for option in left}) > 1:
                return totals
        return dict.fromkeys(left, 0)


# --- What every method hands over ------------------------------------------------------------------------------------


class Outcome(NamedTuple):
    """What a method found: a line for each option, winners in order, rounds, and numbers of its own."""

    options: dict[int, Json]
    winners: list[int]
    rounds: list[Json]
    facts: Json


def option_line(got: object, reason: str, lacked: object = 0, turn: int = 0) -> Json:
    """Return what the result says about an option, apart from its place among the winners."""
    return {"got": str(got), "reason": reason, "lacked": str(lacked), "round": turn}


def nobody_voted(rule: Rule, facts: Json, got: str = "0") -> Outcome:
    """Return the outcome when not one ballot counts: no winners, no rounds."""
    return Outcome({option: option_line(got, "no_votes", 1) for option in rule.options}, [], [], facts)


# --- Totals: yes or no, one choice, approval, points, Borda ----------------------------------------------------------


def count_yes_no(rule: Rule, ballots: Ballots, ties: Ties) -> Outcome:
    """Yes wins with more votes than no, no with more than yes; with as many, nobody wins."""
    totals = ballots.add_up(rule.options, lambda _: 1)
    most = max(totals.values())
    leaders = [option for option in rule.options if totals[option] == most and most]
    winners = leaders if len(leaders) == 1 else []
    lines = {}
    for option, total in totals.items():
        reason = "no_votes" if not total else "most" if option in winners else "fewer" if winners else "tied"
        lines[option] = option_line(total, reason, most - total if most else 1)
    return Outcome(lines, winners, [], {})


def count_votes(rule: Rule, ballots: Ballots, ties: Ties) -> Outcome:
    """The options with the most votes, approvals or points win the seats."""
    worth: Callable[[int], int] = (lambda points: points) if rule.form == "points" else (lambda _: 1)
    return highest_totals(rule, ballots.add_up(rule.options, worth), ties)


def count_borda(rule: Rule, ballots: Ballots, ties: Ties) -> Outcome:
    """Of m options the first on a ballot gets m-1 points, the second m-2, and so on; one not ranked gets nothing.

    Source: J.-C. de Borda (1781), with the plain ("pessimistic") treatment of short ballots.
    """
    number = len(rule.options)
    return highest_totals(rule, ballots.add_up(rule.options, lambda place: number - place), ties)


def highest_totals(rule: Rule, totals: Totals, ties: Ties) -> Outcome:
    """The highest totals win; who has nothing never wins. Only a tie at the last seat is decided by the tie rules."""
    winners: list[int] = []
    by_tie: set[int] = set()
    for total, group in equal_totals(totals):
        free = rule.seats - len(winners)
        if not total or not free:
            break
        if len(group) <= free:
            winners += group
            continue
        while len(winners) < rule.seats:
            winners.append(ties.choose("elect", 0, [option for option in group if option not in winners]))
        by_tie = set(group)
    lowest = totals[winners[-1]] if len(winners) == rule.seats else None
    lines = {}
    for option, total in totals.items():
        won = option in winners
        reason = "tie" if option in by_tie else "most" if won else "fewer" if total else "no_votes"
        lines[option] = option_line(total, reason, 0 if won else 1 if lowest is None else lowest - total)
    return Outcome(lines, winners, [], {})


def equal_totals(totals: Totals) -> Iterator[tuple[int, list[int]]]:
    """Go through totals from high to low, each with the options that have it, by number."""
    order = sorted(totals, key=lambda option: (-totals[option], option))
    for total, group in itertools.groupby(order, key=totals.__getitem__):
        yield total, list(group)


# --- Schulze ---------------------------------------------------------------------------------------------------------


def count_schulze(rule: Rule, ballots: Ballots, ties: Ties) -> Outcome:
    """Each two options are compared on all ballots; a beats b when the strongest path from a to b is the stronger one.

    A path is as strong as its weakest link, a link as strong as the votes of the side that wins it ("winning votes").
    Seat after seat goes to an option that no remaining one beats. Source: M. Schulze, "A new monotonic,
    clone-independent, reversal symmetric, and Condorcet-consistent single-winner election method", 2011.
    """
    prefer = pairwise(rule, ballots)
    path = strongest_paths(rule.options, prefer)
    beats = {(a, b) for a, b in path if path[a, b] > path[b, a]}
    ranked = ballots.add_up(rule.options, lambda _: 1)
    facts = {
        "pairs": [[a, b, prefer[a, b], path[a, b]] for a, b in sorted(path)],
        "condorcet_winner": condorcet_winner(rule, ballots, prefer),
    }
    if not ballots.number:
        return nobody_voted(rule, facts)
    winners: list[int] = []
    tied: set[int] = set()
    while len(winners) < rule.seats:
        rest = [option for option in rule.options if option not in winners]
        unbeaten = [b for b in rest if ranked[b] and not any((a, b) in beats for a in rest)]
        if not unbeaten:
            break
        winners.append(ties.choose("elect", len(winners) + 1, unbeaten))
        if len(unbeaten) > 1:
            tied.add(winners[-1])
    lines = {}
    for x in rule.options:
        got = sum((x, other) in beats for other in rule.options)
        margins = [path[w, x] - path[x, w] for w in winners if (w, x) in beats]
        if x in winners:
            reason = "tie" if x in tied else "beats_all" if got == len(rule.options) - 1 else "unbeaten"
            lines[x] = option_line(got, reason)
        else:
            reason = "no_votes" if not ranked[x] else "beaten" if margins else "tie"
            lines[x] = option_line(got, reason, min(margins, default=0))
    return Outcome(lines, winners, [], facts)


def pairwise(rule: Rule, ballots: Ballots) -> dict[tuple[int, int], int]:
    """Return for a and b how many ballots rank a above b; who is ranked stands above who is not."""
    prefer = {(a, b): 0 for a in rule.options for b in rule.options if a != b}
    for ballot, number in ballots.counted.items():
        below = set(rule.options)
        for a, _ in ballot:
            below.discard(a)
            for b in below:
                prefer[a, b] += number
    return prefer


def strongest_paths(options: list[int], prefer: dict[tuple[int, int], int]) -> dict[tuple[int, int], int]:
    """Return the strength of the strongest path between each two (Floyd and Warshall's way)."""
    path = {(a, b): number if number > prefer[b, a] else 0 for (a, b), number in prefer.items()}
    for via in options:
        for (a, b), strength in path.items():
            if via not in (a, b):
                path[a, b] = max(strength, min(path[a, via], path[via, b]))
    return path


def condorcet_winner(rule: Rule, ballots: Ballots, prefer: dict[tuple[int, int], int]) -> int:
    """Return the option that beats every other in direct comparison, 0 when there is none."""
    for a in rule.options:
        if ballots.number and all(prefer[a, b] > prefer[b, a] for b in rule.options if b != a):
            return a
    return 0


# --- Instant runoff --------------------------------------------------------------------------------------------------


def count_instant_runoff(rule: Rule, ballots: Ballots, ties: Ties) -> Outcome:
    """Every ballot counts for its highest remaining option; the weakest is excluded until one has a majority."""
    if not ballots.number:
        return nobody_voted(rule, {})
    remaining = list(rule.options)
    stages: list[Totals] = []
    rounds: list[Json] = []
    lines: dict[int, Json] = {}
    winner = 0
    while not winner:
        turn = len(rounds) + 1
        totals = first_preferences(ballots, remaining)
        counting = sum(totals.values())
        leader = max(remaining, key=totals.__getitem__)
        excluded, moved = 0, {}
        if len(remaining) == 1 or 2 * totals[leader] > counting:
            winner = leader
            lines.update(last_round(totals, winner, turn))
        else:
            fewest = [option for option in remaining if totals[option] == min(totals.values())]
            excluded = ties.choose("exclude", turn, fewest, stages=stages)
            remaining.remove(excluded)
            moved = next_preferences(ballots, excluded, remaining)
            lacked = min(totals[option] for option in remaining) - totals[excluded]
            reason = "tie" if len(fewest) > 1 else "fewest"
            lines[excluded] = option_line(totals[excluded], reason, lacked, turn)
        stages.append(totals)
        rounds.append(
            {
                "round": turn,
                "totals": {str(option): str(total) for option, total in totals.items()},
                "exhausted": ballots.number - counting,
                "needed": counting // 2 + 1,
                "excluded": excluded,
                "elected": winner,
                "transfers": moved,
            }
        )
    return Outcome(lines, [winner], rounds, {})


def first_preferences(ballots: Ballots, remaining: Iterable[int]) -> Totals:
    """Return for each remaining option on how many ballots it is the highest of them."""
    totals = dict.fromkeys(remaining, 0)
    for ballot, number in ballots.counted.items():
        option = highest(ballot, totals)
        if option:
            totals[option] += number
    return totals


def highest(ballot: Ballot, remaining: Any) -> int:  # Any: whatever knows `in`
    """Return the highest option of a ranking that remains, 0 when none does."""
    for option, _ in ballot:
        if option in remaining:
            return option
    return 0


def next_preferences(ballots: Ballots, excluded: int, remaining: list[int]) -> dict[str, int]:
    """Return where the ballots of an excluded option go."""
    moved: Counter[str] = Counter()
    before = {*remaining, excluded}
    for ballot, number in ballots.counted.items():
        if highest(ballot, before) == excluded:
            moved[str(highest(ballot, remaining) or "exhausted")] += number
    return dict(moved)


def last_round(totals: Totals, winner: int, turn: int) -> dict[int, Json]:
    """Return the lines of the winner and of those who were still there."""
    most = totals[winner]
    lines = {option: option_line(total, "runner_up", most - total, turn) for option, total in totals.items()}
    lines[winner] = option_line(most, "last" if len(totals) == 1 else "majority", 0, turn)
    return lines


# --- Single transferable vote ----------------------------------------------------------------------------------------


class TransferableCount:
    """Count of transferable votes, as Scottish councils are elected.

    Source: Scottish Local Government Elections Order 2011 (SSI 2011/399), Schedule 1, rules 45 to 52. Votes are whole
    numbers of 1/100,000; every division cuts off.
    """

    def __init__(self, rule: Rule, ballots: Ballots, ties: Ties) -> None:
        self.seats, self.ties = rule.seats, ties
        self.quota = (ballots.number // (rule.seats + 1) + 1) * VOTE
        self.whole_quota = ballots.number // (rule.seats + 1) + 1
        self.remaining = list(rule.options)
        self.winners: list[int] = []
        self.waiting: list[int] = []  # elected, with a surplus that is still to be transferred
        self.totals = dict.fromkeys(rule.options, 0)
        self.papers: dict[int, Counter[tuple[Ballot, int]]] = {option: Counter() for option in rule.options}
        self.lost = 0
        self.stages: list[Totals] = []
        self.rounds: list[Json] = []
        self.lines: dict[int, Json] = {}
        for ballot, number in ballots.counted.items():
            self._give(ballot, VOTE, number)

    def count(self) -> Outcome:
        """Go from stage to stage until the seats are filled."""
        self._close_stage("first", 0, {})
        while len(self.winners) < self.seats and self.remaining:
            if self.waiting:
                self._transfer_surplus()
            else:
                self._exclude()
        for option in self.remaining:
            lacked = cut(self.quota - self.totals[option], VOTE, 5)
            self.lines[option] = option_line(self._most(option), "not_reached", lacked, len(self.rounds))
        return Outcome(self.lines, self.winners, self.rounds, {"quota": self.whole_quota})

    def _transfer_surplus(self) -> None:
        """Pass on the largest surplus: every ballot at surplus x its value / total of the candidate (rules 48, 49)."""
        most = max(self.totals[option] for option in self.waiting)
        tied = [option for option in self.waiting if self.totals[option] == most]
        of = self.ties.choose("transfer", len(self.rounds) + 1, tied, stages=self.stages)
        self.waiting.remove(of)
        surplus = most - self.quota
        papers, self.papers[of] = self.papers[of], Counter()
        moved: Counter[int] = Counter()
        for (ballot, value), number in papers.items():
            target, worth = self._give(ballot, surplus * value // most, number)
            moved[target] += worth
        self.totals[of] = self.quota
        del moved[0]
        self.lost += surplus - sum(moved.values())
        self._close_stage("surplus", of, moved)

    def _exclude(self) -> None:
        """Exclude the lowest and pass on all its ballots at their present value (rules 50, 51)."""
        turn = len(self.rounds) + 1
        least = min(self.totals[option] for option in self.remaining)
        tied = [option for option in self.remaining if self.totals[option] == least]
        of = self.ties.choose("exclude", turn, tied, stages=self.stages)
        lacked = cut(self.quota - least, VOTE, 5)
        self.lines[of] = option_line(self._most(of), "tie" if len(tied) > 1 else "fewest", lacked, turn)
        self.remaining.remove(of)
        papers, self.papers[of] = self.papers[of], Counter()
        self.totals[of] = 0
        moved: Counter[int] = Counter()
        for (ballot, value), number in papers.items():
            target, worth = self._give(ballot, value, number)
            moved[target] += worth
        self.lost += moved.pop(0, 0)
        self._close_stage("exclude", of, moved)

    def _give(self, ballot: Ballot, value: int, number: int) -> tuple[int, int]:
        """Pass equal ballots to their next remaining preference (0: none); return it with what it gets."""
        target = highest(ballot, self.remaining)
        if target:
            self.papers[target][ballot, value] += number
            self.totals[target] += number * value
        return target, number * value

    def _close_stage(self, action: str, of: int, moved: dict[int, int]) -> None:
        """See who is elected in this stage (rules 47 and 52) and write the stage down."""
        turn = len(self.rounds) + 1
        self.stages.append(dict(self.totals))
        elected = self._elect([each for each in self.remaining if self.totals[each] >= self.quota], "quota", turn)
        self.waiting += [option for option in elected if self.totals[option] > self.quota]
        if len(self.winners) < self.seats and len(self.winners) + len(self.remaining) <= self.seats:
            elected += self._elect(list(self.remaining), "last", turn)
        self.rounds.append(
            {
                "round": turn,
                "action": action,
                "of": of,
                "totals": {str(option): cut(total, VOTE, 5) for option, total in self.totals.items()},
                "elected": elected,
                "non_transferable": cut(self.lost, VOTE, 5),
                "moved": {str(option): cut(votes, VOTE, 5) for option, votes in moved.items() if votes},
            }
        )

    def _elect(self, options: list[int], reason: str, turn: int) -> list[int]:
        """Deem options elected, the largest total first."""
        elected: list[int] = []
        for _, group in equal_totals({option: self.totals[option] for option in options}):
            while group:
                option = self.ties.choose("elect", turn, group, stages=self.stages)
                group.remove(option)
                elected.append(option)
                self.remaining.remove(option)
                self.lines[option] = option_line(self._most(option), reason, 0, turn)
        self.winners += elected
        return elected

    def _most(self, option: int) -> str:
        """Return the highest total that an option had."""
        return cut(max(totals[option] for totals in self.stages), VOTE, 5)


def count_stv(rule: Rule, ballots: Ballots, ties: Ties) -> Outcome:
    """Transferable votes; without ballots there is nothing to count."""
    if not ballots.number:
        return nobody_voted(rule, {"quota": 1}, "0.00000")
    return TransferableCount(rule, ballots, ties).count()


# --- Budget: most votes first, as far as the money goes --------------------------------------------------------------


class Purse:
    """What is left of the budget and of each area's cap."""

    def __init__(self, rule: Rule) -> None:
        self.rule = rule
        self.left = rule.budget
        self.areas = dict(rule.caps)

    def area_left(self, option: int) -> int | None:
        """Return what is left for the area of an option; None when the area has no cap."""
        return self.areas.get(self.rule.area[option])

    def fits_area(self, option: int) -> bool:
        """Say whether an option fits what is left for its area."""
        left = self.area_left(option)
        return left is None or self.rule.cost[option] <= left

    def pay(self, option: int) -> None:
        """Take the cost of an option off."""
        self.left -= self.rule.cost[option]
        area = self.rule.area[option]
        if area in self.areas:
            self.areas[area] -= self.rule.cost[option]


def budget_totals(rule: Rule, ballots: Ballots) -> Totals:
    """Return votes or points; on a ranking of at most k options the first gets k points, the second k-1, and so on."""
    most = rule.limits["max"] or len(rule.options)
    worth: dict[str, Callable[[int], int]] = {
        "points": lambda points: points,
        "ranking": lambda place: most - place + 1,
    }
    return ballots.add_up(rule.options, worth.get(rule.form, lambda _: 1))


def spend_by_votes(rule: Rule, totals: Totals, ties: Ties, purse: Purse, *, skip: bool) -> list[Json]:
    """Fund options in the order of their totals when they fit; return a round for each.

    What does not fit is passed over when `skip`; otherwise it ends the funding.
    """
    order: list[int] = []
    for _, group in equal_totals(totals):
        while group:
            order.append(ties.choose("order", len(order) + 1, group))
            group.remove(order[-1])
    rounds: list[Json] = []
    stopped = False
    for option in order:
        outcome = "stopped" if stopped else why_not_funded(rule, totals[option], option, purse)
        rounds.append(
            {
                "round": len(rounds) + 1,
                "option": option,
                "total": str(totals[option]),
                "cost": rule.cost[option],
                "left": purse.left,
                "area_left": purse.area_left(option),
                "outcome": outcome,
            }
        )
        if outcome == "funded":
            purse.pay(option)
        stopped = stopped or (not skip and outcome in {"area", "budget"})
    return rounds


def why_not_funded(rule: Rule, total: int, option: int, purse: Purse) -> str:
    """Return the first reason that keeps an option from being funded, or "funded"."""
    if not total:
        return "no_votes"
    if total < rule.threshold:
        return "threshold"
    if not purse.fits_area(option):
        return "area"
    return "funded" if rule.cost[option] <= purse.left else "budget"


def count_budget(rule: Rule, ballots: Ballots, ties: Ties) -> Outcome:
    """Most votes first, as far as the money goes: how nearly every municipality divides a budget."""
    totals = budget_totals(rule, ballots)
    purse = Purse(rule)
    rounds = spend_by_votes(rule, totals, ties, purse, skip=rule.skip)
    lines = {}
    for turn in rounds:
        option, reason = turn["option"], turn["outcome"]
        missing = {
            "threshold": rule.threshold - totals[option],
            "no_votes": 1,
            "budget": rule.cost[option] - turn["left"],
            "area": rule.cost[option] - (turn["area_left"] or 0),
        }
        lines[option] = option_line(totals[option], reason, missing.get(reason, 0), turn["round"])
    winners = [turn["option"] for turn in rounds if turn["outcome"] == "funded"]
    return Outcome(lines, winners, rounds, {"spent": rule.budget - purse.left, "left": purse.left})


# --- Equal Shares ----------------------------------------------------------------------------------------------------


class Funding(NamedTuple):
    """A project that supporters paid for; money and rate are in units of 1/`unit` of the run at that moment."""

    option: int
    payers: int
    highest: int
    rate: int
    unit: int


class Offer(NamedTuple):
    """What a project would ask of its supporters now: the rate is exactly `top`/`bottom`.

    In units: a supporter with utility u pays at most u x `need`/`weight`, where `groups` counts the supporters by
    (group of voters with equal money, utility for this project).
    """

    option: int
    top: int
    bottom: int
    need: int
    weight: int
    groups: dict[tuple[int, int], int]


class Run:
    """One run of the Method of Equal Shares with a given endowment.

    Source: D. Peters, G. Pierczynski and P. Skowron, "Proportional Participatory Budgeting with Additive Utilities",
    2021. Every voter starts with the same money. A project costing c is affordable when its supporters together still
    have c; its rate is the least r at which payments of min(money, r x utility) add up to c. The affordable project
    with the least rate is funded, and its supporters pay; this is repeated until no project is affordable.

    All amounts are whole numbers of 1/`unit`; the unit becomes finer when a payment asks for it, so nothing is ever
    rounded. Voters who paid for the same projects have the same money and stand in one group: group 0 has nothing
    left. Rates never fall during a run, since money only gets less. So a rate of before (as a number a little too low)
    tells which projects need not be looked at again; those that might be the least are computed exactly.
    """

    EMPTY = 0

    def __init__(self, count: SharesCount, endowment: Fraction) -> None:
        self.count = count
        self.ties = count.ties.fresh()
        self.purse = Purse(count.rule)
        self.unit = endowment.denominator
        self.money = {self.EMPTY: 0, 1: endowment.numerator}  # of one voter in the group
        self.size = {self.EMPTY: 0, 1: count.voters}
        self.group_of = [1] * count.voters
        self.groups_made = 2
        self.fundings: list[Funding] = []
        self.waiting = [(0.0, option) for option in count.supported]
        while True:
            offers = self._least_offers()
            if not offers:
                break
            chosen = self.ties.choose("fund", len(self.fundings) + 1, [offer.option for offer in offers])
            self._fund(next(offer for offer in offers if offer.option == chosen))

    @property
    def funded(self) -> list[int]:
        """The options funded, in order."""
        return [funding.option for funding in self.fundings]

    def _least_offers(self) -> list[Offer]:
        """Return the offers with the least rate, all computed now and compared exactly; nothing when none is left."""
        least: list[Offer] = []
        looked_at: list[tuple[float, int]] = []
        at_most = 0.0
        while self.waiting and (not least or self.waiting[0][0] <= at_most):
            _, option = heapq.heappop(self.waiting)
            offer = self._offer(option) if self.purse.fits_area(option) else None
            if offer is None:
                continue  # and never again: money and room in an area only get less
            rate = offer.top / offer.bottom
            looked_at.append((rate * BELOW, option))
            order = offer.top * least[0].bottom - least[0].top * offer.bottom if least else -1
            if order < 0:
                least, at_most = [offer], rate * ABOVE
            elif order == 0:
                least.append(offer)
        for entry in looked_at:
            heapq.heappush(self.waiting, entry)
        return least

    def _offer(self, option: int) -> Offer | None:
        """Return the offer of a project, None when its supporters cannot pay it together.

        First everybody is asked for the same rate. Whoever has less than that pays all; the others share the rest at a
        higher rate, and so on until everybody asked can pay: the least rate at which the payments add up to the cost.
        """
        groups: dict[tuple[int, int], int] = {}
        for utility, voters in self.count.supporters[option].items():
            for group, number in Counter([self.group_of[voter] for voter in voters]).items():
                groups[group, utility] = number
        cost = self.count.rule.cost[option]
        if not cost:
            return Offer(option, 0, 1, 0, 1, groups)
        asked = [(self.money[group], utility, number) for (group, utility), number in groups.items() if group]
        need = cost * self.unit
        if sum(money * number for money, _, number in asked) < need:
            return None
        weight = sum(utility * number for _, utility, number in asked)
        while True:
            poor = {utility: (need * utility - 1) // weight for utility in self.count.supporters[option]}
            able = [each for each in asked if each[0] > poor[each[1]]]
            if len(able) == len(asked):
                scale = cost if self.count.utility == "cost" else 1
                return Offer(option, need, weight * self.unit * scale, need, weight, groups)
            unable = [each for each in asked if each[0] <= poor[each[1]]]
            need -= sum(money * number for money, _, number in unable)
            weight -= sum(utility * number for _, utility, number in unable)
            asked = able

    def _fund(self, offer: Offer) -> None:
        """Let the supporters pay and put those who have the same money left in one group."""
        common = gcd(offer.need, offer.weight)
        rate, finer = offer.need // common, offer.weight // common
        if finer > 1:
            self.unit *= finer
            self.money = {group: money * finer for group, money in self.money.items()}
        moves: dict[int, dict[int, int]] = {}
        payers = highest = 0
        for (group, utility), number in offer.groups.items():
            money = self.money[group]
            payment = min(money, rate * utility)
            payers += number if payment else 0
            highest = max(highest, payment)
            moves.setdefault(utility, {})[group] = self._group(money - payment, number) if payment else group
            if payment:
                self._leave(group, number)
        for utility, voters in self.count.supporters[offer.option].items():
            to = moves[utility]
            for voter in voters:
                self.group_of[voter] = to[self.group_of[voter]]
        self.fundings.append(Funding(offer.option, payers, highest, rate, self.unit))
        self.purse.pay(offer.option)
        self.waiting = [entry for entry in self.waiting if entry[1] != offer.option]
        heapq.heapify(self.waiting)

    def _group(self, money: int, number: int) -> int:
        """Return a new group of so many voters with so much money each, or the group of those who have nothing."""
        if not money:
            self.size[self.EMPTY] += number
            return self.EMPTY
        group, self.groups_made = self.groups_made, self.groups_made + 1
        self.money[group], self.size[group] = money, number
        return group

    def _leave(self, group: int, number: int) -> None:
        """Take voters out of a group, and forget it when it is empty."""
        self.size[group] -= number
        if not self.size[group] and group != self.EMPTY:
            del self.size[group], self.money[group]

    def held(self, option: int) -> Fraction:
        """Return what the supporters of an option still have."""
        supporters = self.count.supporters.get(option, {})
        return Fraction(sum(self.money[self.group_of[each]] for who in supporters.values() for each in who), self.unit)


class SharesCount:
    """The Method of Equal Shares with its variants: how to start, when to stop, what to do with money that is left."""

    def __init__(self, rule: Rule, ballots: Ballots, ties: Ties) -> None:
        self.rule, self.ballots, self.ties = rule, ballots, ties
        self.utility = rule.shares["utility"]
        self.totals = budget_totals(rule, ballots)
        self.taking_part = [option for option in rule.options if self.totals[option] >= rule.threshold]
        self.supported = [option for option in self.taking_part if self.totals[option]]
        self.voters = ballots.number
        self.supporters = self._supporters()  # option -> utility in the sense of the payments -> voters
        self.rounds: list[Json] = []
        self.increments = 0
        self.endowment = Fraction(0)

    def _supporters(self) -> dict[int, dict[int, list[int]]]:
        """Return who supports what; with utilities of cost or count all supporters of a project pay alike."""
        supporters: dict[int, dict[int, list[int]]] = {}
        voter = 0
        for ballot, number in self.ballots.counted.items():
            these = range(voter, voter + number)
            voter += number
            for option, points in ballot:
                weight = points if self.utility == "points" else 1
                supporters.setdefault(option, {}).setdefault(weight, []).extend(these)
        return supporters

    def count(self) -> Outcome:
        """Run, complete, compare, and say for each option why."""
        if not self.voters:
            return self._nobody()
        run = self._take_run()
        self.ties.records += run.ties.records
        self.rounds = [self._run_round(turn, funding) for turn, funding in enumerate(run.fundings, start=1)]
        purse = Purse(self.rule)
        for option in run.funded:
            purse.pay(option)
        if self.rule.shares["completion"] == "votes":
            self._complete(purse)
        compared = None
        if self.rule.shares["comparison"] == "votes":
            compared, purse = self._compare(purse)
        winners = [turn["option"] for turn in self.rounds]
        facts = self._facts(purse.left, compared)
        return Outcome({each: self._line(each, run, purse) for each in self.rule.options}, winners, self.rounds, facts)

    def _facts(self, left: int, compared: Json) -> Json:
        """Return the numbers that are not in rounds."""
        return {
            "endowment": str(self.endowment),
            "increments": self.increments,
            "spent": self.rule.budget - left,
            "left": left,
            "compared": compared,
        }

    def _nobody(self) -> Outcome:
        """Return the outcome when not one ballot counts."""
        compared = {"shares": 0, "votes": 0} if self.rule.shares["comparison"] == "votes" else None
        return nobody_voted(self.rule, self._facts(self.rule.budget, compared))

    def _take_run(self) -> Run:
        """Repeat runs with a higher endowment until the rule says stop; return the run that is taken.

        Every increment is tried, one after the other: a higher endowment can cost less, so none may be skipped.
        """
        shares = self.rule.shares
        endowment = Fraction(self.rule.budget, self.voters)
        if shares["start"] == "floor":
            endowment = Fraction(floor(endowment))
        previous: Run | None = None
        increments = 0
        while True:
            run = Run(self, endowment)
            if previous and run.purse.left < 0:
                return previous
            self.endowment, self.increments = endowment, increments
            if shares["stop"] == "once" or not self.rule.increment or self._nothing_to_come(run):
                return run
            if shares["stop"] == "when_exhaustive" and self._is_exhaustive(run):
                return run
            previous = run
            endowment += self.rule.increment
            increments += 1

    def _nothing_to_come(self, run: Run) -> bool:
        """Say whether all that takes part and has a supporter is funded, or has no room in its area."""
        funded = set(run.funded)
        return all(option in funded or not run.purse.fits_area(option) for option in self.supported)

    def _is_exhaustive(self, run: Run) -> bool:
        """Say whether no further option that takes part could be added within the budget and the caps."""
        funded = set(run.funded)
        return not any(
            option not in funded and self.rule.cost[option] <= run.purse.left and run.purse.fits_area(option)
            for option in self.taking_part
        )

    def _run_round(self, turn: int, funding: Funding) -> Json:
        """Write a funding down: how many paid, the largest payment, and how many such payments the cost amounts to."""
        cost = self.rule.cost[funding.option]
        effective = "0.000000"
        if cost and self.utility == "points":
            effective = cut(funding.unit, funding.rate, 6)
        elif cost:
            effective = cut(cost * funding.unit, funding.highest, 6)
        return {
            "round": turn,
            "option": funding.option,
            "cost": cost,
            "payers": funding.payers,
            "highest": cut(funding.highest, funding.unit, 6),
            "effective": effective,
            "by": "shares",
        }

    def _add_rounds(self, turns: list[Json], by: str) -> None:
        """Write down what was funded by votes."""
        for turn in turns:
            if turn["outcome"] == "funded":
                line = {"option": turn["option"], "cost": turn["cost"], "payers": 0, "highest": "0.000000"}
                self.rounds.append({"round": len(self.rounds) + 1, **line, "effective": "0.000000", "by": by})

    def _complete(self, purse: Purse) -> None:
        """Spend what is left on what was not funded, most votes first."""
        funded = {turn["option"] for turn in self.rounds}
        rest = {option: total for option, total in self.totals.items() if option not in funded}
        self._add_rounds(spend_by_votes(self.rule, rest, self.ties, purse, skip=True), "completion")

    def _compare(self, purse: Purse) -> tuple[Json, Purse]:
        """Ask of every ballot which outcome is worth more to it; take the one by votes when more prefer that."""
        by_votes = Purse(self.rule)
        turns = spend_by_votes(self.rule, self.totals, self.ties, by_votes, skip=True)
        ours = {turn["option"] for turn in self.rounds}
        theirs = {turn["option"] for turn in turns if turn["outcome"] == "funded"}
        prefer: Counter[int] = Counter()
        for ballot, number in self.ballots.counted.items():
            more = self._worth(ballot, theirs) - self._worth(ballot, ours)
            prefer[(more > 0) - (more < 0)] += number
        if prefer[1] > prefer[-1]:
            self.rounds = []
            self._add_rounds(turns, "comparison")
            purse = by_votes
        return {"shares": prefer[-1], "votes": prefer[1]}, purse

    def _worth(self, ballot: Ballot, outcome: set[int]) -> int:
        """Return the utility of an outcome for a ballot: the sum over its funded options."""
        if self.utility == "cost":
            return sum(self.rule.cost[option] for option, _ in ballot if option in outcome)
        return sum(points if self.utility == "points" else 1 for option, points in ballot if option in outcome)

    def _line(self, option: int, run: Run, purse: Purse) -> Json:
        """Say by what an option was funded, or what was missing."""
        total, cost = self.totals[option], self.rule.cost[option]
        for turn in self.rounds:
            if turn["option"] == option:
                return option_line(total, turn["by"], 0, turn["round"])
        if not total:
            return option_line(total, "no_votes", 1)
        if total < self.rule.threshold:
            return option_line(total, "threshold", self.rule.threshold - total)
        if not purse.fits_area(option):
            return option_line(total, "area", cost - (purse.area_left(option) or 0))
        missing = max(cost - run.held(option), Fraction(0))
        return option_line(total, "money", cut(missing.numerator, missing.denominator, 6))


def count_equal_shares(rule: Rule, ballots: Ballots, ties: Ties) -> Outcome:
    """Method of Equal Shares."""
    return SharesCount(rule, ballots, ties).count()


# --- The result ------------------------------------------------------------------------------------------------------

METHODS: dict[str, Callable[[Rule, Ballots, Ties], Outcome]] = {
    "yes_no": count_yes_no,
    "single_choice": count_votes,
    "approval": count_votes,
    "score": count_votes,
    "borda": count_borda,
    "schulze": count_schulze,
    "instant_runoff": count_instant_runoff,
    "stv": count_stv,
    "budget": count_budget,
    "equal_shares": count_equal_shares,
}


def read_rule(data: Json) -> Rule:
    """Return the rule of rule.json. Raises `Unreadable` when this program does not know it."""
    try:
        rule = Rule(data)
    except (KeyError, TypeError, ValueError, IndexError, AttributeError) as problem:
        raise Unreadable("bad_rule", {"what": problem}) from None
    return rule


def count(data: Json, lines: Iterable[str], *, seed: str, electorate: int = 0) -> Json:
    """Return the result of a rule (as rule.json gives it) for ballots (lines without their end)."""
    rule = read_rule(data)
    ballots = Ballots(rule, lines)
    ties = Ties(rule, ballots, seed)
    outcome = METHODS[rule.method](rule, ballots, ties)
    won, lost = ("funded", "not_funded") if rule.method in {"budget", "equal_shares"} else ("elected", "not_elected")
    options = []
    for number in rule.options:
        rank = outcome.winners.index(number) + 1 if number in outcome.winners else 0
        line = outcome.options[number]
        options.append({"number": number, "outcome": won if rank else lost, "rank": rank, **line})
    return {
        "format": "samenspel-result-1",
        "method": rule.method,
        "sums": ballots.sums(),
        "options": options,
        "winners": outcome.winners,
        "rounds": outcome.rounds,
        "ties": ties.records,
        "decision": decide(rule, ballots, outcome, electorate),
        "facts": outcome.facts,
    }


def decide(rule: Rule, ballots: Ballots, outcome: Outcome, electorate: int) -> Json:
    """Say whether enough people took part and enough agreed.

    A share of the votes must be exceeded, a share of the electorate reached. While the size of the electorate is not
    known, no share of it above 0 is reached.
    """
    quorum, share = rule.quorum, rule.share
    of_votes = rule.majority == "votes"
    needed = ceil(quorum * electorate)
    took_part = not quorum or (electorate > 0 and ballots.cast >= needed)
    got = ballots.number
    if rule.method in {"yes_no", "single_choice", "approval"}:
        got = int(outcome.options[outcome.winners[0]]["got"]) if outcome.winners else 0
    enough = 0
    if share:
        enough = floor(share * ballots.number) + 1 if of_votes else ceil(share * electorate)
    agreed = not share or (got >= enough and (of_votes or electorate > 0))
    return {
        "quorum": {"needed": needed, "reached": took_part},
        "majority": {"of": rule.majority, "needed": enough, "got": got, "reached": agreed},
        "valid": took_part and agreed and bool(outcome.winners),
        "binding": rule.binding,
    }


# --- The checks ------------------------------------------------------------------------------------------------------


def check_files(folder: Folder, report: Report) -> None:
    """Compare every file with SHA256SUMS, and SHA256SUMS with the files."""
    if "SHA256SUMS" not in folder.names:
        report.different("no_sums")
        return
    sums: dict[str, str] = {}
    good = True
    for number, line in enumerate(folder.read("SHA256SUMS").decode("utf-8", "replace").splitlines(), start=1):
        parts = re.fullmatch(r"([0-9a-f]{64}) [ *](.+)", line)
        if parts:
            sums[parts[2]] = parts[1]
        else:
            good = False
            report.different("bad_sums", line=number)
    present = {name for name in folder.names if name not in UNSIGNED}
    for name in sorted(present | set(sums)):
        problem = "missing" if name not in folder.names else "extra" if name not in sums else ""
        problem = problem or ("changed" if folder.sha256(name) != sums[name] else "")
        if problem:
            good = False
            report.different(problem, name=name)
    if good:
        report.say("files_agree", number=len(sums))


def check_rule(folder: Folder, election: Json, report: Report) -> None:
    """Compare the rule with the one that was shown before the opening."""
    shown = election.get("rule_sha256", "")
    if shown:
        same = folder.sha256("rule.json") == shown
        report.say("rule_agrees") if same else report.different("rule_differs")


def check_lot(folder: Folder, election: Json, report: Report) -> str:
    """Check that the lot is the one that was fixed beforehand; return the seed that follows from it."""
    lot = folder.json("lot.json")
    secret, drawn = str(lot.get("secret", "")), str(lot.get("drawn", ""))
    commitment = election.get("commitment", "")
    if commitment:
        same = sha256(secret) == commitment
        report.say("commitment_agrees") if same else report.different("commitment_differs")
    else:
        report.different("no_commitment") if secret else report.say("no_lot")
    seed = sha256(f"{secret}\n{folder.sha256('ballots.txt')}\n{drawn}")
    published = lot.get("seed", "")
    if published == seed:
        report.say("seed_agrees")
    else:
        report.different("seed_differs", published=published or report.sentence("nothing"), found=seed)
    return seed


def ballot_lines(folder: Folder) -> Iterator[str]:
    """Go through the ballots, one line at a time."""
    with folder.open("ballots.txt") as file:
        for line in file:
            yield line.rstrip(b"\n").decode("utf-8", "replace")


def check_order(folder: Folder, report: Report) -> None:
    """Check that the ballots are sorted by bytes: then their order says nothing about time or person."""
    before, number, ended = b"", 0, True
    with folder.open("ballots.txt") as file:
        for number, raw in enumerate(file, start=1):
            line = raw.rstrip(b"\n")
            ended = raw.endswith(b"\n")
            if line < before:
                report.different("order_differs", line=number, before=number - 1)
                return
            before = line
    if not ended:
        report.different("no_newline")
    else:
        report.say("order_agrees", number=number)


def check_result(folder: Folder, found: Json, report: Report) -> None:
    """Compare the published result with the one found here, byte for byte, and name the first differences."""
    if "result.json" not in folder.names:
        report.different("no_result")
        return
    if folder.read("result.json") == canonical(found):
        winners = ", ".join(map(str, found["winners"])) or report.sentence("nobody")
        report.say("result_agrees", winners=winners)
        return
    published = folder.json("result.json")
    differences = list(differences_of(published, found, ""))
    report.different("result_differs" if differences else "result_written")
    for path, theirs, ours in differences[:SHOWN]:
        report.say("difference", path=path or ".", published=shown(theirs, report), found=shown(ours, report))


ABSENT = object()


def differences_of(published: Json, found: Json, path: str) -> Iterator[tuple[str, Json, Json]]:
    """Go through the places where two JSON values differ, with both values."""
    if isinstance(published, dict) and isinstance(found, dict):
        for key in sorted({*published, *found}):
            inner = f"{path}.{key}" if path else key
            yield from differences_of(published.get(key, ABSENT), found.get(key, ABSENT), inner)
    elif isinstance(published, list) and isinstance(found, list):
        for index in range(max(len(published), len(found))):
            pair = [each[index] if index < len(each) else ABSENT for each in (published, found)]
            yield from differences_of(pair[0], pair[1], f"{path}[{index}]")
    elif type(published) is not type(found) or published != found:
        yield path, published, found


def shown(value: Json, report: Report) -> str:
    """Return a value as JSON, or the word for nothing."""
    if value is ABSENT:
        return report.sentence("nothing")
    text = json.dumps(value, sort_keys=True)
    return text if len(text) <= 200 else text[:200] + " ..."


# --- Running it ------------------------------------------------------------------------------------------------------


def electorate_of(election: Json) -> int:
    """Return how many could vote, 0 when that is not known."""
    number = election.get("electorate", 0)
    return number if type(number) is int and number > 0 else 0


def verify(path: Path, report: Report) -> Json:
    """Check a folder and count it again; return the result found. Raises `Unreadable`."""
    folder = Folder(path)
    for name in NEEDED:
        folder.open(name).close()
    check_files(folder, report)
    election = folder.json("election.json")
    rule = folder.json("rule.json")
    read_rule(rule)
    check_rule(folder, election, report)
    seed = check_lot(folder, election, report)
    check_order(folder, report)
    found = count(rule, ballot_lines(folder), seed=seed, electorate=electorate_of(election))
    sums = found["sums"]
    report.say("counted", **{**sums, "invalid": sum(sums["invalid"].values())})
    check_result(folder, found, report)
    if "SHA256SUMS.sig" in folder.names and "key.pem" in folder.names:
        report.say("signed")
        print(OPENSSL, file=report.to)
    else:
        report.say("unsigned")
    report.say("not_all_agrees" if report.differs else "all_agrees")
    return found


def main(arguments: list[str] | None = None) -> int:
    """Check the folder that is named; return 0 when everything agrees, 1 when not, 2 when it cannot be read."""
    parser = argparse.ArgumentParser(description="Count a published vote again and compare with its result.")
    parser.add_argument("folder", type=Path, help="the published folder, or its zip")
    parser.add_argument("--nl", action="store_true", help="speak Dutch")
    parser.add_argument("--write", action="store_true", help="print the result that this program finds")
    chosen = parser.parse_args(arguments)
    report = Report(dutch=chosen.nl, to=sys.stderr if chosen.write else sys.stdout)
    try:
        found = verify(chosen.folder, report)
    except Unreadable as problem:
        print(report.sentence(problem.args[0], **problem.args[1]), file=sys.stderr)
        return 2
    except (OSError, zipfile.BadZipFile) as problem:
        print(report.sentence("no_access", what=problem), file=sys.stderr)
        return 2
    if chosen.write:
        sys.stdout.buffer.write(canonical(found))
    return int(report.differs)


if __name__ == "__main__":
    sys.exit(main())
