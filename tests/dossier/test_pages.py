"""The dossier: what it says, to whom, and what it costs."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from samenspel.council.models import AgendaItem, CouncilDocument
from samenspel.dossier.models import DossierVisit
from samenspel.tenancy.context import actor_context
from tests.dossier.conftest import make_consultation

MOST_STATEMENTS = 12
PLUMBING = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")


def statements(queries):
    return [query["sql"] for query in queries if not query["sql"].startswith(PLUMBING)]


def without_settings(queries):
    """What the test asked before decides whether the first statement of a request must set the municipality."""
    return [sql for sql in statements(queries) if "set_config" not in sql]


@pytest.fixture
def path(item):
    return f"/council/items/{item.pk}/dossier/"


@pytest.fixture
def full(item, consultation, say, propose, vote_on, decide, alice, bob, carol, make_user, zonnedael):
    """A dossier in which everything occurs."""
    CouncilDocument.objects.create(
        meeting=item.meeting, agenda_item=item, title="Raadsvoorstel", url="https://raad.example.org/voorstel.pdf"
    )
    guest = make_user(zonnedael, "gast", email="", level=0)
    for stance, person, text in (
        ("for", alice, "Meer groen is gezonder."),
        ("for", bob, "Bomen geven schaduw."),
        ("against", bob, "Waar laat ik mijn auto?"),
        ("question", guest, "Blijft de markt?"),
        ("neutral", alice, "Ik lees mee."),
    ):
        say(person, text, stance=stance)
    say(alice, "Over de consultatie zelf", about=consultation.subject, stance="for", agree_count=9)
    propose(
        alice,
        "Tien bomen erbij",
        supporters=[bob],
        answer="Dat doen we.",
        answer_reasons="Er is plek.",
        status="adopted",
    )
    vote_on(consultation.subject, alice, bob, is_counted=True)
    vote_on(item.subject, alice, question="Moet er een fontein komen?")
    decide()
    with actor_context(carol.pk):
        from samenspel.dossier.models import PrivateNote

        PrivateNote.objects.create(author=carol, agenda_item=item, text="Vraag naar de kosten.")
    return item


def test_dossier_says_everything_to_everybody(anonymous, full, path):
    page = anonymous.get(path).content.decode()

    expected = [
        "2 inwoners deden mee.",
        "Daarnaast deden minder dan vijf gasten mee van wie we niet weten wie ze zijn.",
        "Bijdragen in het gesprek: 3 voor, 1 tegen en 1 vragen.",
        "Inwoners deden 1 voorstel: ‘Tien bomen erbij’.",
        "Hoe richten we het Marktplein in?",
        "Adviseren",
        "De bus blijft rijden.",
        "Bomen, bankjes en de plek van de markt.",
        "Waar laat ik mijn auto?",
        "Minder mensen zeggen dit.",
        "Dat doen we.",
        "Er is plek.",
        "Moet het Marktplein autovrij worden? De meeste stemmers zeiden ja: 2 van de 2 stemmen zonder blanco.",
        "Moet er een fontein komen?",
        "Er is geen uitslag voordat de stemming sluit",
        "Het plan gaat door met tien bomen meer.",
        "https://raad.example.org/voorstel.pdf",
    ]
    assert [text for text in expected if text not in page] == []
    assert [text for text in ("Uw notitie", "Vraag naar de kosten.", "Nieuw sinds") if text in page] == []


def test_dossier_puts_the_most_supported_first(anonymous, full, path):
    page = anonymous.get(path).content.decode()

    assert page.index("Over de consultatie zelf") < page.index("Bomen geven schaduw.")


def test_dossier_of_nothing_says_so(anonymous, item, path):
    page = anonymous.get(path).content.decode()

    assert page.count("Er heeft nog niemand meegedaan.") == 2
    assert "Over dit punt was geen consultatie." in page


def test_dossier_leaves_out_what_readers_may_not_see(anonymous, item, say, propose, alice, path):
    make_consultation(item, title="Geheim concept", state="draft", published_at=None)
    say(alice, "Verborgen tekst", state="hidden")
    say(alice, "Wacht nog", state="held", published_at=None)
    propose(alice, "Verborgen voorstel", state="hidden")

    page = anonymous.get(path).content.decode()

    hidden = ("Geheim concept", "Verborgen tekst", "Wacht nog", "Verborgen voorstel")
    assert [text for text in hidden if text in page] == []


@pytest.mark.parametrize("gone", [{"missing_since": timezone.now()}, {"kind": "closed"}])
def test_what_is_withdrawn_or_closed_has_no_dossier_but_keeps_a_note_for_its_author(
    anonymous, as_, full, path, carol, griet, gone
):
    AgendaItem.objects.filter(pk=full.pk).update(**gone)
    author = as_(carol)

    others = [client.get(path).status_code for client in (anonymous, as_(griet))]
    page = author.get(path).content.decode()
    removed = author.post(f"{path}note/", {"delete": "yes"})

    secret = ("Waar laat ik mijn auto?", "Raadsvoorstel", "Dat doen we.")
    assert (others, removed["Location"]) == ([404, 404], f"/council/items/{full.pk}/")
    assert ("Vraag naar de kosten." in page, [text for text in secret if text in page]) == (True, [])
    assert author.get(path).status_code == 404


@pytest.mark.parametrize("address", ["{path}", "{path}note/", "/staff/dossiers/"])
def test_no_cache_keeps_what_only_one_person_may_read(as_, carol, full, path, address):
    response = as_(carol).post(address.format(path=path), {"text": ""})

    assert {"private", "no-store"} <= set(response["Cache-Control"].split(", "))


def test_levels_of_very_few_people_are_not_told(anonymous, full, path, consultation):
    page = look(anonymous, path)

    assert "Alle geverifieerde mensen samen" in page
    assert "Wie stemden:" not in page


@pytest.mark.parametrize("who", [None, "alice", "carol", "griet", "ada"])
def test_dossier_costs_a_fixed_number_of_statements(
    request, browser_at, zonnedael, full, say, propose, make_user, path, who, vote_on, consultation
):
    client = browser_at(zonnedael, user=request.getfixturevalue(who) if who else None)
    client.get(path)
    with CaptureQueriesContext(connection) as few:
        client.get(path)
    for number in range(12):
        person = make_user(zonnedael, f"p{number}")
        say(person, f"Nog een stem {number}", stance=["for", "against", "question"][number % 3])
        propose(person, f"Voorstel {number}")
        vote_on(consultation.subject, person)
    make_consultation(full, title="Nog een")

    with CaptureQueriesContext(connection) as many:
        client.get(path)

    assert len(without_settings(many)) == len(without_settings(few))
    assert max(len(statements(few)), len(statements(many))) <= MOST_STATEMENTS


def test_support_is_shown_when_it_can_no_longer_lead_others(as_, anonymous, carol, bob, propose, consultation, path):
    now = timezone.now()
    consultation.phases.create(activity="support", starts_at=now - timedelta(days=1), ends_at=now + timedelta(days=1))
    propose(bob, "Tien bomen", supporters=[carol])

    open_to_all, for_council = look(anonymous, path), look(as_(carol), path)
    consultation.phases.update(ends_at=now)
    afterwards = look(anonymous, path)

    words = "1 persoon steunt dit"
    assert [words in page for page in (open_to_all, for_council, afterwards)] == [False, True, True]
    assert "De steun ziet u als niemand die meer kan geven" in open_to_all
    hidden = "Zichtbaar als niemand meer kan steunen"
    assert [hidden in page for page in (open_to_all, for_council, afterwards)] == [True, False, False]


def test_votes_are_not_counted_before_the_close(anonymous, item, vote_on, alice, bob, path):
    vote_on(item.subject, alice, bob)

    page = look(anonymous, path)

    assert page.count("Er heeft nog niemand meegedaan.") == 2


def look(client, path):
    return client.get(path).content.decode()


def test_reader_sees_what_is_new_since_the_last_visit(as_, carol, item, say, propose, alice, path):
    client = as_(carol)
    say(alice, "Oud", stance="for", published_at=timezone.now() - timedelta(days=3))
    first = look(client, path)
    DossierVisit.objects.update(seen_at=timezone.now() - timedelta(hours=2))
    say(alice, "Vers", stance="for")
    propose(alice, "Een nieuw voorstel", published_at=timezone.now() - timedelta(days=4))

    second, again = look(client, path), look(client, path)

    assert "Nieuw sinds" not in first
    for page in (second, again):  # loading again does not use it up
        assert "1 bijdrage</span>" in page
        assert page.count('samenspel-badge--solid">Nieuw') == 1
        assert page.index('samenspel-badge--solid">Nieuw') < page.index("Vers") < page.index("Oud")


def test_reader_is_told_when_nothing_is_new(as_, griet, item, path):
    client = as_(griet)
    look(client, path)
    DossierVisit.objects.update(seen_at=timezone.now() - timedelta(hours=2))

    assert "niets." in look(client, path)


def test_visits_of_residents_and_visitors_are_not_kept(as_, anonymous, alice, item, path):
    look(as_(alice), path)
    look(anonymous, path)

    assert DossierVisit.objects.count() == 0
