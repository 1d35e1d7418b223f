"""The one noun that lower apps may point at without knowing what it is."""

from django.db import models

from samenspel.tenancy.models import TenantModel


class Subject(TenantModel):
    """Something that can be discussed, followed, reported, linked or cited; the thing itself holds a one-to-one key to it."""

    kind = models.CharField(max_length=40)  # "agenda_item", "contribution", …: the name registered in `registry`

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"
