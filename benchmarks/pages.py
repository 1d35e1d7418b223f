"""Queries and milliseconds of the main pages, on a database of its own: `make bench-pages`.

Every page is asked through the whole stack of middleware by a signed-in resident. Statements are all but BEGIN, COMMIT and
SAVEPOINT. The consultation has 1,000 proposals and an open ballot with 1,000 voters; it serves the agenda item with 10,000
contributions, whose dossier is read by a resident and by a council member. Search is asked of two municipalities in one table, with more than 100,000 contributions and with 1,000. Making a
municipality is timed with few and with 200 of them there. The last line gives the cost of the discussion page with
100,000 contributions against the one with 100, asked in turn within this run, and the largest number of statements.
"""

import io
import itertools
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from benchmarks.taking_part import Circle, make_circle, submitter, supporter, voter
from tests.database import set_up, throwaway_database

SIZES = (100, 10_000, 100_000)
ROUNDS = 25
FEW_ROWS = 1_000
MANY_MUNICIPALITIES = 200
SEARCHES = {"a rare word": "speeltuin", "a word in every contribution": "verkeer"}
FREE = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE", "ROLLBACK")
FILL = """
    WITH subject AS (
        INSERT INTO subjects_subject (municipality_id, kind)
        SELECT %(municipality)s, 'contribution' FROM generate_series(1, %(size)s) RETURNING id
    )
    INSERT INTO deliberation_contribution (
        municipality_id, room_id, subject_id, author_id, author_role, stance, text, state, version, created_at,
        published_at, hidden_reasons, agree_count, useful_count, last_reply_number, reply_count, is_answered, reply_number
    )
    SELECT %(municipality)s, %(room)s, id, %(author)s, '', (ARRAY['for', 'against', 'neutral', 'question'])[1 + id %% 4],
        'Wij wonen hier nu twaalf jaar en zien het verkeer elk jaar drukker worden. ' || id
            || CASE WHEN row_number() OVER (ORDER BY id) <= 20 THEN ' Ook bij de speeltuin.' ELSE '' END, 'published', 1,
        now() - id * interval '1 second', now() - id * interval '1 second', '', (id * 7919) %% 211, 0, 0, 0, false, 0
    FROM subject
"""


@dataclass
class Measured:
    """One line of the table."""

    name: str
    statements: int
    milliseconds: float


def main() -> None:
    """Fill, measure, print."""
    set_up()
    with throwaway_database("bench_pages"):
        run()


def run() -> None:
    """Measure on an empty database that is already there."""
    municipality, person, rooms, meeting, circle = fill()
    client = signed_in(municipality, person)
    pages = {
        "municipality's home": "/",
        "agenda of 394 items": f"/council/meetings/{meeting.pk}/",
        "agenda of 394 items, filtered": f"/council/meetings/{meeting.pk}/?q=fietsbrug",
    }
    pages |= circle.pages
    table = [measure(name, lambda path=path: ok(client.get(path))) for name, path in pages.items()]
    reader = signed_in(municipality, council_member(municipality))
    table.append(measure("dossier, for a council member", lambda: ok(reader.get(circle.pages["dossier"]))))
    talks = {size: rooms[size].about.agenda_item.get_absolute_url() for size in SIZES}
    for sort in ("", "?sort=supported", "?sort=unanswered"):
        asks = {size: (lambda address=path + sort: ok(client.get(address))) for size, path in talks.items()}
        label = sort.removeprefix("?sort=") or "newest"
        table += measure_in_turn({f"discussion, {size} contributions, {label}": ask for size, ask in asks.items()})
    table.append(measure("post a contribution", poster(client, municipality, rooms[10_000])))
    table.append(measure("react", reactor(client, municipality, rooms[10_000])))
    acts = {"submit a proposal": submitter, "support a proposal": supporter, "cast a vote": voter}
    for name, maker in acts.items():
        act = maker(client, municipality, circle)
        table.append(measure(name, lambda act=act: ok(act())))
    table += searches(municipality, client)
    show(table)
    print(provisioning())
    newest = {line.name: line for line in table}
    first, last = (newest[f"discussion, {size} contributions, newest"] for size in (SIZES[0], SIZES[-1]))
    ratio = last.milliseconds / first.milliseconds
    print(f"pages ratio={ratio:.2f} queries={max(line.statements for line in table)}")


