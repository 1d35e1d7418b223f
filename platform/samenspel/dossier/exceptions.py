"""What can go wrong in a dossier."""

from django.utils.translation import gettext_lazy as _

from samenspel.common.errors import DomainError


class NoteChanged(DomainError):
    """The same person wrote in two windows."""

    code = "note-changed"
    message = _(
        "You changed this note in another window. Nothing is lost: below is what you just typed, and what is saved. "
        "If you save again, what you typed replaces it."
    )
