"""Everything a person said, proposed, supported and voted on, each with the latest that was told about it."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import CharField, F, QuerySet, Value
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from deliberation.enums import ContributionState
from deliberation.models import ConsultationLink, Contribution, Endorsement, Proposal
from samenspel.notifications.models import Notice
from samenspel.subjects.models import Subject
from voting.models import Ballot, Participation

PAGE_SIZE = 20
SAID, PROPOSED, SUPPORTED, VOTED = "said", "proposed", "supported", "voted"
ABOUT = ("about__agenda_item", "about__consultation", "about__proposal__consultation")  # what is talked or voted about


@dataclass(frozen=True)
class Part:
    """One thing a person did. Of a vote only that it was cast: nobody kept what, and `at` is when the ballot opened."""

    kind: str
    title: str
    url: str
    excerpt: str = ""
    state: str = ""
    subjects: frozenset[int] = frozenset()
    consultation: int | None = None
    at: datetime | None = None
    notice: Notice | None = None

    @property
    def is_unread(self) -> bool:
        """Whether the latest that was told about it was not read yet."""
        return self.notice is not None and self.notice.seen_at is None


@dataclass(frozen=True)
class TakingPart:
    """One page of what a person took part in; `subjects` are those whose notices it shows."""

    parts: tuple[Part, ...]
    page: "Page[dict[str, Any]]"
    subjects: frozenset[int]

    @property
    def unread_count(self) -> int:
        """How many different messages on this page were not read yet."""
        return len({part.notice.pk for part in self.parts if part.notice is not None and part.is_unread})


def taking_part(person: Any, *, number: str | int = 1) -> TakingPart:
    """Return a page of what this person took part in, newest first, in at most seven queries."""
    page = Paginator(_all_of(person), PAGE_SIZE).get_page(number)
    rows = list(page)
    found = _said(_keys(rows, SAID)) | _proposed(_keys(rows, PROPOSED, SUPPORTED)) | _voted(_keys(rows, VOTED))
    known = [row for row in rows if (row["kind"], row["ref"]) in found]
    parts = [replace(found[row["kind"], row["ref"]], at=row["at"]) for row in known]
    parts = _with_agenda_items(parts)
    subjects = frozenset(pk for part in parts for pk in part.subjects)
    latest = _latest_notices(person, subjects)
    return TakingPart(tuple(_with_notice(part, latest) for part in parts), page, subjects)


def _all_of(person: Any) -> "QuerySet[Any, dict[str, Any]]":
    """Kind, key and moment of everything."""
    said = _rows(Contribution.objects.filter(author=person), SAID, "pk", "created_at")
    proposed = _rows(Proposal.objects.filter(author=person), PROPOSED, "pk", "created_at")
    supported = _rows(Endorsement.objects.filter(person=person), SUPPORTED, "proposal_id", "created_at")
    voted = _rows(Participation.objects.filter(person=person), VOTED, "ballot_id", "ballot__opens_at")
    return said.union(proposed, supported, voted, all=True).order_by("-at", "kind", "-ref")


def _rows(found: "QuerySet[Any]", kind: str, key: str, moment: str) -> "QuerySet[Any, dict[str, Any]]":
    named = found.order_by().annotate(kind=Value(kind, output_field=CharField()), ref=F(key), at=F(moment))
    rows: QuerySet[Any, dict[str, Any]] = named.values("kind", "ref", "at")
    return rows


def _keys(rows: Iterable[dict[str, Any]], *kinds: str) -> list[int]:
    return [row["ref"] for row in rows if row["kind"] in kinds]


def _said(keys: list[int]) -> dict[tuple[str, int], Part]:
    if not keys:
        return {}
    rooms = [f"room__{path}" for path in ABOUT]
    rows = Contribution.objects.select_related(*rooms).filter(pk__in=keys)
    return {(SAID, row.pk): _contribution(row) for row in rows}


def _contribution(row: Contribution) -> Part:
    about = row.room.about
    is_shown = row.state != ContributionState.WITHDRAWN
    thread = row.pk if row.published_at is None else row.parent_id or row.pk
    return Part(
        kind=SAID,
        title=_title_of(about),
        url=f"{reverse('talk:thread', args=[thread])}#contribution-{row.pk}",
        excerpt=Truncator(row.text).chars(280) if is_shown else "",
        state="" if row.state == ContributionState.PUBLISHED else row.get_state_display(),
        subjects=_subjects_of(about),
        consultation=_consultation_of(about),
    )


def _proposed(keys: list[int]) -> dict[tuple[str, int], Part]:
    """A proposal appears to its author and to who supported it."""
    if not keys:
        return {}
    parts = {}
    for row in Proposal.objects.select_related("consultation").filter(pk__in=keys):
        is_shown = row.state == ContributionState.PUBLISHED
        part = Part(
            kind=PROPOSED,
            title=row.title,
            url=row.get_absolute_url(),
            excerpt=row.consultation.title,
            state=row.get_status_display() if is_shown else row.get_state_display(),
            subjects=frozenset({row.subject_id, row.consultation.subject_id}),
            consultation=row.consultation_id,
        )
        parts[PROPOSED, row.pk] = part
        if is_shown:
            parts[SUPPORTED, row.pk] = replace(part, kind=SUPPORTED)
    return parts


def _voted(keys: list[int]) -> dict[tuple[str, int], Part]:
    if not keys:
        return {}
    rows = Ballot.objects.select_related(*ABOUT).filter(pk__in=keys)
    return {
        (VOTED, row.pk): Part(
            kind=VOTED,
            title=row.question,
            url=row.get_absolute_url(),
            excerpt=_title_of(row.about),
            state=row.get_state_display() if row.result else "",
            subjects=_subjects_of(row.about) | {row.subject_id},
            consultation=_consultation_of(row.about),
        )
        for row in rows
    }


def _title_of(about: Subject) -> str:
    """The name of what is talked or voted about."""
    item, consultation, proposal = (_thing(about, name) for name in ("agenda_item", "consultation", "proposal"))
    if item is not None:
        return str(item.public_title)
    named = consultation or proposal
    return str(named.title) if named is not None else _("Something that is no longer here")


def _subjects_of(about: Subject) -> frozenset[int]:
    proposal = _thing(about, "proposal")
    return frozenset({about.pk} if proposal is None else {about.pk, proposal.consultation.subject_id})


def _consultation_of(about: Subject) -> int | None:
    consultation, proposal = _thing(about, "consultation"), _thing(about, "proposal")
    if consultation is not None:
        return int(consultation.pk)
    return None if proposal is None else int(proposal.consultation_id)


def _thing(about: Subject, name: str) -> Any:
    return getattr(about, name, None)


def _with_agenda_items(parts: list[Part]) -> list[Part]:
    """What the council decides on a consultation's agenda item concerns who took part in the consultation."""
    wanted = {part.consultation for part in parts if part.consultation is not None}
    if not wanted:
        return parts
    items: dict[int, set[int]] = {}
    links = ConsultationLink.objects.filter(consultation__in=wanted)
    for consultation_id, subject_id in links.values_list("consultation", "agenda_item__subject"):
        items.setdefault(consultation_id, set()).add(subject_id)
    return [replace(part, subjects=part.subjects | items.get(part.consultation or 0, set())) for part in parts]


def _latest_notices(person: Any, subjects: Collection[int]) -> dict[int, Notice]:
    """The last that this person was told about each subject."""
    if not subjects:
        return {}
    told = Notice.objects.filter(person=person, about__in=subjects).order_by("about", "-id").distinct("about")
    return {notice.about_id: notice for notice in told}


def _with_notice(part: Part, latest: dict[int, Notice]) -> Part:
    told = [latest[pk] for pk in part.subjects if pk in latest]
    return replace(part, notice=max(told, key=lambda notice: notice.pk)) if told else part
