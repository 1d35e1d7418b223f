"""Reading a file with letter codes that a printer or another system made."""

import csv
import io
from collections.abc import Iterator

from django.utils.translation import gettext

from samenspel.accounts.actions.letter_codes import ALPHABET, CHUNK, MOST, hash_codes, normalise_code
from samenspel.accounts.exceptions import CodesNotAcceptable
from samenspel.accounts.models import LetterCode

GUESS = 1e-9  # the highest chance that one guess hits one of the codes


def read_codes(content: bytes) -> list[str]:
    """Return the normalised codes in the first column of a CSV file; a first line `code` is a heading.

    Raises `CodesNotAcceptable` with a sentence: not text, empty, too many, a wrong or double code, too easily guessed, or
    stored before.
    """
    codes = list(_codes(content))
    if not codes:
        raise _refused(gettext("There are no codes in this file. Put one code on each line, in the first column."))
    if len(codes) > MOST:
        raise _refused(gettext("There are more than %(most)s codes in this file. Split it.") % {"most": MOST})
    if len(set(codes)) < len(codes):
        raise _refused(gettext("The file holds the same code twice. Every letter needs a code of its own."))
    shortest = min(len(code) for code in codes)
    letters = 10 if all(code.isdecimal() for code in codes) else len(ALPHABET)
    if len(codes) / letters**shortest > GUESS:
        raise _refused(gettext("The codes are too easy to guess. Use codes of at least twelve letters and digits."))
    for start in range(0, len(codes), CHUNK):
        if LetterCode.objects.filter(code_hash__in=hash_codes(codes[start : start + CHUNK])).exists():
            raise _refused(gettext("One or more of these codes were imported before. Remove them from the file."))
    return codes


def _codes(content: bytes) -> Iterator[str]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _refused(gettext("This is not a CSV file in UTF-8. Save it again as CSV.")) from error
    delimiter = ";" if ";" in text.partition("\n")[0] else ","
    for number, row in enumerate(csv.reader(io.StringIO(text), delimiter=delimiter), start=1):
        cell = row[0].strip() if row else ""
        if not cell or (number == 1 and cell.lower() in {"code", "codes"}):
            continue
        code = normalise_code(cell)
        if not set(code) <= set(ALPHABET) or not code:
            raise _refused(gettext("Line %(number)s holds no code of letters and digits.") % {"number": number})
        yield code


def _refused(sentence: str) -> CodesNotAcceptable:
    error = CodesNotAcceptable()
    error.message = sentence
    return error
