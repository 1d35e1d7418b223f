"""Proposals: one of them with its support, lists of them, similar ones, and what other lists show of them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, QuerySet
from django.http import Http404
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from deliberation.enums import Activity, ConsultationState, ContributionState, ProposalSort
from deliberation.models import Consultation, Endorsement, Proposal
from deliberation.permissions import can_see_unpublished, sees_all_support
from deliberation.queries.phases import open_activities
from samenspel.accounts.enums import Level
from samenspel.accounts.permissions import can_organise
from samenspel.subjects.registry import Description
from samenspel.tenancy.context import current_municipality
from voting.counting import SMALLEST_CELL, merge_small_cells

PAGE_SIZE = 20
SUPPORTING = (Activity.PROPOSALS, Activity.SUPPORT)  # activities in which proposals can be supported


@dataclass(frozen=True)
class Support:
    """The support of a proposal as this reader sees it; `count` is None until the reader's own choice."""

    count: int | None
    is_own: bool = False
    by_level: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True)
class ProposalRow:
    """A line of a list of proposals."""

    proposal: Proposal
    support: Support


@dataclass(frozen=True)
class ProposalList:
    """A page of a consultation's proposals; `own_unpublished` only their author sees."""

    rows: tuple[ProposalRow, ...]
    page: Page[Any]
    sort: ProposalSort
    own_unpublished: tuple[Proposal, ...] = ()

    @property
    def total(self) -> int:
        """How many proposals there are in this order."""
        return self.page.paginator.count


@dataclass(frozen=True)
class ProposalPage:
    """What the page of a proposal shows besides the proposal; `until` is when support ends, None while it is closed."""

    support: Support
    can_support: bool
    until: datetime | None


def access_proposal(pk: int, user: Any) -> Proposal:
    """Return a proposal with its author and consultation; raise `Http404` when this person cannot see that it exists."""
    proposals = Proposal.objects.select_related("author", "subject", "consultation", "answered_by")
    found: Proposal | None = proposals.prefetch_related("consultation__phases").filter(pk=pk).first()
    if found is None or (not found.consultation.is_public and not can_organise(user)):
        raise Http404
    if found.published_at is None and not can_see_unpublished(user, found):
        raise Http404
    return found


def proposal_list(
    consultation: Consultation, *, sort: ProposalSort = ProposalSort.NEWEST, number: str = "1", viewer: Any = None
) -> ProposalList:
    """Return twenty proposals, in at most four queries however many there are.

    Who may not see the numbers yet does not get them as an order either: the newest come first instead.
    """
    is_shown = shows_support(consultation) or sees_all_support(viewer)
    if sort == ProposalSort.SUPPORTED and not is_shown:
        sort = ProposalSort.NEWEST
    paginator = Paginator(_sorted(consultation, sort), PAGE_SIZE)
    page = paginator.get_page(number)
    found = list(page.object_list)
    own = own_endorsements([proposal.pk for proposal in found], viewer)
    rows = tuple(
        ProposalRow(proposal, _support(proposal, is_own=proposal.pk in own, is_shown=is_shown, viewer=viewer))
        for proposal in found
    )
    own_unpublished = _own_unpublished(consultation, viewer) if page.number == 1 else ()
    return ProposalList(rows, page, sort, own_unpublished)


def proposal_page(proposal: Proposal, *, viewer: Any = None) -> ProposalPage:
    """Return the support of a proposal and whether one can support it now, in at most two queries."""
    is_shown = shows_support(proposal.consultation) or sees_all_support(viewer)
    is_own = bool(own_endorsements([proposal.pk], viewer))
    support = _support(proposal, is_own=is_own, is_shown=is_shown, viewer=viewer)
    if support.count:
        support = Support(support.count, support.is_own, endorsement_levels(proposal))
    until = supporting_until(proposal.consultation)
    can_support = until is not None and proposal.state == ContributionState.PUBLISHED
    return ProposalPage(support, can_support, until)


def supporting_until(consultation: Consultation) -> datetime | None:
    """Return when supporting proposals ends, None when it is not possible now."""
    now = timezone.now()
    if not open_activities(consultation, now) & set(SUPPORTING):
        return None
    running = [phase for phase in consultation.phases.all() if phase.activity in SUPPORTING and phase.is_open_at(now)]
    return max(phase.ends_at for phase in running)


