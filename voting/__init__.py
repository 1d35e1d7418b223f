"""Ballots, casting and counting live here; the package is empty until the first ballot is built."""
