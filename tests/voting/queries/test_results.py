"""Results in words, pictures and tables: the same numbers for every method, and no query."""

import hashlib

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from tests.voting.ballots import WISHES
from tests.voting.results import FAMILIES, store
from voting.actions import note_result
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
def test_result_of_every_method_is_told_in_one_query(in_zonnedael, django_assert_num_queries, method):
    ballot = store(in_zonnedael, method)

    with django_assert_num_queries(0), translation.override("nl"):
        summary, sentence = result_summary(ballot), outcome_sentence(ballot)
    with django_assert_num_queries(1), translation.override("nl"):
        page = result_page(ballot)

    assert page.sentence == summary.sentence == sentence == SENTENCES[method]
    assert len(page.whys) == len(ballot.result["options"])
    assert [row.leads for row in page.table.rows].count(True) == len(ballot.result["winners"])
    assert all(len(row.cells) == len(page.table.columns) for row in page.table.rows)


@pytest.mark.parametrize("method", FAMILIES)
@pytest.mark.parametrize("lines", [("3*-",), ("1*1",), ()], ids=["blank", "one", "nobody"])
def test_result_of_few_or_no_votes_is_a_whole_page(as_, alice, in_zonnedael, method, lines):
    line = "1:3" if method == "score" else "1"
    ballot = store(in_zonnedael, method, *([one.replace("*1", f"*{line}") for one in lines] or ["0*-"]))

    response = as_(alice).get(ballot.get_absolute_url())

    shown = response.context["result"]
    assert response.status_code == 200
    assert (shown.people.levels == ()) is (shown.people.voted < 5)
    if lines != ("1*1",):
        assert shown.sentence == "Niemand stemde, of iedereen stemde blanco. Er is geen uitslag."


def test_outcome_that_does_not_hold_says_so(in_zonnedael):
    ballot = store(in_zonnedael, "yes_no", "3*1", settings={"decision": {"quorum": "2/3"}})

    with translation.override("nl"):
        sentence, page = outcome_sentence(ballot), result_page(ballot)

    assert sentence == (
        "De meeste stemmers zeiden ja: 3 van de 3 stemmen zonder blanco. Maar er stemden te weinig mensen, dus dit geldt niet."
    )
    assert page.decision == (
        "De opkomst is te laag: 3 mensen, en 4 waren nodig.", "De uitslag geldt niet.", "De uitslag is een advies."
    )  # fmt: skip


def test_lot_can_be_followed(in_zonnedael):
    ballot = store(in_zonnedael, "single_choice", "3*1", "3*2")
    note = note_result(ballot)

    with translation.override("nl"):
        page = result_page(ballot)

    order = sorted((1, 2, 3, 4, 5), key=lambda n: hashlib.sha256(f"{note.seed}:{n}".encode()).hexdigest())
    assert (
        page.sentence
        == f"“{WISHES[ballot.result['winners'][0] - 1]}” is gekozen door loting: deze keuze stond gelijk met een andere."
    )
    assert [name for name, _digest in page.lot.order] == [WISHES[n - 1] for n in order]
    assert (page.lot.seed, page.lot.ballots_digest) == (note.seed, note.ballots_digest)


def test_bands_carry_every_vote_from_round_to_round(in_zonnedael):
    page = result_page(store(in_zonnedael, "stv"))

    assert len(page.flow.columns) == len(page.rounds) == 5
    assert [node.kind for node in page.flow.nodes].count("won") >= 2
    assert all(float(node.height) > 0 for node in page.flow.nodes)


def test_page_of_hundred_projects_and_of_twenty_rounds_is_whole(as_, alice, in_zonnedael):
    projects = store(in_zonnedael, "equal_shares", *(f"3*{at} {at % 100 + 1}" for at in range(1, 100)), number=100)
    ranking = store(in_zonnedael, "stv", *(f"{at}*{at}>{at % 21 + 1}>{at % 20 + 1}" for at in range(1, 22)), number=21)
    client = as_(alice)
    client.get(ranking.get_absolute_url())  # the process knows the host from here on

    with CaptureQueriesContext(connection) as captured:
        money, rounds = (client.get(each.get_absolute_url()) for each in (projects, ranking))

    statements = [query["sql"] for query in captured if not query["sql"].startswith(("BEGIN", "COMMIT", "SAVEPOINT"))]
    assert len(money.context["result"].spending.backed) == 100
    assert len(rounds.context["result"].rounds) >= 15
    assert money.content.decode().count("Waarom krijgt") == 100
    assert len(statements) <= 2 * 12
