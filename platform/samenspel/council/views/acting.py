"""What the clerk's pages share: a form that saves and goes on, and a button that does one thing."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from samenspel.accounts.context import AppRequest
from samenspel.accounts.permissions import can_clerk, deny
from samenspel.common.errors import DomainError


def form_page(
    request: AppRequest,
    form: BaseForm,
    *,
    save: Callable[[dict[str, Any]], str],
    template: str = "council/clerk/form.html",
    **context: Any,
) -> HttpResponse:
    """Show a form to the clerk; once it is right, `save` it and go to the address that gives. Nothing typed is lost."""
    if not can_clerk(request.user):
        return deny(request)
    status = 200
    if form.is_valid():
        try:
            address = save(form.cleaned_data)
        except DomainError as error:
            form.add_error(None, str(error))
            status = error.status
        else:
            messages.success(request, _("Saved."))
            return redirect(address)
    return render(request, template, {"form": form, **context}, status=status)


def press(request: AppRequest, *, do: Callable[[], object], back: str, said: str) -> HttpResponse:
    """Do one thing for the clerk and go back; a refusal is said there. Without a post nothing happens."""
    if not can_clerk(request.user):
        return deny(request)
    if request.method == "POST":
        try:
            do()
        except DomainError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, said)
    return redirect(back)
