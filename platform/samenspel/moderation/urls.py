"""Addresses of moderation."""

from django.urls import path

from samenspel.moderation.views import appeals, cases, log, reports

app_name = "moderation"
urlpatterns = [
    path("report/<int:pk>/", reports.report, name="report"),
    path("report/<int:pk>/thanks/", reports.thanks, name="report_thanks"),
    path("moderation/decisions/", log.decisions, name="decisions"),
    path("moderation/decisions/about/<int:pk>/", log.statement, name="statement"),
    path("moderation/decisions/<int:pk>/appeal/", appeals.appeal, name="appeal"),
    path("moderation/decisions/<int:pk>/appeal/thanks/", appeals.thanks, name="appeal_thanks"),
    path("staff/moderation/", cases.queue_page, name="queue"),
    path("staff/moderation/cases/<int:pk>/", cases.case_detail, name="case"),
    path("staff/moderation/cases/<int:pk>/hide/", cases.hide, name="hide"),
    path("staff/moderation/cases/<int:pk>/restore/", cases.restore, name="restore"),
    path("staff/moderation/cases/<int:pk>/publish/", cases.approve, name="approve"),
    path("staff/moderation/cases/<int:pk>/keep/", cases.keep, name="keep"),
    path("staff/moderation/cases/<int:pk>/answer/", cases.answer, name="answer"),
]
