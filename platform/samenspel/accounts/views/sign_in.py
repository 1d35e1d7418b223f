"""Signing in: an address, a code, and once a name. No password exists."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.internal.decorators import login_stage_required
from allauth.account.internal.stagekit import clear_login
from allauth.account.stages import LoginByCodeStage, LoginStage
from allauth.account.views import ConfirmLoginCodeView, RequestLoginCodeView
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from samenspel.accounts.actions.accounts import change_display_name
from samenspel.accounts.adapters.login_codes import SignInCodeProcess
from samenspel.accounts.context import AppRequest
from samenspel.accounts.forms import DisplayNameForm, SignInCodeForm, SignInForm
from samenspel.accounts.models import User
from samenspel.accounts.permissions import deny


class SignInView(RequestLoginCodeView):
    """Ask for an address and mail a code to it, whether we know it or not."""

    form_class = SignInForm
    template_name = "account/login.html"

    def get_initial(self) -> dict[str, Any]:
        return {"email": self.request.GET.get("email", "")}

    def form_valid(self, form: Any) -> HttpResponse:
        SignInCodeProcess.initiate(request=self.request, user=form.person, email=form.cleaned_data["email"])
        return HttpResponseRedirect(self.get_success_url())

    def _redirect_to_pending_stage(self, request: HttpRequest, stage: LoginStage) -> None:
        """Coming back here means starting again, perhaps because the address was mistyped."""
        clear_login(request)


@method_decorator(login_stage_required(stage=LoginByCodeStage.key, redirect_urlname="account_login"), name="dispatch")
@method_decorator(sensitive_post_parameters("code"), name="dispatch")
@method_decorator(never_cache, name="dispatch")
class SignInCodeView(ConfirmLoginCodeView):
    """Ask for the code; a new account is made when it is right."""

    form_class = SignInCodeForm
    template_name = "account/confirm_login_code.html"

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.stage = request._login_stage  # noqa: SLF001  # set by the decorator above
        self._process = SignInCodeProcess.resume(self.stage)
        if self._process is None:
            message = get_adapter().error_messages["code_expired"]
            get_adapter().add_message(request, 30, message=message)
            return redirect("account_login")
        response: HttpResponseBase = super(ConfirmLoginCodeView, self).dispatch(request, *args, **kwargs)
        return response


def name(request: AppRequest) -> HttpResponse:
    """Ask for the name that is shown with what a person writes; asked once, changed any time."""
    if not isinstance(request.user, User):
        return deny(request)
    form = DisplayNameForm(request.POST or None, initial={"display_name": request.user.display_name})
    target = request.GET.get("next", "")
    if not url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()}):
        target = reverse("accounts:me")
    if request.method == "POST" and form.is_valid():
        change_display_name(request.user, display_name=form.cleaned_data["display_name"], actor=request.user)
        return redirect(target)
    return render(request, "accounts/name.html", {"form": form})