def shows_support(consultation: Consultation) -> bool:
    """Return whether everybody sees the numbers: when the municipality wants that, and once nobody can support any more."""
    municipality = current_municipality()
    if municipality is not None and municipality.settings.rules.get("support_display") == "live":
        return True
    if consultation.state == ConsultationState.CLOSED:
        return True
    now = timezone.now()
    return not any(phase.activity in SUPPORTING and phase.ends_at > now for phase in consultation.phases.all())


def own_endorsements(ids: Collection[int], viewer: Any) -> frozenset[int]:
    """Return which of these proposals this person supports."""
    if viewer is None or not ids:
        return frozenset()
    rows = Endorsement.objects.filter(person=viewer, proposal_id__in=ids)
    return frozenset(rows.values_list("proposal_id", flat=True))


def endorsement_levels(proposal: Proposal) -> tuple[tuple[str, int], ...]:
    """Return how many people support a proposal per verification level, highest first.

    Levels of fewer than five people are taken together with their neighbours; of fewer than five in all nothing is said.
    """
    rows = Endorsement.objects.filter(proposal=proposal).order_by().values_list("level").annotate(number=Count("id"))
    groups = merge_small_cells({level: {0: number} for level, number in rows})
    return tuple(
        (_together([str(Level(level).label) for level in group.levels]), group.total)
        for group in reversed(groups)
        if group.total >= SMALLEST_CELL
    )


def top_proposals(consultation_ids: Collection[int], limit: int = 5) -> list[Proposal]:
    """Return the most supported published proposals of these consultations, in one query."""
    found = Proposal.objects.select_related("author", "consultation").filter(
        consultation_id__in=consultation_ids, state=ContributionState.PUBLISHED
    )
    return list(found.order_by("-endorsement_count", "-id")[:limit])


def proposals_of(person: Any) -> QuerySet[Proposal]:
    """Return what a person proposed on this site, latest first, withdrawn ones included, each with its consultation."""
    found: QuerySet[Proposal] = Proposal.objects.select_related("consultation").filter(author=person)
    return found.order_by("-id")


def describe_proposals(subject_ids: Collection[int]) -> dict[int, Description]:
    """Return what lists show of proposals, by subject id, in one query; withdrawn text is left out."""
    rows = Proposal.objects.select_related("author").filter(subject_id__in=subject_ids)
    return {row.subject_id: _description(row) for row in rows}


def _description(proposal: Proposal) -> Description:
    gone = proposal.state == ContributionState.WITHDRAWN
    return Description(
        title=_("Withdrawn proposal") if gone else proposal.title,
        excerpt="" if gone else Truncator(proposal.text).chars(280),
        url=proposal.get_absolute_url(),
        author_id=proposal.author_id,
        author_name=proposal.author.display_name,
        state=proposal.state,
        text="" if gone else "\n\n".join(part for part in (proposal.title, proposal.text, proposal.place) if part),
    )


def _together(names: list[str]) -> str:
    if len(names) == 1:
        return names[0]
    return _("%(first)s and %(last)s together") % {"first": ", ".join(names[:-1]), "last": names[-1]}


def _sorted(consultation: Consultation, sort: ProposalSort) -> QuerySet[Proposal]:
    found: QuerySet[Proposal] = Proposal.objects.select_related("author").filter(
        consultation=consultation, state=ContributionState.PUBLISHED
    )
    if sort == ProposalSort.SUPPORTED:
        return found.order_by("-endorsement_count", "-id")
    if sort == ProposalSort.ANSWERED:
        return found.filter(answered_at__isnull=False).order_by("-answered_at", "-id")
    return found.order_by("-published_at", "-id")


def _support(proposal: Proposal, *, is_own: bool, is_shown: bool, viewer: Any) -> Support:
    is_author = viewer is not None and proposal.author_id == viewer.pk
    return Support(proposal.endorsement_count if is_shown or is_own or is_author else None, is_own)


def _own_unpublished(consultation: Consultation, viewer: Any) -> tuple[Proposal, ...]:
    if viewer is None:
        return ()
    own = Proposal.objects.filter(author=viewer, consultation=consultation, published_at=None)
    shown = own.filter(state__in=[ContributionState.HELD, ContributionState.HIDDEN])
    return tuple(shown.order_by("-id")[:PAGE_SIZE])
