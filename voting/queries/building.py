"""What is still to be done before people can vote, what looks odd, and the whole of a ballot to look over."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import Http404
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from voting.counting.election import MONEY, Rule, RuleError
from voting.counting.election import Method as Counted
from voting.counting.results import canonical
from voting.counting.sentences import rule_sentences
from voting.counting.words import EN, NL, money
from voting.enums import Eligibility, Method, OptionKind
from voting.exceptions import RuleDoesNotFit
from voting.models import Ballot, Option, RollEntry
from voting.queries.ballots import access_ballot
from voting.queries.rules import rule_of

SHORTAGE = "There are too few options to choose from."


@dataclass(frozen=True)
class Duty:
    """Something that must be done before people can vote, and in which step."""

    step: str
    sentence: str


@dataclass(frozen=True)
class Overview:
    """A ballot as it would be voted on: the rule in sentences with its digest, what is missing, what looks odd."""

    rule: Rule | None
    sentences: tuple[str, ...]
    digest: str
    duties: tuple[Duty, ...]
    warnings: tuple[str, ...]
    cost: int  # of all options together, in cents

    @property
    def steps(self) -> frozenset[str]:
        """The steps in which something is still to be done."""
        return frozenset(duty.step for duty in self.duties)


def access_option(pk: int, user: Any) -> Option:
    """Return an option that somebody can choose, with its ballot and photo, or raise `Http404`."""
    found: Option | None = _with_photos(Option.objects.filter(pk=pk, kind=OptionKind.CHOICE)).first()
    if found is None:
        raise Http404
    found.ballot = access_ballot(found.ballot_id, user)
    return found


def options_to_build(ballot: Ballot) -> list[Option]:
    """Return the options in their order, with their photos but not the pictures themselves."""
    return list(_with_photos(Option.objects.filter(ballot=ballot)).order_by("number"))


def overview(ballot: Ballot, options: Sequence[Option], *, language: str = "") -> Overview:
    """Look a ballot over; of one that is planned it is the rule that was fixed."""
    language = language or (get_language() or NL)
    try:
        rule = rule_of(ballot, options)
    except RuleError as error:
        return Overview(None, (), "", _duties(ballot, options, str(error)), (), _cost(options))
    problem = "The budget is 0." if rule.method in MONEY and not rule.budget.total else ""
    return Overview(
        rule=rule,
        sentences=tuple(rule_sentences(rule, EN if language == EN else NL)),
        digest=ballot.rule_digest or _digest(rule),
        duties=_duties(ballot, options, problem),
        warnings=tuple(_warnings(ballot, rule, options)),
        cost=_cost(options),
    )


def _with_photos(options: Any) -> Any:
    return options.select_related("photo").defer("photo__image")


def _cost(options: Iterable[Option]) -> int:
    return sum(option.cost for option in options)


def _digest(rule: Rule) -> str:
    return hashlib.sha256(canonical(rule.to_json()).encode()).hexdigest()


def _duties(ballot: Ballot, options: Sequence[Option], problem: str) -> tuple[Duty, ...]:
    found = []
    choices = [option for option in options if option.kind != OptionKind.BLANK]
    least = 1 if Counted(ballot.method) in MONEY else 2
    if len(choices) < least:
        sentence = _("Add a project or more.") if least == 1 else _("Add two options or more.")
        found.append(Duty("options", sentence))
    if problem and problem != SHORTAGE:
        found.append(Duty("rule", str(RuleDoesNotFit(problem=problem))))
    if Counted(ballot.method) in MONEY and any(not option.cost for option in choices):
        found.append(Duty("options", _("Say what each project costs.")))
    if ballot.closes_at <= timezone.now() and ballot.rule is None:
        found.append(Duty("voters", _("The closing time is past. Choose a later one first.")))
    return tuple(found)


def _warnings(ballot: Ballot, rule: Rule, options: Sequence[Option]) -> list[str]:
    """What is allowed and yet is probably not meant."""
    said = _about_money(rule, options) if rule.method in MONEY else []
    if 1 < len(rule.counting) <= rule.seats:
        said.append(_("There are as many winners as options, so there is nothing to choose."))
    if rule.limits.min > len(rule.counting):
        said.append(_("People must choose more options than there are, so nobody can vote."))
    if ballot.method == Method.SINGLE_CHOICE and len(rule.counting) > 2:
        said.append(_("With more than two options, options that look alike take votes from each other."))
    if ballot.eligibility == Eligibility.ROLL and not RollEntry.objects.filter(ballot=ballot).exists():
        said.append(_("The electoral roll is still empty. Make it before the ballot opens, or nobody can vote."))
    return said


def _about_money(rule: Rule, options: Sequence[Option]) -> list[str]:
    said, language = [], EN if get_language() == EN else NL
    total, caps = rule.budget.total, rule.budget.areas
    for option in options:
        most = min(total, caps.get(option.area, total))
        if total and option.cost > most:
            words = {"name": option.text, "cost": money(option.cost, language), "most": money(most, language)}
            said.append(_("“%(name)s” costs %(cost)s. That is more than %(most)s, so it can never get money.") % words)
        if rule.limits.cost and option.cost > rule.limits.cost:
            said.append(_("“%(name)s” costs more than a basket may, so nobody can choose it.") % {"name": option.text})
    if total and _cost(options) <= total:
        said.append(_("All projects together cost no more than there is, so there is nothing to choose."))
    return said
