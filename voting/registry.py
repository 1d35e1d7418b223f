"""What others offer to vote on: an app above this one registers at start-up where options can come from."""

from collections.abc import Callable
from dataclasses import dataclass

from samenspel.subjects.models import Subject


@dataclass(frozen=True)
class Candidate:
    """Something that residents proposed and that can become an option; `subject_id` leads back to it."""

    subject_id: int
    title: str
    text: str
    place: str = ""
    url: str = ""


Source = Callable[[Subject], list[Candidate]]
_sources: list[Source] = []


def register_candidates(source: Source) -> None:
    """Register who knows the candidates: a function from what a ballot is about to candidates, in one query."""
    _sources[:] = [source]


def candidates_about(about: Subject) -> list[Candidate]:
    """Return what residents proposed about an agenda item or a consultation, and everybody can read."""
    return _sources[0](about) if _sources else []
