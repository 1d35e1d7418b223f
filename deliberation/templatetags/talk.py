"""Plain text as paragraphs with safe links, and what this reader may do with a contribution."""

from functools import cache
from typing import Any

from django import template
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString
from linkify_it import LinkifyIt

from deliberation.context import Viewer
from deliberation.models import Contribution

BREAK = SafeString("<br>")
register = template.Library()
LINK = '<a class="utrecht-link utrecht-link--html-a" href="{}" rel="nofollow noopener ugc">{}</a>'


@register.filter
def plain_text(text: str) -> SafeString:
    """Return text as escaped paragraphs, line breaks kept, web addresses as links; nothing else becomes markup."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").strip().split("\n")
    paragraphs: list[list[str]] = [[]]
    for line in lines:
        if line.strip():
            paragraphs[-1].append(line)
        elif paragraphs[-1]:
            paragraphs.append([])
    return format_html_join("\n", "<p>{}</p>", ((_lines(paragraph),) for paragraph in paragraphs if paragraph))


@register.filter
def reacted(viewer: "Viewer | str", contribution: Contribution) -> frozenset[str]:
    """Return the kinds of reaction this reader gave to a contribution; in a frame there is no reader."""
    return viewer.reactions.get(contribution.pk, frozenset()) if isinstance(viewer, Viewer) else frozenset()


@register.inclusion_tag("deliberation/_own_actions.html")
def own_actions(contribution: Contribution, viewer: Viewer | None) -> dict[str, Any]:
    """Show what only this reader may do with a contribution."""
    return {
        "contribution": contribution,
        "can_edit": viewer is not None and viewer.can_edit(contribution),
        "can_withdraw": viewer is not None and viewer.can_withdraw(contribution),
    }


def _lines(lines: list[str]) -> SafeString:
    return format_html_join(BREAK, "{}", ((_linked(line),) for line in lines))


def _linked(line: str) -> SafeString:
    pieces: list[Any] = []
    end = 0
    for match in _linkify().match(line) or []:
        pieces.append(conditional_escape(line[end : match.index]))
        pieces.append(format_html(LINK, match.url, match.text))
        end = match.last_index
    pieces.append(conditional_escape(line[end:]))
    return format_html_join("", "{}", ((piece,) for piece in pieces))


@cache
def _linkify() -> LinkifyIt:
    """Only web addresses: no mail, no files, nothing that a browser would run."""
    linkify = LinkifyIt(options={"fuzzy_email": False})
    for schema in ("mailto:", "ftp:", "//"):
        linkify.add(schema, None)
    return linkify
