"""The council, its committees, and the words for the stages of its work."""

from typing import Any

from django.db import transaction

from samenspel.audit.actions import record
from samenspel.council.actions.changes import set_fields
from samenspel.council.enums import Stage
from samenspel.council.exceptions import HasMeetings
from samenspel.council.models import CouncilBody
from samenspel.council.permissions import check_clerk
from samenspel.tenancy.actions import save_settings
from samenspel.tenancy.models import MunicipalitySettings


@transaction.atomic
def create_body(*, actor: Any, name: str, short_name: str = "") -> CouncilBody:
    """Add a body that meets."""
    check_clerk(actor)
    body: CouncilBody = CouncilBody.objects.create(name=name, short_name=short_name)
    record("council.body.created", actor=actor, on=body)
    return body


@transaction.atomic
def change_body(body: CouncilBody, *, actor: Any, **values: Any) -> CouncilBody:
    """Change a body's names."""
    check_clerk(actor)
    body = CouncilBody.objects.select_for_update().get(pk=body.pk)
    if changed := set_fields(body, values):
        record("council.body.changed", actor=actor, on=body, fields=changed)
    return body


@transaction.atomic
def remove_body(body: CouncilBody, *, actor: Any) -> None:
    """Remove a body that never met. Raises `HasMeetings`."""
    check_clerk(actor)
    body = CouncilBody.objects.select_for_update().get(pk=body.pk)
    if body.meetings.exists():
        raise HasMeetings
    record("council.body.removed", actor=actor, on=body)
    body.delete()


@transaction.atomic
def save_stage_words(*, actor: Any, words: dict[str, str]) -> dict[str, str]:
    """Store the municipality's own words for the stages; an empty word means the usual one."""
    check_clerk(actor)
    settings = MunicipalitySettings.objects.select_for_update().first() or MunicipalitySettings()
    own = {stage: words[stage] for stage in Stage.values if words.get(stage)}
    others = {name: word for name, word in settings.vocabulary.items() if name not in Stage.values}
    vocabulary = {**others, **own}
    if vocabulary != settings.vocabulary:
        save_settings(settings, vocabulary=vocabulary)
        record("council.words.changed", actor=actor, stages=sorted(own))
    return own
