"""What can go wrong around a ballot, and what to do next."""
