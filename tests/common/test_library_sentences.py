"""Libraries speak Dutch in our words on our pages."""

import pytest
from allauth.mfa.totp.forms import ActivateTOTPForm
from django import forms
from django.utils.translation import override

from samenspel.accounts.forms import AddKeyForm, RenameKeyForm
from samenspel.common.library_sentences import FORMS, SECOND_FACTOR
from samenspel.config.management.commands.messages import catalogue_path, read_catalogue


class QuestionForm(forms.Form):
    answer = forms.IntegerField()


@pytest.mark.parametrize(("text", "error"), [("", "Vul dit nog in."), ("x", "Dit is geen heel getal.")])
def test_form_errors_of_django_are_said_in_our_words(text: str, error: str) -> None:
    with override("nl"):
        errors = str(QuestionForm({"answer": text}).errors["answer"])

    assert error in errors


def test_labels_of_second_factors_are_dutch() -> None:
    with override("nl"):
        labels = [
            str(ActivateTOTPForm.base_fields["code"].label),
            *(str(form.base_fields["name"].label) for form in (AddKeyForm, RenameKeyForm)),
        ]

    assert labels == ["Code uit de app", "Naam van de sleutel", "Naam van de sleutel"]


def test_no_sentence_of_a_library_says_je() -> None:
    catalogue = read_catalogue(catalogue_path())

    for sentence in [*FORMS, *SECOND_FACTOR]:
        translation = catalogue[sentence].string
        assert translation
        assert not {"je", "jij", "jouw"} & set(translation.lower().split())
