"""A counted ballot in words and numbers: the outcome, how it came about, who took part."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from samenspel.accounts.enums import Level
from voting.counting import SMALLEST_CELL, Outcome, share, tenths_of_a_percent
from voting.enums import Channel, Method, OptionKind
from voting.models import Ballot

BAR_KINDS = {OptionKind.YES.value: "for", OptionKind.NO.value: "against", OptionKind.BLANK.value: "quiet"}


@dataclass(frozen=True)
class ResultLine:
    """The votes for one option: a row of the table and a bar; `percent` is of the votes without blanks."""

    name: str
    votes: int
    percent: str
    share: str  # 0 to 100 with a point, for the picture
    kind: str
    leads: bool

    @property
    def value(self) -> str:
        """The number with its words, beside the bar."""
        votes = ngettext("%(number)s vote", "%(number)s votes", self.votes) % {"number": self.votes}
        return f"{votes} ({self.percent})" if self.percent else votes


@dataclass(frozen=True)
class LevelLine:
    """Who took part, as whom they were verified: how many of how many."""

    name: str
    voted: int
    eligible: int
    percent: str


@dataclass(frozen=True)
class LevelVotes:
    """What people of a level, or of levels taken together, voted: numbers in the order of the columns."""

    name: str
    votes: tuple[int, ...]


@dataclass(frozen=True)
class ResultPage:
    """Everything the result shows. `columns` belong to `votes_by_level`, which is empty when it would be one line."""

    sentence: str
    reasons: tuple[str, ...]
    turnout: str
    lines: tuple[ResultLine, ...]
    levels: tuple[LevelLine, ...]
    columns: tuple[str, ...]
    votes_by_level: tuple[LevelVotes, ...]
    channels: tuple[tuple[str, int], ...]


def outcome_sentence(ballot: Ballot) -> str:
    """Return the outcome of a counted ballot in one sentence, without a query; an empty string before the count."""
    found = ballot.result
    if found is None:
        return ""
    leading = [_name(option) for option in found["options"] if option["number"] in found["leading"]]
    votes, counted = found["most"], found["counted"]
    words = {
        Outcome.ADOPTED.value: _("Most voters said yes: %(votes)s of %(counted)s votes without blanks."),
        Outcome.REJECTED.value: _("Most voters said no: %(votes)s of %(counted)s votes without blanks."),
        Outcome.CHOSEN.value: _("“%(leading)s” got the most votes: %(votes)s of %(counted)s."),
        Outcome.TIED.value: _("It is a tie: %(leading)s each got %(votes)s votes. There is no winner."),
        Outcome.EMPTY.value: _("Nobody voted, or everybody voted blank. There is no outcome."),
    }
    return words[found["outcome"]] % {"leading": _and(leading), "votes": votes, "counted": counted}


def result_page(ballot: Ballot) -> ResultPage:
    """Return the result of a counted ballot, from what was stored at the count, without a query."""
    found: dict[str, Any] = ballot.result or {}
    names = {option["number"]: _name(option) for option in found["options"]}
    groups = found["votes_by_level"]
    columns = [number for number, _votes in groups[0]["votes"]] if len(groups) > 1 else []
    return ResultPage(
        sentence=outcome_sentence(ballot),
        reasons=tuple(_reasons(found)),
        turnout=_turnout(found),
        lines=tuple(_line(option, found) for option in found["options"]),
        levels=()
        if found["voted"] < SMALLEST_CELL  # of so few people not even the level is told
        else tuple(
            LevelLine(_levels(row), row["voted"], row["eligible"], _percent(share(row["voted"], row["eligible"])))
            for row in found["levels"]
        ),
        columns=tuple(names[number] for number in columns),
        votes_by_level=tuple(
            LevelVotes(_levels(group), tuple(votes for _number, votes in group["votes"])) for group in groups if columns
        ),
        channels=tuple((str(Channel(row["channel"]).label), row["voted"]) for row in found["channels"]),
    )


def _line(option: dict[str, Any], found: dict[str, Any]) -> ResultLine:
    blank = option["kind"] == OptionKind.BLANK
    part = share(option["votes"], found["voted"] if blank else found["counted"])
    tenths = tenths_of_a_percent(part)
    return ResultLine(
        name=_name(option),
        votes=option["votes"],
        percent="" if blank else _percent(part),
        share=f"{tenths // 10}.{tenths % 10}",
        kind=BAR_KINDS.get(option["kind"], ""),
        leads=option["number"] in found["leading"],
    )


def _reasons(found: dict[str, Any]) -> list[str]:
    """How the outcome came about, one sentence per step."""
    voted = ngettext("%(number)s person voted.", "%(number)s people voted.", found["voted"])
    said = [voted % {"number": found["voted"]}]
    if found["blank"]:
        blank = ngettext(
            "%(blank)s vote was blank. It counts for the turnout, not for the outcome; %(counted)s votes decide.",
            "%(blank)s votes were blank. They count for the turnout, not for the outcome; %(counted)s votes decide.",
            found["blank"],
        )
        said.append(blank % found)
    if found["outcome"] == Outcome.TIED:
        said.append(_("The options with the most votes have exactly as many, so the votes alone do not decide."))
    elif found["outcome"] == Outcome.CHOSEN and not found["has_majority"]:
        half = _(
            "More than half would be %(needed)s votes. No option got that many; the option with the most votes leads."
        )
        said.append(half % found)
    elif found["outcome"] != Outcome.EMPTY:
        said.append(_("More than half is %(needed)s votes or more. The option that leads has %(most)s.") % found)
    return said


def _turnout(found: dict[str, Any]) -> str:
    sentence = _("%(voted)s of %(eligible)s people who could vote here did so: %(percent)s.")
    return sentence % {**found, "percent": _percent(share(found["voted"], found["eligible"]))}


def _name(option: dict[str, Any]) -> str:
    if option["kind"] == OptionKind.CHOICE:
        return str(option["text"])
    return str(OptionKind(option["kind"]).label)


def _levels(row: dict[str, Any]) -> str:
    return _and([str(Level(level).label) for level in row["levels"]])


def _and(names: list[str]) -> str:
    """Return names as one would say them: a, b and c."""
    if len(names) < 2:
        return "".join(names)
    return _("%(first)s and %(last)s") % {"first": ", ".join(names[:-1]), "last": names[-1]}


def _percent(part: Fraction) -> str:
    tenths = tenths_of_a_percent(part)
    return formats.number_format(Decimal(tenths) / 10, decimal_pos=1 if tenths % 10 else 0) + "%"


def rule_sentence(ballot: Ballot) -> str:
    """Return the rule of a ballot in one sentence, as it stands above the options."""
    if ballot.method == Method.YES_NO:
        return _(
            "You choose yes, no or blank; the side with more than half of the votes wins, and blanks do not count."
        )
    return _("You choose one option; the option with the most votes wins.")
