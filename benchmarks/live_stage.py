"""The platform's side of `benchmarks.live`: a municipality with rooms, somebody who talks in them, people who are signed in."""

import time
from pathlib import Path
from typing import Any

from benchmarks.pages import new_agenda, new_municipality, new_person

PEOPLE = 400  # an account has a few sockets, as somebody with several tabs
TEXT = (
    "Wij wonen hier nu twaalf jaar en zien het verkeer elk jaar drukker worden. Graag eerst de oversteek bij de school."
)


class Stage:
    """A municipality with rooms, somebody who talks in them, and people who are signed in."""

    def __init__(self, folder: Path) -> None:
        from deliberation.models import Room
        from samenspel.accounts.models import RoleGrant
        from samenspel.tenancy.context import municipality_context

        self.municipality = new_municipality("bench")
        self.cookies = folder / "cookies"
        with municipality_context(self.municipality):
            self.author = new_person("author")
            RoleGrant.objects.create(user=self.author, role="council_member")
            people = [new_person(f"reader{number}") for number in range(PEOPLE)]
            new_agenda(200)
            self.rooms = list(Room.objects.select_related("stream").order_by("pk"))
        self.cookies.write_text("\n".join(session_of(self.municipality, person) for person in people), "ascii")

    def post(self, rooms: list[Any], number: int) -> float:
        """Post so many contributions in each room, in one transaction a room; return the moment of the first commit."""
        from django.db import transaction

        from deliberation.actions import post_contribution
        from samenspel.tenancy.context import municipality_context

        moments: list[float] = []
        with municipality_context(self.municipality):
            for room in rooms:
                with transaction.atomic():
                    transaction.on_commit(lambda: moments.append(time.monotonic()))
                    for _ in range(number):
                        post_contribution(room, actor=self.author, text=TEXT)
        return moments[0]

    def last_sequence(self, room: Any) -> int:
        """Return how far a room's events are."""
        from samenspel.tenancy.context import municipality_context

        with municipality_context(self.municipality):
            room.stream.refresh_from_db()
            return int(room.stream.last_sequence)

    def frame(self) -> str:
        """Return a frame as the readers of the platform get it."""
        from samenspel.realtime.queries import frames_after
        from samenspel.tenancy.context import municipality_context

        self.post(self.rooms[:1], 1)
        with municipality_context(self.municipality):
            last = self.last_sequence(self.rooms[0])
            return frames_after(self.rooms[0].stream_id, last - 1, language="nl")[0].text


def session_of(municipality: Any, person: Any) -> str:
    """Sign a person in; return the value of the cookie."""
    from benchmarks.pages import signed_in

    return str(signed_in(municipality, person).cookies["sessionid"].value)
