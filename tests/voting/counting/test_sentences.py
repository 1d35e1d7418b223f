"""Rules and results in sentences: whole texts for real shapes, and something sensible for every election."""

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.voting.counting.profiles import SEED, UNPAID, ballots, elections, rule_of
from tests.voting.counting.test_tally import WIKIPEDIA
from voting.counting.election import Decision, Form, Kind, Limits, Method, Option, Rule, Tie
from voting.counting.sentences import explain, explain_thresholds, rule_sentences, why
from voting.counting.tally import count
from voting.counting.thresholds import Channel, Statement, Step, count_statements

PLANS = {1: "Bankjes", 2: "Bomen", 3: "Speeltuin", 4: "Verlichting", 5: "Water"}
ANSWERS = {1: "Ja", 2: "Nee", 3: "Blanco"}
BENCHES = {1: "Benches", 2: "Trees", 3: "Playground", 4: "Lights", 5: "Water"}


def told(rule, *groups, language="nl", names=PLANS, **rest):
    """Count and explain."""
    return explain(rule, count(rule, ballots(rule, *groups), seed=SEED, **rest), names, language)


# --- The rule, as it is printed on the ballot


@pytest.mark.parametrize(
    ("rule", "dutch", "english"),
    [
        (
            rule_of(Method.YES_NO, decision=Decision(Fraction(3, 10), "votes", Fraction(1, 2), binding=True)),
            [
                "U stemt ja of nee.",
                "U kunt ook blanco stemmen: dan doet u mee, maar kiest u niets.",
                "Het antwoord met de meeste stemmen is de uitkomst. Zijn het er evenveel, dan is er geen uitkomst.",
                "De uitslag geldt alleen als ten minste 30% van de kiesgerechtigden meedoet.",
                "De uitslag geldt alleen als meer dan de helft van wie iets koos, voor de winnaar is.",
                "De uitslag is bindend.",
            ],
            [
                "You vote yes or no.",
                "You can also vote blank: then you take part, but choose nothing.",
                "The answer with the most votes is the outcome. With as many of both there is no outcome.",
                "The outcome holds only if at least 30% of those entitled to vote take part.",
                "The outcome holds only if more than half of those who chose something are for the winner.",
                "The outcome is binding.",
            ],
        ),
        (
            rule_of(
                Method.APPROVAL, 5, seats=2, limits=Limits(min=2, max=4, cost=123_999), ties=(Tie.MORE_VOTES, Tie.LOT)
            ),
            [
                "U kiest ten minste 2 keuzes en ten hoogste 4 keuzes.",
                "Samen kosten ze niet meer dan € 1.239,99.",
                "De 2 keuzes met de meeste stemmen winnen.",
                "Bij een gelijke stand gaat voor: de keuze die op meer stembiljetten staat.",
                "Is het dan nog gelijk, dan beslist een loting die iedereen kan narekenen.",
                "De uitslag is een advies.",
            ],
            [
                "You choose at least 2 options and at most 4 options.",
                "Together they cost no more than €1,239.99.",
                "The 2 options with the most votes win.",
                "When options are level, this one goes first: the option on more ballots.",
                "If they are still level, a lot decides that anybody can check.",
                "The outcome is advice.",
            ],
        ),
        (
            rule_of(Method.SCORE, 5, limits=Limits(total=10, each=5), ties=(Tie.LOT,)),
            [
                "U verdeelt ten hoogste 10 punten.",
                "U geeft een keuze ten hoogste 5 punten.",
                "Alle punten worden opgeteld.",
                "De keuze met de meeste punten wint.",
                "Bij een gelijke stand beslist een loting die iedereen kan narekenen.",
                "De uitslag is een advies.",
            ],
            [
                "You divide at most 10 points.",
                "You give an option at most 5 points.",
                "All points are added up.",
                "The option with the most points wins.",
                "When options are level, a lot decides that anybody can check.",
                "The outcome is advice.",
            ],
        ),
    ],
)
def test_rule_is_told_on_the_ballot(rule, dutch, english):
    assert (rule_sentences(rule, "nl"), rule_sentences(rule, "en")) == (dutch, english)


