"""Lines of an agenda."""

from django.db import transaction

from samenspel.council.models import AgendaItem
from samenspel.council.signals import agenda_items_created
from samenspel.subjects.models import Subject


@transaction.atomic
def create_items(items: list[AgendaItem]) -> list[AgendaItem]:
    """Store new agenda items, each with its subject, and tell the apps above; the caller has checked and audits.

    Parents must be stored already.
    """
    subjects = Subject.objects.bulk_create([Subject(kind="agenda_item") for _item in items])
    for item, subject in zip(items, subjects, strict=True):
        item.subject = subject
    created: list[AgendaItem] = AgendaItem.objects.bulk_create(items)
    if created:
        agenda_items_created.send(sender=AgendaItem, items=created)
    return created
