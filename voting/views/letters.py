"""Letters with codes: made, fetched once, stopped, printed again."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from samenspel.accounts.context import AppRequest
from samenspel.accounts.permissions import deny
from samenspel.common.errors import DomainError
from voting.actions.letters import fetch_letters, make_letters, reprint_letter, void_letters
from voting.enums import LetterFile
from voting.exceptions.rolls import ListNotAcceptable
from voting.forms.rolls import LettersForm
from voting.importers.lists import people_in
from voting.models import Ballot, LetterBatch
from voting.permissions import can_manage_ballots
from voting.queries import access_ballot, standing_of
from voting.queries.rolls import (
    access_entry,
    access_letters,
    entries_without_letter,
    fingerprints,
    letter_batches_of,
    roll_equations,
    roll_of,
)

TYPES = {LetterFile.PDF.value: "application/pdf", LetterFile.CSV.value: "text/csv; charset=utf-8"}


def letters(request: AppRequest, pk: int) -> HttpResponse:
    """List the letters of a ballot; make those that are missing."""
    ballot = access_ballot(pk, request.user)
    if not can_manage_ballots(request.user):
        return deny(request)
    bound = (request.POST, request.FILES) if request.method == "POST" else ()
    form, status = LettersForm(*bound), 200
    if form.is_bound:
        status = 422
        if form.is_valid():
            try:
                make_letters(ballot, actor=request.user, address=_address(request, ballot), **_asked(ballot, form))
            except DomainError as error:
                form.add_error("table" if isinstance(error, ListNotAcceptable) else None, str(error))
                status = error.status
            else:
                messages.success(request, _("The letters are being made. Look again in a moment."))
                return redirect("voting:letters", pk)
    return render(request, "voting/letters.html", {"form": form, **_context(ballot)}, status=status)


def fetch(request: AppRequest, pk: int, batch_pk: int) -> HttpResponse:
    """Hand out a file with letters, once."""
    ballot = access_ballot(pk, request.user)
    batch = access_letters(ballot, batch_pk)
    if not can_manage_ballots(request.user):
        return deny(request)
    if request.method != "POST":
        return redirect("voting:letters", pk)
    content = fetch_letters(batch, actor=request.user)
    response = HttpResponse(content, content_type=TYPES[batch.kind], headers={"Cache-Control": "no-store"})
    response.headers["Content-Disposition"] = f'attachment; filename="{_file_name(batch)}"'
    return response


def void(request: AppRequest, pk: int, batch_pk: int) -> HttpResponse:
    """Stop letters that nobody voted with."""
    ballot = access_ballot(pk, request.user)
    batch = access_letters(ballot, batch_pk)
    if not can_manage_ballots(request.user):
        return deny(request)
    if request.method == "POST":
        void_letters(batch, actor=request.user)
        messages.success(request, _("These letters no longer work. Who voted with one already can go on changing it."))
    return redirect("voting:letters", pk)


def reprint(request: AppRequest, pk: int, entry_pk: int) -> HttpResponse:
    """Make one letter again; the one before stops working."""
    ballot = access_ballot(pk, request.user)
    entry = access_entry(ballot, entry_pk)
    if not can_manage_ballots(request.user):
        return deny(request)
    if request.method == "POST":
        reprint_letter(entry, actor=request.user, kind=LetterFile.PDF, address=_address(request, ballot))
        messages.success(request, _("The earlier letter no longer works. Fetch the new one here in a moment."))
    return redirect("voting:letters", pk)


def _asked(ballot: Ballot, form: LettersForm) -> dict[str, Any]:
    """Which file, and by fingerprint what is printed on each letter."""
    table, columns = form.table_and_columns()
    kind = LetterFile(form.cleaned_data["kind"])
    roll = roll_of(ballot)
    if table is None or roll is None or not roll.salt:
        return {"kind": kind}
    places = [table.column(name) for name in columns]
    people = people_in(table, field=roll.field_name)
    prints = fingerprints(roll.salt, [person.value for person in people])
    lines = [[person.cells[at] for at in places if at < len(person.cells)] for person in people]
    return {"kind": kind, "printed": dict(zip(prints, lines, strict=True))}


def _context(ballot: Ballot) -> dict[str, Any]:
    return {
        "ballot": ballot,
        "standing": standing_of(ballot),
        "roll": roll_of(ballot),
        "equations": roll_equations(ballot),
        "batches": letter_batches_of(ballot)[:100],
        "missing": entries_without_letter(ballot).count(),
    }


def _address(request: AppRequest, ballot: Ballot) -> str:
    return request.build_absolute_uri(reverse("voting:code", args=[ballot.pk]))


def _file_name(batch: LetterBatch) -> str:
    return f"brieven-{batch.ballot_id}-{batch.pk}.{batch.kind}"
