"""What is wrong with a ballot that is filled in, in the voter's words and with the numbers of this ballot."""

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from voting.counting import words
from voting.counting.election import Rule
from voting.forms.marking import Draft, given_points

PLAIN: dict[str, str | Promise] = {
    "over_vote": gettext_lazy("You can choose one option only. Choose the one you want most."),
    "unknown_option": gettext_lazy("Choose from the options of this ballot."),
    "repeated_option": gettext_lazy("One option stands on your ballot twice. Take one of the two away."),
    "not_a_number": gettext_lazy("Write points as whole numbers: 0, 1, 2 and so on."),
}
EMPTY = gettext_lazy("You did not choose anything yet. Choose first, or vote blank.")
UNREADABLE = gettext_lazy("We cannot read this ballot. Fill it in once more.")


def euros(cents: int) -> str:
    """Return an amount of cents in the reader's language: € 1.250."""
    return words.money(cents, words.EN if get_language() == words.EN else words.NL)


def problem_sentence(rule: Rule, draft: Draft, problem: str) -> str:
    """Return what is wrong and what to do now; `problem` as `NotReady` names it."""
    if problem in PLAIN:
        return str(PLAIN[problem])
    if problem == "empty":
        return str(EMPTY)
    sentence = SENTENCES.get(problem)
    return sentence(rule, draft) if sentence else str(UNREADABLE)


def _clash(rule: Rule, draft: Draft) -> str:
    place = draft.clash[0] if draft.clash else 0
    return _("Two options have place %(place)s. Give each of them a place of its own.") % {"place": place}


def _too_many(rule: Rule, draft: Draft) -> str:
    number, most = len(draft.marked), rule.limits.max
    sentence = ngettext(
        "You can choose %(most)s option, and you chose %(number)s. Take %(over)s away.",
        "You can choose at most %(most)s options, and you chose %(number)s. Take %(over)s away.",
        most,
    )
    return sentence % {"most": most, "number": number, "over": number - most}


def _too_few(rule: Rule, draft: Draft) -> str:
    number, least = len(draft.marked), rule.limits.min
    sentence = ngettext(
        "Choose at least %(least)s option; you chose %(number)s. Or vote blank.",
        "Choose at least %(least)s options; you chose %(number)s. Or vote blank.",
        least,
    )
    return sentence % {"least": least, "number": number}


def _over_cost(rule: Rule, draft: Draft) -> str:
    cost = sum(option.cost for option in rule.options if option.number in draft.marked)
    sentence = _(
        "What you chose costs %(cost)s. That is %(over)s more than the %(limit)s you can divide. Take something out."
    )
    return sentence % {"cost": euros(cost), "over": euros(cost - rule.limits.cost), "limit": euros(rule.limits.cost)}


def _over_score(rule: Rule, draft: Draft) -> str:
    each = rule.limits.each
    return ngettext(
        "Give an option %(each)s point at most.",
        "Give each option %(each)s points at most, and fewer where you like it less.",
        each,
    ) % {"each": each}


def _over_points(rule: Rule, draft: Draft) -> str:
    given, total = given_points(draft), rule.limits.total
    sentence = _("You gave %(given)s points. That is %(over)s more than the %(total)s you have. Give fewer points.")
    return sentence % {"given": given, "over": given - total, "total": total}


SENTENCES = {
    "clash": _clash, "too_many": _too_many, "too_few": _too_few,
    "over_cost": _over_cost, "over_score": _over_score, "over_points": _over_points,
}  # fmt: skip
