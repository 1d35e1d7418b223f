"""What somebody took part in, newest first, with the latest that was told about each."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from samenspel.accounts.queries import GUEST_SESSION_KEY
from samenspel.dossier.actions import tell_decision
from samenspel.notifications.actions import hand_over_notices, tell
from samenspel.notifications.models import Notice
from samenspel.portal.queries.taking_part import taking_part
from tests.dossier.conftest import consultation, decide, item, propose, say, vote_on  # noqa: F401  # the same world
from tests.dossier.test_pages import statements, without_settings

ADDRESS = "/account/taking-part/"


def earlier(days):
    return timezone.now() - timedelta(days=days)


@pytest.fixture
def four(say, propose, vote_on, alice, bob, consultation):  # noqa: F811
    """Bob said, proposed, supported and voted, in this order, the first ten days ago."""
    from deliberation.models import Contribution, Endorsement, Proposal

    said = say(bob, "Graag meer bomen")
    own = propose(bob, "Een fontein")
    other = propose(alice, "Tien bomen", supporters=[bob])
    vote_on(consultation.subject, bob)
    Contribution.objects.filter(pk=said.pk).update(created_at=earlier(10))
    Proposal.objects.filter(pk=own.pk).update(created_at=earlier(8))
    Endorsement.objects.filter(proposal=other).update(created_at=earlier(5))


def test_everything_somebody_did_is_there_newest_first(as_, bob, four):
    page = as_(bob).get(ADDRESS).content.decode()

    order = [page.index(text) for text in ("Moet het Marktplein", "Tien bomen", "Een fontein", "Graag meer bomen")]
    words = ("U zei iets over", "U stelde voor", "U steunde", "U stemde over", "Wat u stemde, staat hier niet.")
    assert order == sorted(order)
    assert [word for word in words if word not in page] == []


def test_what_others_did_is_not_there(as_, carol, four):
    page = as_(carol).get(ADDRESS).content.decode()

    assert "U heeft nog nergens aan meegedaan" in page


def test_decision_is_told_with_everything_it_concerns_and_once_unread(as_, bob, four, decide):  # noqa: F811
    tell_decision(decide())
    client = as_(bob)

    first, second = (client.get(ADDRESS).content.decode() for _ in range(2))

    sentence = "De raad heeft ‘Nieuwe inrichting van het Marktplein’ met wijzigingen aangenomen."
    assert (first.count(sentence), second.count(sentence)) == (4, 4)
    assert (first.count("samenspel-part--unread"), second.count("samenspel-part--unread")) == (4, 0)
    assert ("1 bericht is nieuw." in first, "1 bericht is nieuw." in second) == (True, False)
    assert f"/council/items/{decide().agenda_item_id}/#decision" in first


def test_latest_notice_is_the_one_that_is_shown(bob, propose):  # noqa: F811
    proposal = propose(bob, "Een fontein")
    for key in ("answer-1", "answer-2"):
        tell([bob.pk], about=proposal.subject, key=key, sentence=lambda key=key: key, url="/", mail=False)

    [part] = taking_part(bob).parts

    assert (part.notice.sentence, part.is_unread) == ("answer-2", True)


def test_reading_marks_own_notices_only(as_, alice, bob, say, decide):  # noqa: F811
    say(alice, "Eén")
    say(bob, "Twee")
    tell_decision(decide())

    as_(bob).get(ADDRESS)

    unread = set(Notice.objects.filter(seen_at=None).values_list("person_id", flat=True))
    assert (unread, Notice.objects.count()) == ({alice.pk}, 2)


@pytest.mark.parametrize(
    ("state", "shown"),
    [("held", "Wacht op een moderator"), ("hidden", "Verborgen door een moderator"), ("withdrawn", "Ingetrokken")],
)
def test_what_readers_do_not_see_says_why(as_, bob, say, state, shown):  # noqa: F811
    say(bob, "Mijn eigen woorden", state=state, published_at=None if state == "held" else timezone.now())

    page = as_(bob).get(ADDRESS).content.decode()

    assert (shown in page, "Mijn eigen woorden" in page) == (True, state != "withdrawn")


def test_proposal_that_was_hidden_is_not_shown_to_its_supporters(bob, alice, propose):  # noqa: F811
    propose(alice, "Verborgen", state="hidden", supporters=[bob])

    assert (taking_part(bob).parts, [part.kind for part in taking_part(alice).parts]) == ((), ["proposed"])


def test_guest_sees_what_they_did_in_this_browser(zonnedael, browser_at, make_user, say):  # noqa: F811
    guest = make_user(zonnedael, "gast", email="", level=0)
    say(guest, "Zonder account")
    client = browser_at(zonnedael)
    session = client.session
    session[GUEST_SESSION_KEY] = guest.pk
    session.save()

    page = client.get(ADDRESS).content.decode()

    assert ("Zonder account" in page, "U doet mee als gast" in page) == (True, True)


def test_visitor_is_sent_to_sign_in(anonymous):
    answer = anonymous.get(ADDRESS)

    assert (answer.status_code, answer["Location"].split("?")[0]) == (302, "/account/login/")


def test_notices_go_along_when_a_guest_signs_in(zonnedael, make_user, alice, say):  # noqa: F811
    guest = make_user(zonnedael, "gast", email="", level=0)
    about = say(guest, "Zonder account").subject
    tell([guest.pk, alice.pk], about=about, key="both", sentence=lambda: "Beide", url="/", mail=False)
    tell([guest.pk], about=about, key="guest", sentence=lambda: "Gast", url="/", mail=False)

    hand_over_notices(guest, to=alice)

    assert sorted(Notice.objects.values_list("person_id", "key")) == [(alice.pk, "both"), (alice.pk, "guest")]


def test_long_list_comes_page_by_page_in_a_fixed_number_of_statements(as_, bob, say, four, decide):  # noqa: F811
    client = as_(bob)
    tell_decision(decide())
    with CaptureQueriesContext(connection) as few:
        client.get(ADDRESS)
    for number in range(30):
        say(bob, f"Bijdrage {number}")
    Notice.objects.update(seen_at=None)

    with CaptureQueriesContext(connection) as many:
        first = client.get(ADDRESS).content.decode()
    second = client.get(f"{ADDRESS}?page=2").content.decode()

    assert (first.count("samenspel-part__notice"), second.count("samenspel-part__notice")) == (20, 14)
    assert len(without_settings(many)) <= len(without_settings(few))
    assert max(len(statements(few)), len(statements(many))) <= 12
