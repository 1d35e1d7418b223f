"""The dossier of an agenda item, and the private note beside it."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from samenspel.accounts.context import AppRequest
from samenspel.accounts.models import User
from samenspel.accounts.permissions import deny
from samenspel.common.errors import DomainError
from samenspel.dossier.actions import delete_note, note_visit, save_note
from samenspel.dossier.exceptions import NoteChanged
from samenspel.dossier.forms import NoteForm
from samenspel.dossier.permissions import can_keep_notes, can_use_desk
from samenspel.dossier.queries import DossierItem, access_dossier, dossier_page, headline
from samenspel.tenancy.context import actor_context

CONFLICT = NoteChanged.status


@never_cache
def dossier(request: AppRequest, pk: int) -> HttpResponse:
    """Show the dossier to everybody, and to a council member their own note beside it."""
    with actor_context(request.user.pk if can_keep_notes(request.user) else None):
        return _page(request, access_dossier(pk))


@never_cache
def note(request: AppRequest, pk: int) -> HttpResponse:
    """Keep or remove the reader's own note; what was typed in two windows is shown side by side."""
    with actor_context(request.user.pk if can_keep_notes(request.user) else None):
        about = access_dossier(pk)
        if not can_keep_notes(request.user):
            return deny(request)
        if request.method != "POST":
            return redirect("dossier:dossier", pk)
        if "delete" in request.POST:
            delete_note(about.item, actor=request.user)
            messages.success(request, _("Your note is removed."))
            return redirect("dossier:dossier", pk) if about.item.is_public else redirect(about.item)
        form = NoteForm(request.POST)
        if not form.is_valid():
            return _page(request, about, form=form)
        try:
            save_note(about.item, actor=request.user, **form.cleaned_data)
        except DomainError as error:
            return _page(request, about, form=_typed_again(form, about, error), status=error.status)
        messages.success(request, _("Your note is saved. Only you can read it."))
        return redirect("dossier:dossier", pk)


def _page(request: AppRequest, about: DossierItem, *, form: NoteForm | None = None, status: int = 200) -> HttpResponse:
    stored = about.note
    if form is None and can_keep_notes(request.user):
        form = NoteForm(initial={"text": stored.text, "based_on": stored.stamp} if stored else {})
    context: dict[str, Any] = {"about": about, "form": form, "conflict": stored if status == CONFLICT else None}
    if not about.item.is_public:
        return render(request, "dossier/only_note.html", context, status=status)
    since = None
    if isinstance(request.user, User) and can_use_desk(request.user):
        since = note_visit(about.item, actor=request.user)
    page = dossier_page(about, viewer=request.user, since=since)
    context |= {"dossier": page, "headline": headline(page)}
    return render(request, "dossier/dossier.html", context, status=status)


def _typed_again(form: NoteForm, about: DossierItem, error: DomainError) -> NoteForm:
    """The same words in a form that, saved again, replaces what is stored now."""
    again = NoteForm({"text": form.cleaned_data["text"], "based_on": about.note.stamp if about.note else ""})
    again.is_valid()
    again.add_error(None, str(error))
    return again
