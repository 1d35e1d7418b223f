"""Finding a photo of an option, for who may see its ballot."""

from typing import Any

from django.http import Http404

from voting.models import OptionPhoto
from voting.permissions import can_see_ballot


def access_photo(pk: int, digest: str, user: Any) -> OptionPhoto:
    """Return a photo with its ballot, or raise `Http404`: of another municipality, changed since, or of others' draft."""
    photos = OptionPhoto.objects.select_related("option__ballot").filter(pk=pk, digest=digest)
    photo: OptionPhoto | None = photos.first()
    if photo is None or not can_see_ballot(user, photo.option.ballot):
        raise Http404
    return photo
