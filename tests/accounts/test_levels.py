"""Nobody is asked for a verification that nobody can get."""

import pytest

from deliberation.forms.consultations import WhoForm
from samenspel.accounts.enums import OBTAINABLE, Level
from voting.forms import VotersForm
from voting.models import Ballot


@pytest.mark.parametrize("make_form", [WhoForm, lambda: VotersForm(ballot=Ballot())], ids=["consultation", "ballot"])
def test_organisers_choose_among_the_levels_people_can_reach(in_zonnedael, make_form):
    choices = [int(value) for value, _label in make_form().fields["minimum_level"].choices]

    assert choices == list(OBTAINABLE) == [Level.EMAIL, Level.LETTER]
