"""Websocket addresses of the talk."""

from django.urls import URLPattern, path

from deliberation.consumers import RoomConsumer

websocket_urlpatterns: list[URLPattern] = [
    path("ws/rooms/<int:pk>/", RoomConsumer.as_asgi()),
]
