"""The dossier of an agenda item: everything a council member reads before deciding, in a fixed number of queries."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, F, OuterRef, QuerySet, Subquery, Window, prefetch_related_objects
from django.db.models.functions import JSONObject
from django.http import Http404
from django.utils import timezone

from deliberation.enums import ContributionState
from deliberation.models import Consultation, Proposal
from deliberation.permissions import sees_all_support
from deliberation.queries import consultations_of, shows_support
from samenspel.council.enums import Outcome
from samenspel.council.models import AgendaItem, CouncilDocument, Decision
from samenspel.council.queries import WITH_A_PAGE
from samenspel.dossier.models import PrivateNote
from samenspel.dossier.queries.numbers import Numbers, numbers
from samenspel.dossier.queries.talk import Talk, talk
from voting.enums import BallotState
from voting.models import Ballot
from voting.queries import ResultSummary, result_summary

PROPOSALS_SHOWN = 8


@dataclass(frozen=True)
class Document:
    """A public document at its source."""

    title: str
    url: str


@dataclass(frozen=True)
class Decided:
    """What the council decided; `version` above 1 says that the clerk corrected it."""

    outcome: str
    decided_on: date
    text: str
    reasons: str
    input_use: str
    version: int

    def get_outcome_display(self) -> str:
        """Return the word for the outcome."""
        return str(Outcome(self.outcome).label)


@dataclass(frozen=True)
class Note:
    """The reader's own private note; `stamp` tells whether it changed since."""

    text: str
    stamp: str


@dataclass(frozen=True)
class DossierItem:
    """An agenda item with what one query brings along."""

    item: AgendaItem
    documents: tuple[Document, ...]
    decision: Decided | None
    note: Note | None


@dataclass(frozen=True)
class Proposed:
    """A proposal with what is new about it to the reader; `support` is None while the reader may not see it yet."""

    proposal: Proposal
    support: int | None
    is_new: bool
    answer_is_new: bool


@dataclass(frozen=True)
class Voted:
    """A ballot, with its result once it is counted: before that nobody sees a number."""

    ballot: Ballot
    result: ResultSummary | None
    is_new: bool


@dataclass(frozen=True)
class DossierPage:
    """Everything on the page."""

    about: DossierItem
    consultations: tuple[Consultation, ...]
    numbers: Numbers
    talk: Talk
    proposals: tuple[Proposed, ...]
    proposal_count: int
    ballots: tuple[Voted, ...]
    since: datetime | None

    @property
    def item(self) -> AgendaItem:
        """The agenda item it is about."""
        return self.about.item

    @property
    def new_counts(self) -> dict[str, int]:
        """How much is new since the reader last looked: contributions, proposals, answers, results."""
        new = self.numbers.new
        results = sum(1 for voted in self.ballots if voted.is_new)
        counts = {"said": new.get("said", 0), "proposed": new.get("proposed", 0), "answered": new.get("answered", 0)}
        return {**counts, "results": results}


def access_dossier(pk: int) -> DossierItem:
    """Return an agenda item with its documents, its decision and the note of who acts now, in one query; else 404.

    What the council withdrew or handles behind closed doors has no dossier: it is there for who kept a note about it only.
    """
    item = (
        AgendaItem.objects.select_related("meeting__body", "subject")
        .filter(pk=pk, kind__in=WITH_A_PAGE)
        .annotate(found_documents=_documents(), found_decision=_decision(), found_note=_note())
        .first()
    )
    if item is None or not (item.is_public or item.found_note):
        raise Http404
    return DossierItem(
        item,
        tuple(Document(**found) for found in item.found_documents) if item.is_public else (),
        _decided(item.found_decision) if item.is_public and item.found_decision else None,
        Note(**item.found_note) if item.found_note else None,
    )


def dossier_page(about: DossierItem, *, viewer: Any = None, since: datetime | None = None) -> DossierPage:
    """Return the dossier in five queries; what came after `since` is new to the reader, nothing when it is None.

    One more query tells for who does not prepare the decision whether support is shown yet.
    """
    consultations = consultations_of(about.item)
    undisclosed = _undisclosed(consultations, viewer)
    ids = [consultation.pk for consultation in consultations]
    subjects = [about.item.subject_id, *(consultation.subject_id for consultation in consultations)]
    proposals = _proposals(ids, by_support=not undisclosed)
    counted = numbers(about.item, ids, subjects, since)
    if undisclosed:
        counted = replace(counted, acts={**counted.acts, "supported": None})
    return DossierPage(
        about=about,
        consultations=tuple(consultations),
        numbers=counted,
        talk=talk(subjects, counted.stances, since),
        proposals=tuple(
            Proposed(
                proposal,
                None if proposal.consultation_id in undisclosed else proposal.endorsement_count,
                _after(proposal.published_at, since),
                _after(proposal.answered_at, since),
            )
            for proposal in proposals
        ),
        proposal_count=proposals[0].in_all if proposals else 0,
        ballots=tuple(
            Voted(one, result_summary(one) if one.result else None, _after(one.counted_at, since))
            for one in _ballots(subjects)
        ),
        since=since,
    )


def _documents() -> ArraySubquery:
    shown = CouncilDocument.objects.filter(agenda_item=OuterRef("pk"), missing_since=None).order_by("id")
    return ArraySubquery(shown.values(json=JSONObject(title="title", url="url")))


def _decision() -> Subquery:
    names = ("outcome", "decided_on", "text", "reasons", "input_use", "version")
    latest = Decision.objects.filter(agenda_item=OuterRef("pk")).order_by("-version")
    return Subquery(latest.values(json=JSONObject(**{name: name for name in names}))[:1])


def _note() -> Subquery:
    """Of who acts now: the database shows no other note."""
    own = PrivateNote.objects.filter(agenda_item=OuterRef("pk"))
    return Subquery(own.values(json=JSONObject(text="text", stamp="updated_at"))[:1])


def _decided(found: dict[str, Any]) -> Decided:
    return Decided(**{**found, "decided_on": date.fromisoformat(found["decided_on"])})


def _undisclosed(consultations: list[Consultation], viewer: Any) -> set[int]:
    """Whose proposals do not show their support: who can still give it should not follow the others."""
    if sees_all_support(viewer):
        return set()
    prefetch_related_objects(consultations, "phases")
    return {consultation.pk for consultation in consultations if not shows_support(consultation)}


def _proposals(consultation_ids: list[int], *, by_support: bool) -> list[Any]:  # proposals with `in_all`
    found = Proposal.objects.filter(consultation__in=consultation_ids, state=ContributionState.PUBLISHED)
    counted = found.annotate(in_all=Window(Count("pk")))
    order = "-endorsement_count" if by_support else "-published_at"
    return list(counted.order_by(order, "-id")[:PROPOSALS_SHOWN])


def _ballots(subject_ids: list[int]) -> QuerySet[Ballot]:
    opened = Ballot.objects.filter(about__in=subject_ids, opens_at__lte=timezone.now())
    found: QuerySet[Ballot] = opened.filter(state__in=[BallotState.PLANNED, BallotState.COUNTED])
    return found.order_by(F("counted_at").desc(nulls_last=True), "closes_at", "id")


def _after(moment: datetime | None, since: datetime | None) -> bool:
    return since is not None and moment is not None and moment > since
