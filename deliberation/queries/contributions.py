"""Contributions: one of them, a page of a talk, a thread, and what lists show of them."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet
from django.db.models.fields.tuple_lookups import Tuple, TupleLessThan
from django.http import Http404
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from deliberation.enums import ContributionState, Sort, Stance
from deliberation.models import Contribution, ContributionVersion, Reaction, Room
from deliberation.permissions import can_see_unpublished
from deliberation.queries.rooms import PHASES, TOPICS, find_topic, in_draft
from samenspel.subjects.registry import Description

PAGE_SIZE = 20
FOLDED_REPLIES = 2
THREAD_SIZE = 50
SCREEN_SIZE = 3
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
LATEST = 250_000_000_000_000_000  # in the year 9892: a cursor that somebody made up stays a date


@dataclass(frozen=True)
class Thread:
    """A top-level contribution with the replies that are shown under it."""

    contribution: Contribution
    replies: tuple[Contribution, ...]

    @property
    def folded_count(self) -> int:
        """How many replies are not shown here."""
        return max(0, self.contribution.reply_count - len(self.replies))


@dataclass(frozen=True)
class TalkPage:
    """A page of a talk. `cursor` leads to the next page, empty on the last; `own_unpublished` only their author sees."""

    threads: tuple[Thread, ...]
    sort: Sort
    cursor: str = ""
    own_unpublished: tuple[Contribution, ...] = ()
    reactions: dict[int, frozenset[str]] = field(default_factory=dict)


def access_contribution(pk: int, user: Any) -> Contribution:
    """Return a contribution with its author and room; raise `Http404` when this person cannot see that it exists."""
    contribution: Contribution | None = (
        Contribution.objects.select_related("author", "subject", "room__stream", *(f"room__{t}" for t in TOPICS))
        .prefetch_related(f"room__{PHASES}")
        .filter(pk=pk)
        .first()
    )
    if contribution is None or in_draft(contribution.room):
        raise Http404
    if contribution.published_at is None and not can_see_unpublished(user, contribution):
        raise Http404
    return contribution


def talk_page(room: Room, *, sort: Sort = Sort.NEWEST, before: str = "", viewer: Any = None) -> TalkPage:
    """Return twenty top-level contributions with their first replies, in at most two queries."""
    found, own_unpublished = _tops(room, sort, before, viewer)
    shown, cursor = found[:PAGE_SIZE], ""
    if len(found) > PAGE_SIZE:
        cursor = _cursor(shown[-1], sort)
    replies: dict[int | None, list[Contribution]] = {}
    for reply in _first_replies(shown, viewer):
        replies.setdefault(reply.parent_id, []).append(reply)
    threads = tuple(Thread(top, tuple(replies.get(top.pk, ()))) for top in shown)
    contributions = [c for thread in threads for c in (thread.contribution, *thread.replies)]
    reactions = {c.pk: frozenset(own) for c in contributions if (own := getattr(c, "own_kinds", None))}
    return TalkPage(threads, sort, cursor, own_unpublished, reactions)


def thread_page(contribution: Contribution, *, after: int = 0) -> tuple[list[Contribution], int]:
    """Return up to fifty replies after a reply number, and the number to go on from, 0 at the end."""
    replies = _listed().filter(parent=contribution, reply_number__gt=after).order_by("reply_number")
    found = list(replies[: THREAD_SIZE + 1])
    more = len(found) > THREAD_SIZE
    return found[:THREAD_SIZE], found[THREAD_SIZE - 1].reply_number if more else 0


def contributions_of(room: Room, ids: Collection[int]) -> QuerySet[Contribution]:
    """Return contributions of a room by id, with their authors."""
    found: QuerySet[Contribution] = Contribution.objects.select_related("author").filter(room=room, pk__in=ids)
    return found


def newest_contributions(room: Room) -> list[Contribution]:
    """Return the last things that were said at the top level and are published now, newest first."""
    published = _listed().filter(room=room, parent=None, state=ContributionState.PUBLISHED)
    return list(published.order_by("-published_at", "-id")[:SCREEN_SIZE])


def own_unpublished_contributions(room: Room, viewer: Any) -> QuerySet[Contribution]:
    """Return what this person wrote here and readers never saw: it waits for a moderator, or a moderator refused it."""
    unpublished = Contribution.objects.select_related("author").filter(author=viewer, room=room, published_at=None)
    shown: QuerySet[Contribution] = unpublished.filter(state__in=[ContributionState.HELD, ContributionState.HIDDEN])
    return shown.order_by("-id")


def own_reactions(ids: Iterable[int], viewer: Any) -> dict[int, frozenset[str]]:
    """Return the kinds this person reacted with, by contribution id."""
    ids = list(ids)
    if viewer is None or not ids:
        return {}
    kinds: dict[int, set[str]] = {}
    rows = Reaction.objects.filter(person=viewer, contribution_id__in=ids)
    for contribution_id, kind in rows.values_list("contribution_id", "kind"):
        kinds.setdefault(contribution_id, set()).add(kind)
    return {pk: frozenset(found) for pk, found in kinds.items()}


def earlier_versions(contribution: Contribution) -> QuerySet[ContributionVersion]:
    """Return how a contribution read before, latest first."""
    found: QuerySet[ContributionVersion] = ContributionVersion.objects.filter(contribution=contribution)
    return found.order_by("-version")


def describe_contributions(subject_ids: Collection[int]) -> dict[int, Description]:
    """Return what lists show of contributions, by subject id, in one query; withdrawn text is left out."""
    rows = Contribution.objects.select_related(
        "author", "room__about__agenda_item", "room__about__consultation"
    ).filter(subject_id__in=subject_ids)
    return {
        row.subject_id: Description(
            title=_("Contribution about “%(item)s”") % {"item": topic.public_title},
            excerpt="" if row.state == ContributionState.WITHDRAWN else Truncator(row.text).chars(280),
            url=_address(row),
            author_id=row.author_id,
            author_name=row.author.display_name,
            state=row.state,
            text="" if row.state == ContributionState.WITHDRAWN else row.text,
        )
        for row in rows
        if (topic := find_topic(row.room)) is not None
    }


def _address(contribution: Contribution) -> str:
    """Where it stands in its thread; what was never published stands in none, and has a page for who may see it."""
    thread = contribution.pk if contribution.published_at is None else contribution.parent_id or contribution.pk
    return reverse("talk:thread", args=[thread]) + f"#contribution-{contribution.pk}"


def _tops(room: Room, sort: Sort, before: str, viewer: Any) -> tuple[list[Contribution], tuple[Contribution, ...]]:
    """Return a page of the top level and, on the first page, what only the viewer sees: one query for both."""
    page = _with_own_reactions(_sorted(room, sort, before), viewer)[: PAGE_SIZE + 1]
    if viewer is None or before:
        return list(page), ()
    own = _with_own_reactions(own_unpublished_contributions(room, viewer), viewer)[:PAGE_SIZE]
    found = list(page.union(own, all=True))
    first = "agree_count" if sort == Sort.SUPPORTED else "published_at"
    tops = [c for c in found if c.published_at is not None]
    tops.sort(key=lambda c: (getattr(c, first), c.pk), reverse=True)
    return tops, tuple(sorted((c for c in found if c.published_at is None), key=lambda c: -c.pk))


def _with_own_reactions(contributions: QuerySet[Contribution], viewer: Any) -> QuerySet[Contribution]:
    """Let each contribution carry `own_kinds`, how the viewer reacted to it."""
    if viewer is None:
        return contributions
    own = Reaction.objects.filter(contribution=OuterRef("pk"), person=viewer).values("kind")
    return contributions.annotate(own_kinds=ArraySubquery(own))


def _listed() -> QuerySet[Contribution]:
    """Contributions with a place in the talk; hidden and withdrawn ones keep theirs, as a sentence."""
    found: QuerySet[Contribution] = Contribution.objects.select_related("author").filter(published_at__isnull=False)
    return found


def _sorted(room: Room, sort: Sort, before: str) -> QuerySet[Contribution]:
    """Never order by the primary key alone: PostgreSQL would walk the whole table backwards for an old room."""
    tops = _listed().filter(room=room, parent=None)
    first = "agree_count" if sort == Sort.SUPPORTED else "published_at"
    if sort == Sort.UNANSWERED:
        tops = tops.filter(stance=Stance.QUESTION, is_answered=False, state=ContributionState.PUBLISHED)
    numbers = [int(part) for part in before.split("-") if part.isdecimal() and len(part) < 19]
    if len(numbers) == 2:
        value = numbers[0] if sort == Sort.SUPPORTED else _moment(numbers[0])
        tops = tops.filter(TupleLessThan(Tuple(first, "id"), (value, numbers[1])))
    return tops.order_by(f"-{first}", "-id")


def _cursor(last: Contribution, sort: Sort) -> str:
    if sort == Sort.SUPPORTED:
        return f"{last.agree_count}-{last.pk}"
    assert last.published_at is not None  # noqa: S101  # only published ones are listed
    return f"{(last.published_at - EPOCH) // MICROSECOND}-{last.pk}"


def _moment(microseconds: int) -> datetime:
    return EPOCH + min(microseconds, LATEST) * MICROSECOND


def _first_replies(tops: list[Contribution], viewer: Any) -> list[Contribution]:
    with_replies = [top.pk for top in tops if top.reply_count]
    if not with_replies:
        return []
    replies = _listed().filter(parent_id__in=with_replies, reply_number__lte=FOLDED_REPLIES)
    return list(_with_own_reactions(replies, viewer).order_by("reply_number"))
