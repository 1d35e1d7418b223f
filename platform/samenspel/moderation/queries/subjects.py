"""What a decision or a report is about, as its own app describes it."""

from django.http import Http404

from samenspel.subjects.models import Subject
from samenspel.subjects.registry import Description, describe

VISIBLE = {"", "published"}


def description_of(subject: Subject) -> Description | None:
    """Return how the app that owns it describes a subject; None when it is gone."""
    return describe([subject]).get(subject.pk)


def is_reportable(description: Description | None) -> bool:
    """Return whether something was written by a resident and is to be seen now."""
    return description is not None and description.author_id is not None and description.state in VISIBLE


def access_reportable(pk: int) -> tuple[Subject, Description]:
    """Return a subject that can be reported, with its description. Raises `Http404` when absent or not to be seen."""
    subject = Subject.objects.filter(pk=pk).first()
    description = None if subject is None else description_of(subject)
    if subject is None or description is None or not is_reportable(description):
        raise Http404
    return subject, description
