"""What was worked out after the count: the lot as anybody can follow it, and what other rules would have chosen."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from voting.counting.lot import lot_order
from voting.models import Ballot, ResultNote
from voting.queries.results.reading import Reading, joined

SHOWN_DIGITS = 12  # of a checksum, enough to see the order


@dataclass(frozen=True)
class Lot:
    """What the lot was made of, and the order it gave: each option with the beginning of its checksum."""

    secret: str
    commitment: str
    ballots_digest: str
    drawn: str
    seed: str
    order: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class OtherRule:
    """Another rule: how it counts, what it would have chosen, how that differs, and what people would notice of it."""

    name: str
    how: str
    sentences: tuple[str, ...]
    is_same: bool


RULES: dict[str, tuple[str | Promise, str | Promise]] = {
    "budget": (
        gettext_lazy("Most votes first"),
        gettext_lazy("It looks at totals only, so one large group can win everything."),
    ),
    "equal_shares": (
        gettext_lazy("Equal shares"),
        gettext_lazy("Everybody has an equal part of the money, so groups that are smaller get something too."),
    ),
    "shares_of_seats": (
        gettext_lazy("Equal shares of the seats"),
        gettext_lazy("Everybody has an equal part of the seats, so the same people do not fill all of them."),
    ),
    "approval": (
        gettext_lazy("One vote for every option that got points"),
        gettext_lazy("It does not matter how many points somebody gave, only whether they gave any."),
    ),
    "first_preferences": (
        gettext_lazy("First choices only"),
        gettext_lazy("It does not look at second and later choices, so options that resemble each other divide their votes."),
    ),
    "borda": (
        gettext_lazy("Points for each place"),
        gettext_lazy("It rewards what many people put rather high, also when few put it first."),
    ),
    "schulze": (
        gettext_lazy("Compared two by two"),
        gettext_lazy("Who wins from each other option in a direct comparison always wins here."),
    ),
    "instant_runoff": (
        gettext_lazy("The weakest drops out each round"),
        gettext_lazy("What few people put first drops out early, even if it is everybody's second choice."),
    ),
    "stv": (
        gettext_lazy("Votes that pass on"),
        gettext_lazy("Who has votes enough passes on what is left over, so that groups get seats by their size."),
    ),
}  # fmt: skip


def note_of(ballot: Ballot) -> ResultNote | None:
    """Return what was worked out after the count; None as long as nobody did."""
    found: ResultNote | None = ResultNote.objects.filter(ballot=ballot).first()
    return found


def lot_of(reading: Reading, note: ResultNote | None) -> Lot | None:
    """Return the lot to follow; None when it decided nothing."""
    if note is None or all(tie.by != "lot" for tie in reading.result.ties):
        return None
    numbers = [option.number for option in reading.rule.counting]
    return Lot(
        secret=reading.ballot.lot_secret,
        commitment=reading.ballot.lot_commitment,
        ballots_digest=note.ballots_digest,
        drawn=reading.ballot.lot_drawn,
        seed=note.seed,
        order=tuple((reading.names[number], _place(note.seed, number)) for number in lot_order(note.seed, numbers)),
    )


def _place(seed: str, number: int) -> str:
    return hashlib.sha256(f"{seed}:{number}".encode()).hexdigest()[:SHOWN_DIGITS]


def others_of(reading: Reading, note: ResultNote | None) -> tuple[OtherRule, ...]:
    """Return what other rules would have chosen, as far as it was worked out."""
    if note is None:
        return ()
    return tuple(_other(reading, note.comparison["served"], found) for found in note.comparison["rules"])


def _other(reading: Reading, served: int | None, found: Mapping[str, Any]) -> OtherRule:
    name, how = RULES[found["rule"]]
    is_same = set(found["winners"]) == set(reading.result.winners)
    sentences = [_("The same would have come out.")] if is_same else _differences(reading, found)
    sentences += _noticed(reading, served, found)
    return OtherRule(str(name), str(how), tuple(sentences), is_same)


def _differences(reading: Reading, found: Mapping[str, Any]) -> list[str]:
    mine, other = reading.result.winners, found["winners"]
    more = joined([reading.names[number] for number in other if number not in mine])
    fewer = joined([reading.names[number] for number in mine if number not in other])
    sentences = []
    if more:
        sentences.append(_("Also chosen: %(names)s.") % {"names": more})
    if fewer:
        sentences.append(_("Not chosen: %(names)s.") % {"names": fewer})
    return sentences


def _noticed(reading: Reading, served: int | None, found: Mapping[str, Any]) -> list[str]:
    sentences = []
    if served is not None and found["served"] is not None and served != found["served"]:
        words = {
            "counted": reading.plain(reading.result.sums["counted"]),
            "other": reading.plain(found["served"]),
            "mine": reading.plain(served),
        }
        sentence = _("Of %(counted)s voters, %(other)s would see at least one of their choices win. Now %(mine)s do.")
        sentences.append(sentence % words)
    if found["ahead"] is not None:
        words = {
            "ahead": reading.plain(found["ahead"]), "behind": reading.plain(found["behind"]),
            "other": reading.names[found["winners"][0]], "mine": reading.names[reading.result.winners[0]],
        }  # fmt: skip
        sentence = _("%(ahead)s voters put “%(other)s” higher than “%(mine)s”, %(behind)s the other way round.")
        sentences.append(sentence % words)
    return sentences
