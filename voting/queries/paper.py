"""Paper ballots: how far each bundle is, what one typed oneself, and where two people differ."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F
from django.http import Http404

from samenspel.tenancy.context import actor_context
from voting.enums import BundleState, Channel
from voting.models import Ballot, PaperBundle, PaperSheet, Participation


@dataclass(frozen=True)
class BundleLine:
    """A bundle as the overview shows it to one person; never what anybody typed."""

    bundle: PaperBundle
    is_mine: bool
    is_done: bool  # by the person who looks
    can_start: bool

    @property
    def label(self) -> str:
        """How far it is."""
        return str(BundleState(self.bundle.state).label)


@dataclass(frozen=True)
class Difference:
    """A ballot in the pile that two people typed in two ways: the place, and what the one who looks typed."""

    position: int
    marks: str


def access_bundle(ballot: Ballot, pk: int) -> PaperBundle:
    """Return a bundle of a ballot, or raise `Http404`."""
    found: PaperBundle | None = PaperBundle.objects.filter(ballot=ballot, pk=pk).select_related("ballot").first()
    if found is None:
        raise Http404
    return found


def bundles_of(ballot: Ballot, person: Any) -> list[BundleLine]:
    """Return the bundles of a ballot, as this person sees them."""
    found = PaperBundle.objects.filter(ballot=ballot).select_related("first", "second").order_by("number")
    return [bundle_line(bundle, person) for bundle in found]


def bundle_line(bundle: PaperBundle, person: Any) -> BundleLine:
    """Return a bundle as this person sees it."""
    is_first, is_second = bundle.first_id == person.pk, bundle.second_id == person.pk
    done = bundle.first_done_at if is_first else bundle.second_done_at if is_second else None
    free = bundle.first_id is None or bundle.second_id is None
    mine = is_first or is_second
    return BundleLine(bundle, mine, done is not None, bundle.state == BundleState.TYPING and (mine or free))


def typed_lines(bundle: PaperBundle, typist_id: int) -> list[str]:
    """Return what somebody typed of a bundle, in order of the pile. For themselves, or to compare."""
    with actor_context(typist_id):
        sheets = PaperSheet.objects.filter(bundle=bundle, typist=typist_id).order_by("position")
        return list(sheets.values_list("marks", flat=True))


def differences(bundle: PaperBundle, person: Any) -> list[Difference]:
    """Return where the two differ, with what this person typed there and never what the other did."""
    if bundle.first_id is None or bundle.second_id is None or bundle.first_done_at is None:
        return []
    if bundle.second_done_at is None:
        return []
    first, second = typed_lines(bundle, bundle.first_id), typed_lines(bundle, bundle.second_id)
    mine = first if person.pk == bundle.first_id else second if person.pk == bundle.second_id else None
    places = [at for at, pair in enumerate(zip(first, second, strict=False)) if pair[0] != pair[1]]
    return [Difference(at + 1, mine[at] if mine is not None else "") for at in places]


def paper_lines(ballot: Ballot) -> dict[str, int]:
    """Return the paper ballots of agreed bundles: each line with how often it was typed; valid or not.

    The database shows them once the ballot is over.
    """
    if not ballot.has_paper:
        return {}
    agreed = PaperSheet.objects.filter(bundle__ballot=ballot, bundle__state=BundleState.AGREED)
    groups = agreed.filter(typist=F("bundle__first")).order_by().values_list("marks")
    return dict(groups.annotate(number=Count("pk")))


def marked_on_paper(ballot: Ballot) -> int:
    """Return how many people took a paper ballot."""
    return int(Participation.objects.filter(ballot=ballot, channel=Channel.PAPER).count())


def is_paper_ready(ballot: Ballot) -> bool:
    """Return whether no paper is still to be typed or compared, so that the ballot can be counted."""
    if not ballot.has_paper:
        return True
    states = set(PaperBundle.objects.filter(ballot=ballot).values_list("state", flat=True))
    if not states:
        return not marked_on_paper(ballot)
    return states == {BundleState.AGREED}
