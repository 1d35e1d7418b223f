"""What a voter fills in, and what the maker of a ballot does."""

from voting.forms.organising import BallotForm, CancelForm

__all__ = ["BallotForm", "CancelForm"]
