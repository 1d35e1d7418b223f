"""The root of every error that a person or a caller of the API can do something about."""

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext


class DomainError(Exception):
    """Something was refused, with a sentence that says what to do next.

    `code` is stable, for the API; `status` is the HTTP status it maps to; `message` may hold named placeholders that
    keyword arguments fill.
    """

    code = "refused"
    status = 409
    message: str | Promise = _("This is not possible.")

    def __init__(self, **placeholders: Any) -> None:
        self.placeholders = placeholders
        super().__init__(self.code)

    def __str__(self) -> str:
        text = str(self.message)
        return text % self.placeholders if self.placeholders else text


class NotAllowed(DomainError):
    """The person may see the object, but not do this to it."""

    code = "not-allowed"
    status = 403
    message = _("You may not do this. Ask an administrator of your municipality if you think you should.")


class TooMany(DomainError):
    """A rate limit was reached; `minutes` says when to try again."""

    code = "too-many"
    status = 429

    @property
    def minutes(self) -> int:
        """How long to wait."""
        return int(self.placeholders.get("minutes", 1))

    def __str__(self) -> str:
        return ngettext(
            "You did this too often. Try again in %(minutes)s minute; nothing you typed is lost.",
            "You did this too often. Try again in %(minutes)s minutes; nothing you typed is lost.",
            self.minutes,
        ) % {"minutes": self.minutes}
