"""CSV: every mistake with its line and what to do, and the same file twice changes nothing."""

from datetime import UTC, datetime

import pytest

from samenspel.council.importers import csv_file

HEADER = "orgaan;vergadering;datum;tijd;id;nummer;onderwerp;soort;fase;uitslag;stuk_adres\n"
GOOD = "Raad;Raadsvergadering;2026-10-25;19:30;r1;1;Opening;punt;besluitvorming;;\n"


def test_example_file_has_no_mistakes():
    sheet = csv_file.read(csv_file.EXAMPLE)

    (meeting,) = sheet.meetings
    assert sheet.errors == ()
    assert (meeting.title, meeting.body.name, meeting.location) == ("Raadsvergadering", "Gemeenteraad", "Raadzaal")
    assert [(item.number, item.kind, item.stage, item.outcome) for item in meeting.items] == [
        ("1", "item", "", ""),
        ("2", "item", "deciding", "adopted"),
        ("", "break", "", ""),
    ]
    assert meeting.items[1].explanation == "<p>Het voorstel regelt betaald parkeren.</p>"
    assert meeting.items[1].documents[0].title == "Raadsvoorstel"


def test_time_is_municipal_time():
    (meeting,) = csv_file.read(HEADER + GOOD).meetings

    assert meeting.starts_at == datetime(2026, 10, 25, 18, 30, tzinfo=UTC)


def test_english_columns_commas_and_dutch_dates_are_read():
    text = (
        'meeting,date,time,title,number\n"Council, special",25-10-2026,19.30,Opening,1\nCouncil,5-1-2027,,Budget,1.1\n'
    )

    first, second = csv_file.read(text).meetings

    assert (first.title, first.starts_at) == ("Council, special", datetime(2026, 10, 25, 18, 30, tzinfo=UTC))
    assert second.items[0].title == "Budget"


@pytest.mark.parametrize(
    ("line", "number"),
    [
        ("Raad;Raadsvergadering;2026-10-25;19:30;r2;2;;punt;;;\n", 3),
        ("Raad;;2026-10-25;19:30;r2;2;Parkeren;punt;;;\n", 3),
        ("Raad;Raadsvergadering;31-2-2026;19:30;r2;2;Parkeren;punt;;;\n", 3),
        ("Raad;Raadsvergadering;2026-10-25;half acht;r2;2;Parkeren;punt;;;\n", 3),
        ("Raad;Raadsvergadering;2026-10-25;19:30;r2;2;Parkeren;hamer;;;\n", 3),
        ("Raad;Raadsvergadering;2026-10-25;19:30;r2;2;Parkeren;punt;gevoel;;\n", 3),
        ("Raad;Raadsvergadering;2026-10-25;19:30;r2;2;Parkeren;punt;;;javascript:x\n", 3),
        ("Raad;Raadsvergadering;2026-10-25;19:30;r1;2;Parkeren;punt;;;\n", 3),
    ],
)
def test_mistake_is_reported_with_its_line_and_stops_everything(line, number):
    sheet = csv_file.read(HEADER + GOOD + line)

    assert sheet.meetings == ()
    assert [error.line for error in sheet.errors] == [number]


@pytest.mark.parametrize("text", ["", "\n", HEADER, "naam;adres\nx;y\n", 'a;"b\n'])
def test_file_that_is_no_agenda_is_refused(text):
    sheet = csv_file.read(text)

    assert sheet.meetings == ()
    assert len(sheet.errors) == 1


def test_closed_lines_are_left_out():
    sheet = csv_file.read(HEADER + GOOD + "Raad;Raadsvergadering;2026-10-25;19:30;r2;2;Benoeming;besloten;;;\n")

    assert sheet.closed == ("r2",)
    assert "Benoeming" not in str((sheet.meetings, sheet.public_text))


def test_lines_for_a_known_meeting_need_no_meeting():
    (meeting,) = csv_file.read("nummer;onderwerp\n1;Opening\n1.1;Agenda\n", into_meeting=5).meetings

    assert [(item.external_id, item.depth, item.parent_id) for item in meeting.items] == [
        ("meeting-5#1", 0, ""),
        ("meeting-5#1.1", 1, "meeting-5#1"),
    ]


def test_spreadsheet_encodings_are_read():
    assert csv_file.decode("é".encode("cp1252")) == "é"
    assert csv_file.decode("é".encode("utf-8-sig")) == "é"
