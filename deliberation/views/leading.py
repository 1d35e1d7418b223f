"""Leading a talk: pausing it, slow mode, and the sentence on top of it."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render

from deliberation import actions
from deliberation.forms import PaceForm, PauseForm, PinForm
from deliberation.models import Room
from deliberation.permissions import can_close_room, can_pin
from deliberation.queries import access_room, topic_of
from samenspel.accounts.context import AppRequest
from samenspel.accounts.permissions import deny

Act = Callable[..., Room]


def pause(request: AppRequest, pk: int) -> HttpResponse:
    """Pause a talk for some minutes."""
    return _lead(request, pk, can_close_room, actions.pause_room, PauseForm)


def resume(request: AppRequest, pk: int) -> HttpResponse:
    """End a pause."""
    return _lead(request, pk, can_close_room, actions.resume_room, forms.Form)


def pace(request: AppRequest, pk: int) -> HttpResponse:
    """Set how often each person can place a contribution."""
    return _lead(request, pk, can_close_room, actions.set_pace, PaceForm)


def pin(request: AppRequest, pk: int) -> HttpResponse:
    """Put a sentence on top of a talk."""
    return _lead(request, pk, can_pin, actions.pin_sentence, PinForm)


def unpin(request: AppRequest, pk: int) -> HttpResponse:
    """Take the sentence on top of a talk away."""
    return _lead(request, pk, can_pin, actions.unpin_sentence, forms.Form)


def _lead(
    request: AppRequest, pk: int, allows: Callable[[Any], bool], act: Act, form_class: type[forms.Form]
) -> HttpResponse:
    """Do what the form says and go back to the talk; a form that is not right is shown on a page of its own."""
    room = access_room(pk)
    topic = topic_of(room)
    if request.method == "POST" and not allows(request.user):
        return deny(request)
    if request.method != "POST":
        return redirect(topic.get_absolute_url())
    form = form_class(request.POST)
    if not form.is_valid():
        return render(request, "deliberation/lead.html", {"form": form, "topic": topic}, status=422)
    act(room, actor=request.user, **form.cleaned_data)
    return redirect(f"{topic.get_absolute_url()}#lead")
