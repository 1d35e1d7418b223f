"""What a voter fills in, and what the maker of a ballot does."""

from voting.forms.methods import MethodForm, QuestionForm
from voting.forms.options import CandidatesForm, LinesForm, OptionForm, ProjectsForm
from voting.forms.organising import CancelForm, VotersForm
from voting.forms.rules import RuleForm

__all__ = [
    "CancelForm",
    "CandidatesForm",
    "LinesForm",
    "MethodForm",
    "OptionForm",
    "ProjectsForm",
    "QuestionForm",
    "RuleForm",
    "VotersForm",
]
