"""Publishing: a folder that anybody recounts, signed, made once, and silent about who voted what."""

import hashlib
import io
import random
import shutil
import subprocess
import sys
import zipfile

import pytest
from django.db import transaction

from samenspel.audit.models import AuditEntry
from samenspel.tenancy.context import municipality_context
from tests.voting.conftest import close_now, fixed_ballot, make_ballot
from voting.actions import cast_vote, count_ballot, publish_ballot
from voting.exporters import files_in
from voting.exporters.folder import DifferentResult
from voting.models import Ballot, CountedVote, Participation, Publication, SigningKey
from voting.permissions import Voter
from voting.tasks import publish_counted

ALWAYS = {
    "README.txt", "SHA256SUMS", "SHA256SUMS.sig", "ballots.txt", "election.json", "explanation.en.txt",
    "explanation.nl.txt", "key.pem", "lot.json", "receipts.txt", "recount.py", "result.json", "rule.json", "sums.json",
}  # fmt: skip
FORMS = {
    "yes_no": ({}, ["1", "2", "-", "1"], set()),
    "single_choice": ({}, ["1", "2", "2", "1"], set()),
    "approval": ({"seats": 2}, ["1 3", "2", "2 3", "-"], set()),
    "score": ({}, ["1:5 2:1", "2:3", "3:4"], set()),
    "stv": ({"seats": 2}, ["1>2", "2>3>1", "3", "1>3"], {"ballots.blt"}),
    "schulze": ({}, ["1>2>3", "2>3", "3>1"], {"ballots.blt"}),
    "budget": ({"budget": {"total": 300_000}}, ["1 2", "2 3", "2"], {"ballots.pb"}),
    "equal_shares": ({"budget": {"total": 300_000}}, ["1 2", "2 3", "2"], {"ballots.pb"}),
}


@pytest.fixture
def counted(in_zonnedael, voters):
    """Hold and count a vote: `counted("stv", {"seats": 2}, ["1>2", "3"])`."""

    def hold(method="yes_no", settings=None, lines=("1", "2", "1")):
        ballot = fixed_ballot(in_zonnedael, method=method, settings=settings or {})
        for person, line in zip(voters(len(lines)), lines, strict=True):
            cast_vote(ballot, voter=Voter(person), marks=line)
        return count_ballot(close_now(ballot))

    return hold


@pytest.fixture
def unpacked(tmp_path):
    """Unpack a publication as who downloads it does."""

    def unpack(made):
        folder = tmp_path / f"stemming-{made.pk}"
        with zipfile.ZipFile(io.BytesIO(bytes(made.archive))) as archive:
            archive.extractall(folder)
        return folder

    return unpack