def fill() -> tuple[Any, Any, dict[int, Any], Any, Circle]:
    """Make a municipality with an agenda of 394 items, three rooms of the three sizes, and one that residents vote on."""
    from samenspel.tenancy.context import municipality_context

    municipality = new_municipality("bench")
    with municipality_context(municipality):
        person = new_person("resident")
        meeting, items = new_agenda(394)
        rooms = {size: filled_room(item, person, size) for size, item in zip(SIZES, items, strict=False)}
        circle = make_circle(rooms[10_000].about.agenda_item, person)
    analyse()
    return municipality, person, rooms, meeting, circle


def new_municipality(slug: str) -> Any:
    """Make the rows that a host name leads to."""
    from samenspel.tenancy.actions import create_municipality_row
    from samenspel.tenancy.queries import with_settings

    return with_settings(create_municipality_row(slug=slug, name=slug.title()))


def new_person(name: str) -> Any:
    """Make a resident whose letter code was checked."""
    from samenspel.accounts.models import User

    return User.objects.create(email=f"{name}@example.org", display_name=name.title(), verification_level=2)


def council_member(municipality: Any) -> Any:
    """Make somebody who keeps private notes beside a dossier."""
    from samenspel.accounts.models import RoleGrant
    from samenspel.tenancy.context import municipality_context

    with municipality_context(municipality):
        member = new_person("member")
        RoleGrant.objects.create(user=member, role="council_member")
    return member


def new_agenda(size: int) -> tuple[Any, list[Any]]:
    """Make a meeting with so many items; return both."""
    from django.utils import timezone

    from samenspel.council.models import AgendaItem, CouncilBody, Meeting
    from samenspel.council.signals import agenda_items_created
    from samenspel.subjects.models import Subject

    body = CouncilBody.objects.create(name="Gemeenteraad")
    start = timezone.now() + timedelta(days=3)
    meeting = Meeting.objects.create(body=body, title="Raadsvergadering", starts_at=start)
    subjects = Subject.objects.bulk_create(Subject(kind="agenda_item") for _ in range(size))
    items = AgendaItem.objects.bulk_create(
        AgendaItem(meeting=meeting, subject=subject, number=str(n), order=n, title=f"Voorstel {n} over de fietsbrug")
        for n, subject in enumerate(subjects, 1)
    )
    agenda_items_created.send(sender=AgendaItem, items=items)
    return meeting, items


def filled_room(item: Any, person: Any, size: int) -> Any:
    """Return the room of an item with so many contributions in it."""
    from django.db import connection
    from django.utils import timezone

    from deliberation.models import Room

    room = Room.objects.select_related("about__agenda_item").get(about=item.subject_id)
    values = {"municipality": item.municipality_id, "room": room.pk, "author": person.pk, "size": size}
    with connection.cursor() as cursor:
        cursor.execute(FILL, values)
    Room.objects.filter(pk=room.pk).update(contribution_count=size, last_contribution_at=timezone.now())
    return room


def analyse() -> None:
    """Let the planner know the tables as a running platform does."""
    from django.db import connections

    with connections["owner"].cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def signed_in(municipality: Any, person: Any) -> Any:
    """Return a client that is signed in at the municipality's host."""
    from django.test import Client

    from tests.people import sign_in

    client = Client(headers={"host": f"{municipality.slug}.localhost"})
    sign_in(client, person)
    return client


def ok(response: Any) -> None:
    """Refuse to measure a page that did not work."""
    if response.status_code >= 400:
        raise SystemExit(f"{response.request['PATH_INFO']} answered {response.status_code}")


def poster(client: Any, municipality: Any, room: Any) -> Callable[[], None]:
    """Return a function that posts one more contribution, as the form on the page does; no rate limit in its way."""
    from django.core.cache import cache

    from samenspel.common.spam import stamp
    from samenspel.tenancy.context import municipality_context

    number = itertools.count()

    def post() -> None:
        with municipality_context(municipality):
            cache.clear()
        data = {"started": stamp(age=60), "website": "", "text": f"Nummer {next(number)}", "stance": "for"}
        data.pop("form_token", None)
        response = client.post(
            f"/talk/rooms/{room.pk}/contributions/", {k: v for k, v in data.items() if v is not None}
        )
        ok(response)

    return post


