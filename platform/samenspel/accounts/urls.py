"""Addresses about people."""

from django.urls import path

from samenspel.accounts.views import demo

app_name = "accounts"
urlpatterns = [
    path("demo/", demo.people, name="demo"),
    path("demo/sign-in/<uuid:uid>/", demo.sign_in, name="demo_sign_in"),
]
