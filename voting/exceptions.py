"""What can go wrong around a ballot, and what to do next."""

from django.utils.translation import gettext_lazy as _

from samenspel.common.errors import DomainError


class BallotNotOpenYet(DomainError):
    """The ballot opens later."""

    code = "ballot-not-open-yet"
    message = _("Your vote is not saved, because this ballot opens on %(moment)s. Come back then to vote.")


class BallotClosed(DomainError):
    """The ballot closed before the vote came in."""

    code = "ballot-closed"
    message = _(
        "Your vote is not saved, because this ballot closed on %(moment)s. A vote you cast before that counts. You can "
        "see the result on this page."
    )


class BallotCancelled(DomainError):
    """The ballot does not take place."""

    code = "ballot-cancelled"
    message = _("Your vote is not saved, because this ballot was cancelled. The page says why.")


class NoSuchOption(DomainError):
    """No option was chosen, or one that is not on this ballot."""

    code = "no-such-option"
    status = 422
    message = _("Your vote is not saved yet. Choose one of the options first.")


class VoterNotVerified(DomainError):
    """The municipality is not sure enough who this person is."""

    code = "voter-not-verified"
    status = 403
    message = _("Your vote is not saved. To vote here you need: %(level)s. You find that under “My account”.")


class BallotFixed(DomainError):
    """The ballot opened: what people vote on does not change under them."""

    code = "ballot-fixed"
    message = _("People can vote already, so this ballot cannot change any more. You can cancel it and make a new one.")


class BallotOver(DomainError):
    """The ballot was counted or cancelled, or its close is past."""

    code = "ballot-over"
    message = _("This ballot is over. You can make a new one.")


class ChangedMeanwhile(DomainError):
    """Somebody else saved a change while this one was typed."""

    code = "changed-meanwhile"
    message = _(
        "Somebody else changed this ballot while you were typing. Nothing of yours is lost: it stands below. Look at the "
        "saved text, and save again if yours should replace it."
    )


class NotComplete(DomainError):
    """Something is missing before people can vote."""

    code = "ballot-not-complete"
    message = _("This ballot has fewer than two options. Add them first.")


class CloseIsPast(DomainError):
    """The close lies in the past."""

    code = "close-is-past"
    message = _("The closing time is past. Choose a later one first.")


class AboutNotPublic(DomainError):
    """What the ballot is about cannot be read by residents."""

    code = "about-not-public"
    message = _("Residents cannot read what this ballot is about yet. Publish that first.")


class ReasonNeeded(DomainError):
    """A ballot is not cancelled without a word."""

    code = "reason-needed"
    status = 422
    message = _("Say why you cancel this ballot: everybody can read it, also who voted already.")