def reactor(client: Any, municipality: Any, room: Any) -> Callable[[], None]:
    """Return a function that reacts to another contribution each time."""
    from django.core.cache import cache

    from deliberation.models import Contribution
    from samenspel.accounts.models import User
    from samenspel.tenancy.context import municipality_context

    with municipality_context(municipality):
        other = User.objects.create(email="other@example.org", display_name="Other", verification_level=2)
        keys = list(Contribution.objects.filter(room=room).order_by("id").values_list("pk", flat=True)[:2000])
    reader = signed_in(municipality, other)
    numbers = iter(keys)

    def react() -> None:
        with municipality_context(municipality):
            cache.clear()
        ok(reader.post(f"/talk/contributions/{next(numbers)}/reactions/", {"agree": "yes"}))

    return react


def searches(large: Any, reader_of_large: Any) -> list[Measured]:
    """Search contributions in a municipality with many and in one with few; say by which index and how much more."""
    from samenspel.tenancy.context import municipality_context

    small = new_municipality("small")
    with municipality_context(small):
        person = new_person("villager")
        _, [item] = new_agenda(1)
        filled_room(item, person, FEW_ROWS)
    analyse()
    many = sum(SIZES)
    readers = {FEW_ROWS: signed_in(small, person), many: reader_of_large}
    lines = []
    for label, word in SEARCHES.items():
        path = f"/search/?kind=contributions&q={word}"
        asks = {rows: (lambda reader=reader, path=path: ok(reader.get(path))) for rows, reader in readers.items()}
        before = index_scans()
        pair = measure_in_turn({f"search {rows} contributions, {label}": ask for rows, ask in asks.items()})
        ratio = pair[1].milliseconds / pair[0].milliseconds
        print(
            f"search for {label}: {many} contributions cost {ratio:.2f} times {FEW_ROWS}; "
            f"{index_scans() - before} scans of the search index in {2 * (ROUNDS + 2)} searches"
        )
        lines += pair
    return lines


def index_scans() -> int:
    """Return how often the full-text index of contributions was used so far."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_force_next_flush()")
        cursor.execute("SELECT pg_stat_clear_snapshot()")
        cursor.execute(
            "SELECT idx_scan FROM pg_stat_user_indexes WHERE indexrelname = %s", ["deliberation_contribution_search"]
        )
        return int(cursor.fetchone()[0])


def provisioning() -> str:
    """Time `create_municipality` with few and with many municipalities there; return the sentence about it."""
    from samenspel.tenancy.models import Municipality

    numbers = itertools.count()
    there = Municipality.objects.count()
    few = statistics.median(milliseconds_to_create(next(numbers)) for _ in range(5))
    while Municipality.objects.count() < MANY_MUNICIPALITIES:
        milliseconds_to_create(next(numbers))
    times = [milliseconds_to_create(next(numbers)) for _ in range(ROUNDS)]
    many = statistics.median(times)
    return (
        f"create_municipality: {few:.0f} ms with {there} municipalities, {many:.0f} ms with {MANY_MUNICIPALITIES} "
        f"(slowest {max(times):.0f} ms), {many / few:.2f} times"
    )


def milliseconds_to_create(number: int) -> float:
    """Run the command once."""
    from django.core.management import call_command

    name = f"place{number}"
    start = time.perf_counter()
    call_command("create_municipality", name.title(), slug=name, admin=f"first@{name}.example", stdout=io.StringIO())
    return (time.perf_counter() - start) * 1000


def measure(name: str, act: Callable[[], None]) -> Measured:
    """Count the statements of one act and take the median milliseconds of many."""
    return measure_in_turn({name: act})[0]


def measure_in_turn(acts: dict[str, Callable[[], None]]) -> list[Measured]:
    """Measure several acts in turn, A B C A B C …, so that the machine's moods hit them alike."""
    counts = {}
    for name, act in acts.items():
        act()  # warm
        counts[name] = min(statements(act) for _ in range(2))  # once a minute a host is looked up again
    times: dict[str, list[float]] = {name: [] for name in acts}
    for _ in range(ROUNDS):
        for name, act in acts.items():
            start = time.perf_counter()
            act()
            times[name].append((time.perf_counter() - start) * 1000)
    return [Measured(name, counts[name], statistics.median(values)) for name, values in times.items()]


def statements(act: Callable[[], None]) -> int:
    """Return how many statements an act sends, transaction control aside."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as captured:
        act()
    return sum(not query["sql"].lstrip().upper().startswith(FREE) for query in captured.captured_queries)


def show(table: list[Measured]) -> None:
    """Print the table."""
    print(f"{'page':<58} {'statements':>10} {'ms (median of ' + str(ROUNDS) + ')':>20}")
    for line in table:
        print(f"{line.name:<58} {line.statements:>10} {line.milliseconds:>20.1f}")


if __name__ == "__main__":
    main()
