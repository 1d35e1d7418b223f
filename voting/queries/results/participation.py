"""Who took part in a ballot: turnout, levels and channels, small numbers taken together."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from samenspel.accounts.enums import Level
from voting.counting import SMALLEST_CELL, share
from voting.enums import Channel, OptionKind
from voting.queries.results.reading import Reading, joined, percent


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
class Participants:
    """Everything about who took part. `columns` belong to `votes_by_level`, which is empty when it would be one line."""

    voted: int
    turnout: str
    levels: tuple[LevelLine, ...]
    columns: tuple[str, ...]
    votes_by_level: tuple[LevelVotes, ...]
    channels: tuple[tuple[str, int], ...]


def participants(reading: Reading) -> Participants:
    """Return who took part; of fewer people than the smallest cell not even the level is told."""
    sums = reading.found["sums_public"]
    groups = sums["votes_by_level"]
    columns = [number for number, _votes in groups[0]["votes"]] if len(groups) > 1 else []
    return Participants(
        voted=sums["voted"],
        turnout=_turnout(reading, sums),
        levels=() if sums["voted"] < SMALLEST_CELL else tuple(_level_line(row) for row in sums["levels"]),
        columns=tuple(reading.names.get(number, str(OptionKind.BLANK.label)) for number in columns),
        votes_by_level=tuple(
            LevelVotes(_levels(group), tuple(votes for _number, votes in group["votes"])) for group in groups if columns
        ),
        channels=tuple(
            (joined([str(Channel(channel).label) for channel in row["channels"]]), row["voted"])
            for row in sums["channels"]
        ),
    )


def _turnout(reading: Reading, sums: Mapping[str, Any]) -> str:
    sentence = _("%(voted)s of %(eligible)s people who could vote here did so: %(percent)s.")
    part = percent(share(sums["voted"], sums["eligible"]))
    return sentence % {
        "voted": reading.plain(sums["voted"]), "eligible": reading.plain(sums["eligible"]), "percent": part,
    }  # fmt: skip


def _level_line(row: Mapping[str, Any]) -> LevelLine:
    return LevelLine(_levels(row), row["voted"], row["eligible"], percent(share(row["voted"], row["eligible"])))


def _levels(row: Mapping[str, Any]) -> str:
    return joined([str(Level(level).label) for level in row["levels"]])
