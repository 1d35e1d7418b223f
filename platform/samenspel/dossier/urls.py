"""Addresses of dossiers."""

from django.urls import path

from samenspel.dossier.views import desk, pages

app_name = "dossier"
urlpatterns = [
    path("council/items/<int:pk>/dossier/", pages.dossier, name="dossier"),
    path("council/items/<int:pk>/dossier/note/", pages.note, name="note"),
    path("staff/dossiers/", desk.desk, name="desk"),
]
