"""Methods, channels and states of ballots."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Method(models.TextChoices):
    """How people mark a ballot and how it is counted."""

    YES_NO = "yes_no", _("Yes, no or blank")
    SINGLE_CHOICE = "single_choice", _("One choice of many")
    APPROVAL = "approval", _("Tick everything you like")
    SCORE = "score", _("Points for each option")
    BORDA = "borda", _("Ranking, counted by points for each place")
    SCHULZE = "schulze", _("Ranking, counted by comparing two by two")
    INSTANT_RUNOFF = "instant_runoff", _("Ranking, the weakest drops out each round")
    STV = "stv", _("Ranking for several seats, votes pass on")
    BUDGET = "budget", _("Divide a budget: most votes first")
    EQUAL_SHARES = "equal_shares", _("Divide a budget: everybody has an equal share")


class BallotState(models.TextChoices):
    """What was done with a ballot by hand; whether it is open follows from its times."""

    DRAFT = "draft", _("Draft")
    PLANNED = "planned", _("Planned")
    COUNTED = "counted", _("Counted")
    CANCELLED = "cancelled", _("Cancelled")


class OptionKind(models.TextChoices):
    """What choosing an option means for the count."""

    YES = "yes", _("Yes")
    NO = "no", _("No")
    BLANK = "blank", _("Blank")
    CHOICE = "choice", _("Choice")


class Channel(models.TextChoices):
    """How a vote was cast."""

    ONLINE = "online", _("On this website")
    LETTER = "letter", _("On this website, with the code of a letter")
    DESK = "desk", _("At a desk, with help")
    PAPER = "paper", _("On paper")


class Eligibility(models.TextChoices):
    """Who may vote."""

    ACCOUNTS = "accounts", _("Everybody with an account who is verified well enough, also who registers later")
    ROLL = "roll", _("Only who is on the electoral roll of this ballot")


class EntrySource(models.TextChoices):
    """Where an entry of the electoral roll comes from."""

    ACCOUNT = "account", _("Account")
    LIST = "list", _("Imported list")


class LetterFile(models.TextChoices):
    """As what letters are fetched."""

    PDF = "pdf", _("PDF: a letter on each page, ready to print")
    CSV = "csv", _("CSV: a line for each letter, for a mail merge at the printer")


class BundleState(models.TextChoices):
    """How far a bundle of paper ballots is."""

    TYPING = "typing", _("Being typed in")
    DIFFERENT = "different", _("The two entries differ")
    AGREED = "agreed", _("Both entries are the same")
