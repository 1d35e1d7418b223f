"""The page of an agenda item with its talk, a thread, and what every page with a talk shows of it."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from deliberation.context import Viewer, viewer_of
from deliberation.enums import Closing, ContributionState, Sort
from deliberation.forms import ContributionForm, ReplyForm
from deliberation.forms.leading import leading_forms
from deliberation.models import Consultation, Contribution, Room
from deliberation.queries import (
    access_contribution,
    room_of,
    talk_page,
    talk_state,
    thread_page,
    topic_of,
)
from samenspel.accounts.context import AppRequest
from samenspel.accounts.permissions import can_clerk
from samenspel.council.models import AgendaItem
from samenspel.council.queries import access_agenda_item, item_page
from samenspel.realtime.presence import people_here
from voting.permissions import can_manage_ballots
from voting.queries import ballots_about


def item(request: AppRequest, pk: int) -> HttpResponse:
    """Show an agenda item: what can be done now, the talk about it, and its documents."""
    return item_response(request, access_agenda_item(pk))


def thread(request: AppRequest, pk: int) -> HttpResponse:
    """Show one contribution with all its replies; a reply leads to the thread it is part of."""
    contribution = access_contribution(pk, request.participant)
    return thread_response(request, contribution)


def item_response(
    request: AppRequest, found: AgendaItem, *, form: ContributionForm | None = None, status: int = 200
) -> HttpResponse:
    """Render the item page; with a bound `form` that was refused, everything typed stays."""
    room = room_of(found)
    context = {
        "page": item_page(found),
        "topic": found,
        "can_clerk": can_clerk(request.user),
        "ballots": ballots_about([found.subject_id]),
        "can_manage_ballots": can_manage_ballots(request.user),
        **talk_context(request, room, found, form=form),
    }
    return render(request, "deliberation/item.html", context, status=status)


def talk_context(
    request: AppRequest, room: Room | None, topic: AgendaItem | Consultation, *, form: ContributionForm | None = None
) -> dict[str, Any]:
    """Return what a page shows of the talk about something: how it stands, a page of it, and the form while it is open."""
    state = talk_state(room, topic)
    context: dict[str, Any] = {"room": room, "state": state, "viewer": Viewer(person=request.participant)}
    if room is None:
        return context
    context |= _talk(request, room)
    context["readers_here"] = people_here(room.municipality_id, room.stream_id)
    if context["viewer"].can_close_room:
        context |= leading_forms(room)
    if state.is_open or state.closing == Closing.PAUSED or form is not None:
        context["hides_form"] = form is None and not state.is_open  # it comes back when the pause ends
        context["form"] = form or contribution_form(request, topic)
        context["reply_form"] = ReplyForm(asks_name=request.participant is None, auto_id="reply_%s")
    return context


def contribution_form(request: AppRequest, topic: AgendaItem | Consultation, data: Any = None) -> ContributionForm:
    """Return the form for a contribution: on an agenda item people tell the council, in a consultation the municipality."""
    form = ContributionForm(data, asks_name=request.participant is None)
    if isinstance(topic, Consultation):
        form.fields["text"].label = _("What do you want to tell the municipality?")
    return form


def thread_response(
    request: AppRequest, contribution: Contribution, *, form: ReplyForm | None = None, status: int = 200
) -> HttpResponse:
    """Render a thread; with a bound `form` that was refused, everything typed stays."""
    after = request.GET.get("after", "")
    replies, cursor = thread_page(contribution, after=int(after) if after.isdecimal() and len(after) < 9 else 0)
    room = contribution.room
    topic = topic_of(room)
    state = talk_state(room, topic)
    asks_name = request.participant is None
    context = {
        "contribution": contribution,
        "replies": replies,
        "cursor": cursor,
        "room": room,
        "topic": topic,
        "state": state,
        "viewer": viewer_of(request.participant, [contribution, *replies]),
        "readers_here": people_here(room.municipality_id, room.stream_id),
        "can_reply": _can_reply(contribution) and (state.is_open or form is not None),
        "form": form or ReplyForm(asks_name=asks_name),
        "reply_form": ReplyForm(asks_name=asks_name, auto_id="reply_%s"),
    }
    return render(request, "deliberation/thread.html", context, status=status)


def _can_reply(contribution: Contribution) -> bool:
    return contribution.parent_id is None and contribution.state == ContributionState.PUBLISHED


def _talk(request: AppRequest, room: Room) -> dict[str, Any]:
    wanted = request.GET.get("sort", "")
    sort = Sort(wanted) if wanted in Sort.values else Sort.NEWEST
    talk = talk_page(room, sort=sort, before=request.GET.get("before", ""), viewer=request.participant)
    return {
        "talk": talk,
        "sorts": Sort.choices,
        "viewer": Viewer(person=request.participant, reactions=talk.reactions),
    }
