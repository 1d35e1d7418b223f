"""Theme, language, QR codes and the small files that robots ask for."""

from datetime import timedelta
from io import BytesIO

import segno
from django.conf import settings
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from samenspel.accounts.context import AppRequest
from samenspel.portal.queries.pages import PAGES, page_of
from samenspel.portal.queries.theme import theme_css, theme_version

YEAR = 31_536_000
LONGEST_PATH = 500  # a QR code of a longer address cannot be scanned from paper


@require_safe
def theme(request: AppRequest) -> HttpResponse:
    """Answer the municipality's colours; cached for a year under its version, never under an outdated one."""
    response = HttpResponse(theme_css(request.municipality), content_type="text/css; charset=utf-8")
    is_current = request.GET.get("v") == theme_version(request.municipality)
    response["Cache-Control"] = f"public, max-age={YEAR}, immutable" if is_current else "no-store"
    return response


@require_POST
def language(request: AppRequest) -> HttpResponse:
    """Remember the chosen language for a year and go back to the page."""
    target = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()}):
        target = "/"
    response = HttpResponseRedirect(target)
    code = request.POST.get("language", "")
    if code in dict(settings.LANGUAGES):
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME, code, max_age=YEAR, secure=settings.SECURE, httponly=True, samesite="Lax"
        )
    return response


@require_safe
def page(request: AppRequest, name: str) -> HttpResponse:
    """Show the privacy statement, the terms of use or the accessibility statement."""
    if name not in PAGES:
        raise Http404
    return render(request, f"portal/pages/{name}.html", {"page": page_of(request.municipality, name)})


@require_safe
def qr(request: AppRequest) -> HttpResponse:
    """Answer a QR code, as SVG, of an address on this host only."""
    path = request.GET.get("path", "")
    if not path.startswith("/") or path.startswith(("//", "/\\")) or len(path) > LONGEST_PATH:
        raise Http404
    code = segno.make(request.build_absolute_uri(path), error="m", micro=False)
    image = BytesIO()
    code.save(image, kind="svg", border=2, omitsize=True, xmldecl=False, light="#ffffff")
    response = HttpResponse(image.getvalue(), content_type="image/svg+xml")
    response["Cache-Control"] = "public, max-age=86400"
    return response


@require_safe
def robots(request: AppRequest) -> HttpResponse:
    """Tell robots what is not for them."""
    closed = ("/account/", "/staff/", "/search/", "/report/", "/demo/", "/portal/")
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in closed)]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@require_safe
def security_txt(request: AppRequest) -> HttpResponse:
    """Say whom to tell about a weakness (RFC 9116); 404 until the municipality has a contact address."""
    contact = request.municipality.settings.contact_email
    if not contact:
        raise Http404
    expires = (timezone.now() + timedelta(days=180)).strftime("%Y-%m-%dT00:00:00Z")
    canonical = request.build_absolute_uri()
    lines = [
        f"Contact: mailto:{contact}",
        f"Expires: {expires}",
        "Preferred-Languages: nl, en",
        f"Canonical: {canonical}",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
