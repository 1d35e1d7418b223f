"""The photos of options, on the host of their own municipality only."""

from django.http import HttpResponse

from samenspel.accounts.context import AppRequest
from voting.enums import BallotState
from voting.queries import access_photo

FOR_A_YEAR = "public, max-age=31536000, immutable"  # another picture has another address


def photo(request: AppRequest, pk: int, digest: str) -> HttpResponse:
    """Hand out a photo; that of a draft to who makes it, kept by nobody on the way."""
    found = access_photo(pk, digest, request.user)
    response = HttpResponse(bytes(found.image), content_type="image/jpeg")
    is_draft = found.option.ballot.state == BallotState.DRAFT
    response.headers["Cache-Control"] = "private, no-store" if is_draft else FOR_A_YEAR
    response.headers["Content-Disposition"] = "inline"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    return response
