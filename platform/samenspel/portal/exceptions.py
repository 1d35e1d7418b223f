"""What can go wrong at the front door."""

from django.utils.translation import gettext_lazy as _

from samenspel.common.errors import DomainError


class HardToRead(DomainError):
    """Two colours that appear together contrast too little (WCAG 1.4.3); `variable` is the one to change."""

    code = "hard-to-read"
    message = _(
        "%(what)s is hard to read: the contrast is %(ratio)s and must be at least 4.5. Choose a darker or lighter colour."
    )

    def __init__(self, *, variable: str, what: object, ratio: str) -> None:
        self.variable = variable
        super().__init__(what=what, ratio=ratio)


class UnknownColour(DomainError):
    """A theme holds a name or a value that is not a colour we know."""

    code = "unknown-colour"
    message = _("This is not a colour. Choose one, or write it as # and six digits or letters from a to f.")
