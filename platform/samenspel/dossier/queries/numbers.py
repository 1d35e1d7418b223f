"""How many people took part, how they were verified, through which channel and in which way: one query."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from deliberation.enums import Channel
from samenspel.accounts.enums import Level
from samenspel.council.models import AgendaItem
from voting.counting import SMALLEST_CELL, merge_small_cells

# Who votes is not counted before the close: a number that grows invites others to follow. Words that somebody said in a role (clerk, council member, organiser) are no residents taking part.
SQL = """
WITH proposals AS (
    SELECT subject_id, author_id, author_level, channel, id, published_at, answered_at FROM deliberation_proposal
    WHERE consultation_id = ANY(%(consultations)s) AND state = 'published'
), scope AS (
    SELECT unnest(%(subjects)s::bigint[]) AS id UNION SELECT subject_id FROM proposals
), said AS MATERIALIZED (
    SELECT author_id, stance, parent_id IS NULL AS is_top, count(*) AS number,
           count(*) FILTER (WHERE published_at > %(since)s::timestamptz) AS fresh
    FROM deliberation_contribution
    WHERE room_id IN (SELECT id FROM deliberation_room WHERE about_id IN (SELECT id FROM scope))
          AND state = 'published' AND author_role = ''
    GROUP BY author_id, stance, is_top
), acts AS (
    SELECT said.author_id AS person, person.verification_level AS level, 'online' AS channel, 'said' AS act
    FROM (SELECT DISTINCT author_id FROM said) said JOIN accounts_user person ON person.id = said.author_id
    UNION ALL
    SELECT author_id, author_level, channel, 'proposed' FROM proposals
    UNION ALL
    SELECT person_id, level, 'online', 'supported' FROM deliberation_endorsement
    WHERE proposal_id IN (SELECT id FROM proposals)
    UNION ALL
    SELECT coalesce(voted.person_id, -voted.entry_id), voted.level, voted.channel, 'voted' FROM voting_participation voted
    JOIN voting_ballot ballot ON ballot.id = voted.ballot_id
    WHERE ballot.about_id IN (SELECT id FROM scope) AND ballot.state = 'counted'
), people AS (
    SELECT person, max(level) AS level FROM acts GROUP BY person
), told AS (
    SELECT acts.person, acts.channel, acts.act, people.level = 0 AS is_guest FROM acts JOIN people USING (person)
)
SELECT 'level' AS kind, level::text AS name, level = 0 AS is_guest, count(*) AS number FROM people GROUP BY level
UNION ALL
SELECT 'channel', channel, is_guest, count(DISTINCT person) FROM told GROUP BY channel, is_guest
UNION ALL
SELECT 'act', act, is_guest, count(DISTINCT person) FROM told GROUP BY act, is_guest
UNION ALL
SELECT 'stance', stance, false, sum(number)::bigint FROM said WHERE is_top GROUP BY stance
UNION ALL
SELECT 'new', 'said', false, coalesce(sum(fresh), 0)::bigint FROM said
UNION ALL
SELECT 'new', 'proposed', false, count(*) FROM proposals WHERE published_at > %(since)s::timestamptz
UNION ALL
SELECT 'new', 'answered', false, count(*) FROM proposals WHERE answered_at > %(since)s::timestamptz
"""


@dataclass(frozen=True)
class Bar:
    """A group with its number in words and its share of the largest group, for a bar."""

    name: str
    value: str
    share: int
    kind: str = ""


@dataclass(frozen=True)
class Numbers:
    """Who took part. Guests, who are not verified, are never counted together with others."""

    verified: int = 0
    guests: int = 0
    levels: tuple[Bar, ...] = ()
    channels: tuple[Bar, ...] = ()
    # Verified people who "said", "proposed", "supported", "voted"; None while the reader may not know.
    acts: Mapping[str, int | None] = field(default_factory=dict)
    stances: Mapping[str, int] = field(default_factory=dict)  # contributions, replies not counted
    new: Mapping[str, int] = field(default_factory=dict)  # since the reader last looked

    @property
    def guests_in_words(self) -> str:
        """How many guests took part, without showing a small number."""
        if self.guests < SMALLEST_CELL:
            return _("fewer than five guests")
        return ngettext("%(count)s guest", "%(count)s guests", self.guests) % {"count": self.guests}

    @property
    def is_empty(self) -> bool:
        """Whether nobody took part yet."""
        return not (self.verified or self.guests)


def numbers(
    item: AgendaItem, consultation_ids: Collection[int], subject_ids: Collection[int], since: datetime | None
) -> Numbers:
    """Return who took part in an agenda item, in one query; what is new counts from `since`, nothing without it."""
    values = {"consultations": list(consultation_ids), "subjects": [item.subject_id, *subject_ids], "since": since}
    with connection.cursor() as cursor:
        cursor.execute(SQL, values)
        rows: list[tuple[str, str, bool, int]] = cursor.fetchall()
    by_kind: dict[str, dict[tuple[str, bool], int]] = {}
    for kind, name, is_guest, count in rows:
        by_kind.setdefault(kind, {})[(name, is_guest)] = count
    levels = {Level(int(name)): count for (name, _guest), count in by_kind.get("level", {}).items()}
    channels = {name: count for (name, is_guest), count in by_kind.get("channel", {}).items() if not is_guest}
    guests = levels.pop(Level.GUEST, 0)
    return Numbers(
        verified=sum(levels.values()),
        guests=guests,
        levels=_bars(_by_level(levels), guests),
        channels=_bars({str(Channel(name).label): channels[name] for name in Channel.values if name in channels}),
        acts={name: count for (name, is_guest), count in by_kind.get("act", {}).items() if not is_guest},
        stances={name: count for (name, _guest), count in by_kind.get("stance", {}).items()},
        new={name: count for (name, _guest), count in by_kind.get("new", {}).items()},
    )


def _by_level(levels: Mapping[Level, int]) -> dict[str, int]:
    """Numbers by the name of a level; of fewer than five people in all, not even the level is told."""
    if 0 < sum(levels.values()) < SMALLEST_CELL:
        return {_("All verified people together"): sum(levels.values())}
    return {str(level.label): levels[level] for level in sorted(levels)}


def _bars(groups: Mapping[str, int], guests: int = 0) -> tuple[Bar, ...]:
    """Groups of fewer than five are taken together with their neighbours; guests always stand alone."""
    names = list(groups)
    rows = merge_small_cells({place: {0: count} for place, count in enumerate(groups.values())})
    highest = max([*(row.total for row in rows), guests, SMALLEST_CELL])
    bars = [
        Bar(_together([names[place] for place in row.levels]), str(row.total), _share(row.total, highest))
        for row in rows
    ]
    if guests:
        words = str(guests) if guests >= SMALLEST_CELL else _("fewer than 5")
        bars.append(Bar(_("Guests, not verified"), words, _share(max(guests, SMALLEST_CELL), highest), "quiet"))
    return tuple(bars)


def _together(names: list[str]) -> str:
    if len(names) == 1:
        return names[0]
    return _("%(first)s and %(last)s together") % {"first": ", ".join(names[:-1]), "last": names[-1]}


def _share(count: int, highest: int) -> int:
    return max(1, round(100 * count / highest))
