"""The dossier in a few sentences, each whole so that it can be translated."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from deliberation.enums import Stance
from samenspel.dossier.queries.numbers import Numbers
from samenspel.dossier.queries.page import DossierPage
from samenspel.dossier.queries.talk import Talk


def headline(page: DossierPage) -> list[str]:
    """Return who took part, what they said, the proposal with most support and how many voted, in whole sentences."""
    if page.numbers.is_empty:
        return [_("Nobody has taken part yet.")]
    sentences = [*_people(page.numbers), *_talk(page.talk)]
    if page.proposals:
        sentences.append(_proposals(page))
    return [*sentences, *(f"{voted.ballot.question} {voted.result.sentence}" for voted in page.ballots if voted.result)]


def _proposals(page: DossierPage) -> str:
    top = page.proposals[0]
    words = {"count": page.proposal_count, "title": top.proposal.title}
    if not top.support:
        made = ngettext(
            "Residents made %(count)s proposal.", "Residents made %(count)s proposals.", page.proposal_count
        )
        return made % words
    made = ngettext(
        "Residents made %(count)s proposal: “%(title)s”.",
        "Residents made %(count)s proposals; “%(title)s” has most support.",
        page.proposal_count,
    )
    return made % words


def _people(numbers: Numbers) -> list[str]:
    sentences = []
    if numbers.verified:
        took_part = ngettext("%(count)s person took part.", "%(count)s people took part.", numbers.verified)
        sentences.append(took_part % {"count": numbers.verified})
    if numbers.guests:
        sentences.append(
            _("In addition %(guests)s took part, of whom we do not know who they are.")
            % {"guests": numbers.guests_in_words}
        )
    return sentences


def _talk(talk: Talk) -> list[str]:
    if not talk.total:
        return []
    numbers = {
        "pro": talk.of(Stance.FOR).total,
        "contra": talk.of(Stance.AGAINST).total,
        "questions": talk.of(Stance.QUESTION).total,
    }
    return [
        _(
            "In the talk they gave %(pro)s times a reason for, %(contra)s times one against, and asked %(questions)s questions."
        )
        % numbers
    ]
