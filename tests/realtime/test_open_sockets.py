"""Who has a socket open, and for how long: until the room can no longer be read or the person is another."""

from contextlib import AsyncExitStack

import pytest

from samenspel.realtime import sockets as open_sockets
from samenspel.realtime.hub import current_hub
from samenspel.realtime.sockets import current_sockets
from tests.deliberation.conftest import make_item
from tests.realtime.conftest import followed, session_of


@pytest.fixture
def ada(stage, make_user):
    return make_user(stage.municipality, "ada", roles=("administrator",))


@pytest.fixture
def other_administrator(stage, make_user):
    return make_user(stage.municipality, "adam", roles=("administrator",))


async def follow(stack, stage, **visitor):
    """Open a socket and wait until it follows the room."""
    reader = await stack.enter_async_context(stage.reader(**visitor))
    assert await followed(reader)
    return reader


def people():
    return sorted((socket.person_id or 0) for socket in current_sockets()._open)


async def test_socket_knows_who_is_signed_in_and_who_is_not(stage, mistbergen, make_user):
    from samenspel.accounts.models import Session, User

    session, expired, closed = [await stage.run(session_of, stage.author) for _ in range(3)]
    stranger = await stage.run(make_user, mistbergen, "mallory")
    theirs = await stage.run(session_of, stranger)
    leaver = await stage.run(make_user, stage.municipality, "bob")
    ended = await stage.run(session_of, leaver)
    await stage.run(lambda: User.objects.filter(pk=leaver.pk).update(is_active=False))
    await stage.run(lambda: Session.objects.filter(pk=expired).update(expire_date="2020-01-01T00:00Z"))
    await stage.run(lambda: Session.objects.filter(pk=closed).update(session_data="forged"))

    async with AsyncExitStack() as stack:
        for key in (session, expired, closed, theirs, ended, "nonsense", "nul\x00", ""):
            await follow(stack, stage, session=key)
        found = people()

    assert found == [0] * 7 + [stage.author.pk]


async def test_session_with_another_hash_is_a_guest(stage):
    session = await stage.run(session_of, stage.author)

    def change_password():
        stage.author.set_unusable_password()
        stage.author.save()

    await stage.run(change_password)
    async with AsyncExitStack() as stack:
        await follow(stack, stage, session=session)
        found = people()

    assert found == [0]


async def test_session_of_one_municipality_opens_no_room_of_another(stage, mistbergen):
    session = await stage.run(session_of, stage.author)
    theirs = await stage.run(make_item, mistbergen)
    room = await stage.run(lambda: _room_pk(mistbergen, theirs))

    async with stage.reader(pk=room, session=session) as reader:
        at_home = await reader.close_code()
    stage.municipality, home = mistbergen, stage.municipality
    async with AsyncExitStack() as stack:
        await follow(stack, stage, pk=room, session=session)
        at_theirs = people()
    async with stage.reader(session=session) as reader:
        own_room_there = await reader.close_code()

    assert (home.slug, at_home, at_theirs, own_room_there) == ("zonnedael", 4404, [0], 4404)


async def test_room_that_loses_its_page_sends_its_readers_away_at_once(stage, make_user):
    from samenspel.council.actions import change_item

    griet = await stage.run(make_user, stage.municipality, "griet", roles=("clerk",))
    elsewhere = await stage.run(make_item, stage.municipality, "Een ander punt")
    other_room = await stage.run(lambda: _room_pk(stage.municipality, elsewhere))
    item = await stage.run(lambda: stage.room.about.agenda_item)

    async with AsyncExitStack() as stack:
        reader, stays = await follow(stack, stage), await follow(stack, stage, pk=other_room)
        await stage.run(change_item, item, actor=griet, kind="heading")
        code = await reader.close_code()
        await follow(stack, stage, pk=other_room)
        undisturbed = await stays.socket.receive_nothing(timeout=0.1)
        async with stage.reader() as late:
            late_code = await late.close_code()

    assert (code, undisturbed, late_code) == (4404, True, 4404)


async def test_room_that_closes_sends_its_readers_to_the_door_and_admits_them_again(stage, make_user):
    from deliberation.actions import close_room

    griet = await stage.run(make_user, stage.municipality, "griet", roles=("clerk",))
    elsewhere = await stage.run(make_item, stage.municipality, "Een ander punt")
    other_room = await stage.run(lambda: _room_pk(stage.municipality, elsewhere))

    async with AsyncExitStack() as stack:
        reader, stays = await follow(stack, stage), await follow(stack, stage, pk=other_room)
        await stage.run(close_room, stage.room, actor=griet)
        told = await reader.frame()
        code = await reader.close_code()
        undisturbed = await stays.socket.receive_nothing(timeout=0.1)
        again = await follow(stack, stage, after=told["sequence"])
        await current_sockets().check_all()
        still_open = await again.socket.receive_nothing(timeout=0.1)

    assert (told["kind"], code, undisturbed, still_open) == ("room.closed", 4408, True, True)


