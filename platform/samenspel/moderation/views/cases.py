"""The moderators' queue, and deciding about one case."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.forms import BaseForm
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from samenspel.accounts.context import AppRequest
from samenspel.accounts.permissions import can_moderate, deny
from samenspel.common.errors import DomainError
from samenspel.moderation.actions import answer_appeal, approve_held, hide_subject, keep_subject, restore_subject
from samenspel.moderation.forms import AnswerForm, ApproveForm, HideForm, KeepForm, RestoreForm
from samenspel.moderation.models import Case
from samenspel.moderation.permissions import can_answer_appeal
from samenspel.moderation.queries import access_case, case_page, queue, queue_rows
from samenspel.moderation.queries.reasons import standard_reasons

PAGE_SIZE = 25


def queue_page(request: AppRequest) -> HttpResponse:
    """List what waits for a moderator: held, reported, appealed."""
    if not can_moderate(request.user):
        return deny(request)
    page = Paginator(queue(), PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "moderation/queue.html", {"page": page, "rows": queue_rows(list(page))})


def case_detail(request: AppRequest, pk: int) -> HttpResponse:
    """Show one case: the text, its reports, its history, and what can be decided."""
    case = access_case(pk)
    if not can_moderate(request.user):
        return deny(request)
    return _case_page(request, case)


def hide(request: AppRequest, pk: int) -> HttpResponse:
    """Hide the text of a case."""
    return _decide(request, pk, HideForm, lambda case, given: hide_subject(case.subject, actor=request.user, **given))


def restore(request: AppRequest, pk: int) -> HttpResponse:
    """Show the text of a case again."""
    return _decide(
        request, pk, RestoreForm, lambda case, given: restore_subject(case.subject, actor=request.user, **given)
    )


def approve(request: AppRequest, pk: int) -> HttpResponse:
    """Publish the text of a case that waited."""
    return _decide(
        request, pk, ApproveForm, lambda case, given: approve_held(case.subject, actor=request.user, **given)
    )


def keep(request: AppRequest, pk: int) -> HttpResponse:
    """Leave the text of a case as it is."""
    return _decide(request, pk, KeepForm, lambda case, given: keep_subject(case.subject, actor=request.user, **given))


def answer(request: AppRequest, pk: int) -> HttpResponse:
    """Answer the appeal of a case."""

    def act(case: Case, given: dict[str, Any]) -> None:
        appeal = case_page(case).appeal
        if appeal is not None:  # answered by somebody else in the meantime: the next page shows it
            answer_appeal(appeal, actor=request.user, **given)

    return _decide(request, pk, AnswerForm, act)


def _decide(
    request: AppRequest, pk: int, form_class: type[BaseForm], act: Callable[[Case, dict[str, Any]], object]
) -> HttpResponse:
    """Carry out one of the forms of the case page; what is refused comes back with every word typed."""
    case = access_case(pk)
    if not can_moderate(request.user):
        return deny(request)
    if request.method != "POST":
        return redirect("moderation:case", pk)
    form = form_class(request.POST)
    if not form.is_valid():
        return _case_page(request, case, form)
    try:
        act(case, form.cleaned_data)
    except DomainError as error:
        form.add_error(None, str(error))
        return _case_page(request, case, form, status=error.status)
    messages.success(request, _("Decided. Whoever needs to know hears it by e-mail."))
    return redirect("moderation:queue")


def _case_page(request: AppRequest, case: Case, tried: BaseForm | None = None, *, status: int = 200) -> HttpResponse:
    page = case_page(case)
    forms: dict[str, BaseForm] = {
        form.action: tried if isinstance(tried, form) else form()
        for form in (HideForm, RestoreForm, ApproveForm, KeepForm, AnswerForm)
    }
    approve_form = forms[ApproveForm.action]
    if page.description is not None and isinstance(approve_form, ApproveForm):
        approve_form.show(page.description.fingerprint)
    context = {
        "page": page,
        "forms": forms,
        "tried": tried,
        "standard_reasons": standard_reasons(),
        "may_answer": page.appeal is not None and can_answer_appeal(request.user, page.appeal),
    }
    return render(request, "moderation/case.html", context, status=status)
