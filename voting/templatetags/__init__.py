"""What templates ask about ballots."""
