"""The options of a ballot that is not open yet: written as its makers gave them, keeping rows and photos that stay."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from decimal import Decimal

from django.db.models import F

from voting.enums import Method, OptionKind
from voting.models import Ballot, Option

FIXED_OPTIONS = ((OptionKind.YES, "Ja"), (OptionKind.NO, "Nee"), (OptionKind.BLANK, "Blanco"))  # shown per language
OUT_OF_THE_WAY = 10_000  # numbers that no ballot uses


@dataclass(frozen=True)
class OptionDraft:
    """An option as its maker gives it; `pk` names the row of this ballot that it changes, `cost` is in cents."""

    text: str
    description: str = ""
    cost: int = 0
    area: str = ""
    place: str = ""
    latitude: Decimal | None = None
    longitude: Decimal | None = None
    proposal_id: int | None = None
    kind: str = OptionKind.CHOICE.value
    pk: int | None = None


WRITTEN = tuple(field.name for field in fields(OptionDraft) if field.name != "pk")


def write_options(ballot: Ballot, options: Sequence[str | OptionDraft]) -> None:
    """Make these the options of a ballot, numbered as given; who is not among them goes. Yes or no has its own."""
    drafts = [one if isinstance(one, OptionDraft) else OptionDraft(text=one) for one in options]
    if ballot.method == Method.YES_NO:
        drafts = [OptionDraft(kind=kind.value, text=text) for kind, text in FIXED_OPTIONS]
    kept = _kept(ballot, drafts)
    rows = [_row(ballot, number, draft, kept) for number, draft in enumerate(drafts, 1)]
    Option.objects.bulk_update([row for row in rows if row.pk], ["number", *WRITTEN])
    Option.objects.bulk_create(row for row in rows if not row.pk)


def _kept(ballot: Ballot, drafts: Iterable[OptionDraft]) -> dict[int, Option]:
    """The rows that stay, out of the way of the numbers that are given out; the others are removed."""
    found = Option.objects.filter(ballot=ballot)
    stay = found.filter(pk__in=[draft.pk for draft in drafts if draft.pk])
    found.exclude(pk__in=stay.values("pk")).delete()
    stay.update(number=F("number") + OUT_OF_THE_WAY)
    return {option.pk: option for option in stay}


def _row(ballot: Ballot, number: int, draft: OptionDraft, kept: dict[int, Option]) -> Option:
    row = kept.pop(draft.pk, None) if draft.pk else None
    row = row or Option(ballot=ballot)
    row.number = number
    for name in WRITTEN:
        setattr(row, name, getattr(draft, name))
    return row
