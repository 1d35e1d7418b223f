"""What staff can change about the front door."""
