"""Letter codes: the administrator's batches, and where a resident enters a code."""

import csv

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.text import slugify
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from samenspel.accounts.actions.letter_codes import (
    create_batch,
    download_codes,
    import_batch,
    use_letter_code,
    void_batch,
)
from samenspel.accounts.context import AppRequest
from samenspel.accounts.enums import Level
from samenspel.accounts.exceptions import CodesNotAcceptable
from samenspel.accounts.forms import LetterBatchForm, LetterCodeForm, LetterImportForm
from samenspel.accounts.importers.letter_codes import read_codes
from samenspel.accounts.models import User
from samenspel.accounts.permissions import can_administer, deny
from samenspel.accounts.queries import access_letter_batch, letter_batches
from samenspel.accounts.views.people import actor_of, refusal_of
from samenspel.common.errors import DomainError


@sensitive_post_parameters("code")
def enter_code(request: AppRequest) -> HttpResponse:
    """Let a resident enter the code in the letter that came to their address."""
    if not isinstance(request.user, User):
        return deny(request)
    form = LetterCodeForm(request.POST or None)
    status = 200
    if request.method == "POST" and form.is_valid():
        address = request.META.get("REMOTE_ADDR", "")
        try:
            use_letter_code(form.cleaned_data["code"], actor=request.user, address=address)
        except DomainError as error:
            form.add_error("code", str(error))
            status = error.status
        else:
            messages.success(request, gettext("Thank you. We know now that you live here."))
            return redirect(_way_back(request))
    done = request.user.verifications.filter(level=Level.LETTER).exists()
    return render(request, "accounts/letter_code.html", {"form": form, "done": done}, status=status)


def _way_back(request: AppRequest) -> str:
    """Return the page that sent the resident here, as long as it is one of ours."""
    target = request.GET.get("next", "")
    return (
        target
        if url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()})
        else reverse("accounts:me")
    )


def index(request: AppRequest) -> HttpResponse:
    """List the batches of letter codes."""
    if not can_administer(request.user):
        return deny(request)
    return render(request, "accounts/letters.html", {"batches": letter_batches()[:200]})


def new(request: AppRequest) -> HttpResponse:
    """Ask for a batch of new codes."""
    if not can_administer(request.user):
        return deny(request)
    form = LetterBatchForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        batch = create_batch(
            name=data["name"], wanted=data["wanted"], expires_at=form.expires_at, actor=actor_of(request)
        )
        return redirect("accounts:letter_batch", batch.pk)
    return render(request, "accounts/letters_new.html", {"form": form})


def import_codes(request: AppRequest) -> HttpResponse:
    """Take over codes that were made elsewhere."""
    if not can_administer(request.user):
        return deny(request)
    form = LetterImportForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            codes = read_codes(form.cleaned_data["file"].read())
        except CodesNotAcceptable as error:
            form.add_error("file", str(error))
        else:
            name = form.cleaned_data["name"]
            batch = import_batch(name=name, codes=codes, expires_at=form.expires_at, actor=actor_of(request))
            return redirect("accounts:letter_batch", batch.pk)
    return render(request, "accounts/letters_import.html", {"form": form})


@never_cache
def batch(request: AppRequest, pk: int) -> HttpResponse:
    """Show how far a batch is, how many of its codes were used, and what can be done with it."""
    found = access_letter_batch(pk)
    if not can_administer(request.user):
        return deny(request)
    return render(request, "accounts/letter_batch.html", {"batch": found})


def download(request: AppRequest, pk: int) -> HttpResponse:
    """Hand out the readable codes once, as CSV."""
    found = access_letter_batch(pk)
    if refusal := refusal_of(request):
        return refusal
    codes = download_codes(found, actor=actor_of(request))
    name = slugify(found.name) or "codes"
    response = HttpResponse(content_type="text/csv; charset=utf-8", headers={"Cache-Control": "no-store"})
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    csv.writer(response).writerows([["code"], *([code] for code in codes)])
    return response


def void(request: AppRequest, pk: int) -> HttpResponse:
    """Make the unused codes of a batch stop working."""
    found = access_letter_batch(pk)
    if refusal := refusal_of(request):
        return refusal
    void_batch(found, actor=actor_of(request))
    messages.success(request, gettext("The unused codes no longer work."))
    return redirect("accounts:letter_batch", pk)
