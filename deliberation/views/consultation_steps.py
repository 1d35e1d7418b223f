"""What one step of the wizard holds: its form, and rows that come and go by buttons, without JavaScript."""

from collections.abc import Mapping
from typing import Any

from django.forms import BaseForm

from deliberation.enums import LinkKind
from deliberation.forms import LinkForm, PhaseForm, QuestionForm, SayForm, WhoForm
from deliberation.models import Consultation
from deliberation.queries import linkable_items, linked_items
from samenspel.council.models import AgendaItem

MOST_ROWS = 50
MOST_OFFERED = 100


class Step:
    """A step with one form; with `data` it is what was typed. Pressing a row's button is no submission."""

    rows: tuple[BaseForm, ...] | list[Any] = ()

    def __init__(self, form: BaseForm | None, *, is_submitted: bool) -> None:
        self.form = form
        self.is_submitted = is_submitted

    def is_valid(self) -> bool:
        """Return whether everything typed can be saved."""
        checked = [form.is_valid() for form in (self.form, *self.rows) if form is not None]  # each one, for its errors
        return all(checked)

    def values(self) -> dict[str, Any]:
        """Return what is to be saved, by field."""
        return dict(self.form.cleaned_data) if self.form is not None else {}


class PhasesStep(Step):
    """Phases as rows, and who may take part."""

    def __init__(self, consultation: Consultation, data: Any) -> None:
        pressed = data is not None and _is_button(data)
        if data is None:
            form = WhoForm(instance=consultation)
        elif pressed:
            form = WhoForm(instance=consultation, initial=data.dict())
        else:
            form = WhoForm(data, instance=consultation)
        super().__init__(form, is_submitted=data is not None and not pressed)
        self.rows = [
            PhaseForm(prefix=f"phase-{number}", **row) for number, row in enumerate(_phases(consultation, data))
        ]

    def values(self) -> dict[str, Any]:
        """Return the phases in order of time, and who may take part."""
        names = ("activity", "name", "starts_at", "ends_at")
        phases = [tuple(row.cleaned_data[name] for name in names) for row in self.rows]
        return {"phases": sorted(phases, key=lambda phase: (phase[2], phase[3])), **super().values()}


class ItemsStep(Step):
    """Linked agenda items as rows, and items of meetings to come to choose from."""

    def __init__(self, consultation: Consultation, data: Any) -> None:
        super().__init__(None, is_submitted=data is not None and not _is_button(data))
        self.question = "" if data is None else data.get("q", "")[:200]
        rows = _links(consultation, data)
        self.items = linked_items([int(row["item"]) for row in rows])
        self.rows = [self._form(number, row) for number, row in enumerate(rows)]
        self.offered = [item for item in linkable_items(self.question)[:MOST_OFFERED] if item.pk not in self.items]
        self.kinds = LinkKind.choices

    def values(self) -> dict[str, Any]:
        """Return item and kind of each row."""
        return {"links": [(row.cleaned_data["item"], row.cleaned_data["kind"]) for row in self.rows]}

    def titles(self) -> list[tuple[BaseForm, AgendaItem | None]]:
        """Return each row with its agenda item."""
        return [(row, self.items.get(int(row["item"].value() or 0))) for row in self.rows]

    def _form(self, number: int, row: Mapping[str, str]) -> LinkForm:
        prefix = f"link-{number}"
        if self.is_submitted:
            return LinkForm({f"{prefix}-{name}": value for name, value in row.items()}, prefix=prefix, items=self.items)
        return LinkForm(initial=dict(row), prefix=prefix, items=self.items)


def step_of(step: str, consultation: Consultation, data: Any) -> Step:
    """Return a step of a consultation as it is stored or, with `data`, as it was typed."""
    if step == "phases":
        return PhasesStep(consultation, data)
    if step == "items":
        return ItemsStep(consultation, data)
    form = (QuestionForm if step == "question" else SayForm)(data, instance=consultation)
    return Step(form, is_submitted=data is not None)


def _phases(consultation: Consultation, data: Any) -> list[dict[str, Any]]:
    """Return the arguments of each row's form; rows that a button moved come back as they were typed, unchecked."""
    if data is None:
        return [{"instance": phase} for phase in consultation.phases.all()] or [{}]
    if not _is_button(data):
        return [{"data": data} for _row in range(_number(data, "phase"))]
    rows: list[dict[str, Any]] = [
        {"initial": row} for row in _typed(data, "phase", ("activity", "starts_at", "ends_at", "name"))
    ]
    return [*rows, {}] if "add" in data and len(rows) < MOST_ROWS else rows


def _links(consultation: Consultation, data: Any) -> list[dict[str, str]]:
    """Return each row as typed; an item that was chosen below the rows joins them, whatever button was pressed."""
    if data is None:
        return [{"item": str(link.agenda_item_id), "kind": link.kind} for link in consultation.links.order_by("id")]
    rows = [row for row in _typed(data, "link", ("item", "kind")) if row["item"].isdecimal() and len(row["item"]) < 19]
    chosen = data.get("item", "")
    known = {row["item"] for row in rows}
    if chosen.isdecimal() and len(chosen) < 19 and chosen not in known and _may_add(data) and len(rows) < MOST_ROWS:
        rows.append({"item": chosen, "kind": data.get("kind", LinkKind.DECIDES)})
    return rows


def _typed(data: Any, prefix: str, names: tuple[str, ...]) -> list[dict[str, str]]:
    kept = [number for number in range(_number(data, prefix)) if str(number) != data.get("remove")]
    return [{name: data.get(f"{prefix}-{number}-{name}", "") for name in names} for number in kept]


def _number(data: Any, prefix: str) -> int:
    number = data.get(f"{prefix}-rows", "0")
    return min(int(number), MOST_ROWS) if number.isdecimal() and len(number) < 4 else 0


def _is_button(data: Any) -> bool:
    """Whether a row's button or the search was pressed, not one that saves."""
    return not {"add", "remove", "search"}.isdisjoint(data)


def _may_add(data: Any) -> bool:
    return "search" not in data and "remove" not in data
