"""The screen in the council hall: an agenda item and what people say about it, to read from a distance."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from deliberation.queries import newest_contributions, room_of, talk_state
from samenspel.accounts.context import AppRequest
from samenspel.council.queries import access_agenda_item, stage_word


@never_cache
def screen(request: AppRequest, pk: int) -> HttpResponse:
    """Show the newest published contributions and the counts; `?part=talk` gives only what changes. The same for everyone."""
    item = access_agenda_item(pk)
    room = room_of(item)
    if room is None:
        raise Http404
    context = {
        "topic": item,
        "room": room,
        "state": talk_state(room, item),
        "stage_word": stage_word(item.stage or item.meeting.stage),
        "contributions": newest_contributions(room),
        "address": f"{request.get_host()}{item.get_absolute_url()}",
    }
    template = "_screen" if request.GET.get("part") == "talk" else "screen"
    return render(request, f"deliberation/{template}.html", context)
