"""What can go wrong in a talk, and what to do next."""

from django.utils.translation import gettext_lazy as _

from samenspel.common.errors import DomainError


class TalkClosed(DomainError):
    """The room takes no contributions now."""

    code = "talk-closed"
    message = _(
        "This talk is closed, so your contribution was not placed. You can still read everything and follow what the "
        "council decides."
    )


class ReplyRefused(DomainError):
    """What the person answers to is gone, or is itself a reply."""

    code = "reply-refused"
    message = _("You cannot answer this contribution any more. You can place your text as a new contribution.")


class EditRefused(DomainError):
    """The time for changes is over, or the contribution is not visible."""

    code = "edit-refused"
    message = _(
        "You can no longer change this contribution. You can withdraw it, or add what you want to say as a new one."
    )


class NotVisible(DomainError):
    """The contribution is hidden, held or withdrawn."""

    code = "not-visible"
    message = _("This contribution is not visible any more. Reload the page to see how the talk stands.")


class SignInFirst(DomainError):
    """Only somebody with a verified e-mail address can do this."""

    code = "sign-in-first"
    status = 403
    message = _("Sign in with your e-mail address first. Then you can support what others say.")


class NoSuchRoom(DomainError):
    """There is no such room here."""

    code = "no-such-room"
    status = 404
    message = _("There is no such talk in this municipality.")


class BadParameter(DomainError):
    """A parameter is not what it must be."""

    code = "bad-parameter"
    status = 400
    message = _("`after` must be a whole number of zero or more, and `language` one of: %(languages)s.")
