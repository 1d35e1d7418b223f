"""Ballots: who may vote, casting, closing, counting. Never imports `deliberation`; the way back is a signal."""
