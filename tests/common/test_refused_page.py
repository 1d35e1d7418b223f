"""What a person sees when something is refused: the sentence, and a way on."""

import pytest
from django.test import RequestFactory

from samenspel.common.errors import DomainError, NotAllowed, TooMany
from samenspel.common.middleware import DomainErrorMiddleware


@pytest.fixture
def refused(zonnedael, in_zonnedael):
    """Return what a visitor gets when a page raises an error."""

    def answer(error, *, method="get", referer=""):
        headers = {"host": "zonnedael.localhost", "referer": referer}
        request = getattr(RequestFactory(headers=headers), method)("/here/")
        request.municipality = zonnedael
        return DomainErrorMiddleware(lambda request: None).process_exception(request, error)

    return answer


@pytest.mark.parametrize(
    ("error", "status", "heading"),
    [
        (DomainError(), 409, "Dit kan niet"),
        (NotAllowed(), 403, "Niet toegestaan"),
        (TooMany(minutes=5), 429, "Dat was te vaak"),
    ],
)
def test_refused_page_says_what_and_what_now(refused, error, status, heading):
    response = refused(error)

    page = response.content.decode()
    assert response.status_code == status
    assert [f"<h1>{heading}</h1>" in page, str(error) in page] == [True, True]


def test_refused_too_often_says_when_to_come_back(refused):
    assert [refused(error).get("Retry-After") for error in (TooMany(minutes=5), NotAllowed())] == ["300", None]


@pytest.mark.parametrize(
    ("referer", "known"),
    [
        ("http://zonnedael.localhost/before/?page=2", True),
        ("http://zonnedael.localhost/here/", False),
        ("http://elsewhere.example/before/?page=2", False),
        ("", False),
    ],
)
def test_refused_page_leads_back_within_the_site_only(refused, referer, known):
    page = refused(DomainError(), referer=referer).content.decode()

    assert ('href="/before/?page=2"' in page, "elsewhere" in page) == (known, False)
