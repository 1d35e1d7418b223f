"""Make a municipality and invite its first administrator."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email, validate_slug

from samenspel.accounts.actions.provisioning import provision_municipality
from samenspel.common.errors import DomainError


class Command(BaseCommand):
    """`manage.py create_municipality "Zonnedael" --slug zonnedael --admin someone@example.org`."""

    help = "Make a municipality, mail its first administrator an invitation and print the address in it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", help="the name that residents know")
        parser.add_argument("--slug", required=True, help="short name in addresses: small letters, digits and dashes")
        parser.add_argument("--admin", required=True, metavar="ADDRESS", help="e-mail address of the administrator")
        parser.add_argument("--host", action="append", default=[], help="host name; may be given more than once")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            validate_slug(options["slug"])
            validate_email(options["admin"])
            municipality, link = provision_municipality(
                name=options["name"], slug=options["slug"], admin=options["admin"], hosts=options["host"]
            )
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        except DomainError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{municipality.name} is there. The first administrator opens:\n{link}")
