"""Placing, changing and withdrawing contributions."""

from typing import Any
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from deliberation.actions.phases import share_topic
from deliberation.actions.rooms import lock_room, require_open, require_pace
from deliberation.actions.states import change_state, is_open_question, lock_contribution
from deliberation.enums import ContributionState, Stance
from deliberation.exceptions import EditRefused, ReplyRefused
from deliberation.models import Contribution, ContributionVersion, Room
from deliberation.permissions import can_edit, can_withdraw, shown_role
from samenspel.accounts.enums import Level
from samenspel.audit.actions import record
from samenspel.common.errors import NotAllowed
from samenspel.common.spam import links_in
from samenspel.moderation.actions import lock_open_case, open_case
from samenspel.moderation.queries import rules
from samenspel.realtime.actions import append_event
from samenspel.subjects.models import Subject

# One statement that counts a reply on its parent and tells its number and whether it answers an open question.
NUMBER_REPLY = """
    UPDATE deliberation_contribution AS parent
    SET last_reply_number = parent.last_reply_number + 1,
        reply_count = parent.reply_count + %(published)s,
        is_answered = parent.is_answered OR %(answers)s
    FROM (
        SELECT id, is_answered FROM deliberation_contribution
        WHERE municipality_id = %(municipality)s AND room_id = %(room)s AND id = %(parent)s
            AND parent_id IS NULL AND state = 'published'
        FOR UPDATE
    ) AS before
    WHERE parent.id = before.id
    RETURNING parent.last_reply_number, parent.stance = 'question' AND parent.is_answered AND NOT before.is_answered
"""


@transaction.atomic
def post_contribution(
    room: Room,
    *,
    actor: Any,
    text: str,
    stance: str = Stance.NEUTRAL,
    parent: Contribution | None = None,
    form_token: UUID | None = None,
) -> Contribution:
    """Place a contribution, or a reply to one at the top level; held for a moderator where the rules say so.

    The same `form_token` twice gives back the first contribution. Raises `TalkClosed`, `TalkPaused`, `TooSoon` or
    `ReplyRefused`.
    """
    room = lock_room(room, author=actor, keeps_topic=share_topic(room))
    require_open(room)
    require_pace(room, author=actor, form_token=form_token)
    contribution = Contribution(
        room=room, author=actor, author_role=shown_role(actor), parent=parent, stance=stance, text=text,
        form_token=form_token,
    )  # fmt: skip
    if must_be_held(room, actor, text):
        contribution.state, contribution.published_at = ContributionState.HELD, None
    try:
        with transaction.atomic():
            answers = _insert(contribution)
    except IntegrityError:
        if form_token is None:
            raise
        return _posted_before(contribution)
    record("deliberation.contribution.posted", actor=actor, on=contribution, room=room.pk, state=contribution.state)
    if contribution.state == ContributionState.HELD:
        open_case(contribution.subject, is_held=True, is_new=True, actor=actor)
    else:
        _count(room, contribution, answers=answers)
        append_event(room.stream_id, "contribution.posted", contribution.pk, known={contribution.pk: contribution})
    return contribution


@transaction.atomic
def edit_contribution(contribution: Contribution, *, actor: Any, text: str, stance: str) -> Contribution:
    """Change one's own words within a quarter of an hour; how they read before stays. Raises `EditRefused`."""
    if contribution.author_id != actor.pk:
        raise NotAllowed
    _lock_case(contribution, actor, text)
    room = lock_room(contribution.room)
    contribution = lock_contribution(contribution)
    if not can_edit(actor, contribution, now=timezone.now()):
        raise EditRefused
    if (text, stance) == (contribution.text, contribution.stance):
        return contribution
    was_open = is_open_question(contribution)
    ContributionVersion.objects.create(
        contribution=contribution, version=contribution.version, stance=contribution.stance, text=contribution.text,
        written_at=contribution.edited_at or contribution.created_at,
    )  # fmt: skip
    contribution.text, contribution.stance = text, stance
    contribution.version += 1
    contribution.edited_at = timezone.now()
    contribution.save(update_fields=["text", "stance", "version", "edited_at"])
    record("deliberation.contribution.edited", actor=actor, on=contribution, version=contribution.version)
    if contribution.state == ContributionState.PUBLISHED:
        _publish_edit(room, contribution, was_open=was_open)
    return contribution


