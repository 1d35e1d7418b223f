"""The tenancy app: grants after migrating, and the checks that must hold before anything is served."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class TenancyConfig(AppConfig):
    """Municipalities and the walls between them."""

    name = "samenspel.tenancy"
    label = "tenancy"

    def ready(self) -> None:
        from samenspel.tenancy import checks, receivers  # noqa: F401  # checks register themselves

        post_migrate.connect(receivers.grant_application_role, dispatch_uid="tenancy.grants")
