"""The main job on real input: a council's meeting of 394 lines, and people who talk live about one of them."""

import os
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from samenspel.config.services import BASE_DIR
from tests.journeys.test_talk import expect_connection, place, read_the_form, said, show_news, texts

REAL = Path(os.environ.get("SAMENSPEL_REAL_DATA") or BASE_DIR.parent / "shared" / "data")
KARLSRUHE = REAL / "council" / "oparl" / "karlsruhe"


def _import_karlsruhe(municipality: Any) -> Any:
    """Take over the real files; return the large meeting."""
    from samenspel.council.actions.imports import begin_import, run_import
    from samenspel.council.importers.source import FolderSource
    from samenspel.council.models import Meeting
    from samenspel.tenancy.context import municipality_context

    with municipality_context(municipality):
        run = run_import(begin_import("oparl", str(KARLSRUHE)), opened=FolderSource(KARLSRUHE))
        assert not run.failed
        return Meeting.objects.get(external_id__endswith="/10439")


if KARLSRUHE.is_dir():

    @pytest.mark.conformance
    def test_talk_about_a_real_item_survives_a_cut(visit, zonnedael, make_user, griet):
        meeting = _import_karlsruhe(zonnedael)
        iris, joost = (make_user(zonnedael, name, level=2) for name in ("iris", "joost"))
        clerk = visit(zonnedael, user=griet)
        page = clerk.go(meeting.get_absolute_url())
        clerk.check_page()
        clerk.picture("real-agenda")

        page.locator("a.samenspel-agenda__title").first.click()
        page.locator("form[action$='/open/'] button").click()
        address = page.url.removeprefix(clerk.base).split("#")[0]
        clerk.check_page()
        writer, reader = visit(zonnedael, user=iris), visit(zonnedael, user=joost, phone=True)
        one, other = writer.go(address), reader.go(address)
        expect_connection(other, "live")
        read_the_form(one)
        place(one, "Over dit punt wil ik iets zeggen.")
        show_news(other, 1)
        reader.context.set_offline(True)
        expect(other.locator("[data-lost]")).not_to_be_empty()
        lines = [f"Regel {number}." for number in range(1, 6)]
        for line in lines:
            place(one, line)
            expect(said(one, line)).to_be_visible()
        reader.context.set_offline(False)
        show_news(other, 5)

        assert texts(other) == texts(one) == [*reversed(lines), "Over dit punt wil ik iets zeggen."]
        reader.check_page()
        reader.picture("real-item")
        clerk.go(f"{meeting.get_absolute_url()}?q=haushalt")
        clerk.check_page()
