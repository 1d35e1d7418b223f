"""What the front door shows."""
