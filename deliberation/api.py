"""Events of a room over plain HTTP: for readers whose network blocks websockets, and for programs."""

from django.conf import settings
from django.http import Http404, HttpResponse, HttpResponseNotModified

from deliberation.exceptions import BadParameter, NoSuchRoom
from deliberation.queries import access_room
from samenspel.accounts.context import AppRequest
from samenspel.common.errors import TooMany
from samenspel.common.middleware import problem
from samenspel.common.ratelimit import client_key, count_within
from samenspel.realtime.presence import people_here
from samenspel.realtime.queries import PAGE_SIZE, frames_after

RATE_SECONDS = 10  # short, so that whoever asks too often waits seconds


def events(request: AppRequest, pk: int) -> HttpResponse:
    """Return up to a hundred events after sequence number `after`, as they read now, in `language`.

    The answer is the same for everyone. It carries an ETag of its last sequence number: most polls cost one query. The
    header `Readers-Here` says how many people have the room open, about.
    """
    refusal = _refuse_flood(request)
    if refusal is not None:
        return refusal
    try:
        room = access_room(pk)
    except Http404:
        return problem(NoSuchRoom())
    after, language = request.GET.get("after", "0"), request.GET.get("language", settings.LANGUAGE_CODE)
    languages = dict(settings.LANGUAGES)
    if not after.isdecimal() or len(after) > 18 or language not in languages:
        return problem(BadParameter(languages=", ".join(languages)))
    here = {"Readers-Here": str(people_here(room.municipality_id, room.stream_id))}
    etag = f'"{room.stream_id}-{room.stream.last_sequence}-{after}-{language}"'
    if int(after) >= room.stream.last_sequence and request.headers.get("if-none-match") == etag:
        return HttpResponseNotModified(headers={"ETag": etag, **here})
    frames = frames_after(room.stream_id, int(after), language=language)
    last = frames[-1].sequence if frames else int(after)
    body = f'{{"events":[{",".join(frame.text for frame in frames)}],"next":{last},"more":{str(len(frames) == PAGE_SIZE).lower()}}}'
    headers = {"ETag": etag, "Cache-Control": "no-cache", **here}
    return HttpResponse(body, content_type="application/json", headers=headers)


def _refuse_flood(request: AppRequest) -> HttpResponse | None:
    """Return 429 with the seconds to wait when an address asks too often; a whole town hall may share one."""
    address = client_key(request.META.get("REMOTE_ADDR", ""))
    if not address or not settings.EVENTS_PER_MINUTE:
        return None
    count, left = count_within("talk.events", address, seconds=RATE_SECONDS)
    if count * 60 <= settings.EVENTS_PER_MINUTE * RATE_SECONDS:
        return None
    response = problem(TooMany())
    response["Retry-After"] = str(max(1, left))
    return response
