"""The result on paper: tagged, in the reader's language, with the numbers of the page, and always the same bytes."""

import io
import re

import pypdf
import pytest
from django.utils import translation

from tests.voting.results import store
from voting.actions import note_result
from voting.exporters.result_pdf import result_pdf
from voting.queries import result_page


def text_of(data):
    """Return the text of a PDF without line breaks, spaces or hyphens at the end of lines."""
    pages = pypdf.PdfReader(io.BytesIO(data)).pages
    return re.sub(r"[\s\u00ad\u2010-]+", "", "".join(page.extract_text() for page in pages))


@pytest.mark.parametrize("method", ["stv", "equal_shares", "schulze", "yes_no"])
def test_pdf_has_the_numbers_of_the_page(as_, anonymous, in_zonnedael, method):
    ballot = store(in_zonnedael, method, question="Wat komt er op het Kerkplein?")
    note_result(ballot)

    response = anonymous.get(f"/ballots/{ballot.pk}/result.pdf")

    root = pypdf.PdfReader(io.BytesIO(response.content)).trailer["/Root"]
    text = text_of(response.content)
    with translation.override("nl"):
        page = result_page(ballot)
    said = [page.sentence, page.people.turnout, *page.reasons, *(why.answers[0] for why in page.whys)]
    cells = [cell for row in page.table.rows for cell in row.cells]
    assert response.headers["Content-Type"] == "application/pdf"
    assert (root["/Lang"], root["/MarkInfo"]["/Marked"]) == ("nl", True)
    assert root["/StructTreeRoot"]["/K"]
    assert pypdf.PdfReader(io.BytesIO(response.content)).metadata.title == "Uitslag: Wat komt er op het Kerkplein?"
    assert [each for each in (*said, *cells) if re.sub(r"[\s-]+", "", each) not in text] == []


def test_pdf_is_the_same_each_time_and_follows_the_language(in_zonnedael):
    ballot = store(in_zonnedael, "yes_no")

    with translation.override("nl"):
        first, second = (result_pdf(ballot, address="https://example.org/") for _ in range(2))
    with translation.override("en"):
        english = result_pdf(ballot, address="https://example.org/")

    assert first == second
    assert "Mostvoterssaidyes" in text_of(english)
    assert pypdf.PdfReader(io.BytesIO(english)).trailer["/Root"]["/Lang"] == "en"


def test_no_pdf_before_the_count_or_for_another_municipality(as_, ballot, alice, mallory, in_zonnedael):
    counted = store(in_zonnedael, "yes_no")

    found = [
        as_(person).get(f"/ballots/{one.pk}/result.pdf").status_code
        for person, one in ((alice, ballot), (mallory, counted))
    ]

    assert found == [404, 404]
