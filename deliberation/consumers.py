"""The websocket of a room."""

from channels.db import database_sync_to_async
from django.http import Http404

from deliberation.models import Room
from deliberation.queries import access_room
from samenspel.realtime.consumers import StreamConsumer


class RoomConsumer(StreamConsumer):
    """Push what happens in a room to a reader; the same for everyone."""

    async def find_stream(self) -> int | None:
        """Return the room's stream, or None when this municipality has no such room."""
        try:
            room: Room = await database_sync_to_async(access_room)(self.scope["url_route"]["kwargs"]["pk"])
        except Http404:
            return None
        return room.stream_id
