"""What the participation level obliges the municipality to, before residents are asked anything.

After the Dutch ladder of participation and the Municipalities Act 150 (since 2025): who asks says what is open, what is
done with the answers, and when residents hear about it.
"""

from dataclasses import dataclass

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from deliberation.enums import Activity, ParticipationLevel
from deliberation.models import Consultation
from deliberation.queries.phases import INPUT, input_ends_at

LADDER = list(ParticipationLevel)


@dataclass(frozen=True)
class Duty:
    """Something that must be there before publishing, and the step of the wizard where one does it."""

    sentence: str | Promise
    step: str


def rung(level: str) -> int:
    """Return how high a participation level is: 0 for informing, -1 while none is chosen."""
    return LADDER.index(ParticipationLevel(level)) if level in ParticipationLevel.values else -1


def answers_every_proposal(consultation: Consultation) -> bool:
    """Return whether each published proposal is promised an answer: from advising upwards."""
    return rung(consultation.participation_level) >= rung(ParticipationLevel.ADVISING)


def unmet_duties(consultation: Consultation) -> list[Duty]:
    """Return what still keeps a consultation from being published, in the order of the wizard."""
    return [*_of_every_level(consultation), *_of_its_level(consultation)]


def _of_every_level(consultation: Consultation) -> list[Duty]:
    asked = [
        (consultation.question, _("Write the question to residents."), "question"),
        (consultation.policy_stage, _("Choose the policy stage."), "say"),
        (consultation.participation_level, _("Choose how much say residents get."), "say"),
        (consultation.open, _("Write what is still open."), "say"),
        (consultation.responsible_body, _("Name the body that is responsible."), "say"),
    ]
    return [Duty(sentence, step) for value, sentence, step in asked if not value]


def _of_its_level(consultation: Consultation) -> list[Duty]:
    level, found = rung(consultation.participation_level), []
    activities = {phase.activity for phase in consultation.phases.all()}
    if level == rung(ParticipationLevel.INFORMING) and not activities.isdisjoint(INPUT):
        sentence = _(
            "Who only informs asks nothing: take out the phases in which residents say something, or choose a higher level."
        )
        found.append(Duty(sentence, "phases"))
    if level >= rung(ParticipationLevel.CONSULTING):
        found += _of_asking(consultation)
    if level >= rung(ParticipationLevel.COPRODUCING) and Activity.PROPOSALS not in activities:
        found.append(Duty(_("Add a phase in which residents make proposals: that belongs to this level."), "phases"))
    if level >= rung(ParticipationLevel.CODECIDING):
        if Activity.VOTE not in activities:
            found.append(Duty(_("Add a phase in which residents vote: that belongs to this level."), "phases"))
        if not consultation.legal_basis:
            found.append(
                Duty(_("Give the legal basis: residents decide here, so they must know by which rule."), "say")
            )
    return found


def _of_asking(consultation: Consultation) -> list[Duty]:
    ends_at = input_ends_at(consultation)
    found = []
    if ends_at is None:
        found.append(Duty(_("Add at least one phase in which residents can say something."), "phases"))
    if consultation.answer_promised_on is None:
        found.append(Duty(_("Promise a date on which residents get an answer."), "say"))
    elif ends_at is not None and consultation.answer_promised_on <= timezone.localtime(ends_at).date():
        found.append(
            Duty(_("Promise an answer on a day after the last phase: then everything that came in counts."), "say")
        )
    return found
