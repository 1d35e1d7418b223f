"""The options of a ballot that is being built: one by one, as lines, from proposals, from a file; their order."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from samenspel.accounts.context import AppRequest
from samenspel.accounts.permissions import deny
from samenspel.common.errors import DomainError
from voting.actions import add_options, move_option, remove_option, save_option
from voting.exceptions import BallotFixed, BallotOver, PhotoRefused
from voting.forms import CandidatesForm, LinesForm, OptionForm, ProjectsForm
from voting.forms.fields import StepForm
from voting.models import Ballot, Option
from voting.permissions import can_manage_ballots
from voting.queries import Phase, access_ballot, access_option, options_to_build, settings_of, standing_of
from voting.registry import Candidate, candidates_about

MONEY = {"budget", "equal_shares"}


def options_response(request: AppRequest, ballot: Ballot, navigation: dict[str, Any]) -> HttpResponse:
    """Show the options with what can be done with them; lines that were typed are added below."""
    options = options_to_build(ballot)
    form = LinesForm(request.POST or None, others=_texts(options), money=ballot.method in MONEY)
    status = 422 if form.is_bound else 200
    if form.is_valid():
        try:
            drafts = form.cleaned_data["lines"]
            add_options(ballot, actor=request.user, version=_version(request), drafts=drafts)
        except DomainError as error:
            form.add_error(None, str(error))
            status = error.status
        else:
            return _added(request, ballot, len(drafts))
    ballot = access_ballot(ballot.pk, request.user)
    context = {
        **navigation,
        "ballot": ballot,
        "form": form,
        "options": options,
        "candidates": len(_candidates(ballot, options)),
        "is_money": ballot.method in MONEY,
        "cost": sum(option.cost for option in options),
        "budget": settings_of(ballot)["budget"]["total"],
    }
    return render(request, "voting/build/options.html", context, status=status)


def add(request: AppRequest, pk: int) -> HttpResponse:
    """Add one option with all that is said of it."""
    ballot = access_ballot(pk, request.user)
    if not can_manage_ballots(request.user):
        return deny(request)
    _require_being_built(ballot)
    return _option_page(request, ballot, None)


def change(request: AppRequest, pk: int) -> HttpResponse:
    """Change one option, or its photo."""
    option = access_option(pk, request.user)
    if not can_manage_ballots(request.user):
        return deny(request)
    _require_being_built(option.ballot)
    return _option_page(request, option.ballot, option)


def move(request: AppRequest, pk: int) -> HttpResponse:
    """Let an option change places with its neighbour."""
    option = access_option(pk, request.user)
    if not can_manage_ballots(request.user):
        return deny(request)
    if request.method == "POST":
        try:
            move_option(option, actor=request.user, version=_version(request), up=request.POST.get("do") == "up")
        except DomainError as error:
            messages.error(request, str(error))
    return redirect(f"{_list_address(option.ballot)}#option-{option.pk}")


def remove(request: AppRequest, pk: int) -> HttpResponse:
    """Take an option off the ballot, after one question."""
    option = access_option(pk, request.user)
    if not can_manage_ballots(request.user):
        return deny(request)
    _require_being_built(option.ballot)
    if request.method != "POST":
        context = {"option": option, "ballot": option.ballot, "back": _list_address(option.ballot)}
        return render(request, "voting/build/remove.html", context)
    try:
        remove_option(option, actor=request.user, version=_version(request))
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The option was removed."))
    return redirect(_list_address(option.ballot))


def from_proposals(request: AppRequest, pk: int) -> HttpResponse:
    """Choose which proposals of residents stand on the ballot."""
    ballot = access_ballot(pk, request.user)
    if not can_manage_ballots(request.user):
        return deny(request)
    _require_being_built(ballot)
    candidates = _candidates(ballot, options_to_build(ballot))
    form = CandidatesForm(request.POST or None, candidates=candidates)
    values = {"heading": _("Proposals of residents"), "candidates": candidates}
    return _add_page(request, ballot, form, lambda: form.drafts, template="voting/build/proposals.html", **values)


def from_file(request: AppRequest, pk: int) -> HttpResponse:
    """Take the projects of a Pabulib file as options."""
    ballot = access_ballot(pk, request.user)
    if not can_manage_ballots(request.user):
        return deny(request)
    _require_being_built(ballot)
    others = _texts(options_to_build(ballot))
    form = ProjectsForm(request.POST or None, request.FILES or None, others=others)
    return _add_page(request, ballot, form, lambda: form.drafts, heading=_("Projects of a file"))


def _option_page(request: AppRequest, ballot: Ballot, option: Option | None) -> HttpResponse:
    others = [one.text for one in options_to_build(ballot) if option is None or one.pk != option.pk]
    data = (request.POST, request.FILES) if request.method == "POST" else ()
    form = OptionForm(*data, option=option, others=others, money=ballot.method in MONEY)
    status = 422 if form.is_bound else 200
    if form.is_valid():
        try:
            saved = _save_option(request, ballot, option, form)
        except DomainError as error:
            form.add_error("photo" if isinstance(error, PhotoRefused) else None, str(error))
            status = error.status
        else:
            messages.success(request, _("Saved."))
            if request.POST.get("go") == "another":
                return redirect("voting:add_option", ballot.pk)
            return redirect(f"{_list_address(ballot)}#option-{saved.pk}")
    heading = _("Change this option") if option else _("Add an option")
    return _form_page(request, ballot, form, status=status, option=option, heading=heading)


def _save_option(request: AppRequest, ballot: Ballot, option: Option | None, form: OptionForm) -> Option:
    data = form.cleaned_data
    without_photo = bool(data.get("without_photo")) and not data["photo"]
    return save_option(
        ballot,
        actor=request.user,
        version=_version(request),
        draft=form.draft,
        option=option,
        data=data["photo"].read() if data["photo"] else None,
        alternative=data["alternative"] if data["photo"] or form.has_photo else "",
        without_photo=without_photo,
    )


def _add_page(
    request: AppRequest, ballot: Ballot, form: StepForm, drafts: Any, *, template: str = "", **context: Any
) -> HttpResponse:
    """Show a form of which options come; once it is right, add them and go to the list."""
    status = 422 if form.is_bound else 200
    if form.is_valid():
        try:
            values = _settings_with(ballot, form) if isinstance(form, ProjectsForm) else {}
            number = len(drafts())
            add_options(ballot, actor=request.user, version=_version(request), drafts=drafts(), **values)
        except DomainError as error:
            form.add_error(None, str(error))
            status = error.status
        else:
            return _added(request, ballot, number)
    return _form_page(request, ballot, form, status=status, template=template, **context)


def _settings_with(ballot: Ballot, form: ProjectsForm) -> dict[str, Any]:
    """The money of the file among the settings, where the ballot divides money."""
    if ballot.method not in MONEY or not form.cleaned_data["with_money"]:
        return {}
    stored = dict(ballot.settings or {})
    return {"settings": {**stored, "budget": {**stored.get("budget", {}), **form.budget}}}


def _form_page(
    request: AppRequest, ballot: Ballot, form: StepForm, *, status: int, template: str = "", **context: Any
) -> HttpResponse:
    """Render a form over the ballot as it is stored now."""
    stored = access_ballot(ballot.pk, request.user)
    context = {"form": form, "ballot": stored, "back": _list_address(ballot), **context}
    return render(request, template or "voting/build/option.html", context, status=status)


def _added(request: AppRequest, ballot: Ballot, number: int) -> HttpResponse:
    said = ngettext("%(number)s option was added.", "%(number)s options were added.", number)
    messages.success(request, said % {"number": number})
    return redirect(_list_address(ballot))


def _candidates(ballot: Ballot, options: list[Option]) -> list[Candidate]:
    taken = {option.proposal_id for option in options}
    return [one for one in candidates_about(ballot.about) if one.subject_id not in taken]


def _require_being_built(ballot: Ballot) -> None:
    phase = standing_of(ballot).phase
    if phase not in {Phase.DRAFT, Phase.COMING}:
        raise BallotFixed if phase is Phase.OPEN else BallotOver


def _texts(options: list[Option]) -> list[str]:
    return [option.text for option in options]


def _version(request: AppRequest) -> int:
    version = request.POST.get("version", "")
    return int(version) if version.isdecimal() and len(version) < 9 else 0


def _list_address(ballot: Ballot) -> str:
    return reverse("voting:build", args=[ballot.pk, "options"])
