"""What waits for the clerk."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.paginator import Page, Paginator
from django.db.models import Count, Q, QuerySet
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from samenspel.council.enums import ItemKind, MeetingStatus, Outcome
from samenspel.council.models import AgendaItem, ImportRun, Meeting, PendingReference
from samenspel.council.queries.items import PAGE_SIZE
from samenspel.council.queries.words import stage_words
from samenspel.subjects import registry

SOON = timedelta(days=21)
RECENT = timedelta(days=60)
MOST_ITEMS = 200
DISCUSSABLE = Q(agenda_items__kind=ItemKind.ITEM, agenda_items__missing_since=None)


@dataclass(frozen=True)
class Task:
    """One line of the desk: what is the matter, since or until when, and the one thing to do."""

    what: str
    title: str
    url: str
    action: str
    due: datetime | None
    meeting: str = ""
    meeting_id: int | None = None


@dataclass(frozen=True)
class ClerkLine:
    """A line of an agenda as the clerk puts it in order."""

    item: AgendaItem
    is_first: bool
    is_last: bool
    stage_word: str

    @property
    def indent(self) -> int:
        """How far the line is indented, at most three steps."""
        return min(self.item.depth, 3)


@dataclass(frozen=True)
class ClerkAgenda:
    """One page of an agenda as the clerk sees it, withdrawn lines too."""

    lines: tuple[ClerkLine, ...]
    page: "Page[tuple[int, int | None]]"


def clerk_agenda(meeting: Meeting, *, number: str | int = 1, line_id: int | None = None) -> ClerkAgenda:
    """Return one page of an agenda, the one with a certain line where that is asked, in two queries.

    A line knows its place among its neighbours, those on other pages included.
    """
    places = list(AgendaItem.objects.filter(meeting=meeting).order_by("order", "id").values_list("pk", "parent_id"))
    first: dict[int | None, int] = {}
    last: dict[int | None, int] = {}
    for index, (pk, parent_id) in enumerate(places):
        first.setdefault(parent_id, pk)
        last[parent_id] = pk
        if pk == line_id:
            number = index // PAGE_SIZE + 1
    page = Paginator(places, PAGE_SIZE).get_page(number)
    items = AgendaItem.objects.in_bulk([pk for pk, _parent_id in page])
    words = stage_words()
    lines = tuple(
        ClerkLine(
            items[pk],
            first[parent_id] == pk,
            last[parent_id] == pk,
            words.get(items[pk].stage or meeting.stage, "") if items[pk].kind == ItemKind.ITEM else "",
        )
        for pk, parent_id in page
        if pk in items
    )
    return ClerkAgenda(lines, page)


def desk(meeting_id: int | None = None) -> list[Task]:
    """Return what needs attention, soonest first, of all meetings or of one; a constant number of queries."""
    now = timezone.now()
    items = _items_to_look_at(now)
    activity = registry.activity([item.subject_id for item in items])
    talked = [(item, activity[item.subject_id].contributions) for item in items if item.subject_id in activity]
    tasks = [
        *_meeting_tasks(now),
        *(_result_task(item) for item in items if item.missing_since is None and item.outcome == Outcome.UNKNOWN),
        *(_decision_task(item, said) for item, said in talked if item.missing_since is None and said),
        *(_withdrawn_task(item, said) for item, said in talked if item.missing_since is not None and said),
        *_import_tasks(now),
    ]
    if meeting_id is not None:
        tasks = [task for task in tasks if task.meeting_id == meeting_id]
    return sorted(tasks, key=lambda task: (task.due is None, task.due or now))


def access_import(pk: int) -> ImportRun:
    """Return an import run, or raise `Http404`."""
    run: ImportRun | None = ImportRun.objects.filter(pk=pk).first()
    if run is None:
        raise Http404
    return run


def import_runs() -> QuerySet[ImportRun]:
    """Return import runs, latest first."""
    found: QuerySet[ImportRun] = ImportRun.objects.order_by("-pk")
    return found


def open_meetings() -> QuerySet[Meeting]:
    """Return meetings to which lines can be added, latest first."""
    found: QuerySet[Meeting] = Meeting.objects.filter(missing_since=None).exclude(status=MeetingStatus.CANCELLED)
    return found.order_by("-starts_at", "-pk")


def line_choices(meeting: Meeting, item: AgendaItem) -> QuerySet[AgendaItem]:
    """Return the lines below which a line can be put: not itself, nor anything below it."""
    lines: QuerySet[AgendaItem] = AgendaItem.objects.filter(meeting=meeting, depth__lt=3)
    if item.pk is None:
        return lines
    below = {item.pk}
    for pk, parent_id in AgendaItem.objects.filter(meeting=meeting).order_by("order").values_list("pk", "parent_id"):
        if parent_id in below:
            below.add(pk)
    choices: QuerySet[AgendaItem] = lines.exclude(pk__in=below)
    return choices


def _meeting_tasks(now: datetime) -> list[Task]:
    soon = Meeting.objects.filter(missing_since=None, starts_at__range=(now - timedelta(days=1), now + SOON))
    soon = soon.exclude(status__in=[MeetingStatus.CANCELLED, MeetingStatus.CLOSED]).annotate(
        lines=Count("agenda_items", filter=DISCUSSABLE),
        stageless=Count("agenda_items", filter=DISCUSSABLE & Q(agenda_items__stage="", stage="")),
    )
    tasks = []
    for meeting in soon.order_by("starts_at"):
        url = reverse("council:clerk_meeting", args=[meeting.pk])
        shared = {"due": meeting.starts_at, "meeting": meeting.title, "meeting_id": meeting.pk}
        if meeting.lines == 0:
            tasks.append(Task(_("No items yet"), meeting.title, url, _("Add items"), **shared))
        elif meeting.stageless:
            what = ngettext("%(n)s item has no stage", "%(n)s items have no stage", meeting.stageless)
            edit = reverse("council:edit_meeting", args=[meeting.pk])
            tasks.append(Task(what % {"n": meeting.stageless}, meeting.title, edit, _("Choose the stage"), **shared))
    running = Meeting.objects.filter(status=MeetingStatus.IN_SESSION, starts_at__lt=now - timedelta(hours=12))
    for meeting in running.order_by("starts_at"):
        url = reverse("council:clerk_meeting", args=[meeting.pk])
        what, action = _("Still in session"), _("End the meeting")
        tasks.append(Task(what, meeting.title, url, action, meeting.starts_at, meeting.title, meeting.pk))
    return tasks


def _items_to_look_at(now: datetime) -> list[AgendaItem]:
    """Items with a result in new words, whose meeting is over without a recorded decision, or withdrawn at the source."""
    dealt_with = Q(decided_at__gt=now - RECENT) | (
        Q(meeting__starts_at__range=(now - RECENT, now)) & (Q(meeting__status=MeetingStatus.CLOSED) | ~Q(outcome=""))
    )
    undecided = dealt_with & Q(missing_since=None, kind=ItemKind.ITEM) & ~Q(raw__contains={"decided_by": "clerk"})
    withdrawn = Q(missing_since__isnull=False) & ~Q(raw__has_key="withdrawn_by")
    items = AgendaItem.objects.select_related("meeting").filter(undecided | withdrawn)
    return list(items.order_by("-decided_at", "-missing_since", "order")[:MOST_ITEMS])


def _result_task(item: AgendaItem) -> Task:
    return Task(
        _("A result in words that are new to us"),
        item.title,
        reverse("council:edit_item", args=[item.pk]),
        _("Set the outcome"),
        item.decided_at,
        item.meeting.title,
        item.meeting_id,
    )


def _decision_task(item: AgendaItem, said: int) -> Task:
    """Residents spoke, the council dealt with it, and nobody told them yet what was done with what they said."""
    return Task(
        ngettext("%(n)s contribution waits for an answer", "%(n)s contributions wait for an answer", said)
        % {"n": said},
        item.title,
        reverse("council:decide", args=[item.pk]),
        _("Record the decision"),
        item.decided_at or item.meeting.starts_at,
        item.meeting.title,
        item.meeting_id,
    )


def _withdrawn_task(item: AgendaItem, said: int) -> Task:
    """Withdrawn at the source while residents had spoken: the clerk should know, and can tell them."""
    return Task(
        ngettext("Withdrawn, with %(n)s contribution", "Withdrawn, with %(n)s contributions", said) % {"n": said},
        item.title,
        item.get_absolute_url(),
        _("Look at the talk"),
        item.missing_since,
        item.meeting.title,
        item.meeting_id,
    )


def _import_tasks(now: datetime) -> list[Task]:
    latest = ImportRun.objects.filter(started_at__gt=now - RECENT).order_by("source", "location", "-pk")
    tasks = [
        Task(
            _("The import failed") if run.failed else _("The import has remarks"),
            run.location,
            reverse("council:import", args=[run.pk]),
            _("Read what to do"),
            run.finished_at,
        )
        for run in latest.distinct("source", "location")
        if run.failed or run.problems
    ]
    given_up = PendingReference.objects.filter(next_attempt_at=None).count()
    if given_up:
        what = ngettext("%(n)s reference was never found", "%(n)s references were never found", given_up)
        tasks.append(
            Task(what % {"n": given_up}, _("Imports"), reverse("council:imports"), _("Look at the imports"), None)
        )
    return tasks
