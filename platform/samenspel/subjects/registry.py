"""How a lower app learns what a subject is: the app that owns the kind registers a describer at start-up."""

import hashlib
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime

from samenspel.subjects.models import Subject


@dataclass(frozen=True)
class Description:
    """What a list shows of a subject. `author_id` is the user who wrote it, or None.

    `state` is empty for what has no states, else "published", "held" (waits for a moderator), "hidden" or "withdrawn".
    """

    title: str
    excerpt: str
    url: str
    author_id: int | None = None
    author_name: str = ""
    state: str = ""
    text: str = ""  # the whole text, for a moderator to judge; empty where the excerpt is all there is

    @property
    def fingerprint(self) -> str:
        """Something short that changes whenever the text does: shows that it is still what somebody read."""
        return hashlib.sha256((self.text or self.excerpt).encode()).hexdigest()[:16]


Describer = Callable[[Collection[int]], dict[int, Description]]
_describers: dict[str, Describer] = {}


def register(kind: str, describer: Describer) -> None:
    """Register who describes a kind: a function from subject ids to descriptions, in a constant number of queries."""
    _describers[kind] = describer


def describe(subjects: Collection[Subject]) -> dict[int, Description]:
    """Return descriptions by subject id; a subject whose owner is gone is absent."""
    by_kind: dict[str, list[int]] = {}
    for subject in subjects:
        by_kind.setdefault(subject.kind, []).append(subject.pk)
    found: dict[int, Description] = {}
    for kind, ids in by_kind.items():
        if kind in _describers:
            found.update(_describers[kind](ids))
    return found


@dataclass(frozen=True)
class Activity:
    """How much is going on about a subject: published contributions, questions nobody of staff or council answered."""

    contributions: int = 0
    open_questions: int = 0
    last_at: datetime | None = None


ActivityCounter = Callable[[Collection[int]], dict[int, Activity]]
_activity: list[ActivityCounter] = []


def register_activity(counter: ActivityCounter) -> None:
    """Register who counts the talk: a function from subject ids to activity, in one query."""
    _activity[:] = [counter]


def activity(subject_ids: Collection[int]) -> dict[int, Activity]:
    """Return the activity by subject id; subjects without any are absent."""
    return _activity[0](subject_ids) if _activity else {}
