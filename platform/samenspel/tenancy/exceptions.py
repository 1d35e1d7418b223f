"""What can go wrong around tenants."""

from django.utils.translation import gettext_lazy as _

from samenspel.common.errors import DomainError


class MunicipalityExists(DomainError):
    """The short name or a host name is taken."""

    code = "municipality-exists"
    message = _("There is already a municipality with this short name or host. Choose another.")
