"""What allauth and Django's sessions ask of us."""
