"""The council's bodies, meetings, agenda items and documents, from a source or entered by hand."""

from django.conf import settings
from django.db import models
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from samenspel.council.enums import ItemKind, MeetingStatus, Outcome, Source, Stage
from samenspel.subjects.models import Subject
from samenspel.tenancy.constraints import TenantKey
from samenspel.tenancy.models import TenantModel


def sourced_constraints(prefix: str) -> list[models.UniqueConstraint]:
    """Return the constraint that keeps one row per object of a source."""
    return [
        models.UniqueConstraint(
            fields=["municipality", "source", "external_id"],
            condition=~models.Q(external_id=""),
            name=f"council_{prefix}_external",
        )
    ]


class Sourced(TenantModel):
    """A row that may follow an object of a council-information system, matched on the source's own id."""

    source = models.CharField(max_length=20, choices=Source.choices, default=Source.MANUAL)
    external_id = models.CharField(max_length=300, blank=True)
    external_url = models.URLField(max_length=500, blank=True)
    source_modified = models.DateTimeField(null=True, blank=True)
    content_hash = models.CharField(max_length=64, blank=True)  # SHA-256 of what was last taken over
    missing_since = models.DateTimeField(null=True, blank=True)  # withdrawn at the source: its text is hidden
    misses = models.PositiveSmallIntegerField(default=0)  # imports in a row that did not list it
    raw = models.JSONField(default=dict, blank=True)  # what we could not read, verbatim

    class Meta(TenantModel.Meta):
        abstract = True

    @property
    def may_return(self) -> bool:
        """Whether this withdrawn row comes back when its source lists it again: not when the clerk withdrew it."""
        return self.missing_since is not None and self.raw.get("withdrawn_by") != "clerk"


class CouncilBody(Sourced):
    """The council itself, a committee, or another body that meets."""

    name = models.CharField(_("name"), max_length=200)
    short_name = models.CharField(_("short name"), max_length=60, blank=True)

    class Meta(Sourced.Meta):
        abstract = False
        ordering = ["name"]
        constraints = [*Sourced.Meta.constraints, *sourced_constraints("body")]

    def __str__(self) -> str:
        return self.name


