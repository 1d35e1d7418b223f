"""The council, its committees, and the words for the stages."""

import pytest

from samenspel.common.errors import NotAllowed
from samenspel.council.actions import change_body, create_body, remove_body, save_stage_words
from samenspel.council.exceptions import HasMeetings
from samenspel.council.models import CouncilBody
from samenspel.tenancy.context import municipality_context
from samenspel.tenancy.models import MunicipalitySettings
from tests.council.conftest import audited


def test_clerk_creates_changes_and_removes_a_body(griet, in_zonnedael):
    body = create_body(actor=griet, name="Commissie")
    changed = change_body(body, actor=griet, name="Commissie Ruimte")
    remove_body(changed, actor=griet)

    assert changed.name == "Commissie Ruimte"
    assert not CouncilBody.objects.exists()
    assert audited() == [(f"council.body.{act}", griet.pk) for act in ("created", "changed", "removed")]


def test_body_that_met_stays(griet, meeting):
    with pytest.raises(HasMeetings):
        remove_body(meeting.body, actor=griet)

    assert CouncilBody.objects.count() == 1
    assert audited() == []


def test_words_for_the_stages_are_kept_once(griet, in_zonnedael):
    for _again in range(2):
        save_stage_words(actor=griet, words={"weighing": "Meningsvorming", "opinion": ""})

    assert MunicipalitySettings.objects.get().vocabulary == {"weighing": "Meningsvorming"}
    assert audited() == [("council.words.changed", griet.pk)]


def test_resident_changes_no_body_and_no_words(alice, body):
    acts = [
        lambda: create_body(actor=alice, name="Commissie"),
        lambda: change_body(body, actor=alice, name="Commissie"),
        lambda: remove_body(body, actor=alice),
        lambda: save_stage_words(actor=alice, words={"weighing": "Meningsvorming"}),
    ]

    for act in acts:
        with pytest.raises(NotAllowed):
            act()

    assert list(CouncilBody.objects.values_list("name", flat=True)) == ["Gemeenteraad"]
    assert audited() == []


@pytest.mark.parametrize("act", [lambda *a, **k: change_body(*a, name="Commissie", **k), remove_body])
def test_clerk_of_the_other_municipality_reaches_no_body(mallory, body, act):
    with municipality_context(mallory.municipality), pytest.raises(CouncilBody.DoesNotExist):
        act(body, actor=mallory)

    assert list(CouncilBody.objects.values_list("name", flat=True)) == ["Gemeenteraad"]