def test_transferable_vote_is_told_on_the_ballot():
    rule = rule_of(Method.STV, 5, seats=3, limits=Limits(max=4))

    assert rule_sentences(rule, "nl") == [
        "U zet ten hoogste 4 keuzes op volgorde, met uw eerste keuze bovenaan.",
        "Er zijn 3 plaatsen te verdelen. Wie genoeg stemmen heeft (de kiesdeler), is gekozen. Wat iemand meer heeft dan de "
        "kiesdeler, gaat naar de volgende keuze op die stembiljetten. Heeft niemand genoeg, dan valt de keuze met de minste "
        "stemmen af; haar stembiljetten gaan naar de volgende keuze. Zo tellen ook gemeenten in Schotland.",
        "Bij een gelijke stand gaat voor: de keuze die in een eerdere ronde meer stemmen had.",
        "Is het dan nog gelijk, dan beslist een loting die iedereen kan narekenen.",
        "De uitslag is een advies.",
    ]


@given(st.sampled_from(UNPAID), st.integers(1, 4))
def test_rules_that_differ_are_told_differently(method, seats):
    seats = 1 if method in {Method.YES_NO, Method.INSTANT_RUNOFF} else seats
    rule = rule_of(method, 5, seats=seats)
    others = [
        rule_of(method, 5, seats=seats, decision=Decision(binding=True)),
        rule_of(method, 5, seats=seats, decision=Decision(quorum=Fraction(1, 10))),
    ]

    for language in ("nl", "en"):
        texts = [tuple(rule_sentences(each, language)) for each in (rule, *others)]
        assert len(set(texts)) == 3


# --- Results


def test_yes_or_no_is_explained():
    rule = rule_of(Method.YES_NO, decision=Decision(Fraction(3, 10), "votes", Fraction(1, 2)))

    assert told(rule, "7508*1", "1239*2", "12*3", "131*9", "2*x", names=ANSWERS, electorate=31_000) == [
        "8.892 mensen hebben gestemd.",
        "Blanco: 12 stembiljetten.",
        "Ongeldig: 133 stembiljetten (een keuze die er niet is: 131; niet te lezen: 2).",
        "Er tellen 8.747 stembiljetten mee.",
        "De uitkomst is Ja: 7.508 stemmen voor Ja en 1.239 stemmen voor Nee.",
        "De opkomst is te laag: 8.892 mensen, en 9.300 waren nodig.",
        "De meerderheid is gehaald: 7.508 stemmen, en 4.374 waren nodig.",
        "De uitslag geldt niet.",
        "De uitslag is een advies.",
        "Ja is gekozen, met 7.508 stemmen.",
        "Nee is niet gekozen: 1.239 stemmen, en dat is 6.269 minder dan de winnaar.",
    ]


@pytest.mark.parametrize(
    ("groups", "sentences"),
    [
        ([], ["Niemand heeft gestemd.", "Niemand heeft iets gekozen. Er is geen uitkomst.",
              "Ja is niet gekozen: niemand koos dit.", "Nee is niet gekozen: niemand koos dit."]),
        (["1*1"], ["1 mens heeft gestemd.", "Er telt 1 stembiljet mee.", "De uitkomst is Ja: 1 stem voor Ja en 0 stemmen voor Nee.",
                   "De uitslag is een advies.", "Ja is gekozen, met 1 stem.", "Nee is niet gekozen: niemand koos dit."]),
        (["2*1", "2*2"], ["4 mensen hebben gestemd.", "Er tellen 4 stembiljetten mee.",
                          "Ja en Nee kregen evenveel stemmen: 2. Er is geen uitkomst.",
                          "Ja kreeg evenveel stemmen als de andere kant: 2 stemmen.",
                          "Nee kreeg evenveel stemmen als de andere kant: 2 stemmen."]),
    ],
)  # fmt: skip
def test_small_votes_are_explained(groups, sentences):
    assert told(rule_of(Method.YES_NO), *groups, names=ANSWERS) == sentences


