"""Sign-in by a code that is mailed to any address: the account is made when the code comes back, not before."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login_by_code import LoginCodeVerificationProcess
from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import get_language, gettext

from samenspel.accounts.actions.accounts import open_account


class SignInCodeProcess(LoginCodeVerificationProcess):
    """allauth's sign-in by code, that answers the same to known and unknown addresses."""

    @classmethod
    def initiate(cls, **kwargs: Any) -> "SignInCodeProcess":
        """Mail a code and remember it in the session."""
        from allauth.account.models import Login
        from allauth.account.stages import LoginByCodeStage, LoginStageController

        request, user, email = kwargs["request"], kwargs["user"], kwargs["email"]
        login = Login(user=user, email=email)
        login.state["stages"] = {"current": LoginByCodeStage.key}
        stage = LoginByCodeStage(LoginStageController(request, login), request, login)
        stage.state.update(cls.initial_state(user=user, email=email), initiated_by_user=True)
        process = cls(stage=stage)
        process.send()
        process.persist()
        return process

    @classmethod
    def resume(cls, stage: Any) -> "SignInCodeProcess | None":
        """Go on with the code of this session, unless it expired."""
        process: SignInCodeProcess | None = cls(stage=stage).abort_if_invalid()
        return process

    def send_by_email(self, email: str, skip_enumeration_mails: bool = False) -> None:
        get_adapter().send_mail(
            "account/email/login_code", email, {"request": self.request, "code": self.generate_code()}
        )

    def resend(self) -> None:
        self.send()
        self.record_resend()
        self.persist()
        messages.success(self.request, gettext("We sent you a new code. The earlier code no longer works."))

    def finish(self, redirect_url: str | None) -> HttpResponse:
        participant = self.request.participant
        guest = participant if participant is not None and participant.is_guest else None
        user = open_account(self.state["email"], guest=guest, language=get_language() or "")
        self._user = self.stage.login.user = user
        response: HttpResponse = super().finish(redirect_url)
        return response
