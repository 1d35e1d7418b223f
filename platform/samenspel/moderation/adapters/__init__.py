"""What moderation sends out: mail, and the links in it."""
