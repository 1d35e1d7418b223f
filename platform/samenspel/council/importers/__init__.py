"""Readers of council information: each turns what a source sends into the values of `normal`. Nothing here writes."""
