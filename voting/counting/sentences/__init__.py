"""A rule and a result in plain Dutch and English sentences: what the ballot page prints, and what is published after it.

Pure tables, no Django: the published explanation is the same wherever it is made. `names`: the texts of the options.
"""

from voting.counting.sentences.explanation import explain
from voting.counting.sentences.reasons import why
from voting.counting.sentences.rules import rule_sentences
from voting.counting.sentences.statements import explain_thresholds

__all__ = ["explain", "explain_thresholds", "rule_sentences", "why"]
