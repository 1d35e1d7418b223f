"""What can go wrong in a talk, and what to do next."""

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from samenspel.common.errors import DomainError


class TalkClosed(DomainError):
    """The room takes no contributions now."""

    code = "talk-closed"
    message = _(
        "This talk is closed, so your contribution was not placed. You can still read everything and follow what the "
        "council decides."
    )


class TalkPaused(DomainError):
    """Staff paused the talk; `moment` says until when."""

    code = "talk-paused"
    message = _(
        "This talk is paused until %(moment)s, so nothing was placed. What you typed is kept: place it after that."
    )


class TooSoon(DomainError):
    """The talk is in slow mode; `pace` is how long everybody waits, `seconds` what is left for this person."""

    code = "too-soon"
    status = 429

    def __str__(self) -> str:
        seconds = int(self.placeholders.get("seconds", 1))
        wait = ngettext(
            "Try again in %(seconds)s second; what you typed is kept.",
            "Try again in %(seconds)s seconds; what you typed is kept.",
            seconds,
        ) % {"seconds": seconds}
        rule = gettext("In this talk everybody places at most one contribution every %(pace)s seconds.")
        return f"{rule % self.placeholders} {wait}"


class NothingToPause(DomainError):
    """Only an open talk can be paused."""

    code = "nothing-to-pause"
    message = _("This talk is closed already, so there is nothing to pause.")


class PhaseClosed(DomainError):
    """The phase for this is over, has not begun, or the consultation is closed; `still` says what is possible."""

    code = "phase-closed"
    message = _("This is not possible now, so nothing was placed. %(still)s")


class EditedMeanwhile(DomainError):
    """Somebody else saved a change since this form was opened."""

    code = "edited-meanwhile"
    message = _("Somebody else saved a change while you were busy. Nothing is lost: look at both texts below.")


class DutiesUnmet(DomainError):
    """The consultation does not hold what its participation level asks for; `duties` says what to do."""

    code = "duties-unmet"
    message = _("This cannot be published like this. %(duties)s")


class LevelLowered(DomainError):
    """Residents were promised more say than they would get."""

    code = "level-lowered"
    message = _(
        "Residents were promised this participation level when you published. You can give them more say, but not less."
    )


class AlreadyPublished(DomainError):
    """The consultation is no draft any more."""

    code = "already-published"
    message = _("This consultation is already published. You can change it, close it or answer it.")


class ConsultationOver(DomainError):
    """The consultation is closed: what residents answered to stays as it was."""

    code = "consultation-over"
    message = _(
        "This consultation is closed or answered, so it stays as residents saw it. You can still write the answer."
    )


class NotOpen(DomainError):
    """Only a published consultation can be closed."""

    code = "not-open"
    message = _("Only a published consultation can be closed. This one is a draft, or was closed before.")


class AnswerTooEarly(DomainError):
    """Residents can still say something, or nobody was asked anything yet."""

    code = "answer-too-early"
    message = _("You can answer once residents have had their say. Wait for the last phase, or close the consultation.")


class VoteRunning(DomainError):
    """A vote about the consultation is still to come, open, or not counted."""

    code = "vote-running"
    message = _(
        "A vote about this consultation is not over yet. Answer once it is counted, or cancel the vote first and say why."
    )


class SayShortened(DomainError):
    """Residents were promised time or a way in that they would lose; closing is the honest way to stop."""

    code = "say-shortened"
    message = _(
        "Residents count on what you published. You can give them more time and let more people in, not less. If you "
        "must stop earlier, close the consultation and say why."
    )


class AnswerStands(DomainError):
    """An answer would be taken away from a proposal after the consultation was answered."""

    code = "answer-stands"
    message = _(
        "The consultation is answered, so this proposal keeps an answer. You can change the answer, not take it away."
    )


class ProposalsUnanswered(DomainError):
    """Published proposals wait for an answer, which this participation level promises; `number` of them."""

    code = "proposals-unanswered"

    def __str__(self) -> str:
        number = int(self.placeholders.get("number", 1))
        return ngettext(
            "%(number)s proposal has no answer yet. At this level each proposal gets one: answer it first.",
            "%(number)s proposals have no answer yet. At this level each proposal gets one: answer them first.",
            number,
        ) % {"number": number}


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


class LevelTooLow(DomainError):
    """This consultation asks for a higher verification level; `level` is its name."""

    code = "level-too-low"
    status = 403
    message = _(
        "In this consultation you make and support proposals after you were verified by: %(level)s. You can still read "
        "everything."
    )


class SignInToPropose(DomainError):
    """Somebody without an account proposes or supports."""

    code = "sign-in-to-propose"
    status = 403
    message = _("Sign in with your e-mail address first. What you typed is kept: you find it back after that.")


class ProposalNotVisible(DomainError):
    """The proposal is hidden, held or withdrawn."""

    code = "proposal-not-visible"
    message = _("This proposal is not visible any more, so it takes no support. You can support other proposals.")


class AnswerIncomplete(DomainError):
    """A status that closes the matter was given without an answer or without reasons."""

    code = "answer-incomplete"
    status = 422
    message = _("Write the answer and the reasons as well: residents must be able to read why.")


class AnsweredMeanwhile(DomainError):
    """Somebody else changed status or answer since the form was opened."""

    code = "answered-meanwhile"
    message = _(
        "A colleague changed the answer while you were writing. Your text is kept below. Read what stands on the page "
        "now, and save again if yours must replace it."
    )


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
