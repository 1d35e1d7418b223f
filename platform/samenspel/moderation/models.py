"""Cases in the moderators' queue, the reports behind them, decisions with their reasons, and appeals."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from samenspel.moderation.enums import Ground, Verdict
from samenspel.subjects.models import Subject
from samenspel.tenancy.constraints import TenantKey
from samenspel.tenancy.models import TenantModel


class Case(TenantModel):
    """Something for a moderator to look at; at most one open case per subject."""

    subject = models.ForeignKey(Subject, on_delete=models.CASCADE, related_name="moderation_cases")
    is_held = models.BooleanField(default=False)  # not published until a moderator approves
    opened_at = models.DateTimeField(auto_now_add=True)
    closed_at = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        ordering = ["opened_at"]
        constraints = [
            *TenantModel.Meta.constraints,
            TenantKey("subject"),
            models.UniqueConstraint(
                fields=["municipality", "subject"], condition=models.Q(closed_at=None), name="moderation_case_one_open"
            ),
        ]

    def __str__(self) -> str:
        return f"case {self.pk}"


class Report(TenantModel):
    """Somebody, with or without an account, says that something should not be there."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="reports")
    ground = models.CharField(_("what is wrong"), max_length=20, choices=Ground.choices)
    explanation = models.TextField(_("explanation"), max_length=2000, blank=True)
    reporter = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    email = models.EmailField(_("e-mail address, if you want to hear what we decide"), blank=True)
    language = models.CharField(max_length=5, choices=settings.LANGUAGES, default="nl")  # of the page it was made on
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta(TenantModel.Meta):
        ordering = ["created_at"]
        constraints = [*TenantModel.Meta.constraints, TenantKey("case"), TenantKey("reporter")]

    def __str__(self) -> str:
        return f"report {self.pk} on case {self.case_id}"


class ModerationDecision(TenantModel):
    """What a moderator decided and why (statement of reasons, Digital Services Act article 17)."""

    subject = models.ForeignKey(Subject, on_delete=models.CASCADE, related_name="moderation_decisions")
    case = models.ForeignKey(Case, on_delete=models.SET_NULL, null=True, related_name="decisions")
    verdict = models.CharField(max_length=10, choices=Verdict.choices)
    ground = models.CharField(_("ground"), max_length=20, choices=Ground.choices, blank=True)
    reasons = models.TextField(_("reasons, shown to everyone"), max_length=2000, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(auto_now_add=True)
    appeal_until = models.DateTimeField(null=True)  # as promised then; later changes of the rule do not shorten it

    class Meta(TenantModel.Meta):
        ordering = ["-id"]
        constraints = [
            *TenantModel.Meta.constraints,
            TenantKey("subject"),
            TenantKey("case"),
            TenantKey("decided_by"),
        ]
        indexes = [models.Index(fields=["municipality", "subject", "-id"], name="moderation_decision_subject")]

    def __str__(self) -> str:
        return f"{self.verdict} {self.subject_id}"

    @property
    def is_automated(self) -> bool:
        """Whether the program decided, not a person."""
        return self.decided_by_id is None


class Appeal(TenantModel):
    """The author disagrees with a decision; somebody else than the first moderator answers, where there is one."""

    decision = models.OneToOneField(ModerationDecision, on_delete=models.CASCADE, related_name="appeal")
    appellant = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    text = models.TextField(_("why you disagree"), max_length=2000)
    created_at = models.DateTimeField(auto_now_add=True)
    upheld = models.BooleanField(null=True)  # None: not answered yet; True: the author was right
    answer = models.TextField(_("answer"), max_length=2000, blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        ordering = ["created_at"]
        constraints = [
            *TenantModel.Meta.constraints,
            TenantKey("decision"),
            TenantKey("appellant"),
            TenantKey("answered_by"),
        ]

    def __str__(self) -> str:
        return f"appeal {self.pk}"
