"""What a reader of dossiers keeps: private notes, and when they last looked."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from samenspel.council.models import AgendaItem
from samenspel.tenancy.constraints import PrivateRows, TenantKey
from samenspel.tenancy.models import TenantModel


class PrivateNote(TenantModel):
    """A note that only its author can read: the database shows it to nobody else, whatever their role.

    Keys cascade in the database, because Django's own cascade cannot see the rows of others.
    """

    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.DO_NOTHING, db_constraint=False, related_name="+"
    )
    agenda_item = models.ForeignKey(AgendaItem, on_delete=models.DO_NOTHING, db_constraint=False, related_name="+")
    text = models.TextField(_("private note"), max_length=20000)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta(TenantModel.Meta):
        constraints = [
            *TenantModel.Meta.constraints,
            PrivateRows("author", name="dossier_privatenote_author_only"),
            TenantKey("author", cascade=True),
            TenantKey("agenda_item", cascade=True),
            models.UniqueConstraint(fields=["municipality", "author", "agenda_item"], name="dossier_note_one"),
        ]

    def __str__(self) -> str:
        return f"private note {self.pk}"


class DossierVisit(TenantModel):
    """When a person last looked at the dossier of an agenda item, and when before that."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    agenda_item = models.ForeignKey(AgendaItem, on_delete=models.CASCADE, related_name="+")
    seen_at = models.DateTimeField()
    seen_before_at = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        constraints = [
            *TenantModel.Meta.constraints,
            TenantKey("person"),
            TenantKey("agenda_item"),
            models.UniqueConstraint(fields=["municipality", "person", "agenda_item"], name="dossier_visit_one"),
        ]

    def __str__(self) -> str:
        return f"visit {self.pk}"
