"""The steps of the wizard: which values each holds, in which form they are compared, and how people read them."""

import hashlib
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils import formats, timezone
from django.utils.translation import gettext as _

from deliberation.enums import Activity, LinkKind, ParticipationLevel, PolicyStage
from deliberation.models import Consultation
from samenspel.accounts.enums import Level
from samenspel.council.models import AgendaItem

FIELDS: dict[str, tuple[str, ...]] = {
    "question": ("title", "question", "introduction"),
    "say": (
        "policy_stage", "participation_level", "fixed", "open", "legal_basis", "responsible_body", "answer_promised_on",
    ),
    "phases": ("phases", "minimum_level", "audience"),
    "items": ("links",),
}  # fmt: skip
LABELS: dict[str, Mapping[Any, Any]] = {
    "policy_stage": dict(PolicyStage.choices),
    "participation_level": dict(ParticipationLevel.choices),
    "minimum_level": dict(Level.choices),
}


def step_values(consultation: Consultation, step: str) -> dict[str, Any]:
    """Return what a step holds as it is stored: phases and links as lists of plain tuples."""
    return {name: _stored(consultation, name) for name in FIELDS[step]}


def fingerprint(values: Mapping[str, Any]) -> str:
    """Return something short that changes whenever a value does: shows that a step is still as somebody saw it."""
    return hashlib.sha256(repr(sorted(values.items())).encode()).hexdigest()[:16]


def step_texts(values: Mapping[str, Any]) -> dict[str, str]:
    """Return the values as people read them, by field."""
    return {name: _text(name, value) for name, value in values.items()}


def _stored(consultation: Consultation, name: str) -> Any:
    if name == "phases":
        rows = consultation.phases.order_by("starts_at", "ends_at", "id")
        return list(rows.values_list("activity", "name", "starts_at", "ends_at"))
    if name == "links":
        return list(consultation.links.order_by("id").values_list("agenda_item_id", "kind"))
    return getattr(consultation, name)


def _text(name: str, value: Any) -> str:
    if name == "phases":
        return "\n".join(_phase(*row) for row in value)
    if name == "links":
        items = AgendaItem.objects.in_bulk([pk for pk, _way in value])
        titles = {pk: item.title for pk, item in items.items() if item.is_public}
        return "\n".join(f"{titles.get(pk, _('An item that is gone'))} ({LinkKind(kind).label})" for pk, kind in value)
    if isinstance(value, date):
        return formats.date_format(value, "j F Y")
    return str(LABELS.get(name, {}).get(value, value if value is not None else ""))


def _phase(activity: str, name: str, starts_at: Any, ends_at: Any) -> str:
    times = [formats.date_format(timezone.localtime(moment), "j F Y, H:i") for moment in (starts_at, ends_at)]
    return f"{name or Activity(activity).label}: {times[0]} – {times[1]}"
