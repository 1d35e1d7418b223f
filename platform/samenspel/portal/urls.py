"""Addresses of the front door."""

from django.urls import path

from samenspel.portal import views

app_name = "portal"
urlpatterns = [path("", views.home, name="home")]
