"""The clerk records what the council decided."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from samenspel.accounts.context import AppRequest
from samenspel.accounts.permissions import can_clerk, deny
from samenspel.common.errors import DomainError
from samenspel.council.actions import record_decision
from samenspel.council.exceptions import DecisionChanged
from samenspel.council.forms import DecisionForm
from samenspel.council.models import AgendaItem, Decision
from samenspel.council.queries import access_agenda_item


def decide(request: AppRequest, pk: int) -> HttpResponse:
    """Record the decision on an agenda item, or correct it; two clerks at once see both texts."""
    item = access_agenda_item(pk)
    if not can_clerk(request.user):
        return deny(request)
    form = DecisionForm(request.POST) if request.method == "POST" else _first_form(item)
    status = 200
    if form.is_bound and form.is_valid():
        try:
            record_decision(item, actor=request.user, **form.cleaned_data)
        except DomainError as error:
            form.add_error(None, str(error))
            status = error.status
            if isinstance(error, DecisionChanged):
                return _compare(request, item, form, status)
        else:
            messages.success(request, _("The decision is recorded. Everyone who took part gets a message."))
            return redirect(f"{item.get_absolute_url()}#decision")
    return _page(request, item, form, status, current=item.decisions.first())


def _first_form(item: AgendaItem) -> DecisionForm:
    decision = item.decisions.first()
    if decision is None:
        starts_at = item.meeting.starts_at
        day = min(timezone.localdate(), timezone.localtime(starts_at).date() if starts_at else timezone.localdate())
        return DecisionForm(initial={"decided_on": day, "text": item.result, "outcome": item.outcome, "based_on": 0})
    names = ("outcome", "decided_on", "text", "reasons", "input_use")
    return DecisionForm(initial={"based_on": decision.version, **{name: getattr(decision, name) for name in names}})


def _compare(request: AppRequest, item: AgendaItem, form: DecisionForm, status: int) -> HttpResponse:
    """Show what the other clerk recorded beside what was typed; saving again is then a correction of that."""
    theirs = item.decisions.select_related("recorded_by").first()
    data = request.POST.copy()
    data["based_on"] = str(theirs.version if theirs else 0)
    form.data = data
    return _page(request, item, form, status, current=theirs, theirs=theirs)


def _page(
    request: AppRequest,
    item: AgendaItem,
    form: DecisionForm,
    status: int,
    *,
    current: Decision | None,
    theirs: Decision | None = None,
) -> HttpResponse:
    context = {"item": item, "form": form, "current": current, "theirs": theirs}
    return render(request, "council/clerk/decision.html", context, status=status)
