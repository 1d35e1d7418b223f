"""The desk of who makes ballots: organisers, clerks and administrators."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from samenspel.accounts.context import AppRequest
from samenspel.accounts.permissions import deny
from samenspel.common.errors import DomainError
from samenspel.subjects import registry
from voting.actions import cancel_ballot, change_ballot, create_ballot, discard_ballot, plan_ballot
from voting.exceptions import BallotFixed, BallotOver
from voting.forms import BallotForm, CancelForm
from voting.models import Ballot
from voting.permissions import can_manage_ballots
from voting.queries import Phase, access_about, access_ballot, ballot_desk, options_of, standing_of


def index(request: AppRequest) -> HttpResponse:
    """List the ballots that run and come, and those that are over."""
    if not can_manage_ballots(request.user):
        return deny(request)
    return render(request, "voting/desk.html", {"desk": ballot_desk()})


def new(request: AppRequest, subject_pk: int) -> HttpResponse:
    """Draft a ballot about an agenda item or a consultation."""
    about = access_about(subject_pk, request.user)
    if not can_manage_ballots(request.user):
        return deny(request)
    form = BallotForm(request.POST or None, initial=_first_values(request))

    def save(values: dict[str, Any]) -> Ballot:
        values.pop("version")
        return create_ballot(about, actor=request.user, **values)

    described = registry.describe([about]).get(about.pk)
    return _form_page(request, form, save, about=described, heading=_("New ballot"), back=reverse("voting:desk"))


def edit(request: AppRequest, pk: int) -> HttpResponse:
    """Change a ballot that is not open yet."""
    ballot = access_ballot(pk, request.user)
    if not can_manage_ballots(request.user):
        return deny(request)
    phase = standing_of(ballot).phase
    if phase not in {Phase.DRAFT, Phase.COMING}:
        raise BallotFixed if phase is Phase.OPEN else BallotOver
    form = BallotForm(request.POST or None, instance=ballot, options=options_of(ballot))

    def save(values: dict[str, Any]) -> Ballot:
        return change_ballot(ballot, actor=request.user, version=values.pop("version") or 0, **values)

    described = registry.describe([ballot.about]).get(ballot.about_id)
    context = {"heading": _("Change the ballot"), "back": ballot.get_absolute_url(), "ballot": ballot}
    return _form_page(request, form, save, about=described, **context)


def plan(request: AppRequest, pk: int) -> HttpResponse:
    """Show a draft to everybody."""
    ballot = access_ballot(pk, request.user)
    said = _("The ballot is planned. It opens and closes by itself.")
    return _press(request, ballot, lambda: plan_ballot(ballot, actor=request.user), said, ballot.get_absolute_url())


def discard(request: AppRequest, pk: int) -> HttpResponse:
    """Remove a draft."""
    ballot = access_ballot(pk, request.user)
    said = _("The draft was removed.")
    return _press(request, ballot, lambda: discard_ballot(ballot, actor=request.user), said, reverse("voting:desk"))


def cancel(request: AppRequest, pk: int) -> HttpResponse:
    """Cancel a ballot, with a reason."""
    ballot = access_ballot(pk, request.user)
    if not can_manage_ballots(request.user):
        return deny(request)
    if standing_of(ballot).phase not in {Phase.COMING, Phase.OPEN}:
        raise BallotOver
    form = CancelForm(request.POST or None)
    if form.is_valid():
        cancel_ballot(ballot, actor=request.user, reason=form.cleaned_data["reason"])
        messages.success(request, _("The ballot was cancelled."))
        return redirect(ballot)
    return render(request, "voting/cancel.html", {"ballot": ballot, "form": form}, status=422 if form.is_bound else 200)


def _form_page(
    request: AppRequest, form: BallotForm, save: Callable[[dict[str, Any]], Ballot], **context: Any
) -> HttpResponse:
    """Show the form; once it is right, save it and go to the ballot. Nothing typed is lost."""
    status = 422 if form.is_bound else 200
    if form.is_valid():
        try:
            ballot = save(form.cleaned_data)
        except DomainError as error:
            form.add_error(None, str(error))
            status = error.status
        else:
            messages.success(request, _("Saved."))
            return redirect(ballot)
    return render(request, "voting/form.html", {"form": form, **context}, status=status)


def _press(request: AppRequest, ballot: Ballot, do: Callable[[], object], said: str, onwards: str) -> HttpResponse:
    """Do one thing and go on; a refusal is said on the ballot's page. Without a post nothing happens."""
    if not can_manage_ballots(request.user):
        return deny(request)
    if request.method != "POST":
        return redirect(ballot)
    try:
        do()
    except DomainError as error:
        messages.error(request, str(error))
        return redirect(ballot)
    messages.success(request, said)
    return redirect(onwards)


def _first_values(request: AppRequest) -> dict[str, datetime]:
    """What a new ballot starts with: the times in the address, else from tomorrow eight o'clock for two weeks."""
    morning = (timezone.localtime() + timedelta(days=1)).replace(hour=8, minute=0, second=0, microsecond=0)
    evening = (morning + timedelta(days=14)).replace(hour=20)
    return {
        "opens_at": _moment(request.GET.get("opens", "")) or morning,
        "closes_at": _moment(request.GET.get("closes", "")) or evening,
    }


def _moment(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return timezone.make_aware(found) if timezone.is_naive(found) else timezone.localtime(found)
