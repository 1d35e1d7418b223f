"""A council member who reads along: a note of her own, and the last time she looked."""

from datetime import datetime, timedelta

from samenspel.config.demo.people import Cast
from samenspel.config.demo.script import Script
from samenspel.council.models import AgendaItem
from samenspel.dossier.models import DossierVisit, PrivateNote
from samenspel.tenancy.context import actor_context


def fill_dossier(script: Script, *, items: dict[str, AgendaItem], cast: Cast, now: datetime) -> None:
    """Leave the note and the visit unless she did something there herself."""
    reader, item = cast[script.dossier["reader"]], items[script.dossier["item"]]
    with actor_context(reader.pk):
        if not PrivateNote.objects.filter(author=reader, agenda_item=item).exists():
            PrivateNote.objects.create(author=reader, agenda_item=item, text=script.dossier["note"].strip())
    if not DossierVisit.objects.filter(person=reader, agenda_item=item).exists():
        DossierVisit.objects.create(person=reader, agenda_item=item, seen_at=now - timedelta(days=6))
