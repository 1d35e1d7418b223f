"""What the person who looks may do with what is on the page: worked out once, asked per contribution."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils import timezone

from deliberation.models import Contribution
from deliberation.permissions import can_close_room, can_edit, can_pin, can_react, can_withdraw
from deliberation.queries import own_reactions


@dataclass(frozen=True)
class Viewer:
    """A reader: `person` is None for a visitor without a name; `reactions` are their own, by contribution id."""

    person: Any = None
    reactions: dict[int, frozenset[str]] = field(default_factory=dict)
    now: datetime = field(default_factory=timezone.now)

    def can_edit(self, contribution: Contribution) -> bool:
        """Return whether this person may still change these words."""
        return can_edit(self.person, contribution, now=self.now)

    def can_withdraw(self, contribution: Contribution) -> bool:
        """Return whether this person may take these words back."""
        return can_withdraw(self.person, contribution)

    @property
    def can_react(self) -> bool:
        """Whether reactions of this person count."""
        return can_react(self.person)

    @property
    def can_close_room(self) -> bool:
        """Whether this person closes and opens talks."""
        return self.person is not None and can_close_room(self.person)

    @property
    def can_pin(self) -> bool:
        """Whether this person puts a sentence on top of talks."""
        return self.person is not None and can_pin(self.person)


def viewer_of(person: Any, contributions: Iterable[Contribution]) -> Viewer:
    """Return a viewer who knows their own reactions to these contributions, in one query."""
    return Viewer(person=person, reactions=own_reactions([c.pk for c in contributions], person))
