"""Results in words, pictures and tables: the same numbers for every method, and no query."""

import pytest
from django.utils import translation

from tests.voting.results import FAMILIES, hold
from voting.queries import outcome_sentence, result_page, result_summary

SENTENCES = {
    "yes_no": "De meeste stemmers zeiden ja: 7 van de 11 stemmen zonder blanco.",
    "single_choice": "“Buurtmoestuin met regenwateropvang” kreeg de meeste stemmen: 6 van de 13.",
    "approval": "Gekozen: Verkeersdrempels in de Schoolstraat en Bankjes langs het Zonnedaelse wandelpad.",
    "score": "“Verkeersdrempels in de Schoolstraat” is gekozen, met 31 punten.",
    "borda": "“Verkeersdrempels in de Schoolstraat” is gekozen, met 49 punten.",
    "schulze": "“Verkeersdrempels in de Schoolstraat” is gekozen: deze keuze wint van elke andere.",
    "instant_runoff": "“Verkeersdrempels in de Schoolstraat” is gekozen in ronde 4, met 11 stemmen.",
    "stv": "Gekozen, in deze volgorde: Verkeersdrempels in de Schoolstraat en Buurtmoestuin met regenwateropvang.",
    "budget": "4 van de 5 projecten krijgen geld: samen € 117.050,50 van de € 120.000.",
    "equal_shares": "4 van de 5 projecten krijgen geld: samen € 48.050,50 van de € 120.000.",
}


@pytest.mark.parametrize("method", FAMILIES)
def test_result_of_every_method_is_told_without_a_query(in_zonnedael, voters, django_assert_num_queries, method):
    ballot = hold(in_zonnedael, voters, method)
    ballot.refresh_from_db()

    with django_assert_num_queries(0), translation.override("nl"):
        page, summary, sentence = result_page(ballot), result_summary(ballot), outcome_sentence(ballot)

    assert page.sentence == summary.sentence == sentence == SENTENCES[method]
    assert len(page.whys) == len(ballot.result["options"])
    assert [row.leads for row in page.table.rows].count(True) == len(ballot.result["winners"])
    assert all(len(row.cells) == len(page.table.columns) for row in page.table.rows)