def test_lot_between_the_last_seats_is_explained():
    rule = rule_of(Method.APPROVAL, 5, seats=3, limits=Limits(max=3))

    assert told(rule, "5*1", "2*2 3 4", "1*1 2 3 4") == [
        "8 mensen hebben gestemd.",
        "Ongeldig: 1 stembiljet (te veel keuzes: 1).",
        "Er tellen 7 stembiljetten mee.",
        "Gekozen: Bankjes (5 stemmen), Verlichting (2 stemmen) en Speeltuin (2 stemmen).",
        "De uitslag is een advies.",
        "Bomen, Speeltuin en Verlichting stonden gelijk. De loting besliste: Verlichting is gekozen.",
        "Bomen en Speeltuin stonden gelijk. De loting besliste: Speeltuin is gekozen.",
        "Bankjes is gekozen: 5 stemmen is genoeg voor een van de 3 plaatsen.",
        "Bomen stond met 2 stemmen gelijk met een winnaar, en is niet gekozen door loting.",
        "Speeltuin stond met 2 stemmen gelijk met een andere keuze, en is gekozen door loting.",
        "Verlichting stond met 2 stemmen gelijk met een andere keuze, en is gekozen door loting.",
        "Water is niet gekozen: niemand koos dit.",
    ]


def test_chain_of_victories_is_explained():
    rule = rule_of(Method.SCHULZE, 5)

    assert told(rule, *WIKIPEDIA)[2:] == [
        "Geen keuze wint van alle andere. Water wint door de sterkste keten van overwinningen.",
        "De uitslag is een advies.",
        "Bankjes is niet gekozen: 23 mensen zetten Water hoger dan Bankjes, 22 andersom.",
        "Bomen is niet gekozen: 27 mensen zetten Water hoger dan Bomen, 18 andersom.",
        "Speeltuin is niet gekozen: de sterkste keten van overwinningen van Water naar Speeltuin is 28, die terug 24.",
        "Verlichting is niet gekozen: 31 mensen zetten Water hoger dan Verlichting, 14 andersom.",
        "Water is gekozen: naar elke andere keuze is de keten van overwinningen sterker dan die terug.",
    ]


def test_instant_runoff_is_explained_round_by_round():
    rule = rule_of(Method.INSTANT_RUNOFF, 3)
    groups = ("5*1", "4*2", "2*3>2", "1*3")

    assert told(rule, *groups)[2:] == [
        "Bomen wint in ronde 2, met 6 stemmen van de 11 die dan meetellen.",
        "De uitslag is een advies.",
        "Ronde 1: Bankjes 5, Bomen 4 en Speeltuin 3. Niemand heeft er 7. Speeltuin heeft de minste en valt af. "
        "Die stemmen gaan naar Bomen 2. Zonder volgende keuze: 1.",
        "Ronde 2: Bomen 6 en Bankjes 5. Bomen heeft er meer dan de helft en wint.",
        "Bankjes haalde de laatste ronde: 5 stemmen, en dat is 1 minder dan de winnaar.",
        "Bomen is gekozen in ronde 2, met 6 stemmen: meer dan de helft.",
        "Speeltuin viel af in ronde 1: 3 stemmen, en dat is 1 minder dan de volgende.",
    ]
    assert told(rule, *groups, names=BENCHES, language="en")[2:5] == [
        "Trees wins in round 2, with 6 votes of the 11 that count then.",
        "The outcome is advice.",
        "Round 1: Benches 5, Trees 4 and Playground 3. Nobody has 7. Playground has the fewest and drops out. "
        "Those votes go to Trees 2. Without a next choice: 1.",
    ]


