"""What the council tells the apps above it, inside the transaction of the change."""

from django.dispatch import Signal

# Sent with `items`, a list of AgendaItem that were just created.
agenda_items_created = Signal()

# Sent with `decision`, a Decision that was just recorded; `previous` is the one it replaces, or None.
decision_recorded = Signal()

# Sent with `items`, a list of AgendaItem, and `change`: "meeting_" and the new status of their meeting, "stage_changed" or
# "decided". Importers send it for what they change, too.
phase_changed = Signal()

# Sent with `items`, a list of AgendaItem that got a page or lost it: a heading or a break has none.
pages_changed = Signal()
