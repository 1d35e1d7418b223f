"""Rooms in which people talk, what they say there, and how others react."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from deliberation.enums import ContributionState, ReactionKind, Stance
from samenspel.realtime.models import Stream
from samenspel.subjects.models import Subject
from samenspel.tenancy.constraints import TenantKey
from samenspel.tenancy.models import TenantModel


class Room(TenantModel):
    """The talk about one subject. Counts are kept in the transaction of each act, under the stream's lock."""

    about = models.OneToOneField(Subject, on_delete=models.PROTECT, related_name="room")
    stream = models.OneToOneField(Stream, on_delete=models.PROTECT, related_name="room")
    closed_at = models.DateTimeField(null=True)  # closed by hand: nobody can add to it since then
    kept_open_at = models.DateTimeField(null=True)  # opened by hand: stays open whatever the agenda says
    paused_until = models.DateTimeField(null=True)  # nobody can add to it until then; it goes on by itself
    slow_seconds = models.PositiveSmallIntegerField(default=0)  # each person waits so long between two contributions
    pinned_text = models.CharField(max_length=300, blank=True)  # what the clerk says on top of the talk
    pinned_at = models.DateTimeField(null=True)
    contribution_count = models.PositiveIntegerField(default=0)  # published ones, replies included
    open_question_count = models.PositiveIntegerField(default=0)  # questions without a reply by staff or council
    last_contribution_at = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        constraints = [*TenantModel.Meta.constraints, TenantKey("about"), TenantKey("stream")]
        indexes = [models.Index(fields=["municipality", "-last_contribution_at"], name="deliberation_room_active")]

    def __str__(self) -> str:
        return f"room {self.pk}"


class Contribution(TenantModel):
    """What somebody said: at the top level, or as a reply to something at the top level."""

    room = models.ForeignKey(Room, on_delete=models.PROTECT, related_name="contributions")
    subject = models.OneToOneField(Subject, on_delete=models.PROTECT, related_name="contribution")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="contributions")
    author_role = models.CharField(max_length=20, blank=True)  # the role shown with it, as it was then
    parent = models.ForeignKey("self", on_delete=models.CASCADE, null=True, related_name="replies")
    reply_number = models.PositiveIntegerField(default=0)  # 1, 2, … among the replies to its parent
    stance = models.CharField(_("stance"), max_length=10, choices=Stance.choices, default=Stance.NEUTRAL)
    text = models.TextField(_("contribution"), max_length=5000)
    state = models.CharField(max_length=10, choices=ContributionState.choices, default=ContributionState.PUBLISHED)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(auto_now_add=True)
    published_at = models.DateTimeField(null=True, default=timezone.now)  # None: readers never saw it
    edited_at = models.DateTimeField(null=True)
    hidden_reasons = models.TextField(blank=True)  # shown in its place while hidden
    agree_count = models.PositiveIntegerField(default=0)
    useful_count = models.PositiveIntegerField(default=0)
    last_reply_number = models.PositiveIntegerField(default=0)  # replies ever made
    reply_count = models.PositiveIntegerField(default=0)  # replies with a place in the talk: once published
    is_answered = models.BooleanField(default=False)  # staff or council replied
    form_token = models.UUIDField(null=True)  # of the form it was posted with: the same form posts once

    class Meta(TenantModel.Meta):
        constraints = [
            *TenantModel.Meta.constraints,
            TenantKey("room"),
            TenantKey("subject"),
            TenantKey("author"),
            TenantKey("parent"),
            models.UniqueConstraint(
                fields=["municipality", "parent", "reply_number"],
                condition=models.Q(parent__isnull=False),
                name="deliberation_reply_number",
            ),
            models.UniqueConstraint(fields=["municipality", "form_token"], name="deliberation_posted_once"),
        ]
        indexes = [
            models.Index(
                fields=["municipality", "room", "-published_at", "-id"],
                condition=models.Q(parent=None, published_at__isnull=False),
                name="deliberation_newest",
            ),
            models.Index(
                fields=["municipality", "room", "-agree_count", "-id"],
                condition=models.Q(parent=None, published_at__isnull=False),
                name="deliberation_supported",
            ),
            models.Index(
                fields=["municipality", "room", "-published_at", "-id"],
                condition=models.Q(parent=None, stance="question", is_answered=False, state="published"),
                name="deliberation_unanswered",
            ),
            models.Index(fields=["municipality", "author", "-id"], name="deliberation_by_author"),
            models.Index(
                fields=["municipality", "author", "room"],
                condition=models.Q(published_at=None),
                name="deliberation_unpublished",
            ),
        ]

    def __str__(self) -> str:
        return f"contribution {self.pk}"


class ContributionVersion(TenantModel):
    """How a contribution read before an edit."""

    contribution = models.ForeignKey(Contribution, on_delete=models.CASCADE, related_name="versions")
    version = models.PositiveIntegerField()
    stance = models.CharField(max_length=10, choices=Stance.choices)
    text = models.TextField()
    written_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        ordering = ["-version"]
        constraints = [
            *TenantModel.Meta.constraints,
            TenantKey("contribution"),
            models.UniqueConstraint(fields=["municipality", "contribution", "version"], name="deliberation_version"),
        ]

    def __str__(self) -> str:
        return f"version {self.version} of contribution {self.contribution_id}"


class Reaction(TenantModel):
    """One person's reaction to one contribution: each kind once."""

    contribution = models.ForeignKey(Contribution, on_delete=models.CASCADE, related_name="reactions")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10, choices=ReactionKind.choices)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta(TenantModel.Meta):
        constraints = [
            *TenantModel.Meta.constraints,
            TenantKey("contribution"),
            TenantKey("person"),
            models.UniqueConstraint(
                fields=["municipality", "contribution", "person", "kind"], name="deliberation_reaction_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} by {self.person_id}"
