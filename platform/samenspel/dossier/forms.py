"""What a reader of a dossier fills in."""

from django import forms
from django.utils.translation import gettext_lazy as _


class NoteForm(forms.Form):
    """A private note; `based_on` says which text the writer had before them."""

    text = forms.CharField(
        label=_("Your private note"),
        max_length=20_000,
        help_text=_("Only you can read this. Nobody else can, not even the administrators of this website."),
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    based_on = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)
