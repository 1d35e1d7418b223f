"""What other rules would have chosen is worked out once, after the count, by the worker."""

from tests.voting.results import store
from voting.actions import note_result
from voting.models import ResultNote
from voting.tasks import note_results


def test_note_is_made_once(in_zonnedael):
    ballot = store(in_zonnedael, "instant_runoff")

    first, second = note_result(ballot), note_result(ballot)

    assert first == second == ResultNote.objects.get()
    assert [each["rule"] for each in first.comparison["rules"]] == ["first_preferences", "borda", "schulze"]
    assert (len(first.seed), len(first.ballots_digest)) == (64, 64)


def test_ballot_that_is_open_gets_no_note(ballot):
    assert note_result(ballot) is None
    assert ResultNote.objects.count() == 0


def test_worker_notes_what_was_counted(in_zonnedael):
    ballot = store(in_zonnedael, "approval")

    note_results(0)

    assert ResultNote.objects.get().ballot == ballot