@transaction.atomic
def withdraw_contribution(contribution: Contribution, *, actor: Any) -> Contribution:
    """Take one's own words back: a sentence stays in their place. Does nothing the second time."""
    if contribution.author_id != actor.pk:
        raise NotAllowed
    lock_open_case(contribution.subject)  # nobody publishes or hides meanwhile what is taken back
    room = lock_room(contribution.room)
    contribution = lock_contribution(contribution)
    if not can_withdraw(actor, contribution):
        return contribution
    change_state(room, contribution, ContributionState.WITHDRAWN)
    record("deliberation.contribution.withdrawn", actor=actor, on=contribution)
    return contribution


def must_be_held(room: Room, author: Any, text: str) -> bool:
    """Return whether a moderator looks first: at guests, at first words of unverified people, and at many links."""
    if author.roles:
        return False
    rule = rules()
    if author.verification_level == Level.GUEST or has_many_links(author, text):
        return True
    is_known: bool = room.author_is_known  # type: ignore[attr-defined]  # annotated by lock_room
    return rule.held_first and author.verification_level < Level.LETTER and not is_known


def has_many_links(author: Any, text: str) -> bool:
    """Return whether a moderator should look because of the number of links; staff and council may use many."""
    return not author.roles and links_in(text) > rules().max_links


def _insert(contribution: Contribution) -> bool:
    """Insert the row and its subject; return whether it answers an open question."""
    answers = False
    if contribution.parent_id is not None:
        contribution.reply_number, answers = _number_reply(contribution)
    contribution.subject = Subject.objects.create(kind="contribution")
    contribution.save(force_insert=True)
    return answers


def _number_reply(reply: Contribution) -> tuple[int, bool]:
    published = reply.state == ContributionState.PUBLISHED
    values = {
        "municipality": reply.room.municipality_id, "room": reply.room_id, "parent": reply.parent_id,
        "published": int(published), "answers": published and bool(reply.author_role),
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(NUMBER_REPLY, values)
        row = cursor.fetchone()
    if row is None:
        raise ReplyRefused
    return row[0], row[1]


def _posted_before(contribution: Contribution) -> Contribution:
    """Return what the same form posted before; a guest who pressed twice may have become two guests."""
    earlier: Contribution = Contribution.objects.select_related("author", "subject", "room").get(
        form_token=contribution.form_token
    )
    if earlier.author_id != contribution.author_id and not (
        earlier.author.is_guest and contribution.author.is_guest and earlier.text == contribution.text
    ):
        raise NotAllowed
    return earlier


def _count(room: Room, contribution: Contribution, *, answers: bool) -> None:
    room.contribution_count += 1
    room.open_question_count += int(is_open_question(contribution)) - int(answers)
    room.last_contribution_at = contribution.created_at
    room.save(update_fields=["contribution_count", "open_question_count", "last_contribution_at"])


def _lock_case(contribution: Contribution, actor: Any, text: str) -> None:
    """Lock the case before the room, as every decision does; many links added open one, published or not.

    Whoever decides meanwhile waits, so nobody decides on words that change under their eyes.
    """
    if text != contribution.text and has_many_links(actor, text):
        open_case(contribution.subject, actor=actor)
    else:
        lock_open_case(contribution.subject)


def _publish_edit(room: Room, contribution: Contribution, *, was_open: bool) -> None:
    change = int(is_open_question(contribution)) - int(was_open)
    if change:
        room.open_question_count += change
        room.save(update_fields=["open_question_count"])
    known = {contribution.pk: contribution}
    append_event(room.stream_id, "contribution.edited", contribution.pk, contribution.version, known=known)
