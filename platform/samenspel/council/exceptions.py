"""What can go wrong around the council's agenda and its sources."""

from django.utils.translation import gettext_lazy as _

from samenspel.common.errors import DomainError


class SourceUnreachable(DomainError):
    """A source did not answer, or not with what we can read."""

    code = "source-unreachable"
    message = _("%(where)s could not be read: %(why)s. Nothing was lost; try again later.")


class SourceRefused(DomainError):
    """An address that we do not fetch."""

    code = "source-refused"
    message = _("We do not fetch %(where)s. Ask the operator of this site to allow the host, or upload a CSV file.")


class SourceBusy(DomainError):
    """The source asks us to come back later."""

    code = "source-busy"
    message = _("%(where)s asks us to come back in %(minutes)s minutes. Nothing was lost; try again then.")


class MeetingOver(DomainError):
    """The act belongs to a meeting that is not cancelled or over."""

    code = "meeting-over"
    message = _("This meeting has ended or was cancelled. Change its status first if that is not right.")


class AlreadyBound(DomainError):
    """Another row follows this object of the source."""

    code = "already-bound"
    message = _("Another entry already follows this id. Check the id, or withdraw the other entry first.")


class HasMeetings(DomainError):
    """A body that has meetings stays."""

    code = "has-meetings"
    message = _("This body has meetings and cannot be removed. Give it another name instead.")


class AlreadyStarted(DomainError):
    """An import is confirmed once."""

    code = "already-started"
    message = _("This import was already started. Look at its progress, or upload the file again.")


class NotPublic(DomainError):
    """What belongs to a line that is not public is not kept here at all."""

    code = "not-public"
    message = _("This line is not public, so no document can be added to it. Everybody could read it here.")


class NothingToMove(DomainError):
    """The line is at the edge of its agenda."""

    code = "nothing-to-move"
    message = _("This line is already first or last among its neighbours.")


class DecisionNotPossible(DomainError):
    """Only an agenda item that is public, and an outcome that a council can reach, make a decision."""

    code = "decision-not-possible"
    message = _("No decision can be recorded on this line: it is no agenda item, it is withdrawn or it is not public.")


class DecisionTooEarly(DomainError):
    """A decision is recorded once it was taken."""

    code = "decision-too-early"
    message = _("This day is still to come. Record the decision once the council has taken it.")


class DecisionChanged(DomainError):
    """Two clerks recorded at once: the second sees what the first wrote."""

    code = "decision-changed"
    message = _(
        "Somebody else recorded this decision while you were writing. Nothing you typed is lost: compare both texts "
        "below. If you save again, yours becomes a correction."
    )
