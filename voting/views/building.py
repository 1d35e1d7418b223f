"""The builder of a ballot: steps that are saved one by one, and a last one that looks it over and plans it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from samenspel.accounts.context import AppRequest
from samenspel.accounts.permissions import deny
from samenspel.common.errors import DomainError
from samenspel.subjects import registry
from voting.actions import change_ballot, choose_method, create_ballot, set_rule
from voting.exceptions import BallotFixed, BallotOver, ChangedMeanwhile
from voting.forms import MethodForm, QuestionForm, RuleForm, VotersForm
from voting.forms.fields import StepForm
from voting.models import Ballot, Option
from voting.permissions import can_manage_ballots
from voting.queries import Phase, access_about, access_ballot, options_to_build, overview, standing_of
from voting.views.options import options_response

STEPS: dict[str, str | Promise] = {
    "question": gettext_lazy("The question"),
    "method": gettext_lazy("How people vote"),
    "options": gettext_lazy("Options"),
    "rule": gettext_lazy("The rule"),
    "voters": gettext_lazy("Who and when"),
    "check": gettext_lazy("Look it over and plan"),
}
BUILT = {Phase.DRAFT, Phase.COMING}


@dataclass(frozen=True)
class Difference:
    """A field that somebody else saved while this person typed."""

    label: str
    theirs: str


def new(request: AppRequest, subject_pk: int) -> HttpResponse:
    """Begin a draft about an agenda item or a consultation with its question."""
    about = access_about(subject_pk, request.user)
    if not can_manage_ballots(request.user):
        return deny(request)
    form = QuestionForm(request.POST or None)
    if form.is_valid():
        values: dict[str, Any] = {**form.cleaned_data, **_first_times(request)}
        ballot = create_ballot(about, actor=request.user, **values)
        messages.success(request, _("The draft is saved. Only who makes ballots sees it."))
        return redirect("voting:build", ballot.pk, "method")
    context = {"form": form, "about": registry.describe([about]).get(about.pk), **_navigation("question", None)}
    return render(request, "voting/build/step.html", context, status=422 if form.is_bound else 200)


def edit(request: AppRequest, pk: int) -> HttpResponse:
    """Go to the first step in which something is to be done."""
    ballot = access_ballot(pk, request.user)
    if not can_manage_ballots(request.user):
        return deny(request)
    waiting = overview(ballot, options_to_build(ballot)).steps
    return redirect("voting:build", pk, next((step for step in STEPS if step in waiting), "check"))


def build(request: AppRequest, pk: int, step: str) -> HttpResponse:
    """Show a step of a ballot, or save it. After the opening all of it is shown, and nothing changes."""
    ballot = access_ballot(pk, request.user)
    if step not in STEPS:
        raise Http404
    if not can_manage_ballots(request.user):
        return deny(request)
    if (phase := standing_of(ballot).phase) not in BUILT:
        fixed = BallotFixed() if phase is Phase.OPEN else BallotOver()
        status = 200 if request.method == "GET" else fixed.status
        return check_response(request, ballot, reason=str(fixed), status=status)
    if step == "check":
        return check_response(request, ballot)
    if step == "options":
        return options_response(request, ballot, _navigation("options", ballot))
    options = options_to_build(ballot)
    form = form_of(step, ballot, options, request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return _step_response(request, ballot, step, form, status=422 if form.is_bound else 200)
    return _save(request, ballot, step, form)


def form_of(step: str, ballot: Ballot, options: list[Option], data: Any) -> StepForm:
    """Return the form of a step as it is stored or, with `data`, as it was typed."""
    if step == "rule":
        return RuleForm(data, ballot=ballot, options=options)
    forms: dict[str, Callable[..., StepForm]] = {"question": QuestionForm, "method": MethodForm, "voters": VotersForm}
    return forms[step](data, ballot=ballot)


def check_response(
    request: AppRequest, ballot: Ballot, *, refusal: str = "", reason: str = "", status: int = 200
) -> HttpResponse:
    """Render the whole of a ballot to look over: what is missing, with the way to it, or the button that plans it."""
    options = options_to_build(ballot)
    context = {
        "options": options,
        "overview": overview(ballot, options),
        "standing": standing_of(ballot),
        "about": registry.describe([ballot.about]).get(ballot.about_id),
        "refusal": refusal,
        "reason": reason,
        "is_money": ballot.method in {"budget", "equal_shares"},
        **_navigation("check", ballot),
    }
    return render(request, "voting/build/check.html", context, status=status)


def _save(request: AppRequest, ballot: Ballot, step: str, form: StepForm) -> HttpResponse:
    version = request.POST.get("version", "")
    who = {"actor": request.user, "version": int(version) if version.isdecimal() and len(version) < 9 else 0}
    try:
        _saved(ballot, step, form, who)
    except DomainError as error:
        stored = access_ballot(ballot.pk, request.user)
        more: dict[str, Any] = {"refusal": str(error)}
        if isinstance(error, ChangedMeanwhile):
            more["differences"] = _differences(stored, step, form)
        return _step_response(request, stored, step, form, status=error.status, **more)
    messages.success(request, _("Saved."))
    if request.POST.get("go") == "desk":
        return redirect("voting:desk")
    steps = list(STEPS)
    return redirect("voting:build", ballot.pk, steps[steps.index(step) + 1])


def _saved(ballot: Ballot, step: str, form: StepForm, who: Mapping[str, Any]) -> None:
    data = form.cleaned_data
    if step == "method":
        choose_method(ballot, method=data["method"], form=data["form"], **who)
    elif isinstance(form, RuleForm):
        has_blank = data.get("has_blank", False)
        set_rule(ballot, settings=form.settings, is_binding=form.is_binding, has_blank=has_blank, **who)
    else:
        change_ballot(ballot, **data, **who)


def _step_response(
    request: AppRequest, ballot: Ballot, step: str, form: StepForm, *, status: int = 200, **more: Any
) -> HttpResponse:
    """Render a step over the ballot as it is stored now: what was typed stays, and can be saved on top of it."""
    about = registry.describe([ballot.about]).get(ballot.about_id)
    context = {"form": form, "about": about, **_navigation(step, ballot), **more}
    return render(request, "voting/build/step.html", context, status=status)


def _differences(stored: Ballot, step: str, form: StepForm) -> list[Difference]:
    """What stands there now, where that is not what this person typed."""
    theirs = form_of(step, stored, options_to_build(stored), None)
    names = [name for name in form.fields if name in theirs.fields and _read(form, name) != _read(theirs, name)]
    return [Difference(str(form.fields[name].label), _read(theirs, name)) for name in names]


def _read(form: StepForm, name: str) -> str:
    """The value of a field as people read it."""
    value = form[name].value()
    shown = form.fields[name].prepare_value(value)
    if isinstance(shown, datetime):
        shown = f"{shown:%Y-%m-%dT%H:%M}"  # in local time already
    if isinstance(shown, bool):
        return _("Yes") if shown else _("No")
    return "" if shown is None else str(shown).replace("\r\n", "\n").strip()


def _navigation(current: str, ballot: Ballot | None) -> dict[str, Any]:
    """The steps, each with whether something is still to be done there."""
    waiting = overview(ballot, options_to_build(ballot)).steps if ballot is not None else frozenset()
    steps = [
        {"slug": slug, "name": name, "is_current": slug == current, "is_waiting": slug in waiting}
        for slug, name in STEPS.items()
    ]
    return {"ballot": ballot, "step": current, "steps": steps, "back": reverse("voting:desk")}


def _first_times(request: AppRequest) -> dict[str, datetime]:
    """When a new ballot opens and closes: the times in the address, else from tomorrow eight o'clock for two weeks."""
    morning = (timezone.localtime() + timedelta(days=1)).replace(hour=8, minute=0, second=0, microsecond=0)
    opens_at = _moment(request.GET.get("opens", "")) or morning
    closes_at = _moment(request.GET.get("closes", "")) or (morning + timedelta(days=14)).replace(hour=20)
    return {"opens_at": opens_at, "closes_at": closes_at if closes_at > opens_at else opens_at + timedelta(days=14)}


def _moment(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return timezone.make_aware(found) if timezone.is_naive(found) else timezone.localtime(found)
