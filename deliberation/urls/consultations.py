"""Addresses of consultations."""

from django.urls import path

from deliberation.views import consultation_desk as desk
from deliberation.views import consultation_wizard as wizard
from deliberation.views import consultations

app_name = "consultations"
urlpatterns = [
    path("consultations/", consultations.public_list, name="list"),
    path("consultations/<int:pk>/", consultations.consultation, name="consultation"),
    path("staff/consultations/", desk.desk, name="desk"),
    path("staff/consultations/new/", wizard.new, name="new"),
    path("staff/consultations/<int:pk>/edit/<slug:step>/", wizard.edit, name="edit"),
    path("staff/consultations/<int:pk>/preview/", wizard.preview, name="preview"),
    path("staff/consultations/<int:pk>/publish/", desk.publish, name="publish"),
    path("staff/consultations/<int:pk>/discard/", desk.discard, name="discard"),
    path("staff/consultations/<int:pk>/close/", desk.close, name="close"),
    path("staff/consultations/<int:pk>/answer/", desk.answer, name="answer"),
]
