"""Addresses of proposals."""

from django.urls import path

from deliberation.views import endorsements, proposal_answers, proposals

app_name = "proposals"
urlpatterns = [
    path("consultations/<int:pk>/proposals/", proposals.index, name="list"),
    path("consultations/<int:pk>/proposals/new/", proposals.submit, name="submit"),
    path("consultations/<int:pk>/proposals/similar/", proposals.similar, name="similar"),
    path("proposals/<int:pk>/", proposals.proposal, name="proposal"),
    path("proposals/<int:pk>/support/", endorsements.support, name="support"),
    path("proposals/<int:pk>/withdraw/", proposals.withdraw, name="withdraw"),
    path("staff/proposals/<int:pk>/answer/", proposal_answers.answer, name="answer"),
]
