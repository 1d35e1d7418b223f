"""Nobody is asked for a verification that nobody can get."""

import pytest

from deliberation.forms.consultations import WhoForm
from samenspel.accounts.enums import OBTAINABLE, Level
from voting.forms import BallotForm


@pytest.mark.parametrize("form", [WhoForm, BallotForm])
def test_organisers_choose_among_the_levels_people_can_reach(in_zonnedael, form):
    choices = [int(value) for value, _label in form().fields["minimum_level"].choices]

    assert choices == list(OBTAINABLE) == [Level.EMAIL, Level.LETTER]
