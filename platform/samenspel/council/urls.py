"""Addresses of the council's pages."""

from django.urls import path

from samenspel.council.views import agenda, binding, decisions, desk, imports, public

app_name = "council"
urlpatterns = [
    path("council/", public.meetings, name="meetings"),
    path("council/meetings/<int:pk>/", public.meeting, name="meeting"),
    path("staff/council/", desk.desk_page, name="desk"),
    path("staff/council/words/", desk.words, name="words"),
    path("staff/council/bodies/", desk.bodies_page, name="bodies"),
    path("staff/council/bodies/<int:pk>/", desk.edit_body, name="edit_body"),
    path("staff/council/bodies/<int:pk>/remove/", desk.delete_body, name="remove_body"),
    path("staff/council/meetings/new/", agenda.new_meeting, name="new_meeting"),
    path("staff/council/meetings/<int:pk>/", agenda.clerk_meeting, name="clerk_meeting"),
    path("staff/council/meetings/<int:pk>/edit/", agenda.edit_meeting, name="edit_meeting"),
    path("staff/council/meetings/<int:pk>/status/", agenda.meeting_status, name="meeting_status"),
    path("staff/council/meetings/<int:pk>/source/", binding.meeting_source, name="meeting_source"),
    path("staff/council/meetings/<int:pk>/items/new/", agenda.new_item, name="new_item"),
    path("staff/council/items/<int:pk>/", agenda.edit_item, name="edit_item"),
    path("staff/council/items/<int:pk>/move/", agenda.move, name="move_item"),
    path("staff/council/items/<int:pk>/withdraw/", agenda.withdraw, name="withdraw_item"),
    path("staff/council/items/<int:pk>/restore/", agenda.restore, name="restore_item"),
    path("staff/council/items/<int:pk>/source/", binding.item_source, name="item_source"),
    path("staff/council/items/<int:pk>/decision/", decisions.decide, name="decide"),
    path("staff/council/items/<int:pk>/documents/", agenda.new_document, name="new_document"),
    path("staff/council/documents/<int:pk>/remove/", agenda.delete_document, name="remove_document"),
    path("staff/council/imports/", imports.imports, name="imports"),
    path("staff/council/imports/csv/", imports.upload_csv, name="import_csv"),
    path("staff/council/imports/web/", imports.import_from_web, name="import_web"),
    path("staff/council/imports/example.csv", imports.example, name="import_example"),
    path("staff/council/imports/<int:pk>/", imports.import_page, name="import"),
    path("staff/council/imports/<int:pk>/start/", imports.confirm, name="confirm_import"),
]
