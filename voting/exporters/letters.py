"""Letters as a file: a PDF with a letter on each page, tagged for screen readers, or a CSV for the printer's mail merge."""

import csv
import io
import json
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import segno
import typst
from django.conf import settings
from django.utils import formats, timezone
from django.utils.translation import gettext, override

from samenspel.accounts.actions.letter_codes import grouped
from voting.enums import LetterFile
from voting.models import LetterBatch

FORMULA = ("=", "+", "-", "@", "\t")  # what a spreadsheet would compute
SOURCE = Path(__file__).with_name("letters.typ")


@dataclass(frozen=True)
class Letter:
    """What one letter says: its number, its code, and the lines of the address to print."""

    number: str
    code: str
    district: str
    lines: tuple[str, ...]


def letters_file(batch: LetterBatch, letters: list[Letter]) -> bytes:
    """Return the letters as the file that was asked for, in the language of the municipality."""
    with override(settings.LANGUAGE_CODE):
        return pdf_of(batch, letters) if batch.kind == LetterFile.PDF else csv_of(batch, letters)


def csv_of(batch: LetterBatch, letters: list[Letter]) -> bytes:
    """Return a line for each letter: number, code, address on the website, district, and the lines to print."""
    widest = max((len(letter.lines) for letter in letters), default=0)
    heading = [gettext("letter number"), gettext("code"), gettext("web address"), gettext("district")]
    heading += [gettext("line %(number)s") % {"number": place + 1} for place in range(widest)]
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(heading)
    for letter in letters:
        cells = [letter.number, code_in_print(letter.code), web_address(batch, letter), letter.district, *letter.lines]
        writer.writerow([f"'{cell}" if cell.startswith(FORMULA) else cell for cell in cells])
    return out.getvalue().encode("utf-8-sig")


def pdf_of(batch: LetterBatch, letters: list[Letter]) -> bytes:
    """Return the letters as PDF/UA: language, headings, and a text for each QR code."""
    words = _words(batch)
    rows = [
        {
            "number": number_in_print(letter.number),
            "code": code_in_print(letter.code),
            "lines": letter.lines,
            "qr": _qr(web_address(batch, letter)),
        }
        for letter in letters
    ]
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder, "letters.typ")
        source.write_bytes(SOURCE.read_bytes())
        Path(folder, "letters.json").write_text(json.dumps({**words, "letters": rows}), "utf-8")
        made = typst.compile(str(source), format="pdf", pdf_standards=["ua-1"])
    assert isinstance(made, bytes)  # noqa: S101  # one document, one file
    return made


def web_address(batch: LetterBatch, letter: Letter) -> str:
    """Return the address that the QR code holds: with the number, never with the code, which would end up in logs."""
    return f"{batch.address}?number={letter.number}"


def code_in_print(code: str) -> str:
    """Return a code in groups of four."""
    return grouped(code)


def number_in_print(number: str) -> str:
    """Return a number in groups of three."""
    return " ".join(number[at : at + 3] for at in range(0, len(number), 3))


def _words(batch: LetterBatch) -> dict[str, Any]:
    ballot = batch.ballot
    shown: dict[str, Any] = {"opens": _moment(ballot.opens_at), "closes": _moment(ballot.closes_at)}
    return {
        "language": settings.LANGUAGE_CODE[:2],
        "municipality": ballot.municipality.name,
        "title": gettext("Your letter to vote"),
        "question": ballot.question,
        "lead": gettext("You can vote from %(opens)s until %(closes)s.") % shown,
        "steps": list(_steps(batch)),
        "number_label": gettext("Number of this letter"),
        "code_label": gettext("Your code"),
        "qr_label": gettext("QR code that opens the page to vote; you still type your code there"),
        "notes": [
            gettext("Keep this letter until the ballot closes: with the same code you can change your vote."),
            gettext("Give your code to nobody. Who has it can vote in your place. Lost it? Ask for a new letter; the "
                    "code of this one stops working then."),
            gettext("Do you rather vote with help? Come to the municipality with this letter."),
        ],
    }  # fmt: skip


def _steps(batch: LetterBatch) -> Iterable[str]:
    yield gettext("Scan the QR code, or go to %(address)s") % {"address": batch.address}
    yield gettext("Type the number and the code of this letter. You need no account.")
    yield gettext("Fill in the ballot, check it, and cast your vote.")


def _qr(address: str) -> list[int]:
    """Return the bytes of a small picture: a dot for each module, drawn large without smoothing."""
    out = io.BytesIO()
    segno.make(address, error="m", micro=False).save(out, kind="png", border=0)
    return list(out.getvalue())


def _moment(moment: Any) -> str:
    return formats.date_format(timezone.localtime(moment), "j F Y, H:i")
