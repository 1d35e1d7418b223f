"""Schulze's method with winning votes: who beats whom over the strongest path. Source: Schulze 2011,
doi 10.1007/s00355-010-0475-4. Why this one: docs/adr/0011-schulze.md.
"""

from voting.counting.election import Rule
from voting.counting.marks import Profile
from voting.counting.results import Counted, OptionResult
from voting.counting.ties import Ties

Matrix = list[list[int]]  # by place among the counting options


def count_schulze(rule: Rule, profile: Profile, ties: Ties) -> Counted:
    """Elect, for each seat, an option that no remaining one beats; what no ballot ranks is never elected."""
    numbers = [option.number for option in rule.counting]
    preferred = prefer(numbers, profile)
    paths = strongest_paths(preferred)
    place = {number: at for at, number in enumerate(numbers)}
    named = {number for number in numbers if ties.support[number]}

    def beats(a: int, b: int) -> bool:
        return paths[place[a]][place[b]] > paths[place[b]][place[a]]

    winners: list[int] = []
    remaining = set(named)
    while remaining and len(winners) < rule.seats:
        unbeaten = [a for a in remaining if not any(beats(b, a) for b in remaining)]
        winners.append(ties.choose(len(winners) + 1, "elect", unbeaten))
        remaining.remove(winners[-1])

    def result(number: int) -> OptionResult:
        won = sum(beats(number, other) for other in numbers)
        rank = winners.index(number) + 1 if number in winners else 0
        margins = [
            paths[place[winner]][place[number]] - paths[place[number]][place[winner]]
            for winner in winners
            if beats(winner, number)
        ]
        if rank:
            reason = "tie" if ties.chosen(number) else "beats_all" if won == len(numbers) - 1 else "unbeaten"
        else:
            reason = "no_votes" if number not in named else "beaten" if margins else "tie"
        lacked = "0" if rank else str(min(margins, default=0)) if winners else "1"
        return OptionResult(number, str(won), "elected" if rank else "not_elected", reason, lacked, rank=rank)

    return Counted(tuple(map(result, numbers)), tuple(winners), facts=_facts(numbers, preferred, paths))


def prefer(numbers: list[int], profile: Profile) -> Matrix:
    """Return how many ballots rank one option above another; what is ranked stands above what is not."""
    place = {number: at for at, number in enumerate(numbers)}
    everything = range(len(numbers))
    above = [[0] * len(numbers) for _ in numbers]
    for marks, times in profile.counted.items():
        below = set(everything)
        for number in marks:
            at = place[number]
            below.discard(at)
            row = above[at]
            for other in below:
                row[other] += times
    return above


def strongest_paths(above: Matrix) -> Matrix:
    """Return the strength of the strongest path between any two: that of its weakest link (Floyd-Warshall)."""
    everything = range(len(above))
    paths = [[above[a][b] if above[a][b] > above[b][a] else 0 for b in everything] for a in everything]
    for middle in everything:
        onwards = paths[middle]
        for a in everything:
            first, row = paths[a][middle], paths[a]
            if first and a != middle:
                for b in everything:
                    strength = min(first, onwards[b])
                    if b != a and strength > row[b]:
                        row[b] = strength
    return paths


def _facts(numbers: list[int], above: Matrix, paths: Matrix) -> dict[str, object]:
    everything = range(len(numbers))
    ahead = (a for a in everything if all(above[a][b] > above[b][a] for b in everything if b != a))
    condorcet = next(ahead, None)
    return {
        "pairs": [[numbers[a], numbers[b], above[a][b], paths[a][b]] for a in everything for b in everything if a != b],
        "condorcet_winner": 0 if condorcet is None else numbers[condorcet],
    }
