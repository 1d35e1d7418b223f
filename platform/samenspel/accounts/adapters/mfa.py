"""allauth's questions about second factors."""

from typing import Any, ClassVar

from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.utils.translation import gettext_lazy as _

from samenspel.common.encryption import fernet


class MfaAdapter(DefaultMFAAdapter):
    """Second factors of the municipality of the request's host, their secrets encrypted at rest."""

    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultMFAAdapter.error_messages,
        "cannot_delete_authenticator": _(
            "You have a role, so you need a second factor. Add another one before you remove this one."
        ),
        "incorrect_code": _("This code is not right. Wait for the next code in the app and try that."),
    }

    def get_totp_issuer(self) -> str:
        return f"Samenspel {context.request.municipality.name}"

    def _get_site_name(self) -> str:
        return str(context.request.municipality.name)

    def encrypt(self, text: str) -> str:
        return fernet("second-factor").encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return fernet("second-factor").decrypt(encrypted_text.encode()).decode()

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Staff keep at least one second factor."""
        others = Authenticator.objects.filter(user_id=authenticator.user_id).exclude(pk=authenticator.pk)
        usable = others.exclude(type=Authenticator.Type.RECOVERY_CODES)
        return not authenticator.user.is_staff or usable.exists()
