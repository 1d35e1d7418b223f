"""What can go wrong around people."""

from django.utils.translation import gettext_lazy as _

from samenspel.common.errors import DomainError


class SecondFactorNeeded(DomainError):
    """Somebody with a role did not use a second factor in this session."""

    code = "second-factor-needed"
    status = 403
    message = _("You have a role here. Sign in with your second factor first.")
