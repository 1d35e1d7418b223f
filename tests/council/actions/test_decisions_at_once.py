"""Two clerks at once, on PostgreSQL: one decision is recorded, the other clerk is told; and one note of two windows."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from django.utils import timezone

from samenspel.council.actions import record_decision
from samenspel.council.exceptions import DecisionChanged
from samenspel.council.models import Decision
from samenspel.dossier.actions import save_note
from samenspel.dossier.exceptions import NoteChanged
from samenspel.dossier.models import PrivateNote
from samenspel.tenancy.context import actor_context, municipality_context
from tests.deliberation.conftest import make_item

AT_ONCE = 8


def all_at_once(municipality, act):
    """Run an act for 0, 1, … on connections of their own, begun together; return what each returned or raised."""
    start = Barrier(AT_ONCE)

    def run(number):
        try:
            with municipality_context(municipality):
                start.wait(timeout=30)
                return act(number)
        except (DecisionChanged, NoteChanged) as refused:
            return refused
        finally:
            connection.close()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(run, range(AT_ONCE)))


@pytest.mark.django_db(transaction=True)
def test_of_clerks_at_once_one_records_and_the_others_are_told(zonnedael, griet):
    item = make_item(zonnedael)
    words = {"reasons": "Redenen", "input_use": "Gebruik", "decided_on": timezone.localdate(), "outcome": "adopted"}

    answers = all_at_once(
        zonnedael, lambda number: record_decision(item, actor=griet, text=f"Tekst {number}", based_on=0, **words)
    )

    refused = [answer for answer in answers if isinstance(answer, DecisionChanged)]
    with municipality_context(zonnedael):
        assert (len(refused), Decision.objects.count()) == (AT_ONCE - 1, 1)


@pytest.mark.django_db(transaction=True)
def test_of_windows_at_once_one_note_is_kept_and_the_others_are_told(zonnedael, carol):
    item = make_item(zonnedael)

    answers = all_at_once(zonnedael, lambda number: save_note(item, actor=carol, text=f"Venster {number}", based_on=""))

    refused = [answer for answer in answers if isinstance(answer, NoteChanged)]
    with municipality_context(zonnedael), actor_context(carol.pk):
        assert (len(refused), PrivateNote.objects.count()) == (AT_ONCE - 1, 1)
