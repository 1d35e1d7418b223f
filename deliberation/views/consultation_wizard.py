"""The organiser's wizard: four steps that are saved one by one, and a last one that checks and publishes."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from deliberation.actions import create_consultation, save_step
from deliberation.enums import ConsultationState
from deliberation.exceptions import ConsultationOver, EditedMeanwhile
from deliberation.forms import QuestionForm
from deliberation.models import Consultation
from deliberation.queries import access_consultation, fingerprint, input_ends_at, step_texts, step_values, unmet_duties
from deliberation.views.consultation_steps import Step, step_of
from deliberation.views.consultations import consultation_response
from samenspel.accounts.context import AppRequest
from samenspel.accounts.permissions import can_organise, deny
from samenspel.common.errors import DomainError

STEPS: dict[str, str | Promise] = {
    "question": gettext_lazy("The question"),
    "say": gettext_lazy("How much say, about what"),
    "phases": gettext_lazy("Phases and who takes part"),
    "items": gettext_lazy("The council's agenda"),
    "check": gettext_lazy("Check and publish"),
}
NAMES: dict[str, str | Promise] = {
    "phases": gettext_lazy("Phases"),
    "links": gettext_lazy("Agenda items"),
}


@dataclass(frozen=True)
class Difference:
    """A field of which two people saved different words: as this person typed it, and as it is stored now."""

    label: str
    mine: str
    theirs: str


def new(request: AppRequest) -> HttpResponse:
    """Begin a draft with its question."""
    if not can_organise(request.user):
        return deny(request)
    form = QuestionForm(request.POST or None)
    if form.is_valid():
        consultation = create_consultation(actor=request.user, **form.cleaned_data)
        messages.success(request, _("The draft is saved. Only organisers see it."))
        return redirect("consultations:edit", consultation.pk, "say")
    context = {"form": form, "step": "question", "steps": _steps("question", None), "number": 1}
    return render(request, "consultations/wizard.html", context, status=422 if form.is_bound else 200)


def edit(request: AppRequest, pk: int, step: str) -> HttpResponse:
    """Show a step of the wizard, or save it. A row is added or taken out by a button, without saving."""
    consultation = access_consultation(pk, request.user)
    if step not in STEPS:
        raise Http404
    if not can_organise(request.user):
        return deny(request)
    if consultation.state == ConsultationState.CLOSED or consultation.answered_at is not None:
        raise ConsultationOver
    if step == "check":
        return check_response(request, consultation)
    content = step_of(step, consultation, request.POST if request.method == "POST" else None)
    if not content.is_submitted:
        return _step_response(request, consultation, step, content)
    if not content.is_valid():
        return _step_response(request, consultation, step, content, status=422)
    return _save(request, consultation, step, content)


def preview(request: AppRequest, pk: int) -> HttpResponse:
    """Show a consultation as residents will see it."""
    consultation = access_consultation(pk, request.user)
    if not can_organise(request.user):
        return deny(request)
    return consultation_response(request, consultation, is_preview=True)


def check_response(
    request: AppRequest, consultation: Consultation, *, refusal: str = "", status: int = 200
) -> HttpResponse:
    """Render the last step: what is still to be done, with the way to it, or the button that publishes."""
    context = {
        "consultation": consultation,
        "duties": unmet_duties(consultation),
        "texts": {name: step_texts(step_values(consultation, name)) for name in ("phases", "items")},
        "refusal": refusal,
        "is_past": (ends_at := input_ends_at(consultation)) is not None and ends_at <= timezone.now(),
        "step": "check",
        "steps": _steps("check", consultation),
        "number": len(STEPS),
    }
    return render(request, "consultations/check.html", context, status=status)


def _save(request: AppRequest, consultation: Consultation, step: str, content: Step) -> HttpResponse:
    version = request.POST.get("version", "")
    try:
        save_step(
            consultation,
            actor=request.user,
            step=step,
            version=int(version) if version.isdecimal() else 0,
            seen=request.POST.get("seen", ""),
            values=content.values(),
        )
    except EditedMeanwhile as error:
        stored = access_consultation(consultation.pk, request.user)
        differences = _differences(stored, step, content)
        return _step_response(
            request, stored, step, content, differences=differences, refusal=str(error), status=error.status
        )
    except DomainError as error:
        stored = access_consultation(consultation.pk, request.user)
        return _step_response(request, stored, step, content, refusal=str(error), status=error.status)
    messages.success(request, _("Saved."))
    if request.POST.get("go") == "desk":
        return redirect("consultations:desk")
    slugs = list(STEPS)
    following = step if request.POST.get("go") == "stay" else slugs[slugs.index(step) + 1]
    return redirect("consultations:edit", consultation.pk, following)


def _step_response(
    request: AppRequest, consultation: Consultation, step: str, content: Step, *, status: int = 200, **more: Any
) -> HttpResponse:
    """Render a step over the consultation as it is stored now: what was typed stays, and can be saved on top of it."""
    context = {
        "consultation": consultation,
        "content": content,
        "form": content.form,
        "step": step,
        "steps": _steps(step, consultation),
        "number": list(STEPS).index(step) + 1,
        "seen": fingerprint(step_values(consultation, step)),
        **more,
    }
    return render(request, "consultations/wizard.html", context, status=status)


def _differences(stored: Consultation, step: str, content: Step) -> list[Difference]:
    mine, theirs = step_texts(content.values()), step_texts(step_values(stored, step))
    return [Difference(_label(name, content), mine[name], theirs[name]) for name in mine if mine[name] != theirs[name]]


def _label(name: str, content: Step) -> str:
    if content.form is not None and name in content.form.fields:
        return str(content.form.fields[name].label)
    return str(NAMES[name])


def _steps(current: str, consultation: Consultation | None) -> list[dict[str, Any]]:
    """Return the steps as a navigation; of a draft each says whether something is still to be done there."""
    waiting = {duty.step for duty in unmet_duties(consultation)} if consultation is not None else set()
    return [
        {"slug": slug, "name": name, "is_current": slug == current, "is_waiting": slug in waiting}
        for slug, name in STEPS.items()
    ]
