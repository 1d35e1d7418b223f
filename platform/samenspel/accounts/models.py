"""Users, the roles they hold, how they were verified, letter codes and sessions: all per municipality."""

import uuid
from functools import cached_property
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from samenspel.accounts.enums import Level, Role
from samenspel.tenancy.constraints import TenantKey
from samenspel.tenancy.models import TenantManager, TenantModel


class UserManager(TenantManager["User"]):
    """Users of the current municipality."""

    def get_by_natural_key(self, uid: str) -> "User":
        """Return the user with this public id."""
        return self.get(uid=uid)


class User(TenantModel, AbstractBaseUser):
    """A person in one municipality. Without an e-mail address it is a guest, bound to one browser session."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    email = models.EmailField(_("e-mail address"), blank=True)  # lower case
    display_name = models.CharField(_("name shown with what you write"), max_length=80, blank=True)
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES, default="nl")
    verification_level = models.PositiveSmallIntegerField(choices=Level.choices, default=Level.GUEST)
    is_active = models.BooleanField(default=True)
    date_joined = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "uid"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects: ClassVar[Any] = UserManager()

    class Meta(TenantModel.Meta):
        constraints = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["municipality", "email"], condition=~models.Q(email=""), name="accounts_user_email"
            ),
        ]

    def __str__(self) -> str:
        return self.display_name or str(self.uid)

    @property
    def is_guest(self) -> bool:
        """Whether this person gave no e-mail address."""
        return not self.email

    @cached_property
    def roles(self) -> frozenset[str]:
        """The roles this person holds now: one query, remembered on the object."""
        return frozenset(self.role_grants.filter(ended_at=None).values_list("role", flat=True))

    @property
    def is_staff(self) -> bool:
        """Whether this person holds any role, and so needs a second factor."""
        return bool(self.roles)


class RoleGrant(TenantModel):
    """A role a person holds or held; ended, never deleted."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="role_grants")
    role = models.CharField(max_length=20, choices=Role.choices)
    granted_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    granted_at = models.DateTimeField(auto_now_add=True)
    ended_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        constraints = [
            *TenantModel.Meta.constraints,
            TenantKey("user"),
            TenantKey("granted_by"),
            TenantKey("ended_by"),
            models.UniqueConstraint(
                fields=["municipality", "user", "role"], condition=models.Q(ended_at=None), name="accounts_role_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role} of {self.user_id}"


class Invitation(TenantModel):
    """An invitation to hold roles, sent to an e-mail address; valid once and until it expires."""

    email = models.EmailField()
    roles = models.JSONField(default=list)
    token_hash = models.CharField(max_length=64)
    invited_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    invited_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        constraints = [
            *TenantModel.Meta.constraints,
            TenantKey("invited_by"),
            models.UniqueConstraint(fields=["municipality", "token_hash"], name="accounts_invitation_token"),
        ]

    def __str__(self) -> str:
        return f"invitation {self.pk}"

    @property
    def is_open(self) -> bool:
        """Whether it can still be accepted."""
        return self.accepted_at is None and self.withdrawn_at is None and self.expires_at > timezone.now()


class SecondFactorReset(TenantModel):
    """A request to remove a person's second factors, and what another administrator decided on it."""

    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="second_factor_resets")
    requested_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    requested_at = models.DateTimeField(auto_now_add=True)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    approved = models.BooleanField(default=False)

    class Meta(TenantModel.Meta):
        constraints = [
            *TenantModel.Meta.constraints,
            TenantKey("person"),
            TenantKey("requested_by"),
            TenantKey("decided_by"),
            models.UniqueConstraint(
                fields=["municipality", "person"], condition=models.Q(decided_at=None), name="accounts_reset_one_open"
            ),
        ]

    def __str__(self) -> str:
        return f"second factor reset {self.pk}"


class Verification(TenantModel):
    """That a person was verified at a level, when and how. Evidence is a reference, never a citizen number."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="verifications")
    level = models.PositiveSmallIntegerField(choices=Level.choices)
    method = models.CharField(max_length=40)
    verified_at = models.DateTimeField(auto_now_add=True)
    evidence = models.CharField(max_length=80, blank=True)

    class Meta(TenantModel.Meta):
        constraints = [*TenantModel.Meta.constraints, TenantKey("user")]

    def __str__(self) -> str:
        return f"level {self.level} of {self.user_id} by {self.method}"


class LetterCodeBatch(TenantModel):
    """Letter codes made or imported together, for one mailing."""

    name = models.CharField(_("name of the mailing"), max_length=120)
    wanted = models.PositiveIntegerField(_("number of codes"), default=0)
    made = models.PositiveIntegerField(default=0)
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(_("valid until"))
    finished_at = models.DateTimeField(null=True)
    voided_at = models.DateTimeField(null=True)
    imported = models.BooleanField(default=False)  # the codes come from elsewhere, so nobody downloads them here
    readable = models.BinaryField(null=True)  # encrypted codes until the one download, at most a day

    class Meta(TenantModel.Meta):
        ordering = ["-id"]
        constraints = [*TenantModel.Meta.constraints, TenantKey("created_by")]

    def __str__(self) -> str:
        return self.name

    @property
    def is_valid(self) -> bool:
        """Whether its codes work: the mailing is neither stopped nor too old."""
        return self.voided_at is None and self.expires_at > timezone.now()


class LetterCode(TenantModel):
    """One code on one letter: stored as a keyed hash, usable once."""

    batch = models.ForeignKey(LetterCodeBatch, on_delete=models.CASCADE, related_name="codes")
    code_hash = models.CharField(max_length=64)
    used_at = models.DateTimeField(null=True)
    voided_at = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        constraints = [
            *TenantModel.Meta.constraints,
            TenantKey("batch"),
            models.UniqueConstraint(fields=["municipality", "code_hash"], name="accounts_lettercode_hash"),
        ]

    def __str__(self) -> str:
        return f"code {self.pk} of batch {self.batch_id}"


class Session(TenantModel, AbstractBaseSession):
    """A browser session, of one municipality only."""

    user_id = models.BigIntegerField(null=True, db_index=True)  # to end all sessions of a person

    class Meta(TenantModel.Meta):
        abstract = False
        # `session_key` is the primary key here, so the base's (municipality, id) pair does not apply.
        constraints = [TenantModel.Meta.constraints[0]]

    def __str__(self) -> str:
        return "session"