def test_transferable_vote_is_explained_stage_by_stage():
    rule = rule_of(Method.STV, 3, seats=2)
    groups = ("4000*1>2", "3000*1>3", "2000*3", "1000*2")

    assert told(rule, *groups)[2:] == [
        "Gekozen, in deze volgorde: Bankjes en Speeltuin.",
        "De kiesdeler is 3.334 stemmen.",
        "De uitslag is een advies.",
        "Ronde 1, de eerste keuzes: Bankjes 7.000, Speeltuin 2.000 en Bomen 1.000. Gekozen: Bankjes.",
        "Ronde 2: Bankjes had 3.666 stemmen meer dan de kiesdeler. Die stemmen gaan naar Bomen 2.094,84 en Speeltuin 1.571,13. "
        "Niet overgedragen: 0,03. Gekozen: Speeltuin.",
        "Bankjes is gekozen in ronde 1: met 7.000 stemmen is de kiesdeler (3.334) gehaald.",
        "Bomen is niet gekozen: met 3.094,84 stemmen waren alle plaatsen al bezet. Tot de kiesdeler ontbrak 239,16.",
        "Speeltuin is gekozen in ronde 2: met 3.571,13 stemmen is de kiesdeler (3.334) gehaald.",
    ]


def test_earlier_round_is_named_where_it_decides():
    rule = rule_of(Method.STV, 4)

    sentences = told(rule, "6*1", "3*2", "4*3", "1*4>2")

    assert (
        sentences[-5]
        == "Ronde 3: Bomen en Speeltuin stonden gelijk. De stand in een eerdere ronde besliste: Bomen valt af."
    )
    assert sentences[-3] == (
        "Bomen viel af in ronde 3: met 4 stemmen gelijk met een andere keuze, en afgevallen door de stand in een eerdere ronde. "
        "Tot de kiesdeler ontbrak 4."
    )


@given(elections(), st.sampled_from(["nl", "en"]), st.integers(0, 40))
def test_every_result_is_told_in_whole_sentences(election, language, electorate):
    rule, profile = election
    names = {option.number: f"Plan {option.number}" for option in rule.options}
    result = count(rule, profile, seed=SEED, electorate=electorate)

    sentences = [*rule_sentences(rule, language), *explain(rule, result, names, language)]

    for sentence in sentences:
        assert sentence == " ".join(sentence.split())
        assert sentence.endswith(".")
        assert not any(bad in sentence for bad in ("{", "}", " .", " ,", " :"))
    for option in rule.counting:
        assert names[option.number] in why(rule, result, option.number, names, language)


def test_unknown_electorate_is_said():
    rule = Rule(
        Method.SINGLE_CHOICE, Form.CHOICE, (Option(1), Option(2), Option(3, Kind.BLANK)),
        decision=Decision(quorum=Fraction(1, 3)),
    )  # fmt: skip

    assert "Hoeveel mensen mogen stemmen is niet bekend. Daarom is dit niet gehaald." in told(rule, "3*1")


# --- Statements of support


def test_thresholds_are_explained():
    day = date(2026, 3, 18)
    steps = [Step(2, day), Step(1500, day, areas={"Noord": 2, "Zuid": 1}, least_age=14, keeps_earlier=True)]
    statements = [
        Statement("a", day, "Noord"),
        Statement("b", day, "Noord", Channel.PAPER),
        Statement("c", day, "Zuid", step=2, age_class=12),
        Statement("a", day, "Zuid", step=2, age_class=18),
    ]

    result = count_statements(steps, statements)

    assert explain_thresholds(result, "nl") == [
        "Stap 1: 2 verklaringen tellen mee (1 online, 1 op papier), en 2 waren nodig.",
        "De drempel is gehaald.",
        "Stap 2: 2 verklaringen tellen mee (0 online, 0 op papier), en 1.500 waren nodig.",
        "Daarbij zijn 2 uit de vorige stap.",
        "Er ontbreken er 1.498.",
        "Noord: 2 van 2.",
        "Zuid: 0 van 1, 1 te weinig.",
        "Niet meegeteld: te jong 1 en dezelfde persoon nog een keer 1.",
        "De drempel is niet gehaald.",
    ]
    assert (
        explain_thresholds(result, "en")[0] == "Step 1: 2 statements count (1 online, 1 on paper), and 2 were needed."
    )
