"""Options of a ballot: one with all that is said of it, many as lines, proposals of residents, projects of a file."""

from collections.abc import Collection, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from voting.actions import OptionDraft
from voting.adapters.photos import FORMATS, MOST_BYTES
from voting.counting.pabulib import Imported, PabulibError, read_pabulib
from voting.forms.fields import EuroField, StepForm, read_euros
from voting.models import Option
from voting.registry import Candidate

TEXT, DESCRIPTION, PLACE, AREA = 200, 3000, 200, 80
MOST_LINES = 300
FILE_BYTES = 5 * 1024 * 1024
ACCEPTED = ",".join(f"image/{name.lower()}" for name in FORMATS)


def same_option(text: str, others: Collection[str]) -> bool:
    """Return whether an option with this text stands on the ballot already."""
    return text.casefold() in {other.casefold() for other in others}


class OptionForm(StepForm):
    """One option."""

    groups = (
        ("", ("text", "description")),
        (_("Money"), ("cost",)),
        (_("Where"), ("area", "place", "latitude", "longitude")),
        (_("Photo"), ("photo", "alternative", "without_photo")),
    )
    text = forms.CharField(label=_("Option"), max_length=TEXT, help_text=_("A few words: they stand on the ballot."))
    description = forms.CharField(
        label=_("Description"),
        max_length=DESCRIPTION,
        required=False,
        help_text=_("What will be made, for whom, and what does it take? Leave a line empty for a new paragraph."),
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    cost = EuroField(label=_("What does it cost?"), help_text=_("In euros, all in."))
    area = forms.CharField(
        label=_("Area"),
        max_length=AREA,
        required=False,
        help_text=_("A neighbourhood or a theme. In the next step you can say how much money an area gets at most."),
    )
    place = forms.CharField(
        label=_("Place"),
        max_length=PLACE,
        required=False,
        help_text=_("A street, square or building that people know."),
    )
    latitude = forms.DecimalField(
        label=_("Latitude"),
        min_value=-90,
        max_value=90,
        max_digits=8,
        decimal_places=6,
        required=False,
        help_text=_("Between 50 and 54 in the Netherlands, for example 52.0907."),
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )
    longitude = forms.DecimalField(
        label=_("Longitude"),
        min_value=-180,
        max_value=180,
        max_digits=9,
        decimal_places=6,
        required=False,
        help_text=_("Between 3 and 8 in the Netherlands, for example 5.1214."),
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )
    photo = forms.FileField(
        label=_("Photo"),
        required=False,
        help_text=_(
            "JPEG, PNG or WebP, at most 10 MB. We make it smaller and leave out where and when it was taken. Make sure that "
            "nobody can be recognised who did not agree."
        ),
        widget=forms.FileInput(attrs={"accept": ACCEPTED}),
    )
    alternative = forms.CharField(
        label=_("What does one see on the photo?"),
        max_length=200,
        required=False,
        help_text=_("For people who cannot see it. Needed when there is a photo."),
    )
    without_photo = forms.BooleanField(label=_("Take the photo away"), required=False)

    def __init__(
        self, *args: Any, option: Option | None = None, others: Collection[str] = (), money: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **{"initial": _stored(option), **kwargs})
        self.others, self.has_photo = others, hasattr(option, "photo")
        if not money:
            del self.fields["cost"]
        if not self.has_photo:
            del self.fields["without_photo"]

    def clean_text(self) -> str:
        """No two options are the same."""
        text = " ".join(str(self.cleaned_data["text"]).split())
        if same_option(text, self.others):
            raise forms.ValidationError(_("This option is on the ballot already. Choose other words."))
        return text

    def clean_photo(self) -> Any:
        """A file that is far too large is not even read."""
        photo = self.cleaned_data["photo"]
        if photo and photo.size > MOST_BYTES:
            raise forms.ValidationError(
                _("This file is larger than 10 MB. Make the photo smaller and choose it again.")
            )
        return photo

    def clean(self) -> dict[str, Any]:
        """A photo has words, and a point on a map has both its numbers."""
        data = super().clean() or {}
        has_photo = bool(data.get("photo")) or (self.has_photo and not data.get("without_photo"))
        if has_photo and not data.get("alternative"):
            self.add_error("alternative", _("Say what one sees on the photo, for people who cannot see it."))
        if data.get("photo") and self.errors:
            self.add_error("photo", _("Choose the photo once more: a browser forgets it when a form comes back."))
        for name, other in (("latitude", "longitude"), ("longitude", "latitude")):
            if data.get(name) is None and data.get(other) is not None:
                self.add_error(name, _("Write both numbers, or neither."))
        return data

    @property
    def draft(self) -> OptionDraft:
        """The option as it was typed."""
        names = ("text", "description", "cost", "area", "place", "latitude", "longitude")
        return OptionDraft(**{name: self.cleaned_data[name] for name in names if name in self.cleaned_data})


def _stored(option: Option | None) -> dict[str, Any]:
    if option is None:
        return {}
    names = ("text", "description", "cost", "area", "place", "latitude", "longitude")
    values = {name: getattr(option, name) for name in names}
    return {**values, "alternative": option.photo.alternative if hasattr(option, "photo") else ""}


class LinesForm(StepForm):
    """Many options at once."""

    lines = forms.CharField(label=_("Options"), widget=forms.Textarea(attrs={"rows": 6}))

    def __init__(self, *args: Any, others: Collection[str] = (), money: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.others, self.money = others, money
        self.fields["lines"].help_text = (
            _("One project on each line, and its cost in euros after a semicolon: Playground in the park; 12500")
            if money
            else _("One option on each line, in the order of the ballot.")
        )

    def clean_lines(self) -> list[OptionDraft]:
        """Return an option for each line that holds something; what is wrong is said with the number of its line."""
        lines = [" ".join(line.split()) for line in self.cleaned_data["lines"].splitlines()]
        drafts: list[OptionDraft] = []
        for number, line in enumerate(lines, 1):
            if line:
                drafts.append(self._draft(number, line, drafts))
        if len(drafts) > MOST_LINES:
            raise forms.ValidationError(
                _("At most %(number)s options fit on a ballot. Remove some first.") % {"number": MOST_LINES}
            )
        if not drafts:
            raise forms.ValidationError(_("Write at least one option."))
        return drafts

    def _draft(self, number: int, line: str, before: Sequence[OptionDraft]) -> OptionDraft:
        text, cost = line, 0
        if self.money:
            text, _semicolon, amount = line.rpartition(";")
            try:
                cost = read_euros(amount)
            except ValueError:
                self._refuse(number, _("Write the cost in euros after a semicolon."))
            text = text.strip()
        if not text or len(text) > TEXT:
            self._refuse(number, _("An option is 1 to 200 characters long."))
        if same_option(text, [*self.others, *(draft.text for draft in before)]):
            self._refuse(number, _("This option is on the ballot already. Choose other words."))
        return OptionDraft(text=text, cost=cost)

    def _refuse(self, number: int, sentence: Any) -> None:
        said = _("Line %(number)s: %(sentence)s") % {"number": number, "sentence": sentence}
        raise forms.ValidationError(said)


class CandidatesForm(StepForm):
    """Proposals of residents that become options."""

    chosen = forms.MultipleChoiceField(
        label=_("Which proposals stand on the ballot?"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose one proposal or more.")},
    )

    def __init__(self, *args: Any, candidates: Sequence[Candidate], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.candidates = candidates
        field = self.fields["chosen"]
        assert isinstance(field, forms.MultipleChoiceField)  # noqa: S101  # for the type checker
        field.choices = [(str(one.subject_id), one.title) for one in candidates]

    @property
    def drafts(self) -> list[OptionDraft]:
        """The chosen proposals as options that know where they come from."""
        chosen = set(self.cleaned_data["chosen"])
        return [
            OptionDraft(
                text=one.title[:TEXT],
                description=_cut(one.text, DESCRIPTION),
                place=one.place[:PLACE],
                proposal_id=one.subject_id,
            )
            for one in self.candidates
            if str(one.subject_id) in chosen
        ]


class ProjectsForm(StepForm):
    """Projects of a Pabulib file."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("A file in the Pabulib format, ending in .pb. Only the projects are read, no votes."),
        widget=forms.FileInput(attrs={"accept": ".pb,text/plain"}),
    )
    with_money = forms.BooleanField(
        label=_("Take over how much money there is, and the most for each area"), required=False, initial=True
    )
    found: Imported

    def __init__(self, *args: Any, others: Collection[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.others = others

    def clean_file(self) -> Any:
        """The file is in the format."""
        file = self.cleaned_data["file"]
        if file.size > FILE_BYTES:
            raise forms.ValidationError(_("This file is too large: at most 5 MB can be read."))
        try:
            self.found = read_pabulib(file.read().decode("utf-8-sig"))
        except (PabulibError, UnicodeDecodeError) as error:
            sentence = _("This file cannot be read as Pabulib: %(problem)s")
            raise forms.ValidationError(sentence % {"problem": error}) from error
        return file

    @property
    def drafts(self) -> list[OptionDraft]:
        """The projects as options; those that stand on the ballot already are left out."""
        made: list[OptionDraft] = []
        for project, option in zip(self.found.projects, self.found.rule.options, strict=True):
            text = _cut(" ".join((project.name or project.key).split()), TEXT)
            if not same_option(text, [*self.others, *(draft.text for draft in made)]):
                made.append(OptionDraft(text=text, cost=self._cents(option.cost), area=option.area[:AREA]))
        return made

    @property
    def budget(self) -> dict[str, Any]:
        """What the file says of the money, as settings hold it."""
        budget = self.found.rule.budget
        areas = {area[:AREA]: self._cents(most) for area, most in budget.areas.items()}
        return {"total": self._cents(budget.total), "areas": areas}

    def _cents(self, amount: int) -> int:
        return amount * 100 // self.found.scale


def _cut(text: str, length: int) -> str:
    return text if len(text) <= length else f"{text[: length - 1]}…"
