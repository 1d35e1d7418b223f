"""What happens to people, for the apps that keep what they wrote."""

from django.dispatch import Signal

guest_merged = Signal()  # arguments: guest, user. Sent inside the transaction: hand the guest's contributions over
