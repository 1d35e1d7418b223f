"""Mail: written down with its cause, sent once by the worker, forgotten by nobody."""

import traceback
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.core.mail import EmailMultiAlternatives, send_mail
from django.db import connection, transaction
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from samenspel.notifications import tasks
from samenspel.notifications.actions.deliveries import deliver_mail, overdue_mail
from samenspel.notifications.exceptions import MailNotSent
from samenspel.notifications.models import OutgoingMail
from samenspel.tenancy.context import municipality_context
from samenspel.tenancy.models import MunicipalitySettings
from samenspel.tenancy.queries import in_municipality
from tests.conftest import sql
from tests.notifications.mail_server import MailServer


@pytest.fixture
def server(settings):
    mail_server = MailServer()
    settings.DELIVERY_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", mail_server.port
    yield mail_server
    mail_server.stop()


@pytest.fixture
def waiting(in_zonnedael):
    """One message that waits."""
    send_mail("Hello", "The text", None, ["Alice@Example.org"])
    return OutgoingMail.objects.get()


def jobs():
    return list(ProcrastinateJob.objects.order_by("id").values_list("task_name", "args"))


def test_message_is_written_down_and_the_worker_asked(waiting, in_zonnedael):
    assert (waiting.to, waiting.subject, waiting.sent_at) == ("alice@example.org", "Hello", None)
    assert waiting.from_email == "Zonnedael <no-reply@localhost>"
    assert waiting.message_id.endswith("@zonnedael.localhost>")
    assert jobs() == [("notifications.send_mail", {"municipality_id": in_zonnedael.pk, "mail_id": waiting.pk})]


def test_message_goes_when_its_cause_is_undone(in_zonnedael):
    with pytest.raises(RuntimeError), transaction.atomic():
        send_mail("Hello", "The text", None, ["alice@example.org"])
        raise RuntimeError

    assert (OutgoingMail.objects.count(), jobs()) == (0, [])


def test_mail_outside_every_municipality_is_a_fault(zonnedael):
    with pytest.raises(ValueError, match="belongs to a municipality"):
        send_mail("Hello", "The text", None, ["alice@example.org"])


def test_worker_sends_with_the_municipalitys_name_and_contact(in_zonnedael, server):
    MunicipalitySettings.objects.create(sender_name="Gemeente Zonnedael", contact_email="info@zonnedael.example")
    with in_municipality(in_zonnedael.pk):
        message = EmailMultiAlternatives("Hello", "The text", to=["alice@example.org"])
        message.attach_alternative("<p>The text</p>", "text/html")
        message.send()
    mail = OutgoingMail.objects.get()

    with municipality_context(None):
        tasks.send_mail(in_zonnedael.pk, mail.pk)

    sent = server.messages[0]
    headers = {name: sent[name] for name in ("From", "To", "Reply-To", "Subject", "Message-ID", "Auto-Submitted")}
    assert headers == {
        "From": "Gemeente Zonnedael <no-reply@localhost>",
        "To": "alice@example.org",
        "Reply-To": "info@zonnedael.example",
        "Subject": "Hello",
        "Message-ID": mail.message_id,
        "Auto-Submitted": "auto-generated",
    }
    assert sent.get_body(("plain",)).get_content().strip() == "The text"
    assert sent.get_body(("html",)).get_content().strip() == "<p>The text</p>"


def test_texts_are_wiped_after_sending(waiting, server):
    deliver_mail(waiting.pk)

    waiting.refresh_from_db()
    assert (waiting.text, waiting.html, waiting.sent_at is None, waiting.attempts) == ("", "", False, 1)


def test_message_is_sent_once_however_often_it_is_asked(waiting, server):
    results = [deliver_mail(waiting.pk) for _ in range(3)]

    assert (results, len(server.messages)) == ([True, False, False], 1)


@pytest.mark.django_db(transaction=True)
def test_two_workers_send_a_message_once(waiting, server, zonnedael):
    barrier = Barrier(5)

    def work(_):
        barrier.wait()
        try:
            with municipality_context(zonnedael):
                return deliver_mail(waiting.pk)
        finally:
            connection.close()

    with ThreadPoolExecutor(5) as pool:
        results = list(pool.map(work, range(5)))

    assert (results.count(True), len(server.messages)) == (1, 1)


def test_refused_message_is_kept_and_tried_again_under_the_same_id(waiting, server, in_zonnedael):
    server.refusing = True
    with pytest.raises(MailNotSent) as raised:
        deliver_mail(waiting.pk)
    waiting.refresh_from_db()
    kept = (waiting.sent_at, waiting.claimed_at, waiting.text, waiting.error)
    logged = "".join(traceback.format_exception(raised.value))
    server.refusing = False

    again = deliver_mail(waiting.pk)

    assert (kept, again) == ((None, None, "The text", "SMTPRecipientsRefused"), True)
    assert ("MailNotSent: SMTPRecipientsRefused" in logged, "alice@example.org" in logged) == (True, False)
    assert server.messages[0]["Message-ID"] == waiting.message_id
    assert tasks.BACK_OFF.max_attempts == 8


def test_message_whose_worker_crashed_is_picked_up(waiting, server, in_zonnedael):
    long_ago = timezone.now() - timedelta(minutes=6)
    OutgoingMail.objects.update(claimed_at=timezone.now(), created_at=long_ago, attempts=1)
    early = (deliver_mail(waiting.pk), overdue_mail())
    OutgoingMail.objects.update(claimed_at=long_ago)

    with municipality_context(None):
        tasks.send_overdue_mail(timestamp=0)
        while_queued = len(jobs())
        sql("DELETE FROM procrastinate_jobs")
        tasks.send_overdue_mail(timestamp=60)

    assert (early, while_queued, len(jobs())) == ((False, []), 1, 1)
    assert deliver_mail(waiting.pk)
    assert len(server.messages) == 1


def test_young_messages_are_left_to_their_own_task(waiting):
    assert overdue_mail() == []


def test_demo_mode_marks_and_keeps(waiting, server, settings):
    settings.DEMO = True

    deliver_mail(waiting.pk)

    waiting.refresh_from_db()
    assert (waiting.text, waiting.sent_at is None, server.messages) == ("The text", False, [])


def test_mailbox_shows_the_mail_of_this_municipality(waiting, settings, anonymous, browser_at, mistbergen):
    settings.DEMO = True

    here = anonymous.get("/demo/mailbox/").content.decode()
    to_another = anonymous.get("/demo/mailbox/?to=bob@example.org").content.decode()
    elsewhere = browser_at(mistbergen).get("/demo/mailbox/").content.decode()

    assert ["The text" in page for page in (here, to_another, elsewhere)] == [True, False, False]


def test_links_in_the_mailbox_lead_to_the_port_that_serves_it(in_zonnedael, settings, browser_at):
    settings.DEMO = True
    send_mail(
        "Hello", "See http://zonnedael.localhost:8000/a/ and http://other.localhost:8000/b/", None, ["a@x.example"]
    )

    page = browser_at(in_zonnedael).get("/demo/mailbox/", headers={"host": "zonnedael.localhost:8017"})

    assert page.context["mail"][0].text == "See http://zonnedael.localhost:8017/a/ and http://other.localhost:8000/b/"
