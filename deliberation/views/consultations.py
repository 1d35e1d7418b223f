"""The public pages of consultations."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from deliberation.enums import Closing, ConsultationState
from deliberation.forms import ContributionForm
from deliberation.models import Consultation
from deliberation.queries import access_consultation, consultation_list, consultation_page
from deliberation.views.pages import talk_context
from samenspel.accounts.context import AppRequest
from samenspel.accounts.permissions import can_organise


def public_list(request: AppRequest) -> HttpResponse:
    """Show what residents can take part in, what is to be answered, and what was answered."""
    return render(request, "consultations/list.html", {"consultations": consultation_list()})


def consultation(request: AppRequest, pk: int) -> HttpResponse:
    """Show a consultation: what is asked, what can still change, what can be done now, and the talk."""
    return consultation_response(request, access_consultation(pk, request.user))


def consultation_response(
    request: AppRequest,
    found: Consultation,
    *,
    form: ContributionForm | None = None,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    """Render the page; with a bound `form` that was refused, everything typed stays. A draft shows as if published."""
    is_draft = not found.is_public
    if is_draft:
        found.state = ConsultationState.PUBLISHED  # for this page only: nothing is saved here
    room = getattr(found.subject, "room", None)
    talk = talk_context(request, room, found, form=form)
    context = {
        "page": consultation_page(found),
        "topic": found,
        "is_draft": is_draft,
        "can_organise": can_organise(request.user),
        "has_talk": room is not None and (room.contribution_count or talk["state"].closing != Closing.NOT_DISCUSSABLE),
        **talk,
        **more,
    }
    return render(request, "consultations/consultation.html", context, status=status)
