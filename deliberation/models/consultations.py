"""A consultation: one question to residents, what becomes of the answers, its phases and the agenda items it serves."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from deliberation.enums import Activity, ConsultationState, LinkKind, ParticipationLevel, PolicyStage
from samenspel.accounts.enums import Level
from samenspel.council.models import AgendaItem
from samenspel.subjects.models import Subject
from samenspel.tenancy.constraints import TenantKey
from samenspel.tenancy.models import TenantModel


class Consultation(TenantModel):
    """A question to residents. `version` grows with every saved change, so that two editors notice each other."""

    subject = models.OneToOneField(Subject, on_delete=models.PROTECT, related_name="consultation")
    title = models.CharField(_("title"), max_length=150)
    question = models.CharField(_("question to residents"), max_length=300, blank=True)
    introduction = models.TextField(_("what it is about"), max_length=5000, blank=True)
    policy_stage = models.CharField(_("policy stage"), max_length=20, choices=PolicyStage.choices, blank=True)
    participation_level = models.CharField(
        _("participation level"), max_length=20, choices=ParticipationLevel.choices, blank=True
    )
    fixed = models.TextField(_("what is fixed"), max_length=3000, blank=True)
    open = models.TextField(_("what is still open"), max_length=3000, blank=True)
    legal_basis = models.CharField(_("legal basis"), max_length=300, blank=True)
    responsible_body = models.CharField(_("responsible body"), max_length=200, blank=True)
    answer_promised_on = models.DateField(_("promised answer date"), null=True, blank=True)
    minimum_level = models.PositiveSmallIntegerField(
        _("who may take part"), choices=Level.choices, default=Level.EMAIL
    )  # for proposals and support; guests may talk, after a moderator read it
    audience = models.CharField(_("for whom in particular"), max_length=200, blank=True)
    state = models.CharField(max_length=10, choices=ConsultationState.choices, default=ConsultationState.DRAFT)
    version = models.PositiveIntegerField(default=1)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    updated_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    updated_at = models.DateTimeField(auto_now=True)
    published_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)  # closed by hand; phases end by themselves
    closing_reason = models.CharField(max_length=500, blank=True)
    answer = models.TextField(_("answer to residents"), max_length=10000, blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        constraints = [
            *TenantModel.Meta.constraints,
            TenantKey("subject"),
            TenantKey("created_by"),
            TenantKey("updated_by"),
            TenantKey("answered_by"),
            models.CheckConstraint(
                condition=models.Q(state="draft") | models.Q(published_at__isnull=False),
                name="deliberation_published_since",
            ),
        ]
        indexes = [
            models.Index(fields=["municipality", "state", "-published_at"], name="deliberation_consultation_list")
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Return the address of the public page."""
        return reverse("consultations:consultation", args=[self.pk])

    @property
    def public_title(self) -> str:
        """The title as residents see it."""
        return self.title

    @property
    def is_public(self) -> bool:
        """Whether residents see it: published, closed included."""
        return self.state != ConsultationState.DRAFT


class Phase(TenantModel):
    """A period of a consultation in which one kind of taking part is possible; periods may overlap."""

    consultation = models.ForeignKey(Consultation, on_delete=models.CASCADE, related_name="phases")
    activity = models.CharField(_("what people can do"), max_length=20, choices=Activity.choices)
    name = models.CharField(_("name, if you want another"), max_length=80, blank=True)
    starts_at = models.DateTimeField(_("start"))
    ends_at = models.DateTimeField(_("end"))

    class Meta(TenantModel.Meta):
        ordering = ["starts_at", "ends_at", "id"]
        constraints = [
            *TenantModel.Meta.constraints,
            TenantKey("consultation"),
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")), name="deliberation_phase_ends_later"
            ),
        ]
        indexes = [models.Index(fields=["municipality", "ends_at"], name="deliberation_phase_end")]

    def __str__(self) -> str:
        return self.name or self.get_activity_display()

    def is_open_at(self, moment: datetime | None = None) -> bool:
        """Return whether this period runs now, or at another moment; the end itself is outside."""
        moment = moment or timezone.now()
        return self.starts_at <= moment < self.ends_at


class ConsultationLink(TenantModel):
    """That a consultation serves an agenda item, and how."""

    consultation = models.ForeignKey(Consultation, on_delete=models.CASCADE, related_name="links")
    agenda_item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, related_name="consultation_links")
    kind = models.CharField(_("what the council does there"), max_length=10, choices=LinkKind.choices)

    class Meta(TenantModel.Meta):
        constraints = [
            *TenantModel.Meta.constraints,
            TenantKey("consultation"),
            TenantKey("agenda_item"),
            models.UniqueConstraint(
                fields=["municipality", "consultation", "agenda_item"], name="deliberation_linked_once"
            ),
        ]

    def __str__(self) -> str:
        return f"consultation {self.consultation_id} {self.kind} item {self.agenda_item_id}"
