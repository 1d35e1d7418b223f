"""The files of a published vote, as docs/published-vote.md lays them out. The same ballot always gives the same files."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.resources import files as files_of
from typing import Any

from django.utils import translation

from samenspel.tenancy.context import current_municipality
from voting.counting.blt import write_blt
from voting.counting.election import MONEY, Form, Rule
from voting.counting.lot import seed_of
from voting.counting.marks import Profile, read_ballots
from voting.counting.pabulib_export import write_pabulib
from voting.counting.results import Result, canonical
from voting.counting.sentences import explain
from voting.counting.tally import count
from voting.exporters.readme import README
from voting.models import Ballot, Option
from voting.queries.ballots import options_of
from voting.queries.published import counted_lines, receipts_of, roll_sums
from voting.queries.rules import rule_of
from voting.queries.sums import ballots_text

LANGUAGES = ("nl", "en")
CENTS = 100


class DifferentResult(Exception):
    """Counting the ballots that are to be published gives another result than the one that was stored."""


@dataclass(frozen=True)
class _Counted:
    """A ballot counted once more, from what is published."""

    rule: Rule
    profile: Profile
    ballots: bytes
    seed: str
    result: Result


def folder_of(ballot: Ballot) -> dict[str, bytes]:
    """Return the files of a counted ballot by name, without checksums and signature. Raises `DifferentResult`."""
    options = options_of(ballot)
    counted = _counted(ballot, options)
    texts = {
        "election.json": canonical(_election(ballot, options)),
        "rule.json": canonical(counted.rule.to_json()),
        "lot.json": canonical({"secret": ballot.lot_secret, "drawn": ballot.lot_drawn, "seed": counted.seed}),
        "sums.json": canonical({**(ballot.result or {})["sums_public"], "roll": roll_sums(ballot)}),
        "result.json": canonical(counted.result.to_json()),
        "receipts.txt": "".join(f"{receipt}\n" for receipt in receipts_of(ballot)),
        "README.txt": README,
        **{f"explanation.{language}.txt": _explained(counted, options, language) for language in LANGUAGES},
        **_other_formats(ballot, counted, options),
    }
    program = files_of("voting.verify").joinpath("recount.py").read_bytes()
    return {
        **{name: text.encode() for name, text in texts.items()},
        "ballots.txt": counted.ballots,
        "recount.py": program,
    }


def _counted(ballot: Ballot, options: list[Option]) -> _Counted:
    rule = rule_of(ballot, options)
    lines = counted_lines(ballot)
    ballots, profile = ballots_text(lines).encode(), read_ballots(rule, lines)
    seed = seed_of(ballot.lot_secret, hashlib.sha256(ballots).hexdigest(), ballot.lot_drawn)
    result = count(rule, profile, seed=seed, electorate=ballot.eligible_count or 0)
    stored = {key: value for key, value in (ballot.result or {}).items() if key not in {"names", "sums_public"}}
    if canonical(result.to_json()) != canonical(stored):
        raise DifferentResult(f"ballot {ballot.pk}")
    return _Counted(rule, profile, ballots, seed, result)


def _election(ballot: Ballot, options: list[Option]) -> dict[str, Any]:
    """What was voted on, in the municipality's own words."""
    municipality = current_municipality()
    return {
        "id": ballot.pk,
        "municipality": "" if municipality is None else municipality.name,
        "question": ballot.question,
        "explanation": ballot.explanation,
        "options": [
            {
                "number": option.number,
                "kind": option.kind,
                "text": option.text,
                "description": option.description,
                "cost": option.cost,
                "area": option.area,
                "place": option.place,
            }
            for option in options
        ],
        "opened": _moment(ballot.opens_at),
        "closed": _moment(ballot.closes_at),
        "who": {"roll": ballot.eligibility, "level": ballot.minimum_level, "paper": ballot.has_paper},
        "electorate": ballot.eligible_count or 0,
        "rule_sha256": ballot.rule_digest,
        "commitment": ballot.lot_commitment,
        "public_draw": ballot.lot_source,
    }


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def _explained(counted: _Counted, options: list[Option], language: str) -> str:
    sentences = explain(counted.rule, counted.result, _names(options, language), language)
    return "".join(f"{sentence}\n" for sentence in sentences)


def _names(options: list[Option], language: str) -> Mapping[int, str]:
    with translation.override(language):
        return {option.number: option.label for option in options}


def _other_formats(ballot: Ballot, counted: _Counted, options: list[Option]) -> dict[str, str]:
    """The same ballots as other programs read them: Pabulib for money, .blt for rankings."""
    names = _names(options, "nl")
    if counted.rule.method in MONEY:
        return {"ballots.pb": write_pabulib(counted.rule, counted.profile, names=names, scale=CENTS)}
    if counted.rule.form is Form.RANKING:
        return {"ballots.blt": write_blt(counted.rule, counted.profile, names=names, title=ballot.question)}
    return {}
