"""What comes from outside in a form that is not ours."""
