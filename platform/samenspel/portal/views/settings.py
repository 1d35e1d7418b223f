"""The administrators' settings of their municipality."""

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from samenspel.accounts.context import AppRequest
from samenspel.accounts.permissions import can_administer
from samenspel.common.errors import NotAllowed
from samenspel.portal.actions.settings import change_settings
from samenspel.portal.forms import SettingsForm


@require_http_methods(["GET", "HEAD", "POST"])
def settings(request: AppRequest) -> HttpResponse:
    """Show and change texts, colours and rules; a form with an error keeps everything that was typed."""
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    if not can_administer(request.user):
        raise NotAllowed
    form = SettingsForm(request.POST or None, settings=request.municipality.settings)
    if request.method == "POST" and form.is_valid():
        change_settings(request.municipality, actor=request.user, to=form.site_settings())
        messages.success(request, _("Saved. Visitors see it within ten seconds."))
        return redirect("portal:settings")
    return render(request, "portal/settings.html", {"form": form}, status=422 if form.is_bound else 200)
