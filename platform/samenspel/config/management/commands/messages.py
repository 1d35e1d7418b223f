"""Keep the translation catalogue complete, without gettext on the machine (Babel does its work)."""

import io
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import templatize

KEYWORDS = {
    "_": None, "gettext": None, "gettext_lazy": None, "gettext_noop": None, "ngettext": (1, 2), "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2), "pgettext_lazy": ((1, "c"), 2), "npgettext": ((1, "c"), 2, 3),
}  # fmt: skip
SOURCES = ["platform/samenspel", "deliberation", "voting"]


class Command(BaseCommand):
    """Add new sentences to the Dutch catalogue; with --check, fail when one is missing, empty or unused."""

    help = "Update platform/locale/nl from the code and templates, or check that it is complete."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="change nothing; exit 1 when a translation is missing")
        parser.add_argument("--merge", metavar="FILE", help="JSON object of sentence -> translation to fill in first")
        parser.add_argument("--missing", action="store_true", help="print the untranslated sentences as a JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        path = catalogue_path()
        catalogue = read_catalogue(path)
        before = rendered(catalogue)
        catalogue.update(extracted(), no_fuzzy_matching=True)
        catalogue.obsolete.clear()
        if options["merge"]:
            merge(catalogue, json.loads(Path(options["merge"]).read_text(encoding="utf-8")))
        missing = [message.id for message in catalogue if message.id and not complete(message.string)]
        if options["missing"]:
            self.stdout.write(json.dumps({key(sentence): "" for sentence in missing}, ensure_ascii=False, indent=1))
        if not options["check"]:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(rendered(catalogue), encoding="utf-8")
        elif missing:
            raise CommandError(
                f"{len(missing)} sentences have no Dutch yet, among them {missing[:5]}. Run `make messages`."
            )
        elif rendered(catalogue) != before:
            raise CommandError("The catalogue holds sentences the program no longer uses. Run `make messages`.")


def catalogue_path() -> Path:
    """Return where the Dutch catalogue lives."""
    return Path(settings.LOCALE_PATHS[0]) / "nl" / "LC_MESSAGES" / "django.po"


def read_catalogue(path: Path) -> Catalog:
    """Read a catalogue; an absent one is empty."""
    if not path.exists():
        return Catalog(locale="nl", project="Samenspel", fuzzy=False)
    with path.open("rb") as stream:
        return read_po(stream, locale="nl")


def extracted() -> Catalog:
    """Return every sentence marked for translation, in Python and in templates."""
    catalogue = Catalog(locale="nl", project="Samenspel", fuzzy=False)
    for text, comments in _sources():
        for _line, message, _comments, context in extract("python", io.BytesIO(text.encode()), KEYWORDS):
            catalogue.add(message, context=context, auto_comments=comments)
    return catalogue


def _sources() -> Iterator[tuple[str, list[str]]]:
    root = Path(settings.BASE_DIR)
    for folder in SOURCES:
        for path in sorted((root / folder).rglob("*.py")):
            yield path.read_text(encoding="utf-8"), []
    for path in sorted([*(root / "templates").rglob("*.html"), *(root / "templates").rglob("*.txt")]):
        source = templatize(path.read_text(encoding="utf-8"), origin=str(path))
        yield re.sub(r"(?m)^[ \t]+", "", source), []  # what is left of the indentation is no Python


def complete(translation: Any) -> bool:
    """Return whether a translation, or every plural form of it, is filled in."""
    return all(translation) if isinstance(translation, (tuple, list)) else bool(translation)


def key(sentence: Any) -> str:
    """Return the JSON key of a sentence: a plural pair is joined by a line with a bar."""
    return "\n|\n".join(sentence) if isinstance(sentence, (tuple, list)) else sentence


def merge(catalogue: Catalog, translations: dict[str, str]) -> None:
    """Fill in translations by sentence; plural forms are joined by a line with a bar, like their sentences."""
    for message in catalogue:
        wanted = translations.get(key(message.id)) if message.id else None
        if wanted:
            message.string = tuple(wanted.split("\n|\n")) if isinstance(message.id, (tuple, list)) else wanted


def rendered(catalogue: Catalog) -> str:
    """Return a catalogue as .po text, sorted and without dates and positions, so that changes merge well."""
    buffer = io.BytesIO()
    write_po(buffer, catalogue, no_location=True, sort_output=True, omit_header=True, width=0)
    header = (
        'msgid ""\nmsgstr ""\n"Language: nl\\n"\n"MIME-Version: 1.0\\n"\n'
        '"Content-Type: text/plain; charset=utf-8\\n"\n"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n\n'
    )
    return header + buffer.getvalue().decode().lstrip("\n")
