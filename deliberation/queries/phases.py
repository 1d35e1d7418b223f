"""What people can do in a consultation now, and what is still to come."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import formats, timezone
from django.utils.translation import gettext as _

from deliberation.enums import Activity, ConsultationState
from deliberation.models import Consultation, Phase

PhaseRow = tuple[str, str, datetime, datetime]  # activity, name, start, end
INPUT = (Activity.DISCUSSION, Activity.PROPOSALS, Activity.SUPPORT, Activity.VOTE)  # in which residents say something


@dataclass(frozen=True)
class PhaseLine:
    """A phase as a page shows it; `state` is "done", "now" or "later", with the sentence of what one can do then."""

    phase: Phase
    state: str
    sentence: str


def open_activities(consultation: Consultation, now: datetime | None = None) -> frozenset[Activity]:
    """Return what people can do now, without a query when the phases were fetched."""
    if consultation.state != ConsultationState.PUBLISHED:
        return frozenset()
    now = now or timezone.now()
    return frozenset(Activity(phase.activity) for phase in consultation.phases.all() if phase.is_open_at(now))


def input_phases(consultation: Consultation) -> list[Phase]:
    """Return the phases in which residents say something, first one first."""
    return [phase for phase in consultation.phases.all() if phase.activity in INPUT]


def is_open(consultation: Consultation, now: datetime | None = None) -> bool:
    """Return whether residents can say something now."""
    return not open_activities(consultation, now).isdisjoint(INPUT)


def input_ends_at(consultation: Consultation) -> datetime | None:
    """Return when the last phase for residents ends; None without one."""
    return max((phase.ends_at for phase in input_phases(consultation)), default=None)


def keeps_promises(promised: Iterable[Phase], rows: Iterable[PhaseRow], now: datetime | None = None) -> bool:
    """Return whether rows of (activity, name, start, end) leave residents as much time as phases they could read.

    What began stays open at least until its end; what is still to come may move, but not become shorter or disappear.
    """
    now = now or timezone.now()
    offered = list(rows)
    return all(
        any(_keeps(phase, row, now) for row in offered)
        for phase in promised
        if phase.activity in INPUT and phase.ends_at > now
    )


def _keeps(phase: Phase, row: PhaseRow, now: datetime) -> bool:
    activity, _name, starts_at, ends_at = row
    if activity != phase.activity:
        return False
    if phase.starts_at <= now:
        return starts_at <= now and ends_at >= phase.ends_at
    return ends_at - max(starts_at, now) >= phase.ends_at - phase.starts_at


def may_be_answered(consultation: Consultation, now: datetime | None = None) -> bool:
    """Return whether residents have had their say: the last phase for them is over, or it was closed."""
    if consultation.state != ConsultationState.PUBLISHED:
        return consultation.state == ConsultationState.CLOSED
    ends_at = input_ends_at(consultation)
    return ends_at is None or ends_at <= (now or timezone.now())


def still_possible(consultation: Consultation, now: datetime | None = None) -> str:
    """Return one sentence that says what a resident can do instead: now, later, or when the answer comes."""
    now = now or timezone.now()
    doing = open_activities(consultation, now)
    if not doing.isdisjoint(INPUT):
        return _("What you can still do now: %(ways)s.") % {"ways": ways(doing)}
    coming = [phase for phase in input_phases(consultation) if phase.starts_at > now]
    if coming and consultation.state == ConsultationState.PUBLISHED:
        first = coming[0]
        when = formats.date_format(timezone.localtime(first.starts_at), "j F Y, H:i")
        return _("From %(when)s you can do this: %(ways)s.") % {"when": when, "ways": ways([Activity(first.activity)])}
    if consultation.answered_at is not None:
        return _("The municipality has answered: you can read the answer on the page of the consultation.")
    if consultation.answer_promised_on is not None:
        return _("You can still read everything. The municipality answers no later than %(day)s.") % {
            "day": day_in_words(consultation.answer_promised_on)
        }
    return _("You can still read everything.")


def ways(activities: Iterable[Activity]) -> str:
    """Return in words what people can do, in a fixed order: "talk along, support proposals"."""
    words = {
        Activity.DISCUSSION: _("talk along"),
        Activity.PROPOSALS: _("make and support proposals"),
        Activity.SUPPORT: _("support proposals"),
        Activity.VOTE: _("vote"),
    }
    wanted = set(activities)
    if Activity.PROPOSALS in wanted:
        wanted.discard(Activity.SUPPORT)
    return ", ".join(word for activity, word in words.items() if activity in wanted)


def phase_lines(consultation: Consultation, now: datetime | None = None) -> list[PhaseLine]:
    """Return what is possible when, in order of time."""
    now = now or timezone.now()
    return [PhaseLine(phase, _state(consultation, phase, now), str(phase)) for phase in consultation.phases.all()]


def day_in_words(day: date) -> str:
    """Return a day as people say it: "12 June 2027"."""
    return formats.date_format(day, "j F Y")


def _state(consultation: Consultation, phase: Phase, now: datetime) -> str:
    if phase.ends_at <= now or consultation.state == ConsultationState.CLOSED:
        return "done"
    return "now" if phase.starts_at <= now and consultation.state == ConsultationState.PUBLISHED else "later"
