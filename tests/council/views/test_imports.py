"""The clerk's imports: checked line by line, confirmed, carried out by the worker, and told about."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from samenspel.council.actions import run_import
from samenspel.council.importers.csv_file import EXAMPLE
from samenspel.council.models import AgendaItem, ImportRun


def upload(client, text, **values):
    file = SimpleUploadedFile("agenda.csv", text.encode(), content_type="text/csv")
    return client.post("/staff/council/imports/csv/", {"file": file, **values})


def test_file_waits_until_it_is_confirmed_and_is_then_taken_over(as_, griet, in_zonnedael):
    client = as_(griet)

    address = upload(client, EXAMPLE)["Location"]
    before = client.get(address).content.decode()
    waiting = AgendaItem.objects.count()
    client.post(f"{address}start/")
    running = client.get(address).content.decode()
    run_import(ImportRun.objects.get())
    after = client.get(address).content.decode()

    assert (waiting, AgendaItem.objects.count()) == (0, 3)
    assert f"{address}start/" in before
    assert "data-running" in running
    assert "data-running" not in after


def test_file_with_mistakes_comes_back_with_each_line(as_, griet, in_zonnedael):
    answer = upload(as_(griet), "vergadering;datum;onderwerp\nRaad;2027-03-29;\nRaad;gisteren;Parkeren\n")

    lines = [error.line for error in answer.context["errors"]]
    assert lines == [2, 3]
    assert not ImportRun.objects.exists()


def test_file_can_be_added_to_one_meeting(as_, griet, meeting):
    client = as_(griet)

    address = upload(client, "nummer;onderwerp\n1;Parkeren\n2;Fietsen\n", meeting=meeting.pk)["Location"]
    client.post(f"{address}start/")
    run_import(ImportRun.objects.get())

    assert list(AgendaItem.objects.values_list("meeting", "title")) == [
        (meeting.pk, "Parkeren"),
        (meeting.pk, "Fietsen"),
    ]


def test_line_that_is_not_public_is_kept_nowhere_and_leaves_the_site(as_, griet, in_zonnedael):
    client = as_(griet)
    client.post(f"{upload(client, EXAMPLE)['Location']}start/")
    run_import(ImportRun.objects.get())
    closed = EXAMPLE.replace("Parkeren in de Dorpsstraat;punt", "Aankoop Dorpsstraat 1;besloten")

    address = upload(client, closed.replace("r-3;;Pauze;pauze", "r-9;3;Ontslag directeur;besloten"))["Location"]
    waiting = ImportRun.objects.latest("pk")
    kept = str(waiting.payload)
    page = client.get(address).content.decode()
    client.post(f"{address}start/")
    run_import(waiting)

    item = AgendaItem.objects.get(external_id="r-2")
    assert ("Opening" in kept, "Aankoop" in kept, "Ontslag" in kept) == (True, False, False)
    assert "2 besloten regels" in page
    assert (item.kind, item.title, item.explanation, item.result) == ("closed", "Niet openbaar", "", "")
    assert (item.missing_since is not None, item.documents.count()) == (True, 0)
    assert not AgendaItem.objects.filter(external_id="r-9").exists()


def test_import_starts_once(as_, griet, in_zonnedael):
    client = as_(griet)
    address = upload(client, EXAMPLE)["Location"]

    client.post(f"{address}start/")
    queued_at = ImportRun.objects.get().queued_at
    client.post(f"{address}start/")

    assert ImportRun.objects.get().queued_at == queued_at


def test_address_that_the_operator_did_not_allow_is_refused(as_, griet, in_zonnedael):
    answer = as_(griet).post(
        "/staff/council/imports/web/", {"source": "oparl", "address": "https://169.254.169.254/latest/"}
    )

    assert answer.status_code == 409
    assert "169.254.169.254" in answer.content.decode()
    assert not ImportRun.objects.exists()


def test_address_that_is_allowed_is_queued(as_, griet, in_zonnedael):
    answer = as_(griet).post(
        "/staff/council/imports/web/", {"source": "notubiz", "address": "https://api.notubiz.nl/events"}
    )

    run = ImportRun.objects.get()
    assert answer["Location"] == f"/staff/council/imports/{run.pk}/"
    assert run.queued_at is not None


@pytest.mark.parametrize("part", ["csv/", "web/"])
def test_resident_imports_nothing(as_, alice, in_zonnedael, part):
    answer = as_(alice).post(f"/staff/council/imports/{part}", {"text": EXAMPLE})

    assert answer.status_code == 403
    assert not ImportRun.objects.exists()


def test_import_page_is_for_clerks_only(as_, alice, griet, anonymous, in_zonnedael):
    address = upload(as_(griet), EXAMPLE)["Location"]

    assert as_(alice).get(address).status_code == 403
    assert as_(alice).post(f"{address}start/").status_code == 403
    assert anonymous.get(address).status_code == 302
