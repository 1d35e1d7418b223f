"""Forms of talks, consultations and proposals."""

from deliberation.forms.consultations import (
    AnswerForm,
    CloseForm,
    LinkForm,
    PhaseForm,
    QuestionForm,
    SayForm,
    WhoForm,
)
from deliberation.forms.leading import PaceForm, PauseForm, PinForm
from deliberation.forms.proposals import ProposalAnswerForm, ProposalForm
from deliberation.forms.talk import ContributionForm, ReplyForm, WordsForm

__all__ = [
    "AnswerForm",
    "CloseForm",
    "ContributionForm",
    "LinkForm",
    "PaceForm",
    "PauseForm",
    "PhaseForm",
    "PinForm",
    "ProposalAnswerForm",
    "ProposalForm",
    "QuestionForm",
    "ReplyForm",
    "SayForm",
    "WhoForm",
    "WordsForm",
]
