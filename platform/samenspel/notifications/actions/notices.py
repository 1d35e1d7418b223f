"""Telling people, once, what was done with what they took part in: on their own page and by mail."""

from collections.abc import Callable, Collection

from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from samenspel.accounts.models import User
from samenspel.notifications.actions.messages import queue_message
from samenspel.notifications.models import Notice
from samenspel.subjects.models import Subject
from samenspel.tenancy.queries import absolute_address


@transaction.atomic
def tell(
    person_ids: Collection[int], *, about: Subject, key: str, sentence: Callable[[], str], url: str, mail: bool = True
) -> list[Notice]:
    """Write one sentence with a link to each person, in their language, and mail it to who has an address.

    `sentence` is called once per language, with that language active. Who was told under this key before is left out, so
    it is safe to call twice; returns the new notices.
    """
    told = set(
        Notice.objects.filter(about=about, key=key, person_id__in=person_ids).values_list("person_id", flat=True)
    )
    people = User.objects.filter(pk__in=set(person_ids) - told, is_active=True).order_by("pk")
    notices = []
    sentences: dict[str, str] = {}
    for person in people:
        with translation.override(person.language):
            text = sentences.setdefault(person.language, sentence())
            if mail and person.email:
                _queue(person, text, url)
        notices.append(Notice(person=person, about=about, key=key, sentence=text[:500], url=url))
    Notice.objects.bulk_create(notices)
    return notices


def _queue(person: User, sentence: str, url: str) -> None:
    """Mail the sentence and the link, and where all of it can be read."""
    lines = [
        sentence, "", absolute_address(url), "", _("Everything you took part in:"), absolute_address("/account/taking-part/"),
        "", _("You get this message because you took part. We send one for each answer."),
    ]  # fmt: skip
    queue_message(EmailMessage(subject=sentence[:120], body="\n".join(lines), to=[person.email]))


def forget_notices(subject_ids: Collection[int]) -> None:
    """Remove what people were told about subjects that turned out not to be public."""
    Notice.objects.filter(about_id__in=subject_ids).delete()


def mark_seen(person: User, *, about: Collection[int]) -> None:
    """Remember that a person has read what they were told about these subjects."""
    Notice.objects.filter(person=person, about__in=about, seen_at=None).update(seen_at=timezone.now())


@transaction.atomic
def hand_over_notices(guest: User, *, to: User) -> None:
    """Give what a guest was told to the person they turned out to be, unless that person was told the same."""
    same = Notice.objects.filter(person=to, about=OuterRef("about"), key=OuterRef("key"))
    Notice.objects.filter(Exists(same), person=guest).delete()
    Notice.objects.filter(person=guest).update(person=to)
