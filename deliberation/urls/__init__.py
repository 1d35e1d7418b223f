"""Addresses of the talk."""

from django.urls import path

from deliberation import api
from deliberation.views import contributions, leading, pages, rooms, screen

app_name = "talk"
urlpatterns = [
    path("council/items/<int:pk>/", pages.item, name="item"),
    path("council/items/<int:pk>/screen/", screen.screen, name="screen"),
    path("talk/rooms/<int:pk>/contributions/", contributions.post, name="post"),
    path("talk/rooms/<int:pk>/mine/", rooms.mine, name="mine"),
    path("talk/rooms/<int:pk>/close/", rooms.close, name="close"),
    path("talk/rooms/<int:pk>/open/", rooms.reopen, name="open"),
    path("talk/rooms/<int:pk>/pause/", leading.pause, name="pause"),
    path("talk/rooms/<int:pk>/resume/", leading.resume, name="resume"),
    path("talk/rooms/<int:pk>/pace/", leading.pace, name="pace"),
    path("talk/rooms/<int:pk>/pin/", leading.pin, name="pin"),
    path("talk/rooms/<int:pk>/unpin/", leading.unpin, name="unpin"),
    path("talk/contributions/<int:pk>/", pages.thread, name="thread"),
    path("talk/contributions/<int:pk>/replies/", contributions.reply, name="reply"),
    path("talk/contributions/<int:pk>/edit/", contributions.edit, name="edit"),
    path("talk/contributions/<int:pk>/withdraw/", contributions.withdraw, name="withdraw"),
    path("talk/contributions/<int:pk>/history/", contributions.history, name="history"),
    path("talk/contributions/<int:pk>/reactions/", rooms.react, name="react"),
    path("api/v1/rooms/<int:pk>/events", api.events, name="events"),
]
