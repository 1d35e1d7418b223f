"""Addresses about people."""

from django.urls import path

from samenspel.accounts.views import account, demo, sign_in

app_name = "accounts"
urlpatterns = [
    path("account/", account.me, name="me"),
    path("account/name/", sign_in.name, name="name"),
    path("account/staff/second-factor/", account.second_factor, name="second_factor"),
    path("demo/", demo.people, name="demo"),
    path("demo/sign-in/<uuid:uid>/", demo.sign_in, name="demo_sign_in"),
]
