"""Reading what others made."""
