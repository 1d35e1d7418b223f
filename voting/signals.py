"""What voting tells the apps above it, inside the transaction of the change."""

from django.dispatch import Signal

# Sent with `ballot`, a Ballot that was just counted.
ballot_counted = Signal()
