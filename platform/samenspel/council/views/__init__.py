"""Pages about the council: public ones, and the clerk's."""
