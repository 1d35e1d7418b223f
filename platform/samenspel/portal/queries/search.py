"""Search over agenda items, consultations, proposals, ballots, contributions and documents, by functions that migrations make."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection, models
from django.utils.translation import gettext_lazy as _

from deliberation.models import Consultation, Contribution, Proposal
from samenspel.council.models import AgendaItem, CouncilDocument
from samenspel.subjects import registry
from voting.models import Ballot

PAGE_SIZE = 20
MOST = 1000  # the functions rank at most this many
LONGEST_QUESTION = 200


class Kind(models.TextChoices):
    """What can be searched."""

    ITEMS = "items", _("Agenda items")
    CONSULTATIONS = "consultations", _("Consultations")
    PROPOSALS = "proposals", _("Proposals")
    BALLOTS = "ballots", _("Ballots")
    CONTRIBUTIONS = "contributions", _("Contributions")
    DOCUMENTS = "documents", _("Documents")


FUNCTIONS = {
    Kind.ITEMS: "portal_search_agenda_items",
    Kind.CONSULTATIONS: "portal_search_consultations",
    Kind.PROPOSALS: "deliberation_search_proposals",
    Kind.BALLOTS: "portal_search_ballots",
    Kind.CONTRIBUTIONS: "portal_search_contributions",
    Kind.DOCUMENTS: "portal_search_documents",
}


@dataclass(frozen=True)
class Result:
    """One line of the results; in `excerpt` private-use characters surround the words that were found."""

    title: str
    url: str
    excerpt: str
    context: str
    at: datetime | None = None
    activity: registry.Activity | None = None


@dataclass(frozen=True)
class Tab:
    """A kind of result with how many there are."""

    kind: Kind
    total: int
    is_current: bool


@dataclass(frozen=True)
class SearchPage:
    """What the search page shows; `number` counts pages from 1."""

    text: str
    kind: Kind
    tabs: tuple[Tab, ...]
    results: tuple[Result, ...]
    number: int
    total: int

    @property
    def last(self) -> int:
        """The number of the last page."""
        return max(1, -(-self.total // PAGE_SIZE))


@dataclass(frozen=True)
class _Match:
    pk: int
    excerpt: str


def search_page(text: str, *, kind: str = "", number: int = 1) -> SearchPage:
    """Return one page of results; without a kind, of the first kind that has any. At most four queries."""
    text = text.replace("\x00", "").strip()[:LONGEST_QUESTION]
    words = tsquery(text)
    if not words:
        return SearchPage(text, Kind.ITEMS, (), (), 1, 0)
    number = min(max(number, 1), MOST // PAGE_SIZE)
    found = _matches(words, number)
    current = Kind(kind) if kind in Kind.values else next((k for k in Kind if found[k][1]), Kind.ITEMS)
    matches, total = found[current]
    tabs = tuple(Tab(choice, found[choice][1], choice == current) for choice in Kind)
    return SearchPage(text, current, tabs, tuple(_results(current, matches)), number, total)


def tsquery(text: str) -> str:
    """Return a tsquery that asks for all words of a text, each also as the beginning of a longer word."""
    return " & ".join(f"'{word}':*" for word in re.findall(r"\w+", text)[:8])


def _matches(words: str, number: int) -> dict[Kind, tuple[list[_Match], int]]:
    """A page of matches of each kind, and how many there are in all, in one query."""
    start = (number - 1) * PAGE_SIZE
    parts = [
        f"SELECT '{kind.value}', place, id, excerpt, total FROM {function}(%(words)s, %(start)s, %(size)s) "  # noqa: S608
        "WITH ORDINALITY AS found(id, excerpt, rank, total, place)"
        for kind, function in FUNCTIONS.items()  # names of our own
    ]
    with connection.cursor() as cursor:
        cursor.execute(
            " UNION ALL ".join(parts) + " ORDER BY 1, 2", {"words": words, "start": start, "size": PAGE_SIZE}
        )
        rows = cursor.fetchall()
    found: dict[Kind, tuple[list[_Match], int]] = {kind: ([], 0) for kind in Kind}
    for kind, _place, pk, excerpt, total in rows:
        matches, _total = found[Kind(kind)]
        found[Kind(kind)] = ([*matches, _Match(pk, excerpt)], total)
    return found


def _results(kind: Kind, matches: Sequence[_Match]) -> list[Result]:
    describe = {
        Kind.ITEMS: _items,
        Kind.CONSULTATIONS: _consultations,
        Kind.PROPOSALS: _proposals,
        Kind.BALLOTS: _ballots,
        Kind.CONTRIBUTIONS: _contributions,
        Kind.DOCUMENTS: _documents,
    }[kind]
    described: dict[int, dict[str, Any]] = describe([match.pk for match in matches]) if matches else {}
    return [Result(excerpt=match.excerpt, **described[match.pk]) for match in matches if match.pk in described]


def _items(ids: list[int]) -> dict[int, dict[str, Any]]:
    items = list(AgendaItem.objects.select_related("meeting").filter(pk__in=ids))
    activity = registry.activity([item.subject_id for item in items])
    return {
        item.pk: {
            "title": item.public_title,
            "url": item.get_absolute_url(),
            "context": item.meeting.title,
            "at": item.meeting.starts_at,
            "activity": activity.get(item.subject_id),
        }
        for item in items
    }


def _consultations(ids: list[int]) -> dict[int, dict[str, Any]]:
    return {
        one.pk: {
            "title": one.title,
            "url": one.get_absolute_url(),
            "context": one.responsible_body,
            "at": one.published_at,
        }
        for one in Consultation.objects.filter(pk__in=ids)
    }


def _ballots(ids: list[int]) -> dict[int, dict[str, Any]]:
    found = list(Ballot.objects.select_related("about").filter(pk__in=ids))
    about = registry.describe([ballot.about for ballot in found])
    return {
        ballot.pk: {
            "title": ballot.question,
            "url": ballot.get_absolute_url(),
            "context": about[ballot.about_id].title if ballot.about_id in about else "",
            "at": ballot.opens_at,
        }
        for ballot in found
    }


def _proposals(ids: list[int]) -> dict[int, dict[str, Any]]:
    found = Proposal.objects.select_related("consultation").filter(pk__in=ids)
    return {
        proposal.pk: {
            "title": proposal.title,
            "url": proposal.get_absolute_url(),
            "context": proposal.consultation.title,
            "at": proposal.published_at,
        }
        for proposal in found
    }


def _documents(ids: list[int]) -> dict[int, dict[str, Any]]:
    documents = CouncilDocument.objects.select_related("meeting", "agenda_item__meeting").filter(pk__in=ids)
    return {
        document.pk: {
            "title": document.title,
            "url": (document.agenda_item or document.meeting).get_absolute_url(),
            "context": document.agenda_item.public_title if document.agenda_item else document.meeting.title,
            "at": document.meeting.starts_at,
        }
        for document in documents
    }


def _contributions(ids: list[int]) -> dict[int, dict[str, Any]]:
    found = list(Contribution.objects.select_related("subject", "room__about").filter(pk__in=ids))
    own = registry.describe([contribution.subject for contribution in found])
    about = registry.describe([contribution.room.about for contribution in found])
    return {
        contribution.pk: {
            "title": about[contribution.room.about_id].title,
            "url": own.get(contribution.subject_id, about[contribution.room.about_id]).url,
            "context": own.get(contribution.subject_id, about[contribution.room.about_id]).author_name,
            "at": contribution.created_at,
        }
        for contribution in found
        if contribution.room.about_id in about
    }
