"""Roles and verification levels."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What a person may be asked to do for a municipality. Every role needs a second factor."""

    COUNCIL_MEMBER = "council_member", _("Council member")
    CLERK = "clerk", _("Clerk")
    ORGANISER = "organiser", _("Organiser")
    MODERATOR = "moderator", _("Moderator")
    ADMINISTRATOR = "administrator", _("Administrator")


class Level(models.IntegerChoices):
    """How sure the municipality is who a person is. A higher level includes nothing of a lower one by itself."""

    GUEST = 0, _("Guest, not verified")
    EMAIL = 1, _("E-mail address")
    LETTER = 2, _("Letter code")
    SMS = 3, _("Mobile number")
    OIDC = 4, _("Identity provider")
    DIGID = 5, _("DigiD")


# What people can reach today: asking for a level nobody can have would shut everybody out.
OBTAINABLE = (Level.EMAIL, Level.LETTER)
