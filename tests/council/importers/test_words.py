"""What the council's own words mean."""

import pytest

from samenspel.council.importers.words import is_break, outcome_of, stage_of


@pytest.mark.parametrize(
    ("result", "outcome"),
    [
        ("", ""),
        ("Aangenomen", "adopted"),
        ("ingetrokken, niet aangenomen", "withdrawn"),
        ("Niet aangenomen", "rejected"),
        ("Aangehouden tot de volgende vergadering", "deferred"),
        ("Gewijzigd aangenomen", "amended"),
        ("Voor kennisgeving aangenomen", "noted"),
        ("Verworpen (12-23)", "rejected"),
        ("einstimmig beschlossen", "adopted"),
        ("mehrheitlich abgelehnt", "rejected"),
        ("Stimmengleichheit - abgelehnt", "rejected"),
        ("Zugestimmt zu geändertem Beschlusstext", "amended"),
        ("zurückgezogen", "withdrawn"),
        ("vertagt", "deferred"),
        ("Kenntnisnahme", "noted"),
        ("Moasje oannommen", "adopted"),
        ("Moasje net oannommen", "rejected"),
        ("Amendemint ynlutsen", "withdrawn"),
        ("Oanhâlden", "deferred"),
        ("keine Abstimmung", "unknown"),
    ],
)
def test_result_has_an_outcome(result, outcome):
    assert outcome_of(result) == outcome


@pytest.mark.parametrize("title", ["Pauze", "PAUZE (18.00-19.00)", "Schorsing", "Dinerpauze", "Mittagspause", "Skoft"])
def test_break_is_seen(title):
    assert is_break(title)


@pytest.mark.parametrize("title", ["Pauzelandschap Noord", "Verbod op pauze-events", "Opening"])
def test_item_is_no_break(title):
    assert not is_break(title)


@pytest.mark.parametrize(
    ("title", "stage"),
    [
        ("Beeldvormende avond", "exploring"),
        ("Meningsvormende vergadering", "weighing"),
        ("Oordeelsvorming", "weighing"),
        ("Besluitvormende raad", "deciding"),
        ("Presidium", ""),
    ],
)
def test_name_of_a_meeting_tells_its_stage(title, stage):
    assert stage_of(title) == stage
