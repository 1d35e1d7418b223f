"""The addresses of allauth that we offer, under the names it looks for. There is nothing about passwords among them."""

from allauth.account.views import account_inactive, logout
from django.urls import include, path

from samenspel.accounts.views.account import EditPasskeyView, RemovePasskeyView
from samenspel.accounts.views.sign_in import SignInCodeView, SignInView

urlpatterns = [
    path("login/", SignInView.as_view(), name="account_request_login_code"),
    path("login/", SignInView.as_view(), name="account_login"),
    path("login/code/", SignInCodeView.as_view(), name="account_confirm_login_code"),
    path("logout/", logout, name="account_logout"),
    path("inactive/", account_inactive, name="account_inactive"),
    # Ours come before allauth's own of the same address.
    path("second-factor/webauthn/keys/<int:pk>/remove/", RemovePasskeyView.as_view()),
    path("second-factor/webauthn/keys/<int:pk>/edit/", EditPasskeyView.as_view()),
    path("second-factor/", include("allauth.mfa.urls")),
]
