"""Building a ballot piece by piece: options added, changed, moved and removed, photos, what belongs to the method."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Any

from django.db import transaction

from samenspel.audit.actions import record
from voting.actions.ballots import change_ballot, locked_to_build
from voting.actions.options import WRITTEN, OptionDraft
from voting.adapters.photos import PhotoError, read_photo
from voting.enums import Method, OptionKind
from voting.exceptions import OptionGone, OptionsInTheWay, PhotoRefused, TooManyOptions
from voting.models import Ballot, Option, OptionPhoto
from voting.queries.rules import first_settings, settings_of

MOST_OPTIONS = 300
BLANK = OptionDraft(text="Blanco", kind=OptionKind.BLANK.value)
MONEY = {Method.BUDGET, Method.EQUAL_SHARES}


def drafts_of(ballot: Ballot) -> list[OptionDraft]:
    """Return the options as they are stored, to change them and hand them in again."""
    return [draft_of(option) for option in Option.objects.filter(ballot=ballot).order_by("number")]


def draft_of(option: Option) -> OptionDraft:
    """Return one option as it is stored."""
    return OptionDraft(pk=option.pk, **{name: getattr(option, name) for name in WRITTEN})


def choose_method(ballot: Ballot, *, actor: Any, version: int, method: str, form: str = "") -> Ballot:
    """Choose how people vote; `form` is how they fill in a ballot that divides a budget.

    Settings that the other method does not know go, and so do yes, no and blank. Typed options never do.
    """
    settings, options = dict(ballot.settings or {}), drafts_of(ballot)
    if method != ballot.method or (form and form != settings_of(ballot)["form"]):
        kept = ("decision", *(("budget",) if {method, ballot.method} <= MONEY else ()))
        settings = {name: settings[name] for name in kept if name in settings} | first_settings(method, form)
        kinds = {OptionKind.CHOICE, *([OptionKind.BLANK] if method == Method.SINGLE_CHOICE else [])}
        options = [draft for draft in options if draft.kind in kinds and ballot.method != Method.YES_NO]
        if method == Method.YES_NO and options:
            raise OptionsInTheWay
    return change_ballot(ballot, actor=actor, version=version, options=options, method=method, settings=settings)


def set_rule(
    ballot: Ballot, *, actor: Any, version: int, settings: dict[str, Any], is_binding: bool, has_blank: bool
) -> Ballot:
    """Choose what belongs to the method; a ballot with one choice may have blank as its last option."""
    options = [draft for draft in drafts_of(ballot) if draft.kind != OptionKind.BLANK]
    blanks = [draft for draft in drafts_of(ballot) if draft.kind == OptionKind.BLANK] or [BLANK]
    if has_blank and ballot.method == Method.SINGLE_CHOICE:
        options += blanks[:1]
    return change_ballot(
        ballot, actor=actor, version=version, options=options, settings=settings, is_binding=is_binding
    )


def add_options(ballot: Ballot, *, actor: Any, version: int, drafts: Sequence[OptionDraft], **values: Any) -> Ballot:
    """Put options below those that are there, above blank. `values` are saved in the same breath."""

    def added(options: list[OptionDraft]) -> list[OptionDraft]:
        return [*_choices(options), *drafts, *_blanks(options)]

    return _rewrite(ballot, added, actor=actor, version=version, **values)


def change_option(option: Option, *, actor: Any, version: int, draft: OptionDraft) -> Ballot:
    """Replace what an option says; its place, its photo and where it came from stay."""
    new = replace(draft, pk=option.pk, kind=option.kind, proposal_id=option.proposal_id)

    def changed(options: list[OptionDraft]) -> list[OptionDraft]:
        return [new if one.pk == option.pk else one for one in options]

    return _rewrite(option.ballot, changed, actor=actor, version=version)


def move_option(option: Option, *, actor: Any, version: int, up: bool) -> Ballot:
    """Let an option change places with the one above or below it; at the end of the list nothing changes."""

    def moved(options: list[OptionDraft]) -> list[OptionDraft]:
        choices, place = _choices(options), option.number - 1
        other = place - 1 if up else place + 1
        if 0 <= other < len(choices) and place < len(choices):
            choices[place], choices[other] = choices[other], choices[place]
        return [*choices, *_blanks(options)]

    return _rewrite(option.ballot, moved, actor=actor, version=version)


def remove_option(option: Option, *, actor: Any, version: int) -> Ballot:
    """Take an option off the ballot, with its photo."""

    def without(options: list[OptionDraft]) -> list[OptionDraft]:
        return [one for one in options if one.pk != option.pk]

    return _rewrite(option.ballot, without, actor=actor, version=version)


@transaction.atomic
def save_option(
    ballot: Ballot,
    *,
    actor: Any,
    version: int,
    draft: OptionDraft,
    option: Option | None = None,
    data: bytes | None = None,
    alternative: str = "",
    without_photo: bool = False,
) -> Option:
    """Add an option, or change one, with its photo or without one from now on: all of it or nothing."""
    if option is None:
        saved = add_options(ballot, actor=actor, version=version, drafts=[draft])
        options = Option.objects.select_related("ballot").filter(ballot=ballot, kind=OptionKind.CHOICE)
        option = options.order_by("-number")[0]
    else:
        saved = change_option(option, actor=actor, version=version, draft=draft)
    if without_photo:
        remove_photo(option, actor=actor, version=saved.version)
    elif data is not None or alternative:
        put_photo(option, actor=actor, version=saved.version, data=data, alternative=alternative)
    return option


@transaction.atomic
def put_photo(option: Option, *, actor: Any, version: int, data: bytes | None, alternative: str) -> Ballot:
    """Give an option a photo with what one sees on it in words; without `data` only the words of the one it has change."""
    ballot = locked_to_build(option.ballot, actor=actor, version=version)
    values: dict[str, Any] = {"alternative": alternative}
    if data is not None:
        try:
            photo = read_photo(data)
        except PhotoError as error:
            raise PhotoRefused(error.problem) from error
        values |= {"image": photo.image, "width": photo.width, "height": photo.height, "digest": photo.digest}
        OptionPhoto.objects.update_or_create(option=option, defaults=values)
    else:
        OptionPhoto.objects.filter(option=option).update(**values)
    record("voting.photo.placed", actor=actor, on=ballot, option=option.pk)
    return ballot


@transaction.atomic
def remove_photo(option: Option, *, actor: Any, version: int) -> Ballot:
    """Take the photo of an option away."""
    ballot = locked_to_build(option.ballot, actor=actor, version=version)
    OptionPhoto.objects.filter(option=option).delete()
    record("voting.photo.removed", actor=actor, on=ballot, option=option.pk)
    return ballot


def _rewrite(
    ballot: Ballot, change: Callable[[list[OptionDraft]], list[OptionDraft]], *, actor: Any, version: int, **values: Any
) -> Ballot:
    """Store the options anew; the version tells whether they are still those that were read here."""
    options = change(drafts_of(ballot))
    if len(options) > MOST_OPTIONS:
        raise TooManyOptions(number=MOST_OPTIONS)
    known = set(Option.objects.filter(ballot=ballot).values_list("pk", flat=True))
    if not {draft.pk for draft in options if draft.pk} <= known:
        raise OptionGone
    return change_ballot(ballot, actor=actor, version=version, options=options, **values)


def _choices(options: Iterable[OptionDraft]) -> list[OptionDraft]:
    return [one for one in options if one.kind != OptionKind.BLANK]


def _blanks(options: Iterable[OptionDraft]) -> list[OptionDraft]:
    return [one for one in options if one.kind == OptionKind.BLANK]
