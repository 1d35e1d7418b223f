"""Agenda items: one of them, the page about it, and the agenda they make up."""

from collections.abc import Collection
from dataclasses import dataclass
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.db.models import Count, Q, QuerySet
from django.http import Http404
from django.urls import reverse
from django.utils.html import strip_tags
from django.utils.translation import gettext as _

from samenspel.council.enums import ItemKind
from samenspel.council.models import AgendaItem, CouncilDocument, Decision, Meeting
from samenspel.council.queries.words import stage_word
from samenspel.subjects import registry

PAGE_SIZE = 50
SHOWN = Q(documents__missing_since=None, missing_since=None) & ~Q(kind=ItemKind.CLOSED)
WITH_A_PAGE = (ItemKind.ITEM, ItemKind.CLOSED)


@dataclass(frozen=True)
class Crumb:
    """A step of the path to a page; the last one has no address."""

    title: str
    url: str = ""


@dataclass(frozen=True)
class ItemPage:
    """What the page of an agenda item shows around the talk. Nothing of a withdrawn or closed item is shown.

    `decisions` are the versions of the recorded decision, the one that counts first.
    """

    item: AgendaItem
    breadcrumb: tuple[Crumb, ...]
    documents: tuple[CouncilDocument, ...]
    previous: AgendaItem | None
    next: AgendaItem | None
    stage_word: str
    decisions: tuple[Decision, ...] = ()


@dataclass(frozen=True)
class AgendaLine:
    """A line of an agenda with what is going on about it."""

    item: AgendaItem
    stage_word: str
    activity: registry.Activity

    @property
    def has_page(self) -> bool:
        """Whether the line leads to a page: items do, and withdrawn ones, for the sake of what was said there."""
        return self.item.kind == ItemKind.ITEM or (self.item.kind == ItemKind.CLOSED and bool(self.item.missing_since))

    @property
    def indent(self) -> int:
        """How far the line is indented, at most three steps."""
        return min(self.item.depth, 3)


@dataclass(frozen=True)
class AgendaPage:
    """One page of an agenda."""

    meeting: Meeting
    lines: tuple[AgendaLine, ...]
    page: "Page[AgendaItem]"
    text: str

    @property
    def keep(self) -> str:
        """The part of the query string that links to other pages keep."""
        return urlencode({"q": self.text}) + "&" if self.text else ""


def access_agenda_item(pk: int) -> AgendaItem:
    """Return an agenda item that has a page (headings and breaks have none), or raise `Http404`."""
    return _one(AgendaItem.objects.filter(pk=pk, kind__in=WITH_A_PAGE))


def access_agenda_line(pk: int) -> AgendaItem:
    """Return a line of an agenda of any kind, for the clerk, or raise `Http404`."""
    return _one(AgendaItem.objects.filter(pk=pk))


def access_document(pk: int) -> CouncilDocument:
    """Return a document with its meeting and item, or raise `Http404`."""
    document: CouncilDocument | None = (
        CouncilDocument.objects.select_related("meeting", "agenda_item").filter(pk=pk).first()
    )
    if document is None:
        raise Http404
    return document


def item_page(item: AgendaItem) -> ItemPage:
    """Return what surrounds the talk on an agenda item's page, in two queries; three with a decision."""
    documents: tuple[CouncilDocument, ...] = ()
    decisions: tuple[Decision, ...] = ()
    if item.is_public:
        documents = tuple(item.documents.filter(missing_since=None))
    if item.is_public and item.has_recorded_decision:
        decisions = tuple(item.decisions.all())
    previous, following = _neighbours(item)
    breadcrumb = (
        Crumb(_("Council"), reverse("council:meetings")),
        Crumb(item.meeting.title, item.meeting.get_absolute_url()),
        Crumb(item.public_title),
    )
    word = stage_word(item.stage or item.meeting.stage)
    return ItemPage(item, breadcrumb, documents, previous, following, word, decisions)


def agenda_page(meeting: Meeting, *, text: str = "", number: str | int = 1, size: int = PAGE_SIZE) -> AgendaPage:
    """Return one page of the agenda, filtered by words in number, title or explanation; all words must occur."""
    items = agenda_items(meeting)
    for word in text.replace("\x00", "").split()[:8]:
        explained = Q(explanation__icontains=word) & ~Q(kind=ItemKind.CLOSED)
        shown = Q(title__icontains=word) | Q(number__istartswith=word) | explained
        items = items.filter(shown, missing_since=None)
    page = Paginator(items, size).get_page(number)
    activity = registry.activity([item.subject_id for item in page])
    lines = tuple(
        AgendaLine(
            item,
            stage_word(item.stage or meeting.stage) if item.kind == ItemKind.ITEM else "",
            activity.get(item.subject_id, registry.Activity()),
        )
        for item in page
    )
    return AgendaPage(meeting, lines, page, text)


def agenda_items(meeting: Meeting) -> QuerySet[AgendaItem]:
    """Return the lines of a meeting's agenda in order, each with its number of public documents."""
    found: QuerySet[AgendaItem] = AgendaItem.objects.filter(meeting=meeting)
    counted = found.annotate(document_count=Count("documents", filter=SHOWN))
    return counted.order_by("order", "id")


def describe_agenda_items(subject_ids: Collection[int]) -> dict[int, registry.Description]:
    """Return what lists show of agenda items, by subject id, in one query."""
    items = AgendaItem.objects.select_related("meeting").filter(subject_id__in=subject_ids)
    return {
        item.subject_id: registry.Description(
            title=item.public_title,
            excerpt=strip_tags(item.explanation)[:200] if item.is_public else "",
            url=item.get_absolute_url(),
            state="" if item.missing_since is None else "withdrawn",
        )
        for item in items
    }


def _one(found: QuerySet[AgendaItem]) -> AgendaItem:
    item = found.select_related("meeting__body", "parent", "subject").first()
    if item is None:
        raise Http404
    return item


def _neighbours(item: AgendaItem) -> tuple[AgendaItem | None, AgendaItem | None]:
    """One query for both: the nearest items with a page before and after this one in the agenda."""
    same = AgendaItem.objects.filter(meeting_id=item.meeting_id, kind__in=WITH_A_PAGE).exclude(pk=item.pk)
    before_it = Q(order__lt=item.order) | Q(order=item.order, pk__lt=item.pk)
    before = same.filter(before_it).order_by("-order", "-id")[:1]
    after = same.exclude(before_it).order_by("order", "id")[:1]
    found = list(before.union(after, all=True))
    earlier = [other for other in found if (other.order, other.pk) < (item.order, item.pk)]
    later = [other for other in found if (other.order, other.pk) > (item.order, item.pk)]
    return (earlier[0] if earlier else None, later[0] if later else None)
