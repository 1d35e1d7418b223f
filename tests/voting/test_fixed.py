"""What people vote on does not change after the opening: the database itself refuses, whoever asks."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.db.utils import IntegrityError
from django.utils import timezone

from tests.voting.conftest import make_ballot
from voting.models import Ballot, Option

CHANGES = {
    "question": "Iets anders?",
    "rule": {"method": "stv"},
    "settings": {"seats": 2},
    "minimum_level": 2,
    "is_binding": True,
    "lot_commitment": "0" * 64,
    "lot_secret": "0" * 64,
    "state": "draft",
    "opens_at": timezone.now() + timedelta(days=1),
}


@pytest.mark.parametrize(("field", "value"), CHANGES.items(), ids=list(CHANGES))
def test_open_ballot_keeps_its_rule(in_zonnedael, field, value):
    ballot = make_ballot(in_zonnedael)
    before = Ballot.objects.filter(pk=ballot.pk).values().get()

    with pytest.raises(IntegrityError, match="its rule does not change"), transaction.atomic():
        Ballot.objects.filter(pk=ballot.pk).update(**{field: value})

    assert Ballot.objects.filter(pk=ballot.pk).values().get() == before


def test_open_ballot_keeps_its_options(in_zonnedael):
    ballot = make_ballot(in_zonnedael)
    before = list(Option.objects.filter(ballot=ballot).values())

    with pytest.raises(IntegrityError, match="its options do not change"), transaction.atomic():
        Option.objects.filter(ballot=ballot, number=1).update(text="Iets anders")
    with pytest.raises(IntegrityError, match="its options do not change"), transaction.atomic():
        Option.objects.filter(ballot=ballot, number=1).delete()
    with pytest.raises(IntegrityError, match="its options do not change"), transaction.atomic():
        Option.objects.create(ballot=ballot, number=9, text="Erbij")

    assert list(Option.objects.filter(ballot=ballot).values()) == before


def test_ballot_changes_freely_before_it_opens(in_zonnedael):
    ballot = make_ballot(in_zonnedael, opens_at=timezone.now() + timedelta(days=1))

    Ballot.objects.filter(pk=ballot.pk).update(question="Iets anders?", settings={"seats": 2})
    Option.objects.filter(ballot=ballot, number=1).delete()
    Option.objects.create(ballot=ballot, number=9, text="Erbij")

    assert Option.objects.filter(ballot=ballot).count() == 3
