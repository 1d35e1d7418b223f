"""The page of an agenda item with its talk, and a thread."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from deliberation.context import Viewer, viewer_of
from deliberation.enums import ContributionState, Sort
from deliberation.forms import ContributionForm, ReplyForm
from deliberation.models import Contribution, Room
from deliberation.queries import access_contribution, room_of, talk_page, talk_state, thread_page
from samenspel.accounts.context import AppRequest
from samenspel.accounts.permissions import can_clerk
from samenspel.council.models import AgendaItem
from samenspel.council.queries import access_agenda_item, item_page


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
    state = talk_state(room, found)
    context: dict[str, Any] = {"page": item_page(found), "room": room, "state": state, "viewer": _viewer(request)}
    context["can_clerk"] = can_clerk(request.user)
    if room is not None:
        context |= _talk(request, room)
    if state.is_open or form is not None:
        asks_name = request.participant is None
        context["form"] = form or ContributionForm(asks_name=asks_name)
        context["reply_form"] = ReplyForm(asks_name=asks_name, auto_id="reply_%s")
    return render(request, "deliberation/item.html", context, status=status)


def thread_response(
    request: AppRequest, contribution: Contribution, *, form: ReplyForm | None = None, status: int = 200
) -> HttpResponse:
    """Render a thread; with a bound `form` that was refused, everything typed stays."""
    after = request.GET.get("after", "")
    replies, cursor = thread_page(contribution, after=int(after) if after.isdecimal() and len(after) < 9 else 0)
    room = contribution.room
    item = room.about.agenda_item
    state = talk_state(room, item)
    asks_name = request.participant is None
    context = {
        "contribution": contribution,
        "replies": replies,
        "cursor": cursor,
        "room": room,
        "item": item,
        "state": state,
        "viewer": viewer_of(request.participant, [contribution, *replies]),
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


def _viewer(request: AppRequest) -> Viewer:
    return Viewer(person=request.participant)
