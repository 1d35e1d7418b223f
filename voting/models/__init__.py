"""The tables of voting."""

from voting.models.ballots import Ballot, CountedVote, Option, OptionPhoto, Participation, Vote
from voting.models.notes import ResultNote
from voting.models.paper import PaperBundle, PaperSheet
from voting.models.publication import Publication, SigningKey
from voting.models.roll import LetterBatch, Roll, RollEntry, VotingCode

__all__ = [
    "Ballot",
    "CountedVote",
    "LetterBatch",
    "Option",
    "OptionPhoto",
    "PaperBundle",
    "PaperSheet",
    "Participation",
    "Publication",
    "ResultNote",
    "Roll",
    "RollEntry",
    "SigningKey",
    "Vote",
    "VotingCode",
]
