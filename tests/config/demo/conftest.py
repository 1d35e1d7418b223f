"""A municipality of the demo, filled once for all tests of a file: each test's own changes are rolled back."""

import pytest
from django.db import transaction
from django.utils import timezone

from samenspel.config.demo.fill import fill_municipality
from samenspel.config.demo.script import SLUGS
from samenspel.tenancy.context import municipality_context
from samenspel.tenancy.queries import with_settings


@pytest.fixture(scope="module", params=SLUGS)
def municipality(request, django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        yield with_settings(fill_municipality(request.param, now=timezone.now()).municipality)
        transaction.set_rollback(True)


@pytest.fixture
def filled(municipality, db):
    """The test's own code works for the filled municipality."""
    with municipality_context(municipality):
        yield municipality
