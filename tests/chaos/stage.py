"""Fill the chaos tests' own database: a room, and people who talk in it; prints what the tests need to know as JSON."""

import json
import sys

from tests.database import set_up


def main() -> None:
    """Migrate, fill, print."""
    set_up()
    from django.core.management import call_command

    from benchmarks.pages import new_agenda, new_municipality, new_person, signed_in
    from deliberation.queries import room_of
    from samenspel.accounts.models import RoleGrant
    from samenspel.common.spam import stamp
    from samenspel.tenancy.context import municipality_context

    call_command("migrate", verbosity=0)
    municipality = new_municipality("storm")
    cookies = []
    with municipality_context(municipality):
        room = room_of(new_agenda(1)[1][0])
        for number in range(40):
            person = new_person(f"person{number}")
            RoleGrant.objects.create(user=person, role="council_member")  # whose contributions are never held
            cookies.append(signed_in(municipality, person).cookies["sessionid"].value)
    sys.stdout.write(json.dumps({"room": room.pk, "cookies": cookies, "started": stamp(age=60)}))


if __name__ == "__main__":
    main()
