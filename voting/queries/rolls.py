"""Electoral rolls: how large they are, whom they hold, and the sums that must agree, for everybody to see."""

import hashlib
import hmac
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.http import Http404

from samenspel.accounts.models import User
from voting.counting.levels import merge_small_cells
from voting.enums import BallotState, Channel, Eligibility, EntrySource
from voting.importers.lists import normalised
from voting.models import Ballot, LetterBatch, Participation, Roll, RollEntry, VotingCode
from voting.queries.paper import paper_lines

VOTED, NOT_VOTED = 1, 2


@dataclass(frozen=True)
class ChannelSum:
    """How many people voted in one way, or in a few ways taken together because they were few."""

    channels: tuple[str, ...]
    voted: int

    @property
    def labels(self) -> list[str]:
        """What these ways are called."""
        return [str(Channel(channel).label) for channel in self.channels]


@dataclass(frozen=True)
class DistrictSum:
    """How many people of a district, or of a few taken together, could vote and did."""

    districts: tuple[str, ...]
    entitled: int
    voted: int


@dataclass(frozen=True)
class Turnout:
    """Who took part, once the ballot is counted."""

    voted: int
    not_voted: int
    codes_used: int
    codes_unused: int
    channels: tuple[ChannelSum, ...]
    districts: tuple[DistrictSum, ...]
    marked_paper: int  # people who took a paper ballot
    paper: int  # paper ballots that were typed

    @property
    def paper_difference(self) -> int:
        """Paper ballots without a person, or fewer than people: zero when all is well."""
        return self.paper - self.marked_paper


@dataclass(frozen=True)
class Equations:
    """The numbers of a roll that must agree. How many voted is only there after the count."""

    size: int
    cancelled: int
    codes: int
    codes_void: int
    turnout: Turnout | None

    @property
    def entitled(self) -> int:
        """Who could vote."""
        return self.size - self.cancelled

    def to_json(self) -> dict[str, Any]:
        """Return the numbers as they are published."""
        sums: dict[str, Any] = {
            "entries": self.size,
            "cancelled": self.cancelled,
            "entitled": self.entitled,
            "codes": self.codes,
            "codes_void": self.codes_void,
        }
        if self.turnout is None:
            return sums
        turnout = self.turnout
        return sums | {
            "codes_used": turnout.codes_used,
            "codes_unused": turnout.codes_unused,
            "voted": turnout.voted,
            "not_voted": turnout.not_voted,
            "channels": [{"channels": list(one.channels), "voted": one.voted} for one in turnout.channels],
            "districts": [
                {"districts": list(one.districts), "entitled": one.entitled, "voted": one.voted}
                for one in turnout.districts
            ],
            "marked_paper": turnout.marked_paper,
            "paper": turnout.paper,
        }


@dataclass(frozen=True)
class Found:
    """Somebody who was looked up: an account, an entry of the roll, or both; whether they voted, and in which way."""

    person: User | None
    entry: RollEntry | None
    channel: str
    letter: str  # number of the letter that works

    @property
    def channel_label(self) -> str:
        """How they voted; empty when they did not."""
        return str(Channel(self.channel).label) if self.channel else ""

    @property
    def key(self) -> str:
        """What a form posts to say who is meant."""
        return f"e{self.entry.pk}" if self.entry else f"p{self.person.pk if self.person else ''}"


def roll_of(ballot: Ballot) -> Roll | None:
    """Return the roll of a ballot; None as long as nobody filled it."""
    found: Roll | None = Roll.objects.filter(ballot=ballot).first()
    return found


def access_entry(ballot: Ballot, pk: int) -> RollEntry:
    """Return an entry of a ballot's roll, or raise `Http404`."""
    entry: RollEntry | None = RollEntry.objects.filter(ballot=ballot, pk=pk).first()
    if entry is None:
        raise Http404
    return entry


def access_letters(ballot: Ballot, pk: int) -> LetterBatch:
    """Return letters of a ballot that were made together, or raise `Http404`."""
    batch: LetterBatch | None = LetterBatch.objects.filter(ballot=ballot, pk=pk).first()
    if batch is None:
        raise Http404
    return batch


def letter_batches_of(ballot: Ballot) -> QuerySet[LetterBatch]:
    """Return what letters were made, latest first, without the letters themselves."""
    found: QuerySet[LetterBatch] = LetterBatch.objects.filter(ballot=ballot)
    return found.defer("waiting").select_related("created_by")


def entries_without_letter(ballot: Ballot) -> QuerySet[RollEntry]:
    """Return who is on an imported list and has no letter that works."""
    found: QuerySet[RollEntry] = RollEntry.objects.filter(ballot=ballot, source=EntrySource.LIST, cancelled_at=None)
    return found.exclude(codes__in=VotingCode.objects.filter(ballot=ballot, voided_at=None)).order_by("pk")


