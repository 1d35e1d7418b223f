"""Telling everybody who took part what the council decided."""

from django.db import transaction
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from samenspel.council.enums import Outcome
from samenspel.council.models import Decision
from samenspel.dossier.queries import participant_ids
from samenspel.notifications.actions import tell


@transaction.atomic
def tell_decision(decision: Decision, *, after: int = 0, limit: int = 200) -> int | None:
    """Tell the next people who took part, by their key; return where to go on, or None when all were told.

    Nobody hears the same version twice, and nobody hears of a version that was corrected meanwhile.
    """
    item = decision.agenda_item
    if not item.is_public or item.decisions.filter(version__gt=decision.version).exists():
        return None
    ids = participant_ids(item, after=after, limit=limit)
    tell(
        ids,
        about=item.subject,
        key=f"decision-{decision.version}",
        sentence=lambda: sentence_of(decision),
        url=f"{item.get_absolute_url()}#decision",
    )
    return ids[-1] if len(ids) == limit else None


def sentence_of(decision: Decision) -> str:
    """Return what the council decided in one sentence, in the language that is active."""
    words = {
        Outcome.ADOPTED: _("The council adopted “%(item)s”."),
        Outcome.AMENDED: _("The council adopted “%(item)s” with changes."),
        Outcome.REJECTED: _("The council rejected “%(item)s”."),
        Outcome.DEFERRED: _("The council put off its decision on “%(item)s”."),
        Outcome.WITHDRAWN: _("“%(item)s” was withdrawn: the council does not decide on it now."),
    }
    decided = words[Outcome(decision.outcome)] % {"item": Truncator(decision.agenda_item.public_title).chars(120)}
    sentence = _("%(decided)s Read why, and what was done with what you said.") % {"decided": decided}
    return sentence if decision.version == 1 else _("Corrected: %(sentence)s") % {"sentence": sentence}
