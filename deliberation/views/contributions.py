"""Placing, changing and withdrawing contributions."""

from collections.abc import Callable

from django.db import transaction
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from deliberation.actions import edit_contribution, post_contribution, withdraw_contribution
from deliberation.context import Viewer
from deliberation.enums import ContributionState
from deliberation.exceptions import EditRefused
from deliberation.forms import ContributionForm, ReplyForm, WordsForm
from deliberation.models import Consultation, Contribution, Room
from deliberation.permissions import can_edit, can_withdraw
from deliberation.queries import access_contribution, access_room, earlier_versions, topic_of
from deliberation.views.consultations import consultation_response
from deliberation.views.pages import contribution_form, item_response, thread_response
from samenspel.accounts.adapters.guests import ensure_guest
from samenspel.accounts.context import AppRequest
from samenspel.accounts.permissions import deny
from samenspel.common.errors import DomainError
from samenspel.common.ratelimit import check_rate, client_key

Refuse = Callable[[ContributionForm, int], HttpResponse]


def post(request: AppRequest, pk: int) -> HttpResponse:
    """Place a contribution in a room."""
    room = access_room(pk)
    if request.method != "POST":  # somebody loads the address of a refused form again
        return redirect(topic_of(room).get_absolute_url())
    topic = topic_of(room)
    form = contribution_form(request, topic, request.POST)

    def refuse(form: ContributionForm, status: int) -> HttpResponse:
        if isinstance(topic, Consultation):
            return consultation_response(request, topic, form=form, status=status)
        return item_response(request, topic, form=form, status=status)

    return _post(request, room, form, None, refuse)


def reply(request: AppRequest, pk: int) -> HttpResponse:
    """Place a reply to a contribution."""
    parent = access_contribution(pk, request.participant)
    if request.method != "POST":
        return redirect("talk:thread", parent.pk)
    form = ReplyForm(request.POST, asks_name=request.participant is None)

    def refuse(form: ContributionForm, status: int) -> HttpResponse:
        return thread_response(request, parent, form=form, status=status)  # type: ignore[arg-type]  # it is a ReplyForm

    return _post(request, parent.room, form, parent, refuse)


def edit(request: AppRequest, pk: int) -> HttpResponse:
    """Change one's own contribution."""
    contribution = access_contribution(pk, request.participant)
    if request.participant is None or contribution.author_id != request.participant.pk:
        return deny(request)
    if not can_edit(request.participant, contribution, now=timezone.now()):
        raise EditRefused
    initial = {"text": contribution.text, "stance": contribution.stance}
    form = WordsForm(request.POST or None, initial=initial)
    if contribution.parent_id is not None:
        form.fields.pop("stance")
    status = 422 if form.is_bound else 200
    if form.is_valid():
        words = {**initial, **form.cleaned_data}
        try:
            check_rate("talk.edit", request.participant.pk, limit=20, seconds=600)
            edit_contribution(contribution, actor=request.participant, text=words["text"], stance=words["stance"])
        except DomainError as error:
            form.add_error(None, str(error))
            status = error.status
        else:
            return redirect(address_of(contribution))
    context = {"form": form, "back": address_of(contribution)}
    return render(request, "deliberation/edit.html", context, status=status)


def withdraw(request: AppRequest, pk: int) -> HttpResponse:
    """Withdraw one's own contribution, after one question."""
    contribution = access_contribution(pk, request.participant)
    if request.participant is None or contribution.author_id != request.participant.pk:
        return deny(request)
    if request.method == "POST" or not can_withdraw(request.participant, contribution):
        withdraw_contribution(contribution, actor=request.participant)
        return redirect(address_of(contribution))
    return render(
        request, "deliberation/withdraw.html", {"contribution": contribution, "back": address_of(contribution)}
    )


def history(request: AppRequest, pk: int) -> HttpResponse:
    """Show how a contribution read before; of one that is not visible nothing is shown."""
    contribution = access_contribution(pk, request.participant)
    visible = contribution.state == ContributionState.PUBLISHED
    context = {
        "contribution": contribution,
        "versions": earlier_versions(contribution) if visible else [],
        "back": address_of(contribution),
    }
    return render(request, "deliberation/history.html", context)


def address_of(contribution: Contribution) -> str:
    """Return where a contribution stands: its thread, or the page of the talk while a moderator has not read it."""
    if contribution.published_at is None:
        return topic_of(contribution.room).get_absolute_url() + f"#contribution-{contribution.pk}"
    return reverse("talk:thread", args=[contribution.parent_id or contribution.pk]) + f"#contribution-{contribution.pk}"


def _post(
    request: AppRequest, room: Room, form: ContributionForm, parent: Contribution | None, refuse: Refuse
) -> HttpResponse:
    """Post what the form holds; what was refused comes back with every word still in it."""
    status = 422
    if form.is_valid():
        try:
            contribution = _place(request, room, form, parent)
        except DomainError as error:
            form.add_error(None, str(error))
            status = error.status
        else:
            return _placed(request, room, contribution)
    if _wants_json(request):
        return JsonResponse({"errors": _sentences(form), "started": form.data.get("started", "")}, status=status)
    return refuse(form, status)


def _place(request: AppRequest, room: Room, form: ContributionForm, parent: Contribution | None) -> Contribution:
    """Count first, so that a refusal costs nothing; a guest whose words are refused is not made."""
    address = request.META.get("REMOTE_ADDR", "")
    if request.participant is None:
        check_rate("talk.guest", client_key(address), limit=10, seconds=3600)
    else:
        check_rate("talk.post", request.participant.pk, limit=10, seconds=600)
    with transaction.atomic():
        actor = ensure_guest(request, form.cleaned_data.get("name", ""))
        return post_contribution(
            room,
            actor=actor,
            text=form.cleaned_data["text"],
            stance=form.cleaned_data.get("stance") or "neutral",
            parent=parent,
            form_token=form.cleaned_data["form_token"],
        )


def _placed(request: AppRequest, room: Room, contribution: Contribution) -> HttpResponse:
    if not _wants_json(request):
        return HttpResponseRedirect(_way_back(room, contribution))
    context = {"contribution": contribution, "viewer": Viewer(person=request.participant)}
    return JsonResponse(
        {
            "id": contribution.pk,
            "parent": contribution.parent_id,
            "version": contribution.version,
            "html": render_to_string("deliberation/_contribution.html", context, request=request),
            "held": contribution.state == ContributionState.HELD,
        },
        status=201,
    )


def _way_back(room: Room, contribution: Contribution) -> str:
    """A new contribution is on top of the page of the talk, a reply at the end of its thread."""
    if contribution.parent_id is not None and contribution.state == ContributionState.PUBLISHED:
        after = max(0, contribution.reply_number - 25)
        thread = reverse("talk:thread", args=[contribution.parent_id])
        return f"{thread}{f'?after={after}' if after else ''}#contribution-{contribution.pk}"
    return topic_of(room).get_absolute_url() + f"#contribution-{contribution.pk}"


def _sentences(form: ContributionForm) -> list[str]:
    return [str(sentence) for sentences in form.errors.values() for sentence in sentences] or [_("Try again.")]


def _wants_json(request: AppRequest) -> bool:
    return request.headers.get("accept", "").startswith("application/json")
