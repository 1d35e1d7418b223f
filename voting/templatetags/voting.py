"""Where a ballot stands and what came out, for the partials that other pages include."""

from django import template

from samenspel.subjects.registry import Description
from voting.forms import words
from voting.models import Ballot
from voting.queries import Standing, outcome_sentence, standing_of

register = template.Library()


@register.filter
def standing(ballot: Ballot) -> Standing:
    """Return where a ballot stands now."""
    return standing_of(ballot)


@register.filter
def outcome(ballot: Ballot) -> str:
    """Return the outcome in one sentence; empty before the count."""
    return outcome_sentence(ballot)


@register.filter
def about_of(described: dict[int, Description], ballot: Ballot) -> Description | None:
    """Return the description of what a ballot is about."""
    return described.get(ballot.about_id)


@register.filter
def euros(cents: int) -> str:
    """Return an amount of cents as people write it: € 1.250."""
    return words.euros(cents)
