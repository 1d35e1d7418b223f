"""From what sources send to what we keep: text, HTML, moments, addresses."""

import re
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import nh3
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.html import escape

MUNICIPAL_TIME = ZoneInfo("Europe/Amsterdam")
ALLOWED_TAGS = {"p", "br", "ul", "ol", "li", "b", "strong", "i", "em", "a", "h3", "h4", "blockquote", "sub", "sup"}
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_PLAIN = re.compile(r"</?(p|br)\s*/?>", re.IGNORECASE)


def text(value: Any, limit: int) -> str:
    """Return a value as one line of plain text without control characters, at most `limit` characters long."""
    if value is None or isinstance(value, (dict, list)):
        return ""
    line = " ".join(_CONTROL.sub(" ", str(value)).split())
    return line if len(line) <= limit else line[: limit - 1] + "…"


def clean_html(value: Any) -> str:
    """Return HTML with a few harmless tags and web links only; scripts, styles and attributes go."""
    return nh3.clean(
        _CONTROL.sub("", str(value or "")),
        tags=ALLOWED_TAGS,
        attributes={"a": {"href"}},
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener noreferrer",
    ).strip()


def html_from_typed(typed: str) -> str:
    """Return cleaned HTML for what a person typed: plain text becomes paragraphs, HTML is cleaned."""
    if re.search(r"<[a-zA-Z/]", typed):
        return clean_html(typed)
    paragraphs = re.split(r"\n\s*\n", typed.replace("\r\n", "\n").strip())
    return "".join(f"<p>{escape(part.strip()).replace(chr(10), '<br>')}</p>" for part in paragraphs if part.strip())


def typed_from_html(html: str) -> str:
    """Return the text that `html_from_typed` turns into this HTML, where it is plain enough; else the HTML itself."""
    if re.search(r"<(?!/?(p|br)\b)", html):
        return html
    lines = re.sub(r"<br\s*/?>", "\n", html.replace("</p><p>", "\n\n"))
    return (
        _PLAIN.sub("", lines)
        .replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", '"').replace("&#x27;", "'").replace("&#39;", "'")
        .replace("&amp;", "&")
    )  # fmt: skip


def moment(value: Any) -> datetime | None:
    """Return a moment; without a zone it is the wall clock in the municipality, summer time included."""
    if not isinstance(value, str) or not value.strip():
        return None
    try:
        found = parse_datetime(value.strip())
    except ValueError:
        return None
    if found is None:
        day_only = day(value)
        return (
            None if day_only is None else datetime(day_only.year, day_only.month, day_only.day, tzinfo=MUNICIPAL_TIME)
        )
    return found if found.tzinfo is not None else found.replace(tzinfo=MUNICIPAL_TIME)


def day(value: Any) -> date | None:
    """Return a day written as YYYY-MM-DD, or None."""
    try:
        return parse_date(str(value or "").strip()[:10])
    except ValueError:
        return None


def web_address(value: Any, limit: int = 1000) -> str:
    """Return an http or https address; an empty string for anything else. An address without a scheme gets https."""
    address = str(value or "").strip()
    if address and "://" not in address and re.match(r"^[\w.-]+\.[a-z]{2,}(/|$)", address):
        address = f"https://{address}"
    is_web = re.match(r"^https?://[^\s/<>\"']+[^\s<>\"']*$", address) is not None
    return address if is_web and len(address) <= limit else ""


def is_true(value: Any) -> bool:
    """Return whether a flag is set, however the source writes it: true, 1, "1", "true"."""
    return value is True or str(value).strip().lower() in {"1", "true", "yes", "ja"}


def whole_number(value: Any) -> int | None:
    """Return a whole number that arrives as a number or as text, or None."""
    try:
        return int(str(value).strip())
    except ValueError:
        return None
