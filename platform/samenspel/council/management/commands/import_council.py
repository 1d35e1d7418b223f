"""`manage.py import_council oparl|notubiz SOURCE --municipality SLUG`: take over meetings, in the foreground."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from samenspel.common.errors import DomainError
from samenspel.council.actions.imports import begin_import, run_import
from samenspel.council.importers.source import open_source
from samenspel.council.models import ImportRun
from samenspel.tenancy.models import Municipality
from samenspel.tenancy.queries import in_municipality, primary_host


class Command(BaseCommand):
    """Import meetings from a folder of JSON files or from an address."""

    help = "Import council meetings from a folder of JSON files or from an address."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the source and the municipality."""
        parser.add_argument("kind", choices=["oparl", "notubiz"])
        parser.add_argument("source", help="a folder, a JSON file, or an address that begins with https://")
        parser.add_argument("--municipality", required=True, metavar="SLUG")
        parser.add_argument("--allow-loopback", action="store_true", help="allow addresses on this machine")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run the import and say line by line how far it is."""
        municipality = Municipality.objects.filter(slug=options["municipality"]).first()
        if municipality is None:
            raise CommandError(f"There is no municipality with the short name {options['municipality']!r}.")
        with in_municipality(municipality.pk) as entered:
            try:
                opened = open_source(
                    options["source"], allow_loopback=options["allow_loopback"], agent=primary_host(entered)
                )
            except DomainError as error:
                raise CommandError(str(error)) from error
            run = run_import(begin_import(options["kind"], options["source"]), opened=opened, echo=self._progress)
        for problem in run.problems:
            self.stdout.write(f"  ! {problem}")
        if run.failed:
            raise CommandError("The import stopped. What was taken over before stays; run it again later.")
        counts = ", ".join(f"{number} {name}" for name, number in sorted(run.counts.items()) if number)
        self.stdout.write(self.style.SUCCESS(f"Done: {counts or 'nothing to do'}."))

    def _progress(self, run: ImportRun) -> None:
        self.stdout.write(f"{run.done} of {run.total} lines taken over")
