"""Reading what comes from outside: lists of who may vote."""
