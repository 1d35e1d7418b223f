"""What can go wrong around a ballot, and what to do next."""

from typing import ClassVar

from django.utils.functional import Promise
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


class NotOnRoll(DomainError):
    """Somebody who is not on the electoral roll of the ballot, or not any more."""

    code = "not-on-roll"
    status = 403
    message = _(
        "Your vote is not saved, because you are not on the electoral roll of this ballot. Ask the municipality if you "
        "think you should be."
    )


class InvalidMarks(DomainError):
    """The ballot was not filled in as its rule asks; `treatment` is the name of what is wrong."""

    code = "invalid-marks"
    status = 422
    message = _("Your vote is not saved yet, because we cannot read it. Fill in the ballot again.")
    treatments: ClassVar[dict[str, Promise]] = {
        "over_vote": _("Your vote is not saved yet. Choose one option only."),
        "unknown_option": _("Your vote is not saved yet. Choose from the options on this ballot."),
        "repeated_option": _("Your vote is not saved yet. You named one option twice: name each option once."),
        "too_many": _("Your vote is not saved yet. You chose too many options: leave some out."),
        "too_few": _("Your vote is not saved yet. You chose too few options: choose some more."),
        "over_cost": _("Your vote is not saved yet. Together your options cost too much: leave some out."),
        "over_score": _("Your vote is not saved yet. You gave one option too many points: give it fewer."),
        "over_points": _("Your vote is not saved yet. You gave more points than you have: give fewer."),
    }

    def __init__(self, treatment: str) -> None:
        self.treatment = treatment
        super().__init__()

    def __str__(self) -> str:
        return str(self.treatments.get(self.treatment, self.message))


class RuleDoesNotFit(DomainError):
    """The parts of the rule do not fit together; `problem` is what the count says about it, in English."""

    code = "rule-does-not-fit"
    status = 422
    message = _("The rule of this ballot does not fit together yet. Check the limits, the budget and the options.")
    problems: ClassVar[dict[str, Promise]] = {
        "The budget is 0.": _("Say how much money there is to divide."),
        "Costs, limits and budgets are 0 or more.": _("Costs, limits and budgets cannot be less than 0."),
        "This number of seats does not go with this method.": _("Choose another number of winners for this method."),
        "The least number of options to mark is above the greatest.": _(
            "The least number of options to choose is more than the most. Change one of them."
        ),
        "A ballot with points needs a limit for all of them, or for each option.": _(
            "Say how many points people can give: to all options together, or to each."
        ),
        "A quorum and a majority are shares between 0 and 1.": _(
            "A turnout or a majority that must be reached is between 0 and 100 percent."
        ),
        "There are too few options to choose from.": _("This ballot has too few options. Add them first."),
        "Only a ballot with one choice has an option for blank, and at most one.": _(
            "Only a ballot with one choice can have the option “blank”, and only once."
        ),
        "A yes-or-no ballot has one yes, one no and at most one blank.": _(
            "This ballot has one yes, one no and at most one blank. Remove the other options."
        ),
    }

    def __init__(self, problem: str) -> None:
        self.problem = problem
        super().__init__()

    def __str__(self) -> str:
        return str(self.problems.get(self.problem, self.message))


class NothingToDraw(DomainError):
    """No public draw was promised for this ballot, it is not closed yet, or what was drawn is known already."""

    code = "nothing-to-draw"
    message = _(
        "There is nothing to draw for this ballot now: no draw was promised, or it is not closed, or it is over."
    )


class PaperNotReady(DomainError):
    """Paper ballots are still being typed in or compared."""

    code = "paper-not-ready"
    message = _("The paper ballots are not ready. Type every bundle in twice, and solve the differences first.")


class OptionGone(DomainError):
    """Somebody else removed an option while this was typed."""

    code = "option-gone"
    message = _("An option that you change is not on this ballot any more. Look at the list of options first.")


class OptionsInTheWay(DomainError):
    """A ballot of yes and no is asked for where options were typed."""

    code = "options-in-the-way"
    message = _(
        "This ballot has options of its own, and yes or no has none. Nothing is changed. Remove the options first, or "
        "choose another method."
    )


class TooManyOptions(DomainError):
    """More options than a ballot can show."""

    code = "too-many-options"
    status = 422
    message = _("At most %(number)s options fit on a ballot. Remove some first.")


class PhotoRefused(DomainError):
    """A file that cannot be shown as a photo; `problem` is the name of what is wrong."""

    code = "photo-refused"
    status = 422
    message = _("This file cannot be read as a photo. Choose a photo as JPEG, PNG or WebP.")
    problems: ClassVar[dict[str, Promise]] = {
        "large": _("This file is larger than 10 MB. Make the photo smaller and choose it again."),
        "pixels": _("This photo has more than 40 million dots. Make it smaller and choose it again."),
        "small": _("This photo is too small to see anything on. Choose one that is at least 200 dots wide and high."),
    }

    def __init__(self, problem: str) -> None:
        self.problem = problem
        super().__init__()

    def __str__(self) -> str:
        return str(self.problems.get(self.problem, self.message))


class FileNotUnderstood(DomainError):
    """A file with projects is not in the format."""

    code = "file-not-understood"
    status = 422
    message = _("We cannot read this file from line %(line)s on. Choose a file in the Pabulib format (.pb).")


class NotForMoney(DomainError):
    """Projects with costs belong to a ballot that divides a budget."""

    code = "not-for-money"
    message = _("Projects with costs belong to a ballot that divides a budget. Choose that way of voting first.")
