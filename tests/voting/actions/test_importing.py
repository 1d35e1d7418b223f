"""Projects of a .pb file become the options of a draft."""

import pytest

from samenspel.audit.models import AuditEntry
from samenspel.common.errors import NotAllowed
from tests.voting.conftest import make_ballot
from voting.actions import import_projects
from voting.exceptions import BallotFixed, FileNotUnderstood, NotForMoney
from voting.models import Option

FILE = """META
key;value
description;Wijkbudget
budget;10000.50
vote_type;approval
rule;greedy
num_projects;2
num_votes;1
PROJECTS
project_id;cost;name;votes
a1;2500;Bankjes;1
b2;7000.25;Een fontein op het plein;0
VOTES
voter_id;vote
1;a1
"""


@pytest.fixture
def draft(in_zonnedael):
    return make_ballot(in_zonnedael, state="draft", method="equal_shares", options=["Weg hiermee"])


def test_projects_and_budget_are_taken_in_cents(draft, omar):
    changed = import_projects(draft, actor=omar, text=FILE)

    options = Option.objects.filter(ballot=draft).order_by("number").values_list("number", "text", "cost", "kind")
    assert list(options) == [(1, "Bankjes", 250_000, "choice"), (2, "Een fontein op het plein", 700_025, "choice")]
    assert (changed.settings, changed.version) == ({"budget": {"total": 1_000_050}}, 2)
    assert AuditEntry.objects.get().action == "voting.ballot.changed"


def test_import_is_refused_without_a_role_for_it(draft, alice):
    with pytest.raises(NotAllowed):
        import_projects(draft, actor=alice, text=FILE)


@pytest.mark.parametrize(
    ("fields", "refusal"), [({"state": "planned"}, BallotFixed), ({"method": "approval"}, NotForMoney)]
)
def test_import_is_refused_where_it_does_not_belong(in_zonnedael, omar, fields, refusal):
    ballot = make_ballot(in_zonnedael, **{"state": "draft", "method": "budget", **fields})

    with pytest.raises(refusal):
        import_projects(ballot, actor=omar, text=FILE)


@pytest.mark.parametrize("text", ["", "hallo", FILE.replace("2500", "veel")])
def test_file_that_is_not_understood_changes_nothing(draft, omar, text):
    with pytest.raises(FileNotUnderstood):
        import_projects(draft, actor=omar, text=text)

    assert list(Option.objects.values_list("text", flat=True)) == ["Weg hiermee"]
