"""Setting fields of a row, and saying which of them really changed."""

from typing import Any

from django.db.models import Model


def set_fields(row: Model, values: dict[str, Any]) -> list[str]:
    """Set and save the given fields; return the names of those that changed, in order. Nothing is written when none did."""
    changed = [name for name, value in values.items() if getattr(row, name) != value]
    for name in changed:
        setattr(row, name, values[name])
    if changed:
        row.save(update_fields=changed)
    return changed
