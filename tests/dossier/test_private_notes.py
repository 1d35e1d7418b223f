"""Private notes: the database itself keeps them from everybody but their author."""

import pytest
from django.db import DatabaseError, transaction

from samenspel.council.models import AgendaItem, CouncilBody, Meeting
from samenspel.dossier.models import PrivateNote
from samenspel.subjects.models import Subject
from samenspel.tenancy.context import actor_context
from tests.conftest import sql


@pytest.fixture
def note(in_zonnedael, carol):
    """A private note of Carol."""
    meeting = Meeting.objects.create(body=CouncilBody.objects.create(name="Raad"), title="Raad")
    item = AgendaItem.objects.create(
        subject=Subject.objects.create(kind="agenda_item"), meeting=meeting, title="Marktplein"
    )
    with actor_context(carol.pk):
        return PrivateNote.objects.create(author=carol, agenda_item=item, text="Nog vragen aan de wethouder.")


def test_private_note_is_read_by_its_author(note, carol):
    with actor_context(carol.pk):
        rows = sql("SELECT text FROM dossier_privatenote")

    assert rows == [("Nog vragen aan de wethouder.",)]


@pytest.mark.parametrize("who", ["nobody", "ada", "griet", "omar", "mo"])
def test_private_note_is_read_by_nobody_else(note, request, who):
    reader = None if who == "nobody" else request.getfixturevalue(who).pk

    with actor_context(reader):
        read = sql("SELECT text FROM dossier_privatenote")
        changed = PrivateNote.objects.filter(pk=note.pk).update(text="Weg")
        removed = sql("DELETE FROM dossier_privatenote RETURNING id")

    assert (read, changed, removed) == ([], 0, [])


def test_private_note_in_the_name_of_somebody_else_is_refused(note, ada, carol):
    with actor_context(ada.pk), pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
        sql("UPDATE dossier_privatenote SET author_id = %s", [carol.pk])
        PrivateNote.objects.create(author=carol, agenda_item=note.agenda_item, text="Vals")


def test_private_note_does_not_reach_the_next_user_of_a_connection(note, carol):
    with actor_context(carol.pk):
        sql("SELECT 1")

    assert sql("SELECT current_setting('samenspel.actor'), count(*) FROM dossier_privatenote") == [("", 0)]


@pytest.mark.django_db(databases=["default", "owner"])
def test_private_note_goes_with_its_agenda_item(note, carol):
    item = note.agenda_item

    sql("DELETE FROM council_agendaitem WHERE id = %s", [item.pk])
    sql("SET CONSTRAINTS ALL IMMEDIATE")

    with actor_context(carol.pk):
        assert sql("SELECT count(*) FROM dossier_privatenote") == [(0,)]
