"""Whatever breaks while people vote: a vote that was said to be saved is there, once."""

from benchmarks.cast import polls_on

VOTES, CLIENTS = 150, 6


def test_votes_that_were_said_to_be_saved_are_there_once_whoever_is_killed(town):
    polls = polls_on(town, VOTES)

    polls.cast_all(clients=CLIENTS, seconds_between_kills=0.5)

    assert polls.compare() == (0, 0)
    assert (len(polls.told), polls.killed >= 1) == (VOTES, True)
