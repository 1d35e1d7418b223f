"""What moderation tells the apps above it, inside the transaction of the decision."""

from django.dispatch import Signal

# Sent with `decision`, a ModerationDecision whose verdict the owner of the subject now carries out.
subject_decided = Signal()
