"""A council member's private notes. No audit entry is written: that would tell others what they work on, and when."""

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.dateparse import parse_datetime

from samenspel.common.errors import NotAllowed
from samenspel.council.models import AgendaItem
from samenspel.dossier.exceptions import NoteChanged
from samenspel.dossier.models import PrivateNote
from samenspel.dossier.permissions import can_keep_notes
from samenspel.tenancy.context import actor_context


def save_note(item: AgendaItem, *, actor: Any, text: str, based_on: str | None = None) -> PrivateNote:
    """Keep the actor's own note about an agenda item: one, which nobody else can read.

    `based_on` is the stamp of the note that they had before them, empty for none: raises `NoteChanged` when they wrote
    something else meanwhile, in another window.
    """
    if not can_keep_notes(actor):
        raise NotAllowed
    with actor_context(actor.pk):
        try:
            with transaction.atomic():
                return _save(item, actor, text, based_on)
        except IntegrityError as error:  # first saved in two windows at once
            raise NoteChanged from error


def delete_note(item: AgendaItem, *, actor: Any) -> None:
    """Remove the actor's own note for good."""
    if not can_keep_notes(actor):
        raise NotAllowed
    with actor_context(actor.pk), transaction.atomic():
        PrivateNote.objects.filter(agenda_item=item, author=actor).delete()


def _save(item: AgendaItem, actor: Any, text: str, based_on: str | None) -> PrivateNote:
    note: PrivateNote | None = PrivateNote.objects.select_for_update().filter(agenda_item=item, author=actor).first()
    if based_on is not None and _moment(based_on) != (note.updated_at if note else None):
        raise NoteChanged
    if note is None:
        created: PrivateNote = PrivateNote.objects.create(author=actor, agenda_item=item, text=text)
        return created
    note.text = text
    note.save(update_fields=["text", "updated_at"])
    return note


def _moment(stamp: str) -> datetime | None:
    try:
        return parse_datetime(stamp)
    except ValueError:
        return None