@pytest.mark.parametrize("change", ["decided", "meeting_closed"])
async def test_room_that_the_council_closes_sends_its_readers_to_the_door(stage, change):
    from deliberation.actions import announce_phase

    async with AsyncExitStack() as stack:
        reader = await follow(stack, stage)
        await stage.run(announce_phase, [stage.room.about_id], change="stage_changed")
        await stage.run(announce_phase, [stage.room.about_id], change=change)
        kinds = [(await reader.frame())["kind"] for _ in range(2)]
        code = await reader.close_code()

    assert (kinds, code) == (["room.stage_changed", f"room.{change}"], 4408)


async def test_room_that_closes_while_redis_loses_it_sends_its_readers_to_the_door(stage, make_user, monkeypatch):
    from deliberation.actions import close_room

    griet = await stage.run(make_user, stage.municipality, "griet", roles=("clerk",))

    async with AsyncExitStack() as stack:
        reader = await follow(stack, stage)
        with monkeypatch.context() as patch:
            patch.setattr("samenspel.realtime.actions.channel_name", lambda *args: "into-the-void")
            await stage.run(close_room, stage.room, actor=griet)
        await current_hub().look_for_gaps()
        told = await reader.frame()
        code = await reader.close_code()

    assert (told["kind"], code) == ("room.closed", 4408)


async def test_heartbeat_finds_what_no_message_told(stage, monkeypatch):
    from samenspel.accounts.models import Session

    monkeypatch.setattr(open_sockets, "SESSIONS_EVERY", 0)
    session = await stage.run(session_of, stage.author)

    async with AsyncExitStack() as stack:
        guest, person = await follow(stack, stage), await follow(stack, stage, session=session)
        await stage.run(lambda: Session.objects.filter(pk=session).delete())
        await current_sockets().check_all()
        person_code = await person.close_code()
        await stage.run(lambda: type(stage.room.about.agenda_item).objects.update(kind="heading"))
        await current_sockets().check_all()
        guest_code = await guest.close_code()

    assert (person_code, guest_code) == (4408, 4404)


@pytest.mark.parametrize("change", ["grant", "end", "close", "reset"])
async def test_person_who_becomes_another_connects_again(stage, ada, other_administrator, change):
    from samenspel.accounts.actions import roles, second_factors

    acts = {
        "grant": lambda: roles.grant_role(stage.author, role="moderator", actor=ada),
        "end": lambda: roles.end_role(stage.author, role="council_member", actor=ada),
        "close": lambda: roles.end_person(stage.author, actor=ada),
        "reset": lambda: second_factors.approve_second_factor_reset(
            second_factors.reset_second_factor(stage.author, actor=ada), actor=other_administrator
        ),
    }
    session = await stage.run(session_of, stage.author)
    bystander = await stage.run(session_of, ada)

    async with AsyncExitStack() as stack:
        reader, other, guest = [await follow(stack, stage, session=key) for key in (session, bystander, "")]
        await stage.run(acts[change])
        code = await reader.close_code()
        undisturbed = [await one.socket.receive_nothing(timeout=0.1) for one in (other, guest)]
        await follow(stack, stage, session=session)
        again = people()

    assert (code, undisturbed) == (4408, [True, True])
    assert again == sorted([0, ada.pk, stage.author.pk if change == "grant" else 0])


async def test_signing_out_sends_the_sockets_away(stage, browser_at):
    client = await stage.run(lambda: browser_at(stage.municipality, user=stage.author))
    session = client.cookies["sessionid"].value

    async with AsyncExitStack() as stack:
        reader = await follow(stack, stage, session=session)
        await stage.run(lambda: client.post("/account/logout/"))
        code = await reader.close_code()

    assert code == 4408


async def test_nobody_is_sent_away_by_what_did_not_happen(stage, ada):
    from django.db import transaction

    from samenspel.accounts.actions.roles import grant_role

    def change_and_regret():
        with transaction.atomic():
            grant_role(stage.author, role="moderator", actor=ada)
            transaction.set_rollback(True)

    session = await stage.run(session_of, stage.author)
    async with AsyncExitStack() as stack:
        reader = await follow(stack, stage, session=session)
        await stage.run(change_and_regret)
        stays = await reader.socket.receive_nothing(timeout=0.2)

    assert stays is True


async def test_socket_grows_old_and_comes_again(stage, settings):
    settings.SOCKET_HOURS = 0

    async with AsyncExitStack() as stack:
        reader = await follow(stack, stage)
        await current_sockets().check_all()
        code = await reader.close_code()

    assert code == 4408


def test_sockets_that_came_together_grow_old_apart(settings, zonnedael):
    until = {open_sockets.Socket(zonnedael, 1, print).until for _ in range(20)}

    assert len(until) == 20
    assert max(until) - min(until) < settings.SOCKET_HOURS * 3600 / 2 + 60


async def test_hub_forgets_sockets_that_closed(stage):
    async with AsyncExitStack() as stack:
        await follow(stack, stage)

    assert people() == []


def _room_pk(municipality, item):
    from deliberation.queries import room_of
    from samenspel.tenancy.context import municipality_context

    with municipality_context(municipality):
        return room_of(item).pk
