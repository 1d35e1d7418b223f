"""Reactions, what only this reader sees, and closing a talk by hand."""

from urllib.parse import urlsplit, urlunsplit

from django.http import HttpResponse, HttpResponseNotAllowed, JsonResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache

from deliberation import actions
from deliberation.context import Viewer, viewer_of
from deliberation.enums import ReactionKind
from deliberation.models import Contribution
from deliberation.permissions import can_close_room, can_react
from deliberation.queries import access_contribution, access_room, contributions_of, topic_of
from deliberation.views.contributions import address_of
from samenspel.accounts.context import AppRequest
from samenspel.accounts.permissions import deny
from samenspel.common.errors import DomainError
from samenspel.common.ratelimit import check_rate

MOST_IDS = 200


def react(request: AppRequest, pk: int) -> HttpResponse:
    """Add or take back a reaction: the pressed button names the kind and says `yes` or `no`."""
    contribution = access_contribution(pk, request.participant)
    back = address_of(contribution)
    if request.method != "POST":
        return redirect(back)
    as_json = request.headers.get("accept", "").startswith("application/json")
    if request.participant is None and not as_json:
        return deny(request)
    kind = next((kind for kind in ReactionKind if kind.value in request.POST), ReactionKind.AGREE)
    act = actions.unreact if request.POST.get(kind.value) == "no" else actions.react
    try:
        if can_react(request.participant) and request.participant is not None:
            check_rate("talk.react", request.participant.pk, limit=60, seconds=60)
        contribution = act(contribution, actor=request.participant, kind=kind)
    except DomainError as error:
        if not as_json:
            raise
        return JsonResponse({"errors": [str(error)]}, status=error.status)
    if as_json:
        counts = {"agree": contribution.agree_count, "useful": contribution.useful_count}
        return JsonResponse({"id": contribution.pk, "counts": counts})
    return redirect(_page_it_stood_on(request, back))


@never_cache
def mine(request: AppRequest, pk: int) -> JsonResponse:
    """Tell what this reader may do with contributions of a room, and how they reacted: `?ids=1,2,3`."""
    room = access_room(pk)
    parts = request.GET.get("ids", "").split(",")[:MOST_IDS]
    ids = [int(part) for part in parts if part.isdecimal() and len(part) < 19]
    found = [c for c in contributions_of(room, ids) if c.published_at is not None] if request.participant else []
    viewer = viewer_of(request.participant, found)
    own = {
        c.pk: render_to_string("deliberation/_own_actions.html", rights) for c in found if (rights := _own(viewer, c))
    }
    return JsonResponse({"own": own, "reactions": {pk: sorted(kinds) for pk, kinds in viewer.reactions.items()}})


def close(request: AppRequest, pk: int) -> HttpResponse:
    """Close a talk by hand."""
    room = access_room(pk)
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    if not can_close_room(request.user):
        return deny(request)
    actions.close_room(room, actor=request.user)
    return redirect(topic_of(room).get_absolute_url())


def reopen(request: AppRequest, pk: int) -> HttpResponse:
    """Open a talk by hand."""
    room = access_room(pk)
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    if not can_close_room(request.user):
        return deny(request)
    actions.open_room(room, actor=request.user)
    return redirect(topic_of(room).get_absolute_url())


def _own(viewer: Viewer, contribution: Contribution) -> dict[str, object]:
    rights = {"can_edit": viewer.can_edit(contribution), "can_withdraw": viewer.can_withdraw(contribution)}
    return {"contribution": contribution, **rights} if any(rights.values()) else {}


def _page_it_stood_on(request: AppRequest, default: str) -> str:
    """Go back to the page with the button, at the contribution, when it was a page of ours."""
    referer = request.headers.get("referer", "")
    if not url_has_allowed_host_and_scheme(referer, allowed_hosts={request.get_host()}):
        return default
    page = urlsplit(referer)
    return urlunsplit(("", "", page.path, page.query, default.rpartition("#")[2]))