class Meeting(Sourced):
    """One meeting of a body."""

    body = models.ForeignKey(CouncilBody, on_delete=models.PROTECT, related_name="meetings", verbose_name=_("body"))
    title = models.CharField(_("title"), max_length=300)
    starts_at = models.DateTimeField(_("start"), null=True, blank=True)  # None: the source names no time yet
    ends_at = models.DateTimeField(_("end"), null=True, blank=True)
    location = models.CharField(_("place"), max_length=200, blank=True)
    stage = models.CharField(_("stage"), max_length=20, choices=Stage.choices, blank=True)
    status = models.CharField(_("status"), max_length=20, choices=MeetingStatus.choices, default=MeetingStatus.PLANNED)

    class Meta(Sourced.Meta):
        abstract = False
        ordering = ["-starts_at"]
        constraints = [*Sourced.Meta.constraints, *sourced_constraints("meeting"), TenantKey("body")]
        indexes = [models.Index(fields=["municipality", "starts_at"], name="council_meeting_start")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Return the address of the agenda."""
        return reverse("council:meeting", args=[self.pk])

    @property
    def is_live(self) -> bool:
        """Whether the council is meeting now."""
        return self.status == MeetingStatus.IN_SESSION


class AgendaItem(Sourced):
    """A line of an agenda: `number` as printed, `order` for sorting, `parent` for the tree."""

    subject = models.OneToOneField(Subject, on_delete=models.PROTECT, related_name="agenda_item")
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="agenda_items")
    parent = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="children")
    kind = models.CharField(_("kind"), max_length=10, choices=ItemKind.choices, default=ItemKind.ITEM)
    number = models.CharField(_("number"), max_length=30, blank=True)
    order = models.PositiveIntegerField(_("order"), default=0)  # position in the whole agenda, depth first
    depth = models.PositiveSmallIntegerField(default=0)  # 0 for a line without a parent
    title = models.CharField(_("title"), max_length=1000)
    explanation = models.TextField(_("explanation"), blank=True)  # cleaned HTML
    stage = models.CharField(_("stage"), max_length=20, choices=Stage.choices, blank=True)  # blank: the meeting's
    result = models.CharField(_("result, in the council's words"), max_length=500, blank=True)
    outcome = models.CharField(_("outcome"), max_length=20, choices=Outcome.choices, blank=True)
    decided_at = models.DateTimeField(_("decided on"), null=True, blank=True)

    class Meta(Sourced.Meta):
        abstract = False
        ordering = ["order", "id"]
        constraints = [
            *Sourced.Meta.constraints,
            *sourced_constraints("item"),
            TenantKey("subject"),
            TenantKey("meeting"),
            TenantKey("parent"),
        ]
        indexes = [
            models.Index(fields=["municipality", "meeting", "order"], name="council_item_order"),
            models.Index(fields=["municipality", "-decided_at"], name="council_item_decided"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Return the address of the page where people talk about this item."""
        try:
            return reverse("talk:item", args=[self.pk])
        except NoReverseMatch:  # an installation without the talk
            return f"/council/items/{self.pk}/"

    @property
    def public_title(self) -> str:
        """The title as residents see it: the council's words, or, once withdrawn, that it was withdrawn."""
        if self.missing_since is None:
            return self.title
        return gettext("Withdrawn agenda item %(number)s") % {"number": self.number}

    @property
    def is_discussable(self) -> bool:
        """Whether people can talk about this line: not a heading, a break, a closed item or a withdrawn one."""
        return self.kind == ItemKind.ITEM and self.missing_since is None

    @property
    def has_recorded_decision(self) -> bool:
        """Whether the clerk recorded a decision here: outcome and date follow that, not a source's words."""
        return bool(self.raw.get("decided_by") == "clerk")

    @property
    def is_public(self) -> bool:
        """Whether everybody may read what belongs to it: neither withdrawn nor dealt with behind closed doors."""
        return self.kind != ItemKind.CLOSED and self.missing_since is None


class CouncilDocument(Sourced):
    """A public document of a meeting or of one of its agenda items; the file stays at the source."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="documents")
    agenda_item = models.ForeignKey(
        AgendaItem, on_delete=models.CASCADE, null=True, blank=True, related_name="documents"
    )
    title = models.CharField(_("title"), max_length=500)
    url = models.URLField(_("address"), max_length=1000)
    mime_type = models.CharField(max_length=120, blank=True)
    size = models.PositiveBigIntegerField(null=True, blank=True)  # bytes
    published_on = models.DateField(null=True, blank=True)

    class Meta(Sourced.Meta):
        abstract = False
        ordering = ["id"]
        constraints = [*Sourced.Meta.constraints, TenantKey("meeting"), TenantKey("agenda_item")]

    def __str__(self) -> str:
        return self.title


class Decision(TenantModel):
    """What the council decided on an agenda item, as the clerk recorded it; a correction is a new row, the last counts."""

    agenda_item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, related_name="decisions")
    version = models.PositiveIntegerField(default=1)  # 1, 2, … of this item
    outcome = models.CharField(_("what the council decided"), max_length=20, choices=Outcome.choices)
    decided_on = models.DateField(_("date of the decision"))
    text = models.TextField(_("the decision, in the council's words"), max_length=10000)
    reasons = models.TextField(_("reasons"), max_length=10000)
    input_use = models.TextField(_("what was done with what residents said"), max_length=10000)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta(TenantModel.Meta):
        ordering = ["-version"]
        constraints = [
            *TenantModel.Meta.constraints,
            TenantKey("agenda_item"),
            TenantKey("recorded_by"),
            models.UniqueConstraint(fields=["municipality", "agenda_item", "version"], name="council_decision_version"),
        ]

    def __str__(self) -> str:
        return f"decision {self.version} on item {self.agenda_item_id}"


class ImportRun(TenantModel):
    """One run of an importer: how far it is, what it did, and the cursor for the next one."""

    source = models.CharField(max_length=20, choices=Source.choices)
    location = models.CharField(max_length=500)  # folder, address or file name
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    started_at = models.DateTimeField(auto_now_add=True)
    queued_at = models.DateTimeField(null=True)  # confirmed by the clerk, or started at the command line
    finished_at = models.DateTimeField(null=True)
    payload = models.JSONField(default=dict)  # an uploaded file until it was taken over; then empty
    total = models.PositiveIntegerField(default=0)  # steps, as far as known
    done = models.PositiveIntegerField(default=0)
    counts = models.JSONField(default=dict)  # "created", "updated", "unchanged", "withdrawn", "flagged" -> number
    problems = models.JSONField(default=list)  # sentences for the clerk
    failed = models.BooleanField(default=False)
    cursor = models.DateTimeField(null=True)  # stored only when the whole run succeeded

    class Meta(TenantModel.Meta):
        ordering = ["-id"]
        constraints = [*TenantModel.Meta.constraints, TenantKey("started_by")]

    def __str__(self) -> str:
        return f"{self.source} import {self.pk}"


class PendingReference(TenantModel):
    """Something an agenda item or meeting points at and that could not be read yet: tried again every week, five times."""

    source = models.CharField(max_length=20, choices=Source.choices)
    kind = models.CharField(max_length=20)  # "consultation" or "body"
    external_id = models.CharField(max_length=300)
    needed_by = models.CharField(max_length=300)  # external id of the agenda item or meeting
    attempts = models.PositiveSmallIntegerField(default=1)
    next_attempt_at = models.DateTimeField(null=True)  # None: given up

    class Meta(TenantModel.Meta):
        ordering = ["id"]
        constraints = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["municipality", "source", "kind", "external_id", "needed_by"], name="council_pending_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.external_id}"
