"""Paper ballots, typed in twice by two people who do not see each other's work. Equal is in; a difference blocks."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from samenspel.audit.actions import record
from samenspel.common.errors import NotAllowed
from samenspel.tenancy.context import actor_context
from voting.counting.election import Form
from voting.counting.marks import BLANK, LONGEST_LINE
from voting.enums import BallotState, BundleState
from voting.exceptions.rolls import BundleFinished, EmptyLine, NoPaper, NotYourBundle, PaperOver, WrongNumber
from voting.models import Ballot, PaperBundle, PaperSheet
from voting.permissions import can_help_vote
from voting.queries.paper import typed_lines
from voting.queries.rules import settings_of

MOST_SHEETS = 1000  # in one bundle
NUMBERS = re.compile(r"[0-9]{1,9}(?:[ ,;.>+]+[0-9]{1,9})*", re.ASCII)
PAIR = re.compile(r"([0-9]{1,9})\s?[:=*]\s?([0-9]{1,9})", re.ASCII)
PAIRS = re.compile(rf"{PAIR.pattern}(?:[ ,;+]+{PAIR.pattern})*", re.ASCII)


@transaction.atomic
def add_bundle(ballot: Ballot, *, actor: Any, expected: int, district: str = "") -> PaperBundle:
    """Add a counted pile of paper ballots, with the next number."""
    locked = _running(ballot, actor)
    last = PaperBundle.objects.filter(ballot=locked).aggregate(last=Max("number"))["last"] or 0
    bundle: PaperBundle = PaperBundle.objects.create(
        ballot=locked, number=last + 1, expected=expected, district=district.strip()[:80]
    )
    record("voting.bundle.added", actor=actor, on=bundle, ballots=expected)
    return bundle


@transaction.atomic
def correct_bundle(bundle: PaperBundle, *, actor: Any, expected: int) -> PaperBundle:
    """Correct how many ballots are in a pile that was counted again, as long as it is being typed."""
    _running(bundle.ballot, actor)
    locked = _locked(bundle)
    if locked.state != BundleState.TYPING or locked.first_done_at or locked.second_done_at:
        raise BundleFinished
    locked.expected = expected
    locked.save(update_fields=["expected"])
    record("voting.bundle.corrected", actor=actor, on=locked, ballots=expected)
    return locked


@transaction.atomic
def start_typing(bundle: PaperBundle, *, actor: Any) -> PaperBundle:
    """Become the first or the second who types a bundle. Raises `NotYourBundle` when two others do."""
    _running(bundle.ballot, actor)
    locked = _locked(bundle)
    if actor.pk in {locked.first_id, locked.second_id}:
        return locked
    if locked.first_id is not None and locked.second_id is not None:
        raise NotYourBundle
    place = "first" if locked.first_id is None else "second"
    setattr(locked, place, actor)
    locked.save(update_fields=[place])
    record("voting.bundle.started", actor=actor, on=locked)
    return locked


@transaction.atomic
def save_typed(bundle: PaperBundle, lines: Sequence[str], *, actor: Any) -> int:
    """Keep what somebody typed so far, whatever it is; return how many ballots. Raises `BundleFinished`."""
    ballot = _running(bundle.ballot, actor)
    locked = _locked(bundle)
    _require_typist(locked, actor)
    if locked.state != BundleState.TYPING or _done_at(locked, actor) is not None:
        raise BundleFinished
    form = _form(ballot)
    kept = [in_notation(form, line) for line in lines][:MOST_SHEETS]
    while kept and not kept[-1]:
        kept.pop()
    with actor_context(actor.pk):
        PaperSheet.objects.filter(bundle=locked, typist=actor).delete()
        PaperSheet.objects.bulk_create(
            PaperSheet(bundle=locked, typist=actor, position=place, marks=marks)
            for place, marks in enumerate(kept, start=1)
        )
    return len(kept)


@transaction.atomic
def finish_typing(bundle: PaperBundle, *, actor: Any) -> PaperBundle:
    """Say that all ballots are typed; the second who says so has both entries compared.

    Raises `WrongNumber` and `EmptyLine`.
    """
    _running(bundle.ballot, actor)
    locked = _locked(bundle)
    _require_typist(locked, actor)
    if _done_at(locked, actor) is not None:
        raise BundleFinished
    lines = typed_lines(locked, actor.pk)
    if len(lines) != locked.expected:
        raise WrongNumber(typed=len(lines), expected=locked.expected)
    if "" in lines:
        raise EmptyLine(line=lines.index("") + 1)
    setattr(locked, "first_done_at" if actor.pk == locked.first_id else "second_done_at", timezone.now())
    record("voting.bundle.typed", actor=actor, on=locked, ballots=len(lines))
    _compare(locked, actor)
    return locked


@transaction.atomic
def correct_typed(bundle: PaperBundle, corrections: Mapping[int, str], *, actor: Any) -> PaperBundle:
    """Replace what somebody typed at places that differ, after they looked at the paper; then compare again."""
    form = _form(_running(bundle.ballot, actor))
    locked = _locked(bundle)
    _require_typist(locked, actor)
    if locked.state != BundleState.DIFFERENT or locked.first_id is None or locked.second_id is None:
        raise BundleFinished
    differ = _places(locked.first_id, locked.second_id, locked)
    with actor_context(actor.pk):
        for place in differ & set(corrections):
            sheet = PaperSheet.objects.filter(bundle=locked, typist=actor, position=place)
            sheet.update(marks=in_notation(form, corrections[place]) or BLANK)
    record("voting.bundle.looked_at", actor=actor, on=locked, ballots=len(differ & set(corrections)))
    _compare(locked, actor)
    return locked


def _compare(bundle: PaperBundle, actor: Any) -> None:
    """Set the state of a bundle that both typed."""
    if bundle.first_done_at and bundle.second_done_at and bundle.first_id and bundle.second_id:
        before, differ = bundle.state, _places(bundle.first_id, bundle.second_id, bundle)
        bundle.state = BundleState.DIFFERENT if differ else BundleState.AGREED
        if bundle.state != before:
            record(f"voting.bundle.{bundle.state}", actor=actor, on=bundle, ballots=len(differ) or bundle.expected)
    bundle.save(update_fields=["state", "first_done_at", "second_done_at"])


def _places(first: int, second: int, bundle: PaperBundle) -> set[int]:
    pairs = zip(typed_lines(bundle, first), typed_lines(bundle, second), strict=True)
    return {place for place, (one, other) in enumerate(pairs, start=1) if one != other}


def _running(ballot: Ballot, actor: Any) -> Ballot:
    """Return the ballot, kept from being counted meanwhile. Raises `PaperOver` and `NoPaper`."""
    if not can_help_vote(actor):
        raise NotAllowed
    locked: Ballot = Ballot.objects.select_for_update().get(pk=ballot.pk)
    if not locked.has_paper:
        raise NoPaper
    if locked.state != BallotState.PLANNED or timezone.now() < locked.opens_at:
        raise PaperOver
    return locked


def _form(ballot: Ballot) -> str:
    return str(settings_of(ballot)["form"])


def _locked(bundle: PaperBundle) -> PaperBundle:
    locked: PaperBundle = PaperBundle.objects.select_for_update().get(pk=bundle.pk)
    return locked


def _require_typist(bundle: PaperBundle, actor: Any) -> None:
    if actor.pk not in {bundle.first_id, bundle.second_id}:
        raise NotYourBundle


def _done_at(bundle: PaperBundle, actor: Any) -> Any:
    return bundle.first_done_at if actor.pk == bundle.first_id else bundle.second_done_at


def in_notation(form: str, typed: str) -> str:
    """Return a line as the ballot's form writes it: any sign between numbers will do, and order where it means nothing.

    What is no list of numbers stays as it was typed: it is a ballot that cannot be read.
    """
    line = " ".join(typed.split())[:LONGEST_LINE]
    if form == Form.POINTS and PAIRS.fullmatch(line):
        pairs = sorted((int(number), int(points)) for number, points in PAIR.findall(line))
        return " ".join(f"{number}:{points}" for number, points in pairs)
    if form != Form.POINTS and NUMBERS.fullmatch(line):
        numbers = [int(number) for number in re.findall(r"[0-9]+", line)]
        return ">".join(map(str, numbers)) if form == Form.RANKING else " ".join(map(str, sorted(numbers)))
    return line
