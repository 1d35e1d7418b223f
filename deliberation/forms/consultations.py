"""What an organiser fills in, step by step. A draft may lack anything but its title: the duties are checked at the end."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.functional import lazy
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from deliberation.enums import Activity, LinkKind, ParticipationLevel
from deliberation.models import Consultation, Phase
from samenspel.accounts.enums import Level
from samenspel.council.models import AgendaItem

if TYPE_CHECKING:
    ConsultationModelForm = forms.ModelForm[Consultation]
    PhaseModelForm = forms.ModelForm[Phase]
else:
    ConsultationModelForm = PhaseModelForm = forms.ModelForm

LEVELS = {
    ParticipationLevel.INFORMING: _(
        "Residents read what will happen. You ask them nothing. You owe them: what is decided, by whom and when."
    ),
    ParticipationLevel.CONSULTING: _(
        "Residents say what they think; the municipality decides. You owe them: at least one phase to take part in, and "
        "an answer on a date you promise."
    ),
    ParticipationLevel.ADVISING: _(
        "Residents advise; the municipality explains where it departs from their advice. You owe them: what belongs to "
        "consulting, and an answer to every proposal before you answer the whole."
    ),
    ParticipationLevel.COPRODUCING: _(
        "Residents make the plan together with the municipality. You owe them: what belongs to advising, and a phase in "
        "which they make proposals."
    ),
    ParticipationLevel.CODECIDING: _(
        "Residents decide together with the municipality, within what is fixed. You owe them: what belongs to "
        "co-producing, a phase in which they vote, and the rule that gives them this power."
    ),
}
WHO = [
    (Level.EMAIL, _("Everybody with a verified e-mail address")),
    (Level.LETTER, _("Residents with a code from a letter")),
]


def _explained(name: Any, text: Any) -> str:
    return format_html('<b>{}</b><span class="samenspel-choice__hint">{}</span>', name, text)


explained = lazy(_explained, str)
LOCAL = {"format": "%Y-%m-%dT%H:%M"}


class StepForm(ConsultationModelForm):
    """A step of a draft: what may stay empty in the draft and not in what is published is marked so."""

    needed: tuple[str, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in self.needed:
            self.fields[name].needed_to_publish = True  # type: ignore[attr-defined]  # for the field's template


class QuestionForm(StepForm):
    """Step 1: what residents are asked."""

    needed = ("question",)

    class Meta:
        model = Consultation
        fields = ["title", "question", "introduction"]
        help_texts = {
            "title": _("Short, as in a newspaper: what it is about and where."),
            "question": _("One sentence that residents can answer. No officialese."),
            "introduction": _("Why do you ask this now? What is going on? Leave a line empty for a new paragraph."),
        }
        widgets = {"question": forms.Textarea(attrs={"rows": 2}), "introduction": forms.Textarea(attrs={"rows": 8})}


class SayForm(StepForm):
    """Step 2: how much say residents get, about what, and who answers them."""

    needed = ("policy_stage", "participation_level", "open", "responsible_body")

    participation_level = forms.ChoiceField(
        label=_("How much say do residents get?"),
        choices=[(level.value, explained(level.label, text)) for level, text in LEVELS.items()],
        widget=forms.RadioSelect,
        required=False,
        help_text=_("Promise no more than you can keep. After publishing you can give more say, but not less."),
    )
    answer_promised_on = forms.DateField(
        label=_("On which day do residents get an answer at the latest?"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("A day after the last phase in which they take part."),
    )
    field_order = ["policy_stage", "participation_level", "fixed", "open"]

    class Meta:
        model = Consultation
        fields = [
            "policy_stage",
            "participation_level",
            "fixed",
            "open",
            "legal_basis",
            "responsible_body",
            "answer_promised_on",
        ]
        help_texts = {
            "policy_stage": _("Do you ask this before a plan is made, while it is carried out, or to look back?"),
            "fixed": _("What was decided before, and will not change whatever residents say?"),
            "open": _("What can residents still change? Be concrete."),
            "legal_basis": _("A law or bylaw, for example the participation bylaw of the municipality."),
            "responsible_body": _("Who answers residents: the council, the mayor and aldermen, or somebody else?"),
        }
        widgets = {"fixed": forms.Textarea(attrs={"rows": 4}), "open": forms.Textarea(attrs={"rows": 4})}


class WhoForm(ConsultationModelForm):
    """Step 3, first half: who may make and support proposals, and whom this is for in particular."""

    minimum_level = forms.TypedChoiceField(
        label=_("Who may make and support proposals?"),
        choices=WHO,
        coerce=int,
        widget=forms.RadioSelect,
        help_text=_("Everybody may talk along, also without an account: a moderator reads what guests write first."),
    )

    class Meta:
        model = Consultation
        fields = ["minimum_level", "audience"]
        help_texts = {"audience": _("For example: people who live around the Marktplein. Nobody is kept out by this.")}


class PhaseForm(PhaseModelForm):
    """Step 3, a row: what people can do, from when and until when, in the time of the municipality."""

    starts_at = forms.DateTimeField(
        label=_("Start"), widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, **LOCAL)
    )
    ends_at = forms.DateTimeField(label=_("End"), widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, **LOCAL))

    class Meta:
        model = Phase
        fields = ["activity", "name", "starts_at", "ends_at"]
        labels = {"name": _("Another name")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["activity"] = forms.ChoiceField(label=_("What can people do?"), choices=Activity.choices)

    def clean(self) -> dict[str, Any]:
        """The end comes after the start."""
        data = super().clean() or {}
        if data.get("starts_at") and data.get("ends_at") and data["ends_at"] <= data["starts_at"]:
            self.add_error("ends_at", _("The end must come after the start."))
        return data


class LinkForm(forms.Form):
    """Step 4, a row: an agenda item, and what the council does there."""

    item = forms.IntegerField(widget=forms.HiddenInput)
    kind = forms.ChoiceField(label=_("What does the council do there?"), choices=LinkKind.choices)

    def __init__(self, *args: Any, items: dict[int, AgendaItem], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.items = items

    def clean_item(self) -> int:
        """The item is on an agenda of this municipality."""
        pk: int = self.cleaned_data["item"]
        if pk not in self.items:
            raise forms.ValidationError(_("This agenda item does not exist any more. Take it out."))
        return pk


class CloseForm(forms.Form):
    """Why a consultation is closed."""

    reason = forms.CharField(
        label=_("Why do you close it?"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Residents read this on the page."),
        error_messages={"required": _("Tell residents why.")},
    )


class AnswerForm(ConsultationModelForm):
    """What the municipality answers residents."""

    class Meta:
        model = Consultation
        fields = ["answer"]
        widgets = {"answer": forms.Textarea(attrs={"rows": 14})}
        labels = {"answer": _("Your answer to residents")}
        help_texts = {
            "answer": _(
                "What did you hear, what do you do with it, and why not with the rest? Everybody who took part gets a message."
            )
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["answer"].required = True