def recount(folder):
    """Run the program of the folder, on its own, as anybody would."""
    command = [sys.executable, "-I", str(folder / "recount.py"), str(folder)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("method", list(FORMS))
def test_folder_is_recounted_by_the_program_in_it(counted, unpacked, method):
    settings, lines, more = FORMS[method]

    folder = unpacked(publish_ballot(counted(method, settings, lines)))

    done = recount(folder)
    assert (done.returncode, done.stderr) == (0, ""), done.stdout
    assert {file.name for file in folder.iterdir()} == ALWAYS | more


def test_recount_finds_a_ballot_that_was_changed(counted, unpacked):
    folder = unpacked(publish_ballot(counted()))
    (folder / "ballots.txt").write_text("1\n1\n1\n", encoding="utf-8")

    assert recount(folder).returncode == 1


@pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl is not installed")
def test_signature_is_checked_by_openssl(counted, unpacked):
    folder = unpacked(publish_ballot(counted()))
    command = ["openssl", "pkeyutl", "-verify", "-pubin", "-inkey", "key.pem", "-rawin", "-in", "SHA256SUMS"]
    command += ["-sigfile", "SHA256SUMS.sig"]

    true = subprocess.run(command, cwd=folder, capture_output=True, check=False)
    with (folder / "SHA256SUMS").open("ab") as sums:
        sums.write(b"\n")
    false = subprocess.run(command, cwd=folder, capture_output=True, check=False)

    assert (true.returncode, b"Verified Successfully" in true.stdout) == (0, True)
    assert false.returncode != 0


def test_folder_lists_ballots_and_receipts_in_an_order_that_says_nothing(counted, voters):
    lines = [random.Random(4).choice(["1", "2", "-"]) for _ in range(20)]
    ballot = counted("yes_no", {}, lines)

    files = files_in(bytes(publish_ballot(ballot).archive))

    receipts = list(Participation.objects.filter(ballot=ballot).order_by("pk").values_list("receipt", flat=True))
    assert files["ballots.txt"].decode().splitlines() == sorted(lines)
    assert files["receipts.txt"].decode().splitlines() == sorted(receipts)
    assert receipts != sorted(receipts)


def test_no_file_holds_a_person(counted, voters):
    ballot = counted()
    people = [part.person for part in Participation.objects.filter(ballot=ballot).select_related("person")]

    files = files_in(bytes(publish_ballot(ballot).archive))

    whole = b"\n".join(data for name, data in files.items() if name != "recount.py").decode(errors="replace")
    assert [word for person in people for word in (person.email, person.display_name) if word and word in whole] == []


def test_folder_is_made_once_and_is_the_same_whenever_it_is_made(counted):
    ballot = counted()

    first = publish_ballot(ballot)
    again = publish_ballot(ballot)
    Publication.objects.all().delete()
    anew = publish_ballot(ballot)

    assert again.pk == first.pk
    assert bytes(anew.archive) == bytes(first.archive)
    assert anew.digest == hashlib.sha256(bytes(anew.archive)).hexdigest()
    assert AuditEntry.objects.filter(action="voting.ballot.published").count() == 2


def test_municipalities_sign_with_a_key_of_their_own_that_is_kept_encrypted(counted, mistbergen):
    publish_ballot(counted())
    publish_ballot(counted())
    with municipality_context(mistbergen):
        theirs = fixed_ballot(mistbergen)
        publish_ballot(count_ballot(close_now(theirs)))
        their_key = SigningKey.objects.get().public_key

    ours = SigningKey.objects.get()
    assert ours.public_key != their_key
    assert b"PRIVATE" not in bytes(ours.private_key)
    assert bytes(ours.private_key).startswith(b"gAAAA")  # Fernet


def test_ballots_that_do_not_give_the_stored_result_are_not_published(counted):
    ballot = counted()
    CountedVote.objects.filter(ballot=ballot, marks="1").update(marks="2")

    with pytest.raises(DifferentResult):
        publish_ballot(ballot)

    assert not Publication.objects.exists()


@pytest.mark.parametrize("state", ["draft", "planned", "cancelled"])
def test_nothing_is_published_of_a_ballot_that_is_not_counted(in_zonnedael, state):
    assert publish_ballot(make_ballot(in_zonnedael, state=state)) is None
    assert not Publication.objects.exists()


def test_publication_that_is_rolled_back_leaves_nothing(counted):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        publish_ballot(counted())
        raise ZeroDivisionError

    assert (Publication.objects.count(), SigningKey.objects.count()) == (0, 0)


def test_task_publishes_what_was_counted_and_one_that_fails_holds_up_no_other(counted, caplog):
    broken, sound = counted(), counted()
    CountedVote.objects.filter(ballot=broken, marks="1").update(marks="2")

    publish_counted(0)
    publish_counted(60)

    assert list(Publication.objects.values_list("ballot", flat=True)) == [sound.pk]
    assert {(record.message, record.ballot_id) for record in caplog.records if record.name == "voting.tasks"} == {
        ("voting.publish_failed", broken.pk)
    }
    assert Ballot.objects.get(pk=broken.pk).state == "counted"
