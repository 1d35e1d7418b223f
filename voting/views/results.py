"""The result of a ballot as a file to keep or print."""

from django.http import HttpResponse
from django.urls import reverse
from django.utils.http import content_disposition_header

from samenspel.accounts.context import AppRequest
from voting.exporters.result_pdf import result_pdf as pdf_of
from voting.queries import access_counted_ballot


def result_pdf(request: AppRequest, pk: int) -> HttpResponse:
    """Hand out the result as PDF, in the reader's language."""
    ballot = access_counted_ballot(pk, request.user)
    address = request.build_absolute_uri(reverse("voting:published", args=[ballot.pk]))
    response = HttpResponse(pdf_of(ballot, address=address), content_type="application/pdf")
    name = f"uitslag-{ballot.pk}.pdf"
    response.headers["Content-Disposition"] = content_disposition_header(as_attachment=False, filename=name) or ""
    return response
