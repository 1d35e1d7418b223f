"""What the public page of a consultation shows around its talk, and what waits for its organiser."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from deliberation.enums import Activity, ConsultationState, ContributionState
from deliberation.models import Consultation, ConsultationLink, Proposal
from deliberation.queries.consultations import current_end, links_of, with_phases
from deliberation.queries.duties import unmet_duties
from deliberation.queries.phases import (
    PhaseLine,
    input_phases,
    is_open,
    may_be_answered,
    open_activities,
    phase_lines,
    still_possible,
)
from deliberation.queries.proposals import shows_support, top_proposals
from samenspel.accounts.enums import Level
from voting.models import Ballot
from voting.queries import ballots_about
from voting.queries import is_open as is_ballot_open

MOST_LISTED = 200
TOP = 3


@dataclass(frozen=True)
class Way:
    """A way to something one can do or read: a link with a name, and how many there are where that is known."""

    name: str
    url: str
    number: int = 0


@dataclass(frozen=True)
class ConsultationPage:
    """A consultation with all that stands on its page but the talk."""

    consultation: Consultation
    phases: tuple[PhaseLine, ...]
    links: tuple[ConsultationLink, ...]
    ballots: tuple[Ballot, ...]
    proposals: tuple[Proposal, ...]
    doing: frozenset[Activity]
    until: datetime | None
    still: str
    who: str
    main_action: Way | None
    tabs: tuple[Way, ...]

    @property
    def is_open(self) -> bool:
        """Whether residents can say something now."""
        return self.until is not None

    @property
    def is_over(self) -> bool:
        """Whether residents can say nothing any more: the last phase is past, or it was closed."""
        return not self.is_open and may_be_answered(self.consultation)

    @property
    def has_talk(self) -> bool:
        """Whether people talk in one of its phases."""
        return any(line.phase.activity == Activity.DISCUSSION for line in self.phases)

    @property
    def days_left(self) -> int:
        """How many days there are after today until it ends; 0 on the last day."""
        if self.until is None:
            return 0
        return max(0, (timezone.localtime(self.until - timedelta(microseconds=1)).date() - timezone.localdate()).days)


@dataclass(frozen=True)
class OrganiserTask:
    """One line of the desk: what is the matter, until when, and the one thing to do."""

    due: date | None
    what: str
    consultation: Consultation
    url: str
    action: str
    is_late: bool = False


@dataclass(frozen=True)
class OrganiserDesk:
    """What needs doing, soonest first, and every consultation, latest first."""

    tasks: tuple[OrganiserTask, ...]
    consultations: tuple[Consultation, ...]


def consultation_page(consultation: Consultation) -> ConsultationPage:
    """Return what surrounds the talk, in three queries when the phases were fetched."""
    now = timezone.now()
    links, ballots = tuple(links_of(consultation)), tuple(ballots_about([consultation.subject_id]))
    doing = open_activities(consultation, now)
    return ConsultationPage(
        consultation=consultation,
        phases=tuple(phase_lines(consultation, now)),
        links=links,
        ballots=ballots,
        proposals=_most_supported(consultation),
        doing=doing,
        until=current_end(consultation, now) if is_open(consultation, now) else None,
        still=still_possible(consultation, now),
        who=who_may_take_part(consultation),
        main_action=_main_action(consultation, doing, ballots, now),
        tabs=tuple(_tabs(consultation, links, ballots)),
    )


def who_may_take_part(consultation: Consultation) -> str:
    """Return in words what one needs to take part."""
    words: dict[int, str] = {
        Level.EMAIL: _("To make or support a proposal you sign in with your e-mail address."),
        Level.LETTER: _("To make or support a proposal you need the code from the letter of the municipality."),
        Level.SMS: _("To make or support a proposal you need a verified mobile number."),
        Level.OIDC: _("To make or support a proposal you sign in with an identity provider."),
        Level.DIGID: _("To make or support a proposal you sign in with DigiD."),
    }
    activities = {phase.activity for phase in input_phases(consultation)}
    sentences = []
    if Activity.DISCUSSION in activities:
        sentences.append(_("Everybody can talk along, also without an account."))
    if activities & {Activity.PROPOSALS, Activity.SUPPORT}:
        sentences.append(words.get(consultation.minimum_level, ""))
    if Activity.VOTE in activities:
        sentences.append(_("The ballot itself says who may vote."))
    return " ".join(sentence for sentence in sentences if sentence)


def organiser_desk() -> OrganiserDesk:
    """Return what waits for the organisers, in three queries."""
    found = list(with_phases().order_by("-id")[:MOST_LISTED])
    waiting = dict(
        Proposal.objects.filter(consultation__in=found, state=ContributionState.PUBLISHED, answered_at=None)
        .values_list("consultation")
        .annotate(number=Count("pk"))
    )
    now = timezone.now()
    tasks = [task for one in found for task in _tasks(one, waiting.get(one.pk, 0), now)]
    far = date.max
    return OrganiserDesk(
        tasks=tuple(sorted(tasks, key=lambda task: (task.due or far, task.consultation.pk))), consultations=tuple(found)
    )


def _main_action(
    consultation: Consultation, doing: frozenset[Activity], ballots: tuple[Ballot, ...], now: datetime
) -> Way | None:
    """The one thing to do now: a vote ends soonest, a proposal is more than a contribution."""
    running = [ballot for ballot in ballots if is_ballot_open(ballot, now)]
    if running:
        return Way(_("Vote"), running[0].get_absolute_url())
    if Activity.PROPOSALS in doing:
        return Way(_("Make a proposal"), reverse("proposals:submit", args=[consultation.pk]))
    if Activity.SUPPORT in doing:
        return Way(_("Support proposals"), reverse("proposals:list", args=[consultation.pk]))
    if Activity.DISCUSSION in doing:
        return Way(_("Talk along"), "#composer")
    return Way(_("Read the answer"), "#answer") if consultation.answer else None


def _takes_proposals(consultation: Consultation) -> bool:
    return any(phase.activity in {Activity.PROPOSALS, Activity.SUPPORT} for phase in consultation.phases.all())


def _most_supported(consultation: Consultation) -> tuple[Proposal, ...]:
    """Nothing while numbers are not shown: an order would tell them."""
    if not _takes_proposals(consultation) or not shows_support(consultation):
        return ()
    return tuple(top_proposals([consultation.pk], TOP))


def _tabs(consultation: Consultation, links: tuple[ConsultationLink, ...], ballots: tuple[Ballot, ...]) -> list[Way]:
    activities = {phase.activity for phase in consultation.phases.all()}
    tabs = []
    if consultation.answer:
        tabs.append(Way(_("Answer"), "#answer"))
    if Activity.DISCUSSION in activities:
        tabs.append(Way(_("Talk"), "#talk"))
    if _takes_proposals(consultation):
        tabs.append(Way(_("Proposals"), reverse("proposals:list", args=[consultation.pk])))
    if ballots:
        tabs.append(Way(_("Votes"), "#ballots", len(ballots)))
    if links:
        tabs.append(Way(_("In the council"), "#items", len(links)))
    return tabs


def _tasks(consultation: Consultation, unanswered: int, now: datetime) -> list[OrganiserTask]:
    if consultation.state == ConsultationState.DRAFT:
        return [_draft_task(consultation)]
    tasks = []
    promised = consultation.answer_promised_on
    if unanswered and not (consultation.answered_at and may_be_answered(consultation, now)):
        what = ngettext("%(n)s proposal without an answer", "%(n)s proposals without an answer", unanswered)
        url = reverse("proposals:list", args=[consultation.pk])
        tasks.append(_task(consultation, promised, what % {"n": unanswered}, url, _("Answer the proposals")))
    if consultation.answered_at is None and may_be_answered(consultation, now) and input_phases(consultation):
        url = reverse("consultations:answer", args=[consultation.pk])
        tasks.append(_task(consultation, promised, _("Residents wait for the answer"), url, _("Write the answer")))
    until = current_end(consultation, now)
    if is_open(consultation, now) and until is not None:
        day = timezone.localtime(until).date()
        url = consultation.get_absolute_url()
        tasks.append(
            _task(consultation, day, _("Open: residents take part until this day"), url, _("Look at what comes in"))
        )
    return tasks


def _draft_task(consultation: Consultation) -> OrganiserTask:
    duties = unmet_duties(consultation)
    first = min((phase.starts_at for phase in consultation.phases.all()), default=None)
    due = timezone.localtime(first).date() if first is not None else None
    step = duties[0].step if duties else "check"
    what = _("Draft, ready to publish")
    if duties:
        what = ngettext("Draft, %(n)s thing to do", "Draft, %(n)s things to do", len(duties)) % {"n": len(duties)}
    url = reverse("consultations:edit", args=[consultation.pk, step])
    return _task(consultation, due, what, url, _("Go on with the draft") if duties else _("Check and publish"))


def _task(consultation: Consultation, due: date | None, what: str, url: str, action: str) -> OrganiserTask:
    is_late = due is not None and due < timezone.localdate()
    return OrganiserTask(due, what, consultation, url, action, is_late)
