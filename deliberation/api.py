"""Events of a room over plain HTTP: for readers whose network blocks websockets, and for programs.

Readers who ask together share what is read: for a second how far a room is, and a page of frames as long as the room is
no further. With `max-age=1`, which lets a proxy answer, words that were hidden are gone from every answer within two
seconds. No page is cached for longer, full ones neither: frames are made from how things are now.
"""

from functools import partial

from django.conf import settings
from django.http import Http404, HttpResponse, HttpResponseNotModified

from deliberation.exceptions import BadParameter, NoSuchRoom
from deliberation.queries import access_room
from samenspel.accounts.context import AppRequest
from samenspel.common.errors import TooMany
from samenspel.common.middleware import problem
from samenspel.common.ratelimit import client_key, count_within
from samenspel.realtime.presence import people_here
from samenspel.realtime.queries import PAGE_SIZE, Frame, frames_after, recent

RATE_SECONDS = 10  # short, so that whoever asks too often waits seconds


def events(request: AppRequest, pk: int) -> HttpResponse:
    """Return up to a hundred events after sequence number `after`, as they read now, in `language`.

    The answer is the same for everyone. It carries an ETag of its last sequence number: most polls cost one query. The
    header `Readers-Here` says how many people have the room open, about.
    """
    refusal = _refuse_flood(request)
    if refusal is not None:
        return refusal
    after, language = request.GET.get("after", "0"), request.GET.get("language", settings.LANGUAGE_CODE)
    languages = dict(settings.LANGUAGES)
    try:
        stream_id, last = recent.get((request.municipality.pk, pk), partial(_find, pk))
    except Http404:
        return problem(NoSuchRoom())
    if not after.isdecimal() or len(after) > 18 or language not in languages:
        return problem(BadParameter(languages=", ".join(languages)))
    etag = f'"{stream_id}-{last}-{after}-{language}"'
    here = str(people_here(request.municipality.pk, stream_id))
    headers = {"ETag": etag, "Cache-Control": "public, max-age=1", "Content-Language": language, "Readers-Here": here}
    if int(after) >= last and request.headers.get("if-none-match") == etag:
        return HttpResponseNotModified(headers=headers)
    frames = _frames(stream_id, int(after), last, language)
    reached = frames[-1].sequence if frames else int(after)
    events = ",".join(frame.text for frame in frames)
    body = f'{{"events":[{events}],"next":{reached},"more":{str(reached < last).lower()}}}'
    return HttpResponse(body, content_type="application/json", headers=headers)


def _find(pk: int) -> tuple[int, int]:
    """Return a room's stream and how far it is; raises `Http404`."""
    room = access_room(pk)
    return room.stream_id, room.stream.last_sequence


def _frames(stream_id: int, after: int, last: int, language: str) -> list[Frame]:
    """Return what follows `after` on its page; pages begin at fixed places, so that they can be shared."""
    if after >= last:
        return []
    start = after - after % PAGE_SIZE
    key = (stream_id, start, last, language)  # whatever changes a frame makes the room go further
    page: list[Frame] = recent.get(key, partial(frames_after, stream_id, start, until=last, language=language))
    return [frame for frame in page if frame.sequence > after]


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
