"""A counted ballot in words and numbers: the outcome, how it came about, who took part."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from samenspel.accounts.enums import Level
from voting.counting import SMALLEST_CELL, share, tenths_of_a_percent
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
    winners, counted = found["winners"], found["sums"]["counted"]
    if not counted:
        return _("Nobody voted, or everybody voted blank. There is no outcome.")
    most = [option for option in found["options"] if option["got"] == _most(found)]
    names = _and([_name(found, option["number"]) for option in (most if not winners else []) or _winners(found)])
    words = {"leading": names, "votes": _most(found), "counted": counted}
    if not winners:
        tied = _("It is a tie: %(leading)s each got %(votes)s votes. There is no winner.")
        return tied % words if found["method"] == Method.YES_NO else _("There is no winner.")
    sentence = _("Chosen: %(leading)s.")
    if found["method"] == Method.YES_NO and _kind(found, winners[0]) == OptionKind.YES:
        sentence = _("Most voters said yes: %(votes)s of %(counted)s votes without blanks.")
    elif found["method"] == Method.YES_NO:
        sentence = _("Most voters said no: %(votes)s of %(counted)s votes without blanks.")
    elif found["method"] == Method.SINGLE_CHOICE and len(winners) == 1:
        sentence = _("“%(leading)s” got the most votes: %(votes)s of %(counted)s.")
    return sentence % words


def result_page(ballot: Ballot) -> ResultPage:
    """Return the result of a counted ballot, from what was stored at the count, without a query."""
    found: dict[str, Any] = ballot.result or {}
    sums = found["sums_public"]
    groups = sums["votes_by_level"]
    columns = [number for number, _votes in groups[0]["votes"]] if len(groups) > 1 else []
    return ResultPage(
        sentence=outcome_sentence(ballot),
        reasons=tuple(_reasons(found)),
        turnout=_turnout(sums),
        lines=tuple(_line(option, found) for option in found["names"]),
        levels=()
        if sums["voted"] < SMALLEST_CELL  # of so few people not even the level is told
        else tuple(
            LevelLine(_levels(row), row["voted"], row["eligible"], _percent(share(row["voted"], row["eligible"])))
            for row in sums["levels"]
        ),
        columns=tuple(_name(found, number) for number in columns),
        votes_by_level=tuple(
            LevelVotes(_levels(group), tuple(votes for _number, votes in group["votes"])) for group in groups if columns
        ),
        channels=tuple(
            (_and([str(Channel(channel).label) for channel in row["channels"]]), row["voted"])
            for row in sums["channels"]
        ),
    )


def _most(found: dict[str, Any]) -> int:
    return max((_whole(option["got"]) for option in found["options"]), default=0)


def _whole(amount: str) -> int:
    """The whole part of a number as the count writes it: `1251.80541` or `7`."""
    return int(amount.partition(".")[0])


def _winners(found: dict[str, Any]) -> list[dict[str, Any]]:
    by_number = {option["number"]: option for option in found["options"]}
    return [by_number[number] for number in found["winners"]]


def _line(named: dict[str, Any], found: dict[str, Any]) -> ResultLine:
    sums, blank = found["sums"], named["kind"] == OptionKind.BLANK
    got = {option["number"]: _whole(option["got"]) for option in found["options"]}
    votes = sums["blank"] if blank else got[named["number"]]
    part = share(votes, sums["valid"] if blank else sums["counted"])
    tenths = tenths_of_a_percent(part)
    return ResultLine(
        name=_name(found, named["number"]),
        votes=votes,
        percent="" if blank else _percent(part),
        share=f"{tenths // 10}.{tenths % 10}",
        kind=BAR_KINDS.get(named["kind"], ""),
        leads=named["number"] in found["winners"],
    )


def _reasons(found: dict[str, Any]) -> list[str]:
    """How the outcome came about, one sentence per step."""
    sums = found["sums"]
    words = {**sums, "needed": sums["counted"] // 2 + 1, "most": _most(found)}
    voted = ngettext("%(number)s person voted.", "%(number)s people voted.", sums["cast"])
    said = [voted % {"number": sums["cast"]}]
    if sums["blank"]:
        blank = ngettext(
            "%(blank)s vote was blank. It counts for the turnout, not for the outcome; %(counted)s votes decide.",
            "%(blank)s votes were blank. They count for the turnout, not for the outcome; %(counted)s votes decide.",
            sums["blank"],
        )
        said.append(blank % words)
    if not sums["counted"] or found["method"] not in {Method.YES_NO, Method.SINGLE_CHOICE}:
        return said
    if not found["winners"]:
        said.append(_("The options with the most votes have exactly as many, so the votes alone do not decide."))
    elif words["most"] < words["needed"]:
        half = _(
            "More than half would be %(needed)s votes. No option got that many; the option with the most votes leads."
        )
        said.append(half % words)
    else:
        said.append(_("More than half is %(needed)s votes or more. The option that leads has %(most)s.") % words)
    return said


def _turnout(sums: dict[str, Any]) -> str:
    sentence = _("%(voted)s of %(eligible)s people who could vote here did so: %(percent)s.")
    return sentence % {**sums, "percent": _percent(share(sums["voted"], sums["eligible"]))}


def _named(found: dict[str, Any], number: int) -> dict[str, Any]:
    return next((option for option in found["names"] if option["number"] == number), {"kind": OptionKind.BLANK})


def _kind(found: dict[str, Any], number: int) -> str:
    return str(_named(found, number)["kind"])


def _name(found: dict[str, Any], number: int) -> str:
    named = _named(found, number)
    return str(named["text"] if named["kind"] == OptionKind.CHOICE else OptionKind(named["kind"]).label)


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
