"""What residents can do now: votes, consultations and talks, the one that ends first on top."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import OuterRef, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _

from deliberation.enums import Activity, ContributionState
from deliberation.models import Consultation, Contribution, Room
from deliberation.queries import current_end, open_activities, open_consultations, talk_state
from samenspel.subjects import registry
from voting.models import Ballot
from voting.queries import open_ballots

TALKS = 4
MOST = 12


@dataclass(frozen=True)
class OpenNow:
    """Something one can do now: what it is, its question, and the one button; `quote` is the newest thing said there."""

    kind: str
    title: str
    question: str
    url: str
    action: str
    until: datetime | None
    quote: str = ""
    activity: registry.Activity | None = None

    @property
    def days_left(self) -> int | None:
        """How many days there are after today until it ends; 0 on the last day, None without an end."""
        if self.until is None:
            return None
        last_day = timezone.localtime(self.until - timedelta(microseconds=1)).date()
        return max(0, (last_day - timezone.localdate()).days)


def open_now() -> tuple[OpenNow, ...]:
    """Return what is open now in four queries, by days left; a consultation in which one can only vote is its ballot."""
    ballots = list(open_ballots()[:MOST])
    voted_about = {ballot.about_id for ballot in ballots}
    consultations = [
        one
        for one in open_consultations()
        if one.subject_id not in voted_about or open_activities(one) - {Activity.VOTE, Activity.WEIGHING}
    ]
    found = [
        *(_ballot(ballot) for ballot in ballots),
        *(_consultation(one) for one in consultations),
        *_talks(),
    ]
    far = timezone.now() + timedelta(days=36_500)
    return tuple(sorted(found, key=lambda one: one.until or far)[:MOST])


def _ballot(ballot: Ballot) -> OpenNow:
    return OpenNow(
        kind=_("Vote"),
        title=ballot.question,
        question="",
        url=ballot.get_absolute_url(),
        action=_("Cast your vote"),
        until=ballot.closes_at,
    )


def _consultation(consultation: Consultation) -> OpenNow:
    return OpenNow(
        kind=_("Consultation"),
        title=consultation.title,
        question=consultation.question,
        url=consultation.get_absolute_url(),
        action=_way_in(open_activities(consultation)),
        until=current_end(consultation),
    )


def _way_in(doing: Iterable[Activity]) -> str:
    if {Activity.DISCUSSION, Activity.PROPOSALS} <= set(doing):
        return _("Talk and propose")
    if Activity.PROPOSALS in doing:
        return _("Make a proposal")
    if Activity.SUPPORT in doing:
        return _("Support proposals")
    return _("Vote") if Activity.VOTE in doing else _("Talk along")


def _talks() -> list[OpenNow]:
    """The agenda items about which people talked last, as far as the talk is open."""
    newest = Contribution.objects.filter(room=OuterRef("pk"), parent=None, state=ContributionState.PUBLISHED)
    rooms = (
        Room.objects.filter(contribution_count__gt=0, closed_at=None, last_contribution_at__isnull=False)
        .filter(about__agenda_item__outcome="", about__agenda_item__missing_since=None)
        .select_related("about__agenda_item__meeting")
        .annotate(newest_text=Subquery(newest.order_by("-id").values("text")[:1]))
        .order_by("-last_contribution_at")
    )
    found = [(room, room.about.agenda_item, talk_state(room, room.about.agenda_item)) for room in rooms[: 2 * TALKS]]
    return [
        OpenNow(
            kind=_("Talk"),
            title=item.public_title,
            question="",
            url=item.get_absolute_url(),
            action=_("Talk along"),
            until=state.until,
            quote=room.newest_text or "",
            activity=registry.Activity(room.contribution_count, room.open_question_count, room.last_contribution_at),
        )
        for room, item, state in found
        if state.is_open
    ][:TALKS]
