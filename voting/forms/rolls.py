"""Filling an electoral roll, making letters, entering a code, finding somebody at a desk."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from voting.enums import LetterFile
from voting.exceptions.rolls import ListNotAcceptable
from voting.importers.lists import Table, read_table

LARGEST = 50 * 1024 * 1024  # bytes of a list


class ListFileField(forms.FileField):
    """A list as CSV, read into lines."""

    def clean(self, data: Any, initial: Any = None) -> Any:
        found = super().clean(data, initial)
        if not found:
            return None
        if found.size > LARGEST:
            raise forms.ValidationError(_("This file is too large. Split the list."))
        try:
            return read_table(found.read())
        except ListNotAcceptable as error:
            raise forms.ValidationError(list(error.sentences)) from error


class SnapshotForm(forms.Form):
    """As who people were known on a day."""

    reference_date = forms.DateField(
        label=_("On which day"),
        required=False,
        help_text=_("Who was verified well enough at the end of this day. Leave it empty for now."),
        widget=forms.DateInput(attrs={"type": "date"}),
    )

    def clean_reference_date(self) -> Any:
        """The day is not ahead."""
        day = self.cleaned_data["reference_date"]
        if day is not None and day > timezone.localdate():
            raise forms.ValidationError(_("This day is still to come. Choose today or an earlier day."))
        return day


class RollListForm(forms.Form):
    """A list of who may vote."""

    table = ListFileField(
        label=_("The list, as CSV"),
        help_text=_("Names and addresses are not needed. We keep no line of it, only a fingerprint of one column."),
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}),
    )
    field = forms.CharField(
        label=_("Which column is different for everybody?"),
        max_length=60,
        help_text=_(
            "Its name in the first line, or its number. For example a number of your own, or an e-mail address."
        ),
    )
    district = forms.CharField(
        label=_("Which column holds the district?"),
        max_length=60,
        required=False,
        help_text=_("Only if you want to see the turnout for each district."),
    )
    is_email = forms.BooleanField(
        label=_("This column holds e-mail addresses: who has an account with it votes with that account as well"),
        required=False,
    )


class LettersForm(forms.Form):
    """Which file of letters, and with which addresses on them."""

    kind = forms.ChoiceField(
        label=_("Make them as"), choices=LetterFile.choices, initial=LetterFile.PDF, widget=forms.RadioSelect
    )
    table = ListFileField(
        label=_("The list with addresses, as CSV"),
        required=False,
        help_text=_("Only if names and addresses go on the letters. They are kept encrypted until you fetch the letters, "
                    "at most a day after they are made."),
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}),
    )  # fmt: skip
    columns = forms.CharField(
        label=_("Which columns are printed, in order?"),
        max_length=300,
        required=False,
        help_text=_("Separated by commas, a line on the letter for each. For example: name, street, town"),
    )

    def clean(self) -> dict[str, Any]:
        """Columns and list go together."""
        data = super().clean() or {}
        if data.get("table") is not None and not data.get("columns"):
            self.add_error("columns", _("Name the columns of this list that are printed on the letters."))
        return data

    def table_and_columns(self) -> tuple[Table | None, list[str]]:
        """Return the list, if there is one, and the names of the columns to print."""
        names = [name.strip() for name in self.cleaned_data["columns"].split(",")]
        return self.cleaned_data["table"], [name for name in names if name]


class CodeForm(forms.Form):
    """The number and the code of a letter."""

    number = forms.CharField(
        label=_("Number of your letter"),
        max_length=30,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    code = forms.CharField(
        label=_("Your code"),
        max_length=60,
        help_text=_("Twenty letters and digits. Capitals, spaces and dashes make no difference."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )


class FindForm(forms.Form):
    """Who stands at the desk."""

    asked = forms.CharField(
        label=_("Who is it?"),
        max_length=200,
        help_text=_(
            "The number of the letter, the e-mail address of an account, or the value from the list: the whole of it."
        ),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )


class CancelEntryForm(forms.Form):
    """Why somebody is taken off the roll."""

    reason = forms.CharField(
        label=_("Why is this entry cancelled?"),
        max_length=300,
        help_text=_("Write no name. For example: moved away before the reference date."),
    )


class BundleForm(forms.Form):
    """A pile of paper ballots that was counted."""

    expected = forms.IntegerField(label=_("How many ballots are in the pile?"), min_value=1, max_value=1000)
    district = forms.CharField(label=_("District or polling place"), max_length=80, required=False)
