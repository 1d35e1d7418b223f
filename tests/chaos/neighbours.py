"""Change things in the chaos tests' own database from outside the servers; prints what the tests need to know as JSON.

`python -m tests.chaos.neighbours make`: another municipality with a room. `… end-role <session key>`: end a person's role.
"""

import json
import sys

from tests.database import set_up


def make() -> dict[str, object]:
    """Make a municipality with a room and somebody who is signed in."""
    from benchmarks.pages import new_agenda, new_municipality, new_person, signed_in
    from deliberation.queries import room_of
    from samenspel.tenancy.context import municipality_context

    municipality = new_municipality("buren")
    with municipality_context(municipality):
        room = room_of(new_agenda(1)[1][0])
        cookie = signed_in(municipality, new_person("buur")).cookies["sessionid"].value
    return {"room": room.pk, "cookie": cookie}


def end_role(session_key: str) -> dict[str, object]:
    """End the role of whoever has this session in the municipality of the tests, as the program itself."""
    from samenspel.accounts.actions.roles import end_role
    from samenspel.accounts.enums import Role
    from samenspel.accounts.models import Session, User
    from samenspel.tenancy.context import municipality_context
    from samenspel.tenancy.models import Municipality

    with municipality_context(Municipality.objects.get(slug="storm")):
        person = User.objects.get(pk=Session.objects.get(pk=session_key).user_id)
        end_role(person, role=Role.COUNCIL_MEMBER, actor=None)
    return {}


if __name__ == "__main__":
    set_up()
    answer = make() if sys.argv[1] == "make" else end_role(sys.argv[2])
    sys.stdout.write(json.dumps(answer))
