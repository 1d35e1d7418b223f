"""Fill the two invented municipalities."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from samenspel.config.demo.fill import fill_municipality
from samenspel.config.demo.script import SLUGS


class Command(BaseCommand):
    """Make what is missing of Zonnedael and Mistbergen."""

    help = "Fill the two invented municipalities of the demo. Safe to repeat: what is there stays as it is."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--force", action="store_true", help="fill them although this is not a demo")

    def handle(self, *args: Any, **options: Any) -> None:
        if not (settings.DEMO or options["force"]):
            raise CommandError(
                "This adds invented people and municipalities, and SAMENSPEL_DEMO is not set. "
                "Start `make demo`, or add --force if you really want them here."
            )
        for slug in SLUGS:
            filled = fill_municipality(slug, now=timezone.now())
            self.stdout.write(f"{filled.municipality.name}: {filled.people} people, {filled.items} agenda items")
