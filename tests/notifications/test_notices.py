"""People are told once, in their own language, on their page and by mail."""

import pytest
from django.utils.translation import gettext as _

from samenspel.notifications.actions import tell
from samenspel.notifications.models import Notice, OutgoingMail
from samenspel.subjects.models import Subject


@pytest.fixture
def about(in_zonnedael):
    """Something that can be taken part in."""
    return Subject.objects.create(kind="agenda_item")


def sentence() -> str:
    return _("Adopted")


def test_tell_writes_a_notice_and_a_mail_in_the_language_of_each_person(about, alice, bob):
    bob.language = "en"
    bob.save(update_fields=["language"])

    tell([alice.pk, bob.pk], about=about, key="decision-1", sentence=sentence, url="/council/items/1/")

    notices = {notice.person_id: (notice.sentence, notice.url) for notice in Notice.objects.all()}
    mails = {mail.to: mail.text.splitlines()[:3] for mail in OutgoingMail.objects.all()}
    address = "http://zonnedael.localhost:8000/council/items/1/"
    assert notices == {alice.pk: ("Aangenomen", "/council/items/1/"), bob.pk: ("Adopted", "/council/items/1/")}
    assert mails == {alice.email: ["Aangenomen", "", address], bob.email: ["Adopted", "", address]}


def test_tell_says_the_same_thing_once(about, alice, bob):
    tell([alice.pk], about=about, key="decision-1", sentence=sentence, url="/")

    tell([alice.pk, bob.pk], about=about, key="decision-1", sentence=sentence, url="/")
    tell([alice.pk], about=about, key="decision-2", sentence=sentence, url="/")

    told = sorted(Notice.objects.values_list("person_id", "key"))
    assert told == sorted([(alice.pk, "decision-1"), (bob.pk, "decision-1"), (alice.pk, "decision-2")])
    assert OutgoingMail.objects.count() == 3


def test_tell_sends_no_mail_to_a_guest(about, make_user, zonnedael):
    guest = make_user(zonnedael, "gast", email="", level=0)

    tell([guest.pk], about=about, key="decision-1", sentence=sentence, url="/")

    assert (Notice.objects.filter(person=guest).count(), OutgoingMail.objects.count()) == (1, 0)
