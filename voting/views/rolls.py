"""The electoral roll of a ballot, for who makes ballots."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from samenspel.accounts.context import AppRequest
from samenspel.accounts.permissions import deny
from samenspel.common.errors import DomainError
from voting.actions.rolls import cancel_entry, destroy_salt, import_roll, take_snapshot
from voting.exceptions.rolls import ListNotAcceptable
from voting.forms.rolls import CancelEntryForm, RollListForm, SnapshotForm
from voting.importers.lists import people_in
from voting.models import Ballot
from voting.permissions import can_manage_ballots
from voting.queries import access_ballot, standing_of
from voting.queries.rolls import access_entry, found_voter, roll_equations, roll_of


def roll(request: AppRequest, pk: int) -> HttpResponse:
    """Show the roll; fill it from accounts or from a list."""
    ballot = access_ballot(pk, request.user)
    if not can_manage_ballots(request.user):
        return deny(request)
    asked = request.POST.get("do", "") if request.method == "POST" else ""
    snapshot = SnapshotForm(request.POST if asked == "snapshot" else None, prefix="snapshot")
    listed = RollListForm(request.POST, request.FILES) if asked == "import" else RollListForm()
    status = 200
    if asked == "snapshot":
        day = "reference_date"
        status = _try(
            request, snapshot, lambda data: take_snapshot(ballot, actor=request.user, reference_date=data[day])
        )
    elif asked == "import":
        status = _try(request, listed, lambda data: _import(request, ballot, data))
    if status == 302:
        return redirect("voting:roll", pk)
    return _page(request, ballot, status=status, snapshot=snapshot, listed=listed)


def cancel(request: AppRequest, pk: int, entry_pk: int) -> HttpResponse:
    """Take somebody off the roll, with a reason."""
    ballot = access_ballot(pk, request.user)
    entry = access_entry(ballot, entry_pk)
    if not can_manage_ballots(request.user):
        return deny(request)
    form, status = CancelEntryForm(request.POST or None), 200
    if form.is_bound:
        status = 422
        if form.is_valid():
            try:
                cancel_entry(entry, actor=request.user, reason=form.cleaned_data["reason"])
            except DomainError as error:
                form.add_error(None, str(error))
                status = error.status
            else:
                messages.success(request, _("The entry was cancelled. Its letter no longer works."))
                return redirect("voting:help_vote", pk)
    context = {"ballot": ballot, "found": found_voter(ballot, entry=entry), "form": form}
    return render(request, "voting/roll_cancel.html", context, status=status)


def forget(request: AppRequest, pk: int) -> HttpResponse:
    """Destroy the key of the imported list."""
    ballot = access_ballot(pk, request.user)
    if not can_manage_ballots(request.user):
        return deny(request)
    if request.method == "POST" and roll_of(ballot) is not None:
        try:
            destroy_salt(ballot, actor=request.user)
        except DomainError as error:
            messages.error(request, str(error))
        else:
            messages.success(
                request, _("The key of the list was destroyed. Nobody can look somebody up in it any more.")
            )
    return redirect("voting:roll", pk)


def _try(request: AppRequest, form: forms.Form, act: Callable[[dict[str, Any]], int]) -> int:
    """Do it when the form is right, and say how many were added; return 302 then, else the status of the page."""
    if not form.is_valid():
        return 422
    try:
        added = act(form.cleaned_data)
    except ListNotAcceptable as error:
        for sentence in error.sentences:
            form.add_error("table", sentence)
        return error.status
    except DomainError as error:
        form.add_error(None, str(error))
        return error.status
    said = ngettext("%(added)s person was added.", "%(added)s people were added.", added) % {"added": added}
    messages.success(request, f"{said} {_('Who was on the roll already stays on it once.')}")
    return 302


def _import(request: AppRequest, ballot: Ballot, data: dict[str, Any]) -> int:
    people = people_in(data["table"], field=data["field"], district=data["district"])
    return import_roll(ballot, people, actor=request.user, field=data["field"], is_email=data["is_email"])


def _page(request: AppRequest, ballot: Ballot, *, status: int, **context: Any) -> HttpResponse:
    found = {"ballot": ballot, "standing": standing_of(ballot), "roll": roll_of(ballot)}
    equations = roll_equations(ballot)
    return render(request, "voting/roll.html", {**found, "equations": equations, **context}, status=status)
