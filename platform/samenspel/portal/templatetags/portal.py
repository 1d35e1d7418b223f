"""Where one can go, addresses of the theme and of shared pages, and paging that keeps the other parameters."""

from typing import Any

from django import template
from django.http import HttpRequest

from samenspel.portal.queries.navigation import Entry, desks, first_address, main_entries_for
from samenspel.portal.queries.theme import theme_version
from samenspel.tenancy.models import Municipality

register = template.Library()


@register.filter
def main_entries(request: HttpRequest) -> list[Entry]:
    """Return the entries of the main navigation for who looks."""
    return main_entries_for(request)


@register.filter
def desk_entries(request: HttpRequest) -> list[Entry]:
    """Return the desks that belong to the roles of who looks."""
    return desks(request)


@register.simple_tag
def address_of(*names: str) -> str:
    """Return the address of the first of these URL names that exists, or nothing."""
    return first_address(names)


@register.simple_tag
def theme_address(municipality: Municipality) -> str:
    """Return the address of the municipality's theme, with its version so that it may be cached for long."""
    return f"{first_address(['portal:theme'])}?v={theme_version(municipality)}"


@register.simple_tag(takes_context=True)
def absolute_address(context: dict[str, Any], path: str) -> str:
    """Return the full address of a path of this site."""
    request: HttpRequest = context["request"]
    return request.build_absolute_uri(path)


@register.simple_tag(takes_context=True)
def page_address(context: dict[str, Any], name: str, number: int) -> str:
    """Return the query string of another page of the same list."""
    query = context["request"].GET.copy()
    query[name] = str(number)
    return f"?{query.urlencode()}"
