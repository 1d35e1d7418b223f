"""Texts that become HTML here and nowhere else: everything is escaped, then the few elements we know are put in."""

import re
from html import escape, unescape

from django import template
from django.utils.safestring import SafeString, mark_safe

register = template.Library()

BEGIN, END = "\ue000", "\ue001"  # what the search functions put around found words
LINK = re.compile(r"\[([^\]\n]{1,200})\]\(((?:https?://|mailto:|/(?!/))[^\s()\"'<>]{1,500})\)")


@register.filter
def prose(text: str) -> SafeString:
    """Return HTML of a text in which `## ` begins a heading, `- ` a list item and `[words](address)` is a link."""
    blocks = re.split(r"\n\s*\n", text.replace("\r\n", "\n").strip())
    return mark_safe("\n".join(_block(block.strip()) for block in blocks if block.strip()))  # noqa: S308  # escaped below


@register.filter
def highlighted(excerpt: str) -> SafeString:
    """Return an excerpt of the search functions as HTML, with the words that were found in `<mark>`."""
    text = escape(unescape(excerpt))
    return mark_safe(text.replace(BEGIN, "<mark>").replace(END, "</mark>"))  # noqa: S308  # escaped just above


def _block(block: str) -> str:
    lines = block.split("\n")
    if block.startswith("## "):
        rest = _block("\n".join(lines[1:])) if lines[1:] else ""
        return f"<h2>{_inline(lines[0][3:])}</h2>{rest}"
    if all(line.startswith("- ") for line in lines):
        return "<ul>" + "".join(f"<li>{_inline(line[2:])}</li>" for line in lines) + "</ul>"
    return "<p>" + "<br>".join(_inline(line) for line in lines) + "</p>"


def _inline(line: str) -> str:
    parts = []
    position = 0
    for match in LINK.finditer(line):
        parts.append(escape(line[position : match.start()]))
        parts.append(f'<a href="{escape(match[2])}">{escape(match[1])}</a>')
        position = match.end()
    parts.append(escape(line[position:]))
    return "".join(parts)
