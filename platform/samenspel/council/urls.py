"""Addresses of the council's pages."""

from django.urls import path

from samenspel.council.views import public

app_name = "council"
urlpatterns = [
    path("council/", public.meetings, name="meetings"),
    path("council/meetings/<int:pk>/", public.meeting, name="meeting"),
]
