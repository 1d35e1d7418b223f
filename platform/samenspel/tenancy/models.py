"""Municipalities, the host names they answer to, and the base of every table that belongs to one."""

from typing import Any, ClassVar, Self, TypeVar

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from samenspel.tenancy.constraints import RowLevelSecurity, TenantPair
from samenspel.tenancy.context import current_municipality_id

M = TypeVar("M", bound=models.Model)


class Municipality(models.Model):
    """A tenant. Global and readable by every tenant, so it holds nothing secret."""

    slug = models.SlugField(_("short name in addresses"), max_length=63, unique=True)
    name = models.CharField(_("name"), max_length=100)
    created_at = models.DateTimeField(auto_now_add=True)

    settings: "MunicipalitySettings"  # attached by queries.with_settings: a tenant row, so no relation from here

    class Meta:
        ordering = ["name"]
        verbose_name_plural = "municipalities"

    def __str__(self) -> str:
        return self.name


class Domain(models.Model):
    """A host name, without port, that leads to a municipality; the first one is used in links."""

    municipality = models.ForeignKey(Municipality, on_delete=models.CASCADE, related_name="domains")
    host = models.CharField(max_length=253, unique=True, validators=[RegexValidator(r"^[a-z0-9.-]+$")])
    is_primary = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["municipality"], condition=models.Q(is_primary=True), name="tenancy_domain_one_primary"
            ),
        ]

    def __str__(self) -> str:
        return self.host


class TenantManager(models.Manager[M]):
    """Adds the filter that row-level security adds as well: two locks, and indexes that begin with the municipality."""

    def get_queryset(self) -> models.QuerySet[M]:
        municipality_id = current_municipality_id()
        if municipality_id is None:
            return super().get_queryset().none()
        return super().get_queryset().filter(municipality_id=municipality_id)


class TenantModel(models.Model):
    """A row that belongs to one municipality.

    Children that add constraints write `class Meta(TenantModel.Meta): constraints = [*TenantModel.Meta.constraints, …]`,
    with a `TenantKey` for every foreign key to another tenant table. A test reads the database catalogue for omissions.
    """

    municipality = models.ForeignKey(
        Municipality, on_delete=models.CASCADE, related_name="+", default=current_municipality_id, editable=False
    )

    objects: ClassVar[Any] = TenantManager()

    class Meta:
        abstract = True
        constraints = [
            RowLevelSecurity(name="%(app_label)s_%(class)s_tenant"),
            TenantPair(name="%(app_label)s_%(class)s_tenant_id"),
        ]


class MunicipalitySettings(TenantModel):
    """What an administrator sets for the municipality: texts, theme, vocabulary and rules."""

    tagline = models.CharField(_("one sentence on the home page"), max_length=200, blank=True)
    contact_email = models.EmailField(_("contact address"), blank=True)
    sender_name = models.CharField(_("sender of mail"), max_length=100, blank=True)
    theme = models.JSONField(_("theme"), default=dict, blank=True)  # CSS custom property (without --) -> value
    vocabulary = models.JSONField(_("words"), default=dict, blank=True)  # council stage -> the tenant's own word
    rules = models.JSONField(_("rules"), default=dict, blank=True)  # rule name -> value; absent means the default
    privacy_text = models.TextField(_("privacy statement"), blank=True)
    terms_text = models.TextField(_("terms of use"), blank=True)
    accessibility_text = models.TextField(_("accessibility statement"), blank=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta(TenantModel.Meta):
        constraints = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(fields=["municipality"], name="tenancy_settings_one"),
        ]

    def __str__(self) -> str:
        return f"settings of municipality {self.municipality_id}"

    @classmethod
    def defaults(cls) -> Self:
        """Return unsaved settings, for a municipality that has none yet."""
        return cls()


class TenantSecret(TenantModel):
    """A random secret of the municipality, by name: keys for letter codes and citizen numbers. Never shown."""

    name = models.CharField(max_length=50)
    value = models.CharField(max_length=128)

    class Meta(TenantModel.Meta):
        constraints = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(fields=["municipality", "name"], name="tenancy_secret_one"),
        ]

    def __str__(self) -> str:
        return self.name
