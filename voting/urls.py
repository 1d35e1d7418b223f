"""Addresses of ballots."""

from django.urls import path

from voting.views import building, casting, desk, options, photos, public, published

app_name = "voting"
urlpatterns = [
    path("ballots/<int:pk>/", public.ballot, name="ballot"),
    path("ballots/<int:pk>/published/", published.published, name="published"),
    path("ballots/<int:pk>/published/<str:name>", published.published_file, name="published_file"),
    path("ballots/<int:pk>/check/", casting.summary, name="summary"),
    path("ballots/<int:pk>/vote/", casting.cast, name="cast"),
    path("ballots/<int:pk>/receipt/", casting.receipt, name="receipt"),
    path("ballots/photos/<int:pk>-<str:digest>.jpg", photos.photo, name="photo"),
    path("staff/ballots/", desk.index, name="desk"),
    path("staff/ballots/new/<int:subject_pk>/", building.new, name="new"),
    path("staff/ballots/<int:pk>/edit/", building.edit, name="edit"),
    path("staff/ballots/<int:pk>/edit/<slug:step>/", building.build, name="build"),
    path("staff/ballots/<int:pk>/options/new/", options.add, name="add_option"),
    path("staff/ballots/<int:pk>/options/proposals/", options.from_proposals, name="proposals"),
    path("staff/ballots/<int:pk>/options/file/", options.from_file, name="projects"),
    path("staff/ballots/options/<int:pk>/", options.change, name="option"),
    path("staff/ballots/options/<int:pk>/move/", options.move, name="move_option"),
    path("staff/ballots/options/<int:pk>/remove/", options.remove, name="remove_option"),
    path("staff/ballots/<int:pk>/preview/", desk.preview, name="preview"),
    path("staff/ballots/<int:pk>/plan/", desk.plan, name="plan"),
    path("staff/ballots/<int:pk>/unplan/", desk.unplan, name="unplan"),
    path("staff/ballots/<int:pk>/cancel/", desk.cancel, name="cancel"),
    path("staff/ballots/<int:pk>/discard/", desk.discard, name="discard"),
]
