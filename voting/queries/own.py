"""What one voter sees of a ballot: the options with their photos, the rule in words, and their own vote."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from samenspel.tenancy.context import actor_context
from voting.counting.election import RuleError
from voting.counting.sentences import rule_sentences
from voting.counting.words import EN, NL
from voting.models import Ballot, Option, Participation
from voting.permissions import Voter
from voting.queries.rules import rule_of

LEAD = 170  # characters that one reads before choosing


@dataclass(frozen=True)
class RuleInWords:
    """The rule of a ballot: what everybody reads, and the rest for who wants to know."""

    lead: str
    rest: tuple[str, ...]

    @property
    def sentences(self) -> tuple[str, ...]:
        """All of it, the lead as one."""
        return (self.lead, *self.rest)


@dataclass(frozen=True)
class OwnVote:
    """That somebody voted, with their receipt; what they voted only until the count, and to show to nobody else."""

    receipt: str
    marks: str | None


def own_vote(ballot: Ballot, voter: Voter | None) -> OwnVote | None:
    """Return the vote of who looks; None when they did not vote, and for who helps somebody to vote."""
    if voter is None or voter.helper is not None:
        return None
    who = {"entry": voter.entry} if voter.entry is not None else {"person": voter.person}
    with actor_context(voter.actor_id):
        found = Participation.objects.filter(ballot=ballot, **who).values_list("receipt", "vote__marks").first()
    return None if found is None else OwnVote(*found)


def options_with_photos(ballot: Ballot) -> list[Option]:
    """Return the options in the order of the ballot, with their photos but not the pictures themselves, in one query."""
    found = Option.objects.filter(ballot=ballot).select_related("photo", "proposal").defer("photo__image")
    return list(found.order_by("number"))


def rule_in_words(ballot: Ballot, options: Sequence[Option]) -> RuleInWords:
    """Return how a ballot is marked and counted, in the reader's language; of a draft perhaps that it does not fit yet."""
    try:
        sentences = rule_sentences(rule_of(ballot, options), EN if get_language() == EN else NL)
    except RuleError:
        return RuleInWords(_("The rule of this draft does not fit together yet. Change the ballot first."), ())
    first = 1
    while first < len(sentences) and sum(map(len, sentences[: first + 1])) <= LEAD:
        first += 1
    return RuleInWords(" ".join(sentences[:first]), tuple(sentences[first:]))
