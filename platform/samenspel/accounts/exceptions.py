"""What can go wrong around people."""

from django.utils.translation import gettext_lazy as _

from samenspel.common.errors import DomainError


class SecondFactorNeeded(DomainError):
    """Somebody with a role did not use a second factor in this session."""

    code = "second-factor-needed"
    status = 403
    message = _("You have a role here. Sign in with your second factor first.")


class LastAdministrator(DomainError):
    """Without this role nobody could manage the municipality."""

    code = "last-administrator"
    message = _("This is the last administrator. Give somebody else that role first.")


class CannotHoldRole(DomainError):
    """Guests and closed accounts hold no roles."""

    code = "cannot-hold-role"
    message = _("This person has no open account with an e-mail address. Invite them by mail instead.")


class InvitationNotValid(DomainError):
    """The invitation was used, withdrawn or has expired."""

    code = "invitation-not-valid"
    message = _("This invitation no longer works. Ask whoever invited you for a new one.")


class InvitationForAnother(DomainError):
    """Somebody signed in with another address than the invited one."""

    code = "invitation-for-another"
    status = 403
    message = _("This invitation is for another e-mail address. Sign out, and sign in with the address it was sent to.")


class SecondAdministratorNeeded(DomainError):
    """Whoever asked for it, or it is about, may not confirm it."""

    code = "second-administrator-needed"
    status = 403
    message = _("Another administrator must confirm this.")


class AlreadyDecided(DomainError):
    """Somebody else was quicker."""

    code = "already-decided"
    message = _("Somebody decided on this already. Look at the person's page again.")
