"""Demo mode: one click signs in as anybody. These addresses do not exist otherwise."""

import uuid
from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.conf import settings
from django.http import Http404, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET

from samenspel.accounts.adapters.sign_in import sign_in_for_demo
from samenspel.accounts.context import AppRequest
from samenspel.accounts.models import User
from samenspel.accounts.queries import demo_people

P = ParamSpec("P")
View = Callable[Concatenate[AppRequest, P], HttpResponse]


def demo_only(view: View[P]) -> View[P]:
    """Let a view exist in demo mode only."""

    @wraps(view)
    def wrapped(request: AppRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        host = request.get_host().rsplit(":", 1)[0]
        if not settings.DEMO or not f".{host}".endswith(".localhost"):
            raise Http404
        return view(request, *args, **kwargs)

    return wrapped


@demo_only
@require_GET
def people(request: AppRequest) -> HttpResponse:
    """List the demo people of this municipality, each with a button that signs in."""
    return render(request, "demo/people.html", {"people": demo_people()})


@demo_only
def sign_in(request: AppRequest, uid: uuid.UUID) -> HttpResponse:
    """Sign in as a demo person, second factor included."""
    person: User = get_object_or_404(User.objects.exclude(email=""), uid=uid, is_active=True)
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    sign_in_for_demo(request, person)
    target = request.POST.get("next", "/")
    return redirect(target if url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()}) else "/")
