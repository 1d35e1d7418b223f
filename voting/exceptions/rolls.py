"""What can go wrong around rolls, letters, desks and paper, and what to do next."""

from django.utils.translation import gettext_lazy as _

from samenspel.common.errors import DomainError


class RollClosed(DomainError):
    """The ballot opened: nobody is added to its electoral roll any more."""

    code = "roll-closed"
    message = _("People can vote already, so nobody can be added to the electoral roll. You can still cancel an entry.")


class RollNotUsed(DomainError):
    """The ballot is for everybody with an account."""

    code = "roll-not-used"
    message = _("This ballot has no electoral roll: everybody with a verified account may vote. Change that first.")


class RollMissing(DomainError):
    """A ballot with an empty electoral roll: nobody could vote."""

    code = "roll-missing"
    message = _("Nobody is on the electoral roll yet. Fill it first; then you can plan the ballot.")


class ListNotAcceptable(DomainError):
    """A list cannot be read, or has lines that cannot be somebody; `sentences` names each line."""

    code = "list-not-acceptable"
    status = 422

    def __init__(self, *sentences: str) -> None:
        self.sentences = sentences
        super().__init__()

    def __str__(self) -> str:
        return " ".join(self.sentences)


class OtherField(DomainError):
    """A second list is compared by another field than the first: the same person could be on the roll twice."""

    code = "other-field"
    message = _("The list before was compared by “%(field)s”. Use that column again, so that nobody is on it twice.")


class SaltDestroyed(DomainError):
    """Nobody can look up a line of the list any more."""

    code = "salt-destroyed"
    message = _(
        "The key of the list was destroyed, so nobody can look somebody up in it any more. Use the letter number."
    )


class SaltNeeded(DomainError):
    """The key of the list is needed as long as people vote."""

    code = "salt-needed"
    message = _("You can destroy the key of the list once the ballot is counted or cancelled.")


class HasVoted(DomainError):
    """Somebody took part already."""

    code = "has-voted"
    message = _("This person voted already, so this is not possible any more. Their vote stays as it is.")


class EntryCancelled(DomainError):
    """The entry does not count any more."""

    code = "entry-cancelled"
    message = _("This entry was cancelled, so nobody votes with it.")


class CancelReasonNeeded(DomainError):
    """An entry is not cancelled without a word."""

    code = "cancel-reason-needed"
    status = 422
    message = _("Say why you cancel this entry: it is kept with it.")


class NobodyFound(DomainError):
    """No account, line or letter fits."""

    code = "nobody-found"
    status = 422
    message = _("We found nobody like that. Check what you typed; it must be the whole value, without mistakes.")


class NoLettersNeeded(DomainError):
    """Everybody who gets a letter has one."""

    code = "no-letters-needed"
    message = _("Everybody on the imported list has a letter that works. You can print one again for one person.")


class LettersNotReadable(DomainError):
    """The letters are not ready, or they were fetched or wiped."""

    code = "letters-not-readable"
    message = _(
        "These letters were fetched already, or they are not ready. If they got lost, stop them and make new ones."
    )


class CodeNotValid(DomainError):
    """The number and the code do not belong together, or they do not work; nobody learns which."""

    code = "code-not-valid"
    status = 422
    message = _(
        "This number and code do not work for this ballot. Check both against your letter. Did you get a new letter? Then "
        "only the last one works. Does it go wrong again? Call the municipality."
    )


class VotesOnPaper(DomainError):
    """Somebody took a paper ballot: there is no second one on the website."""

    code = "votes-on-paper"
    message = _("This person votes on paper, so their vote cannot be cast here any more. The paper ballot counts.")


class NoPaper(DomainError):
    """This ballot has no paper ballots."""

    code = "no-paper"
    message = _("This ballot has no paper ballots.")


class NotYourBundle(DomainError):
    """Two other people type this bundle."""

    code = "not-your-bundle"
    status = 403
    message = _("Two other people type this bundle. Choose another one.")


class BundleFinished(DomainError):
    """What was typed does not change any more."""

    code = "bundle-finished"
    message = _("You are done with this bundle. Now the other person types it, or both entries are compared.")


class WrongNumber(DomainError):
    """The number of lines is not the number of ballots in the bundle."""

    code = "wrong-number"
    status = 422
    message = _(
        "You typed %(typed)s ballots, and there are %(expected)s in this bundle. Everything you typed is kept. Count the "
        "pile, and look for a ballot that you skipped or typed twice."
    )


class EmptyLine(DomainError):
    """A line in the middle says nothing."""

    code = "empty-line"
    status = 422
    message = _("Line %(line)s is empty. Everything you typed is kept. Type - for a blank ballot.")


class PaperOver(DomainError):
    """Paper is typed from the opening until the count."""

    code = "paper-over"
    message = _("Paper ballots are typed from the opening of the ballot until it is counted.")
