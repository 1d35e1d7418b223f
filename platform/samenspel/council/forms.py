"""What the clerk fills in."""

from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from samenspel.council.enums import RECORDABLE, ItemKind, Outcome, Source, Stage
from samenspel.council.exceptions import DecisionTooEarly
from samenspel.council.importers import cleaning, csv_file
from samenspel.council.importers.words import outcome_of
from samenspel.council.models import AgendaItem, CouncilBody, Meeting
from samenspel.council.queries import bodies, line_choices, open_meetings, stage_words

if TYPE_CHECKING:
    BodyModelForm = forms.ModelForm[CouncilBody]
    MeetingModelForm = forms.ModelForm[Meeting]
    ItemModelForm = forms.ModelForm[AgendaItem]
else:
    BodyModelForm = MeetingModelForm = ItemModelForm = forms.ModelForm

WEB_SOURCES = [(Source.NOTUBIZ.value, "Notubiz"), (Source.OPARL.value, "OParl")]


class BodyForm(BodyModelForm):
    """A body's names."""

    class Meta:
        model = CouncilBody
        fields = ["name", "short_name"]


class MeetingForm(MeetingModelForm):
    """When, where and what a meeting is."""

    starts_at = forms.DateTimeField(
        label=_("Date and time"),
        required=False,
        help_text=_("In local time. Leave it empty as long as it is not known."),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )

    class Meta:
        model = Meeting
        fields = ["body", "title", "starts_at", "location", "stage"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        body = self.fields["body"]
        assert isinstance(body, forms.ModelChoiceField)  # noqa: S101  # for the type checker
        body.queryset = bodies()
        self.fields["stage"] = _stage_field(_("Stage"), _("Holds for every item without a stage of its own."))


class ItemForm(ItemModelForm):
    """A line of an agenda. What is typed as plain text becomes paragraphs."""

    explanation = forms.CharField(
        label=_("Explanation"),
        required=False,
        max_length=20_000,
        help_text=_("What is this about, and what does the council decide? Leave a line empty for a new paragraph."),
        widget=forms.Textarea(attrs={"rows": 6}),
    )

    class Meta:
        model = AgendaItem
        fields = ["title", "number", "kind", "parent", "stage", "explanation", "result", "outcome"]

    def __init__(self, *args: Any, meeting: Meeting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        parent = self.fields["parent"]
        assert isinstance(parent, forms.ModelChoiceField)  # noqa: S101  # for the type checker
        parent.queryset = line_choices(meeting, self.instance)
        parent.label, parent.empty_label = _("Below"), _("Nothing: a line of its own")
        self.fields["title"].widget = forms.TextInput(attrs={"maxlength": 1000})
        self.fields["stage"] = _stage_field(_("Stage"), _("Leave empty to follow the meeting."))
        self.fields["outcome"] = forms.ChoiceField(
            label=_("Outcome"), required=False, choices=[("", _("From the council's words")), *Outcome.choices]
        )
        if self.instance.has_recorded_decision:
            del self.fields["outcome"]  # follows the decision
        self.fields["kind"].help_text = _("Residents can only talk about agenda items.")
        if self.instance.pk is not None and not self.is_bound:
            self.initial["explanation"] = cleaning.typed_from_html(self.instance.explanation)

    def clean_explanation(self) -> str:
        """Return cleaned HTML."""
        return cleaning.html_from_typed(self.cleaned_data["explanation"])

    def clean(self) -> dict[str, Any]:
        """Read the outcome from the result where the clerk did not choose one; a line that is not public says little."""
        data = super().clean() or {}
        if "outcome" in self.fields and not data.get("outcome"):
            data["outcome"] = outcome_of(data.get("result", ""))
        if data.get("kind") == ItemKind.CLOSED and data.get("explanation"):
            self.add_error(
                "explanation", _("A line that is not public has no explanation here: everybody can read this.")
            )
        return data


class DecisionForm(forms.Form):
    """What the council decided, why, and what was done with what residents said; `based_on` is what the clerk saw."""

    outcome = forms.ChoiceField(
        label=_("What did the council decide?"),
        choices=[(outcome.value, outcome.label) for outcome in RECORDABLE],
        widget=forms.RadioSelect,
    )
    decided_on = forms.DateField(
        label=_("Date of the decision"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    text = forms.CharField(
        label=_("The decision, in the council's words"), max_length=10_000, widget=forms.Textarea(attrs={"rows": 5})
    )
    reasons = forms.CharField(
        label=_("Reasons"),
        max_length=10_000,
        help_text=_("Why did the council decide this? Name the arguments on both sides."),
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    input_use = forms.CharField(
        label=_("What was done with what residents said"),
        max_length=10_000,
        help_text=_("What was taken over, what was not, and why? Everyone who took part gets a message about this."),
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    based_on = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def clean_decided_on(self) -> date:
        """A decision is recorded once it was taken."""
        day: date = self.cleaned_data["decided_on"]
        if day > timezone.localdate():
            raise forms.ValidationError(str(DecisionTooEarly()))
        return day


class DocumentForm(forms.Form):
    """A document, by its address."""

    title = forms.CharField(label=_("Title of the document"), max_length=500)
    url = forms.URLField(label=_("Address"), max_length=1000, assume_scheme="https")


class BindForm(forms.Form):
    """Which object of a source a row follows."""

    source = forms.ChoiceField(label=_("Source"), choices=WEB_SOURCES)
    external_id = forms.CharField(
        label=_("Id at the source"), max_length=300, required=False, help_text=_("Empty: it follows no source.")
    )


class WordsForm(forms.Form):
    """The municipality's own words for the three stages."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for stage in Stage:
            self.fields[stage.value] = forms.CharField(label=stage.label, required=False, max_length=60)


class CsvForm(forms.Form):
    """An agenda as CSV: a file, or pasted lines."""

    meeting: "forms.ModelChoiceField[Meeting]" = forms.ModelChoiceField(
        label=_("Meeting"),
        queryset=None,
        required=False,
        empty_label=_("The file names its meetings"),
        help_text=_("Choose a meeting to add all lines to its agenda."),
    )
    file = forms.FileField(
        label=_("CSV file"), required=False, widget=forms.FileInput(attrs={"accept": ".csv,text/csv"})
    )
    text = forms.CharField(
        label=_("Or paste the lines here"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        max_length=2_000_000,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        meeting = self.fields["meeting"]
        assert isinstance(meeting, forms.ModelChoiceField)  # noqa: S101  # for the type checker
        meeting.queryset = open_meetings()
        self.sheet = csv_file.Sheet()

    def clean(self) -> dict[str, Any]:
        """Read the file; its mistakes stay in `sheet.errors`, one by one with their lines."""
        data = super().clean() or {}
        file = data.get("file")
        if file is not None and file.size > csv_file.MAX_BYTES:
            self.add_error("file", _("The file is larger than 5 MB. Split it in two."))
            return data
        data["text"] = csv_file.decode(file.read()) if file is not None else data.get("text", "")
        if not data["text"].strip():
            self.add_error("file", _("Choose a file, or paste the lines."))
            return data
        meeting = data.get("meeting")
        self.sheet = csv_file.read(data["text"], into_meeting=meeting.pk if meeting else None)
        if self.sheet.errors:
            self.add_error(None, _("The file has mistakes. Correct the lines named below and upload it again."))
        return data


class WebImportForm(forms.Form):
    """An address to import from."""

    source = forms.ChoiceField(label=_("Kind of source"), choices=WEB_SOURCES)
    address = forms.URLField(label=_("Address"), max_length=500, assume_scheme="https")


def _stage_field(label: Any, help_text: Any) -> forms.ChoiceField:
    choices = [("", _("None")), *stage_words().items()]
    return forms.ChoiceField(label=label, required=False, choices=choices, help_text=help_text)