def fingerprints(salt: str, values: Iterable[str]) -> list[str]:
    """Return what is stored of values that tell people apart: HMAC-SHA-256 under the roll's salt, in hex."""
    key = bytes.fromhex(salt)
    return [hmac.new(key, normalised(value).encode(), hashlib.sha256).hexdigest() for value in values]


def find_voter(ballot: Ballot, asked: str) -> Found | None:
    """Return who is meant by a whole e-mail address, a letter number, or the value that tells the list's people apart."""
    person = User.objects.filter(email=asked.strip().lower(), is_active=True).exclude(email="").first()
    if ballot.eligibility != Eligibility.ROLL:
        return None if person is None else found_voter(ballot, person=person)
    entries = RollEntry.objects.filter(ballot=ballot).select_related("person")
    ways = [Q(codes__number="".join(asked.split()), codes__voided_at=None)]
    roll = roll_of(ballot)
    if roll is not None and roll.salt and asked.strip():
        ways.insert(0, Q(fingerprint=fingerprints(roll.salt, [asked])[0]))
    if person is not None:
        ways.insert(0, Q(person=person))
    found = (entries.filter(way).first() for way in ways)
    entry = next((entry for entry in found if entry is not None), None)
    return None if entry is None else found_voter(ballot, entry=entry)


def found_voter(ballot: Ballot, *, person: User | None = None, entry: RollEntry | None = None) -> Found:
    """Return somebody with whether they voted already, never what."""
    who = {"entry": entry} if entry is not None else {"person": person, "entry": None}
    channel = Participation.objects.filter(ballot=ballot, **who).values_list("channel", flat=True).first()
    letter = (
        "" if entry is None else VotingCode.objects.filter(entry=entry, voided_at=None).values_list("number").first()
    )
    return Found(entry.person if entry else person, entry, channel or "", letter[0] if letter else "")


def roll_equations(ballot: Ballot) -> Equations | None:
    """Return the numbers of a ballot's roll; None without a roll."""
    if ballot.eligibility != Eligibility.ROLL:
        return None
    entries = RollEntry.objects.filter(ballot=ballot).aggregate(
        size=Count("pk"), cancelled=Count("pk", filter=Q(cancelled_at__isnull=False))
    )
    codes = VotingCode.objects.filter(ballot=ballot).aggregate(
        codes=Count("pk"),
        used=Count("pk", filter=Q(used_at__isnull=False)),
        void=Count("pk", filter=Q(used_at=None, voided_at__isnull=False)),
    )
    counted = ballot.state == BallotState.COUNTED
    entitled = entries["size"] - entries["cancelled"]
    return Equations(
        size=entries["size"],
        cancelled=entries["cancelled"],
        codes=codes["codes"],
        codes_void=codes["void"],
        turnout=_turnout(ballot, entitled, codes) if counted else None,
    )


def _turnout(ballot: Ballot, entitled: int, codes: dict[str, int]) -> Turnout:
    voters = Participation.objects.filter(ballot=ballot).order_by()
    by_channel = dict(voters.values_list("channel").annotate(number=Count("pk")))
    voted = sum(by_channel.values())
    return Turnout(
        voted=voted,
        not_voted=entitled - voted,
        codes_used=codes["used"],
        codes_unused=codes["codes"] - codes["used"] - codes["void"],
        channels=_channel_sums(by_channel),
        districts=_district_sums(ballot),
        marked_paper=by_channel.get(Channel.PAPER, 0),
        paper=sum(paper_lines(ballot).values()),
    )


def _channel_sums(by_channel: dict[str, int]) -> tuple[ChannelSum, ...]:
    """Ways with fewer than five people are taken together."""
    names = sorted(by_channel)
    groups = merge_small_cells({place: {0: by_channel[name]} for place, name in enumerate(names)})
    return tuple(ChannelSum(tuple(names[place] for place in group.levels), group.total) for group in groups)


def _district_sums(ballot: Ballot) -> tuple[DistrictSum, ...]:
    """Districts in which fewer than five voted, or fewer than five did not, are taken together."""
    entries = RollEntry.objects.filter(ballot=ballot, cancelled_at=None).order_by()
    entitled = dict(entries.values_list("district").annotate(number=Count("pk")))
    voters = Participation.objects.filter(ballot=ballot).order_by()
    voted = Counter(dict(voters.values_list("entry__district").annotate(number=Count("pk"))))
    names = sorted(entitled)
    if names in ([], [""]):
        return ()
    table = {place: {VOTED: voted[name], NOT_VOTED: entitled[name] - voted[name]} for place, name in enumerate(names)}
    return tuple(
        DistrictSum(tuple(names[place] for place in group.levels), group.total, dict(group.cells).get(VOTED, 0))
        for group in merge_small_cells(table)
    )
