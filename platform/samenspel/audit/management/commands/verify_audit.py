"""Check the chain of the audit log."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from samenspel.audit.queries import check_chain
from samenspel.tenancy.queries import in_municipality, municipalities


class Command(BaseCommand):
    """`manage.py verify_audit`: exit 1 and name the first broken entry when a log was changed afterwards."""

    help = "Recompute the audit log's chain of hashes; exit 1 when an entry was changed or removed afterwards."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--municipality", metavar="SLUG", help="check this municipality only")

    def handle(self, *args: Any, **options: Any) -> None:
        wanted = municipalities()
        if options["municipality"]:
            wanted = wanted.filter(slug=options["municipality"])
            if not wanted:
                raise CommandError(f"There is no municipality {options['municipality']!r}.")
        broken = [municipality.slug for municipality in wanted if not self._verify(municipality.pk)]
        if broken:
            raise CommandError(f"The audit log does not hold for: {', '.join(broken)}.")

    def _verify(self, municipality_id: int) -> bool:
        with in_municipality(municipality_id) as municipality:
            report = check_chain()
        if report.broken_at is None:
            self.stdout.write(f"{municipality.slug}: {report.sealed} entries hold, head {report.head or '-'}")
        else:
            self.stdout.write(f"{municipality.slug}: broken at position {report.broken_at}: {report.reason}")
        if report.unsealed:
            self.stdout.write(
                f"{municipality.slug}: {report.unsealed} entries not sealed yet, from entry {report.first_unsealed}"
            )
        return report.broken_at is None
