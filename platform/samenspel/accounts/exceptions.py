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


class LetterCodeNotValid(DomainError):
    """No such code, or it was used, stopped or is too old: one sentence, so that trying out codes teaches nothing."""

    code = "letter-code-not-valid"
    message = _(
        "This code does not work. Look whether you typed it as in the letter. A code works once, and until the date in the letter."
    )


class AlreadyVerified(DomainError):
    """The person needs no second letter code; the code stays unused."""

    code = "already-verified"
    message = _("You were verified by a letter already. Somebody else at your address can use this code.")


class CodesNotReadable(DomainError):
    """The readable codes were downloaded before, or a day has passed."""

    code = "codes-not-readable"
    message = _(
        "These codes can no longer be read: they are wiped after one download or a day. Stop them and make new ones."
    )


class CodesNotAcceptable(DomainError):
    """A file with codes cannot be imported."""

    code = "codes-not-acceptable"
    status = 400
