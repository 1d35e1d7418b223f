"""The page of an agenda item: what it shows, to whom, and what it costs."""

import uuid

from deliberation.actions import post_contribution
from deliberation.models import Contribution
from tests.deliberation.conftest import form_of


def test_item_page_shows_talk_and_composer(as_, alice, bob, room, item, known):
    known(bob)
    post_contribution(room, actor=bob, text="Een <b>parkeergarage</b>", stance="for")

    response = as_(alice).get(f"/council/items/{item.pk}/")

    assert response.status_code == 200
    page = response.content.decode()
    assert "Een &lt;b&gt;parkeergarage&lt;/b&gt;" in page
    assert page.index('id="composer"') < page.index("parkeergarage")


def test_posting_by_form_places_it_and_shows_it(as_, alice, room, item, known):
    known(alice)
    client = as_(alice)

    response = client.post(f"/talk/rooms/{room.pk}/contributions/", form_of(form_token=str(uuid.uuid4())), follow=True)

    contribution = Contribution.objects.get(room=room)
    assert response.redirect_chain == [(f"/council/items/{item.pk}/#contribution-{contribution.pk}", 302)]
    assert "Meer bomen, graag." in response.content.decode()
