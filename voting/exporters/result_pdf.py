"""The result of a ballot on paper: tagged PDF (PDF/UA-1) with the same sentences and numbers as the page."""

import hashlib
import json
import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import Any

import typst
from django.core.cache import cache
from django.utils import formats, timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from voting.models import Ballot
from voting.queries.results import ResultPage, result_page
from voting.queries.results.bars import Row, Table

SOURCE = Path(__file__).with_name("result.typ")
KEPT = 24 * 60 * 60  # seconds; what is kept is found by what it says, so it is never out of date


def result_pdf(ballot: Ballot, *, address: str) -> bytes:
    """Return the result as PDF in the reader's language; `address` is where the page and the ballots are found."""
    told = json.dumps(_told(ballot, result_page(ballot), address), ensure_ascii=False, sort_keys=True)
    key = f"voting.result_pdf:{hashlib.sha256(SOURCE.read_bytes() + told.encode()).hexdigest()}"
    kept: bytes | None = cache.get(key)
    if kept is None:
        kept = compiled(told, made=int(ballot.counted_at.timestamp()) if ballot.counted_at else 0)
        cache.set(key, kept, KEPT)
    return kept


def compiled(told: str, *, made: int) -> bytes:
    """Return the PDF that says what `told` (JSON) holds; the same text and moment always give the same bytes."""
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder, "result.typ")
        source.write_bytes(SOURCE.read_bytes())
        pdf = typst.compile(
            str(source), format="pdf", sys_inputs={"told": told}, pdf_standards=["ua-1"], timestamp=made
        )
    assert isinstance(pdf, bytes)  # noqa: S101  # one document, one file
    return pdf


def _told(ballot: Ballot, page: ResultPage, address: str) -> dict[str, Any]:
    counted = timezone.localtime(ballot.counted_at)
    return {
        "language": (get_language() or "nl")[:2],
        "municipality": ballot.municipality.name,
        "title": _("Result: %(question)s") % {"question": ballot.question},
        "question": ballot.question,
        "date": [counted.year, counted.month, counted.day],
        "about": _("Result of the ballot that closed on %(moment)s.")
        % {"moment": formats.date_format(timezone.localtime(ballot.closes_at), "j F Y, H:i")},
        "sentence": page.sentence,
        "decision": page.decision,
        "bar_columns": [_("Option"), _("Picture"), _("Votes") if page.rounds else page.table.columns[0]],
        "bars": [{**asdict(line), "share": float(line.share)} for line in page.lines],
        "turnout": page.people.turnout,
        "parts": [part for part in _parts(page, address) if any(part[key] for key in ("sentences", *LISTS))],
    }


LISTS = ("items", "groups", "tables")


def _part(title: str, **content: Any) -> dict[str, Any]:
    return {"title": title, "sentences": (), "items": (), "groups": (), "tables": (), **content}


def _parts(page: ResultPage, address: str) -> list[dict[str, Any]]:
    return [
        _part(_("How the outcome came about"), sentences=page.reasons),
        _part(_("The numbers"), tables=[asdict(page.table), *([asdict(_pairs(page))] if page.pairs else [])]),
        _part(_("Round by round"), sentences=[each.sentence for each in page.rounds]),
        _part(_("Where it was level"), items=page.ties),
        _part(
            _("Why did this win, and that not?"),
            groups=[{"title": why.question, "sentences": why.answers} for why in page.whys],
        ),
        _part(_("Who took part"), items=_channels(page), tables=[asdict(_levels(page))] if page.people.levels else []),
        _part(
            _("What would another rule have chosen?"),
            sentences=[_("This is a comparison, not the result.")] if page.others else [],
            groups=[
                {"title": other.name, "sentences": other.sentences if other.is_same else [*other.sentences, other.how]}
                for other in page.others
            ],
        ),
        _part(
            _("Keep it, or count it again"),
            sentences=[_("All ballots, the rule and a program that counts again: %(address)s") % {"address": address}],
        ),
    ]


def _pairs(page: ResultPage) -> Table:
    rows = tuple(
        Row(f"{row.number}. {row.name}", tuple(cell.votes or "–" for cell in row.cells), row.leads)
        for row in page.pairs
    )
    columns = tuple(str(row.number) for row in page.pairs)
    return Table(_("How many people put the row higher than the column"), _("Option"), columns, rows)


def _levels(page: ResultPage) -> Table:
    rows = tuple(Row(line.name, (str(line.voted), str(line.eligible), line.percent)) for line in page.people.levels)
    columns = (_("Voted"), _("Could vote"), _("Turnout"))
    return Table(_("Who took part, and how the municipality knows them"), _("Verified by"), columns, rows)


def _channels(page: ResultPage) -> list[str]:
    return [f"{name}: {number}" for name, number in page.people.channels] if page.people.levels else []
