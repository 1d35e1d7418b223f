"""Budgets and Equal Shares in sentences: whole texts for small counts, and something whole for every election."""

import pytest
from hypothesis import given

from tests.voting.counting.profiles import SEED, ballots, elections, rule_of
from voting.counting.election import Budget, Form, Limits, Method, Option, Rule, Shares, Tie
from voting.counting.money_sentences import outcome, rounds, rule_sentences, why
from voting.counting.sentences import explain
from voting.counting.tally import count

PLANS = {1: "Bankjes", 2: "Bomen", 3: "Speeltuin", 4: "Water"}
BENCHES = {1: "Benches", 2: "Trees", 3: "Playground", 4: "Water"}
COSTS = (1800, 1000, 1200)


def shares_rule(**shares):
    """Return the rule of three plans with a budget of 30 euros."""
    return rule_of(
        Method.EQUAL_SHARES,
        form=Form.APPROVAL,
        costs=COSTS,
        budget=Budget(3000),
        shares=Shares(**shares),
        ties=(Tie.LOT,),
    )


def counted(rule, *groups):
    """Count ballots given as `3*1 2`."""
    return count(rule, ballots(rule, *groups), seed=SEED)


def test_budget_rule_names_everything_that_decides():
    options = (Option(1, cost=5, area="Noord"), Option(2, cost=5))
    limits, budget = Limits(max=3), Budget(250_000_00, skip=False, threshold=10, areas={"Noord": 100_000_00})

    dutch = rule_sentences(Rule(Method.BUDGET, Form.RANKING, options, limits=limits, budget=budget), "nl")

    assert dutch == [
        "Er is € 250.000 te besteden.",
        "Uw eerste keuze krijgt 3 punten, elke volgende één punt minder.",
        "De keuze met de meeste punten krijgt eerst geld, dan de volgende, tot het geld op is.",
        "Is er voor een keuze te weinig over, dan houdt het op: ook wat daarna komt, krijgt niets.",
        "Een keuze met minder dan 10 punten doet niet mee.",
        "Aan Noord besteden we niet meer dan € 100.000.",
    ]


def test_budget_result_says_what_was_missing():
    budget = Budget(10_000, threshold=2)
    rule = rule_of(Method.BUDGET, 4, form=Form.CHOICE, costs=(5000, 6000, 3000, 100), budget=budget)
    result = counted(rule, "5*1", "4*2", "3*3", "1*4")

    assert outcome(rule, result, BENCHES, "en") == [
        "These options get their money: Benches (€50) and Playground (€30).",
        "That costs €80 together. €20 is left.",
    ]
    assert rounds(rule, result, PLANS, "nl")[:2] == [
        "Ronde 1: Bankjes (5 stemmen) kost € 50, en er is € 100 over. Er komt geld.",
        "Ronde 2: Bomen (4 stemmen) kost € 60, en er is € 50 over. Dat past niet.",
    ]
    assert [why(rule, result, number, PLANS, "nl") for number in PLANS] == [
        "Bankjes krijgt geld: 5 stemmen is genoeg voor plaats 1, en het paste.",
        "Bomen krijgt geen geld: toen dit aan de beurt was (4 stemmen), was er € 10 te weinig over.",
        "Speeltuin krijgt geld: 3 stemmen is genoeg voor plaats 3, en het paste.",
        "Water krijgt geen geld: 1 stem, en dat is 1 te weinig om mee te doen.",
    ]


def test_every_variant_of_equal_shares_reads_differently():
    variants = [
        {"utility": utility, "start": start, "stop": stop, "completion": completion, "comparison": comparison}
        for utility in ("cost", "count")
        for start in ("floor", "exact")
        for stop in ("once", "before_overspending", "when_exhaustive")
        for completion in ("none", "votes")
        for comparison in ("none", "votes")
    ]

    for language in ("nl", "en"):
        texts = {tuple(rule_sentences(shares_rule(**variant), language)) for variant in variants}

        assert len(texts) == len(variants)


def test_equal_shares_rule_in_words():
    assert rule_sentences(shares_rule(increment=100, comparison="votes"), "nl") == [
        "Er is € 30 te besteden.",
        "Iedereen die iets kiest, krijgt een gelijk deel van het geld. Wie een keuze steunt, betaalt eraan mee. "
        "Een keuze krijgt geld als de mensen die haar steunen, de kosten samen kunnen betalen.",
        "Een deel is een heel aantal centen; wat dan overblijft, verdelen we niet.",
        "Wie meebetaalt, betaalt evenveel, of alles wat hij of zij nog heeft als dat minder is. Steeds is de keuze aan de beurt "
        "waarvan ieder het kleinste deel van de kosten betaalt.",
        "Daarna krijgt iedereen steeds € 1 meer, en tellen we helemaal opnieuw. De laatste uitkomst die niet meer kost dan er is, "
        "geldt.",
        "Ten slotte vergelijken we met een andere telling: de meeste stemmen eerst. Is die uitkomst voor meer mensen beter dan "
        "slechter, dan geldt die.",
        "Dit is de methode van gelijke delen (Method of Equal Shares).",
    ]


def test_equal_shares_result_tells_who_paid_and_what_was_missing():
    rule = shares_rule(stop="once")
    result = counted(rule, "2*1 2", "1*1 3")

    assert outcome(rule, result, PLANS, "nl") == [
        "Deze keuze krijgt geld: Bankjes (€ 18).",
        "Samen kost dat € 18. Er blijft € 12 over.",
        "Iedereen die iets koos, had € 10 te verdelen.",
    ]
    assert rounds(rule, result, BENCHES, "en") == [
        "Round 1: Benches costs €18. 3 people pay for it, nobody more than €6. That is as much as 3 people paying that highest amount.",
    ]
    assert [why(rule, result, number, PLANS, "nl") for number in (1, 2, 3)] == [
        "Bankjes krijgt geld: wie dit steunde, kon de € 18 samen betalen (3 mensen).",
        "Bomen krijgt geen geld: wie dit steunde (2 stemmen), had aan het eind samen nog € 8 van de € 10. Er ontbrak € 2.",
        "Speeltuin krijgt geen geld: wie dit steunde (1 stem), had aan het eind samen nog € 4 van de € 12. Er ontbrak € 8.",
    ]


def test_comparison_is_told_with_how_many_it_is_better_for():
    rule = shares_rule(stop="once", comparison="votes")
    result = counted(rule, "2*1 2", "1*1 3")

    assert outcome(rule, result, BENCHES, "en")[-1] == (
        "The outcome with the most votes first counts: for 2 people it is better than that of equal shares, for 0 people worse."
    )
    assert why(rule, result, 2, PLANS, "nl") == (
        "Bomen krijgt geld: in de uitkomst die voor meer mensen beter is, hoort dit erbij (2 stemmen)."
    )


@pytest.mark.parametrize("language", ["nl", "en"])
@given(election=elections((Method.BUDGET, Method.EQUAL_SHARES)))
def test_every_result_is_told_in_whole_sentences(language, election):
    rule, profile = election
    names = {option.number: f"plan {option.number}" for option in rule.options}

    sentences = explain(rule, count(rule, profile, seed=SEED), names, language)

    assert all(text.endswith(".") for text in sentences)
    assert not any(mark in text for text in sentences for mark in "{}")
