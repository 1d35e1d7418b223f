"""The tables of voting."""

from voting.models.ballots import Ballot, CountedVote, Option, OptionPhoto, Participation, Vote
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
    "Roll",
    "RollEntry",
    "SigningKey",
    "Vote",
    "VotingCode",
]
