"""Forms of talks and consultations."""

from deliberation.forms.consultations import (
    AnswerForm,
    CloseForm,
    LinkForm,
    PhaseForm,
    QuestionForm,
    SayForm,
    WhoForm,
)
from deliberation.forms.talk import ContributionForm, ReplyForm, WordsForm

__all__ = [
    "AnswerForm",
    "CloseForm",
    "ContributionForm",
    "LinkForm",
    "PhaseForm",
    "QuestionForm",
    "ReplyForm",
    "SayForm",
    "WhoForm",
    "WordsForm",
]
