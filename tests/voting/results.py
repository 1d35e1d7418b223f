"""Counted ballots of every method, from lines like `3*1>2`, with a result as it is stored."""

from collections import Counter
from typing import Any

from django.utils import timezone

from samenspel.tenancy.context import municipality_context
from tests.voting.ballots import WISHES, make_form, make_projects
from tests.voting.conftest import close_now
from voting.actions import cast_vote, count_ballot
from voting.counting.lot import seed_of
from voting.counting.marks import read_ballots
from voting.counting.tally import count
from voting.models import Ballot, CountedVote
from voting.permissions import Voter
from voting.queries import rule_of
from voting.queries.sums import ballots_digest

RANKINGS = ("5*1>2>3", "4*2>1", "4*3>2", "3*4>3>2", "2*5>4>3")
TICKS = ("5*1 2", "4*2 5", "3*3 5", "2*4")
POINTS = ("5*1:5 2:3", "4*2:4 5:1", "3*3:5")
CHOICES = ("6*1", "4*2", "3*3", "2*-")
FAMILIES: dict[str, tuple[dict[str, Any], tuple[str, ...]]] = {
    "yes_no": ({}, ("7*1", "4*2", "2*-")),
    "single_choice": ({}, CHOICES),
    "approval": ({"seats": 2}, TICKS),
    "score": ({"limits": {"each": 5}}, POINTS),
    "borda": ({}, RANKINGS),
    "schulze": ({}, (*RANKINGS, "1*2>3")),
    "instant_runoff": ({}, RANKINGS),
    "stv": ({"seats": 2}, RANKINGS),
    "budget": ({"budget": {"total": 12_000_000}}, TICKS),
    "equal_shares": ({"budget": {"total": 12_000_000}, "shares": {"increment": 10_000}}, TICKS),
}


def lines(*groups: str) -> list[str]:
    """Return each line as often as its group says."""
    return [line for number, line in (group.split("*", 1) for group in groups) for _ in range(int(number))]


def store(municipality: Any, method: str, *groups: str, number: int = 5, **fields: Any) -> Any:
    """Store a counted vote with these lines without voters: as a count leaves it, and quick for many ballots."""
    settings, usual = FAMILIES[method]
    fields.setdefault("settings", settings)
    is_money = method in {"budget", "equal_shares"}
    texts = [f"{WISHES[at % 5]}{'' if at < 5 else f' {at}'}" for at in range(number)]
    with municipality_context(municipality):
        if is_money:
            ballot = make_projects(municipality, number, method=method, **fields)
        else:
            ballot = make_form(municipality, method, texts=texts, **fields)
        cast = lines(*(groups or usual))
        rule, counted = rule_of(ballot), Counter(cast)
        seed = seed_of(ballot.lot_secret, ballots_digest(counted), ballot.lot_drawn)
        result = count(rule, read_ballots(rule, counted), seed=seed, electorate=2 * len(cast))
        people = {"voted": len(cast), "eligible": 2 * len(cast)}
        ballot.result = {
            **result.to_json(),
            "names": [{"number": one.number, "kind": one.kind, "text": one.text} for one in ballot.options.all()],
            "sums_public": {
                **people,
                "levels": [{"levels": [1], **people}],
                "votes_by_level": [],
                "channels": [{"channels": ["online"], "voted": len(cast)}],
            },
        }
        CountedVote.objects.bulk_create(CountedVote(ballot=ballot, marks=line) for line in cast)
        close_now(Ballot.objects.get(pk=ballot.pk))
        Ballot.objects.filter(pk=ballot.pk).update(
            state="counted", result=ballot.result, counted_at=timezone.now(), eligible_count=2 * len(cast)
        )
        return Ballot.objects.get(pk=ballot.pk)


def hold(municipality: Any, voters: Any, method: str, *groups: str, **fields: Any) -> Any:
    """Hold a vote by a method and count it; the lines and settings of `FAMILIES` where none are given."""
    settings, usual = FAMILIES[method]
    fields.setdefault("settings", settings)
    is_money = method in {"budget", "equal_shares"}
    ballot = (
        make_projects(municipality, method=method, **fields) if is_money else make_form(municipality, method, **fields)
    )
    with municipality_context(municipality):
        cast = lines(*(groups or usual))
        for person, line in zip(voters(len(cast)), cast, strict=True):
            cast_vote(ballot, voter=Voter(person), marks=line)
        return count_ballot(close_now(ballot))
