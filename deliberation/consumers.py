"""The websocket of a room."""

from channels.db import database_sync_to_async
from django.db import connection
from django.http import Http404

from deliberation.queries import access_room
from samenspel.realtime.consumers import StreamConsumer


class RoomConsumer(StreamConsumer):
    """Push what happens in a room to a reader; the same for everyone."""

    async def find_stream(self) -> int | None:
        """Return the room's stream, or None when this municipality has no such room."""
        stream_id: int | None = await database_sync_to_async(_stream_of)(self.scope["url_route"]["kwargs"]["pk"])
        return stream_id


def _stream_of(pk: int) -> int | None:
    """Look up in a thread of others, and give the connection back at once."""
    try:
        return access_room(pk).stream_id
    except Http404:
        return None
    finally:
        connection.close()
