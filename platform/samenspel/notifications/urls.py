"""Addresses of mail."""

from django.urls import path

from samenspel.notifications import views

app_name = "notifications"
urlpatterns = [path("demo/mailbox/", views.demo_mailbox, name="mailbox")]
