"""Sentences about a consultation that several pages show."""

from datetime import datetime

from django import template
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from deliberation.enums import ConsultationState, ParticipationLevel
from deliberation.models import Consultation
from deliberation.queries import current_end, day_in_words, input_phases, is_open

register = template.Library()
LEVELS = {
    ParticipationLevel.INFORMING: gettext_lazy("You read what will happen. Nothing is asked of you."),
    ParticipationLevel.CONSULTING: gettext_lazy("You say what you think. The municipality decides, and tells you why."),
    ParticipationLevel.ADVISING: gettext_lazy(
        "You advise. The municipality decides, and explains where it departs from your advice."
    ),
    ParticipationLevel.COPRODUCING: gettext_lazy("You make the plan together with the municipality."),
    ParticipationLevel.CODECIDING: gettext_lazy("You decide together with the municipality, within what is fixed."),
}


@register.filter
def level_in_words(consultation: Consultation) -> str:
    """Return what the participation level means for a resident."""
    level = consultation.participation_level
    return str(LEVELS[ParticipationLevel(level)]) if level in ParticipationLevel.values else ""


@register.filter
def when_in_words(consultation: Consultation) -> str:
    """Return in a few words how it stands: until when one can take part, or when the answer comes or came."""
    if not consultation.is_public:
        return _("Draft")
    until = current_end(consultation)
    if is_open(consultation) and until is not None:
        return _("Until %(when)s") % {"when": _moment(until)}
    if consultation.answered_at is not None:
        return _("Answered on %(day)s") % {"day": day_in_words(timezone.localtime(consultation.answered_at).date())}
    coming = [phase.starts_at for phase in input_phases(consultation) if phase.starts_at > timezone.now()]
    if coming and consultation.state == ConsultationState.PUBLISHED:
        return _("From %(when)s") % {"when": _moment(min(coming))}
    if consultation.answer_promised_on is not None:
        return _("Answer no later than %(day)s") % {"day": day_in_words(consultation.answer_promised_on)}
    return _("To read only")


def _moment(moment: datetime) -> str:
    return formats.date_format(timezone.localtime(moment), "j F Y, H:i")
