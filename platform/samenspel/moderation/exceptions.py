"""What can be refused around reports, decisions and appeals."""

from django.utils.translation import gettext_lazy as _

from samenspel.common.errors import DomainError, NotAllowed


class NotReportable(DomainError):
    """It is not to be seen, so there is nothing to report."""

    code = "not-reportable"
    message = _("You cannot report this any more: it is no longer on the page.")


class AlreadyReported(DomainError):
    """The same person or address reported the same thing within a day."""

    code = "already-reported"
    message = _("You already reported this. A moderator looks at it; you do not need to do anything.")


class ReasonsMissing(DomainError):
    """A statement of reasons needs a ground and reasons (Digital Services Act, article 17)."""

    code = "reasons-missing"
    message = _("Choose a ground and write down your reasons: the author and the readers must know why.")


class AlreadyDecided(DomainError):
    """Somebody else decided in the meantime, or the author withdrew it."""

    code = "already-decided"
    message = _("This was decided or withdrawn in the meantime. Look at the case again to see what is still needed.")


class OwnText(NotAllowed):
    """A moderator may not judge what they wrote themselves."""

    code = "own-text"
    message = _("You wrote this yourself. Ask another moderator to decide.")


class NotTheAuthor(NotAllowed):
    """Only the author may appeal."""

    code = "not-the-author"
    message = _(
        "Only the person who wrote this can object. Did you write it? Open this page in the browser you wrote it with, "
        "sign in, or use the link in the e-mail we sent you."
    )


class AppealTooLate(DomainError):
    """The term for an appeal is over."""

    code = "appeal-too-late"
    message = _("The time to object is over. You can still write to the municipality.")


class AppealExists(DomainError):
    """One appeal per decision."""

    code = "appeal-exists"
    message = _("You already objected to this decision. You hear from us when it is answered.")


class NothingToAppeal(DomainError):
    """Only something that is hidden now can be appealed."""

    code = "nothing-to-appeal"
    message = _("There is nothing to object to: your text is not hidden because of this decision.")


class SameModerator(NotAllowed):
    """The appeal is answered by somebody else than who decided, where there is somebody else."""

    code = "same-moderator"
    message = _("You took the decision that this is about. Ask another moderator to answer.")


class AppealOpen(DomainError):
    """There is an appeal to answer first."""

    code = "appeal-open"
    message = _("The author objects to this decision. Answer the objection: that also puts the text back if you agree.")


class TextChanged(DomainError):
    """The author changed the text after the moderator opened it."""

    code = "text-changed"
    message = _("The author changed this text after you opened it. Read it again, and then decide.")
