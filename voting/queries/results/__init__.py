"""Results of counted ballots for pages: one sentence, a summary, and everything."""

from voting.queries.results.outcome import outcome_sentence
from voting.queries.results.page import ResultPage, ResultSummary, result_page, result_summary

__all__ = ["ResultPage", "ResultSummary", "outcome_sentence", "result_page", "result_summary"]
