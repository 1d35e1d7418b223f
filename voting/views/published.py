"""The folder of a counted ballot: the page that says what is in it, the files, and whether a receipt is in the list."""

import hashlib
from dataclasses import dataclass

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.http import content_disposition_header
from django.utils.translation import gettext_lazy as _

from samenspel.accounts.context import AppRequest
from voting.exporters import files_in
from voting.models import Ballot, Publication
from voting.queries import access_counted_ballot, has_receipt, public_key, publication_of

ZIP = "zip"
WORDS: dict[str, Promise] = {
    "README.txt": _("How to count this vote yourself"),
    "SHA256SUMS": _("The checksum of every file"),
    "SHA256SUMS.sig": _("The signature of the municipality under the checksums"),
    "ballots.blt": _("The same ballots, for other counting programs"),
    "ballots.pb": _("The same ballots, for other counting programs"),
    "ballots.txt": _("All ballots, sorted: the order says nothing about who or when"),
    "election.json": _("The question, the options and the times"),
    "explanation.en.txt": _("The result in English sentences"),
    "explanation.nl.txt": _("The result in Dutch sentences"),
    "key.pem": _("The key to check the signature with"),
    "lot.json": _("The lot, and what it comes from"),
    "receipts.txt": _("The codes of all votes that were cast, sorted"),
    "recount.py": _("The program that counts again"),
    "result.json": _("The result, as the program wrote it"),
    "rule.json": _("The rule, as it was fixed before the opening"),
    "sums.json": _("How many people took part, small numbers taken together"),
}
TYPES = {
    ".txt": "text/plain; charset=utf-8",
    ".json": "application/json",
    ".py": "text/x-python; charset=utf-8",
    ".pem": "application/x-pem-file",
}


@dataclass(frozen=True)
class PublishedFile:
    """A file of the folder: its name, what it is, how many bytes, and its checksum."""

    name: str
    words: Promise | str
    size: int
    digest: str


def published(request: AppRequest, pk: int) -> HttpResponse:
    """Show what was published of a counted ballot, and look up a receipt."""
    ballot = access_counted_ballot(pk, request.user)
    made = publication_of(ballot)
    receipt = request.GET.get("receipt", "").strip()[:40]
    context = {
        "ballot": ballot,
        "publication": made,
        "files": _files(made) if made else [],
        "size": len(made.archive) if made else 0,
        "public_key": public_key(),
        "receipt": receipt,
        "is_in_list": has_receipt(ballot, receipt) if receipt else None,
    }
    response = render(request, "voting/published.html", context)
    if receipt:
        response.headers["Cache-Control"] = "no-store, private"
    return response


def published_file(request: AppRequest, pk: int, name: str) -> HttpResponse:
    """Hand out the folder as one file, or one file of it."""
    ballot = access_counted_ballot(pk, request.user)
    made = publication_of(ballot)
    if made is None:
        raise Http404
    archive = bytes(made.archive)
    data = archive if name == ZIP else files_in(archive).get(name)
    if data is None:
        raise Http404
    saved_as = _name_of(ballot) if name == ZIP else name
    content_type = TYPES.get(saved_as[saved_as.rfind(".") :], "application/octet-stream")
    disposition = content_disposition_header(as_attachment=True, filename=saved_as)
    return HttpResponse(data, content_type=content_type, headers={"Content-Disposition": disposition or "attachment"})


def _files(made: Publication) -> list[PublishedFile]:
    return [
        PublishedFile(name, WORDS.get(name, ""), len(data), hashlib.sha256(data).hexdigest())
        for name, data in sorted(files_in(bytes(made.archive)).items())
    ]


def _name_of(ballot: Ballot) -> str:
    return f"stemming-{ballot.pk}.zip"
