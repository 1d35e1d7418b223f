"""Letter codes: made or imported in batches, readable once, usable once."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.utils import timezone

from samenspel.accounts import tasks
from samenspel.accounts.actions import letter_codes
from samenspel.accounts.actions.letter_codes import (
    create_batch,
    download_codes,
    fill_batch,
    import_batch,
    normalise_code,
    use_letter_code,
    void_batch,
    wipe_readable_codes,
)
from samenspel.accounts.exceptions import AlreadyVerified, CodesNotAcceptable, CodesNotReadable, LetterCodeNotValid
from samenspel.accounts.importers.letter_codes import read_codes
from samenspel.accounts.models import LetterCode, LetterCodeBatch, User, Verification
from samenspel.audit.models import AuditEntry
from samenspel.common.errors import NotAllowed, TooMany
from samenspel.tenancy.context import municipality_context

NEXT_WEEK = timedelta(days=7)


@pytest.fixture
def make_codes(in_zonnedael, ada):
    """Make a filled batch and return it with its codes, which are then wiped."""

    def make(wanted=5, *, valid_for=NEXT_WEEK):
        batch = create_batch(name="Centre", wanted=wanted, expires_at=timezone.now() + valid_for, actor=ada)
        fill_batch(batch)
        return batch, download_codes(batch, actor=ada)

    return make


def audited():
    return list(AuditEntry.objects.order_by("id").values_list("action", flat=True))


def test_codes_are_grouped_long_and_without_lookalikes(make_codes):
    _, codes = make_codes(500)

    assert len(set(codes)) == 500
    assert all(re.fullmatch(r"(?:[0-9A-HJKMNP-TV-Z]{4}-){2}[0-9A-HJKMNP-TV-Z]{4}", code) for code in codes)


@pytest.mark.parametrize("typed", ["0123-45lo-VUab", " o123 45I0 vvAB ", "0123.4510.vvab"])
def test_code_is_read_however_it_is_typed(typed):
    assert normalise_code(typed) == "01234510VVAB"


def test_codes_are_stored_as_keyed_hashes_only(make_codes):
    batch, codes = make_codes()

    stored = str(list(LetterCode.objects.values())) + str(list(AuditEntry.objects.values()))
    batch.refresh_from_db()
    assert not any(code in stored or normalise_code(code) in stored for code in codes)
    assert (batch.readable, batch.made, LetterCode.objects.count()) == (None, 5, 5)


def test_readable_codes_are_encrypted_until_the_download(in_zonnedael, ada):
    batch = create_batch(name="Centre", wanted=3, expires_at=timezone.now() + NEXT_WEEK, actor=ada)
    fill_batch(batch)
    batch.refresh_from_db()
    before = bytes(batch.readable)

    codes = download_codes(batch, actor=ada)

    assert not any(normalise_code(code).encode() in before for code in codes)
    with pytest.raises(CodesNotReadable):
        download_codes(batch, actor=ada)
    assert audited() == ["accounts.letter_batch.created", "accounts.letter_batch.downloaded"]


def test_filling_goes_on_where_it_stopped_and_twice_changes_nothing(in_zonnedael, ada, monkeypatch):
    monkeypatch.setattr(letter_codes, "CHUNK", 4)
    batch = create_batch(name="Centre", wanted=10, expires_at=timezone.now() + NEXT_WEEK, actor=ada)

    letter_codes._fill_some(batch)  # and then the worker crashed
    batch.refresh_from_db()
    halfway = batch.made
    with municipality_context(None):
        tasks.fill_letter_batch(in_zonnedael.pk, batch.pk)
        tasks.fill_letter_batch(in_zonnedael.pk, batch.pk)

    assert (halfway, LetterCode.objects.count()) == (4, 10)
    for code, person in zip(download_codes(batch, actor=ada), User.objects.all(), strict=False):
        use_letter_code(code, actor=person, address="192.0.2.1")


def test_readable_codes_are_wiped_after_a_day(in_zonnedael, ada):
    batch = create_batch(name="Centre", wanted=3, expires_at=timezone.now() + NEXT_WEEK, actor=ada)
    fill_batch(batch)
    young = wipe_readable_codes()
    LetterCodeBatch.objects.update(finished_at=timezone.now() - timedelta(hours=25))
    with municipality_context(None):
        tasks.wipe_letter_codes(timestamp=0)

    batch.refresh_from_db()
    assert (young, batch.readable, audited()[-1]) == (0, None, "accounts.letter_batch.wiped")


def test_resident_is_verified_by_a_code_and_keeps_the_highest_level(make_codes, alice):
    batch, codes = make_codes()

    use_letter_code(codes[0].lower(), actor=alice, address="192.0.2.1")

    alice.refresh_from_db()
    assert alice.verification_level == 2
    assert list(Verification.objects.values_list("user", "level", "method", "evidence")) == [
        (alice.pk, 2, "letter_code", f"batch {batch.pk}")
    ]
    assert AuditEntry.objects.order_by("id").last().data == {"level": 2, "method": "letter_code"}


def test_code_works_once(make_codes, alice, bob):
    _, codes = make_codes()
    use_letter_code(codes[0], actor=alice, address="192.0.2.1")

    with pytest.raises(LetterCodeNotValid):
        use_letter_code(codes[0], actor=bob, address="192.0.2.2")
    with pytest.raises(AlreadyVerified):
        use_letter_code(codes[1], actor=alice, address="192.0.2.1")
    assert use_letter_code(codes[1], actor=bob, address="192.0.2.2") == bob


@pytest.mark.django_db(transaction=True)
def test_fifty_people_with_one_code_at_the_same_moment_verify_one(make_codes, make_user, zonnedael):
    _, codes = make_codes()
    people = [make_user(zonnedael, f"person{number}") for number in range(50)]

    def use(number):
        try:
            with municipality_context(zonnedael):
                use_letter_code(codes[0], actor=people[number], address=f"192.0.2.{number}")
        except LetterCodeNotValid:
            return False
        else:
            return True
        finally:
            connection.close()

    with ThreadPoolExecutor(50) as pool:
        results = list(pool.map(use, range(50)))

    assert results.count(True) == 1
    assert Verification.objects.filter(level=2).count() == LetterCode.objects.exclude(used_at=None).count() == 1


@pytest.mark.django_db(transaction=True)
def test_one_person_with_five_codes_at_the_same_moment_uses_one(make_codes, make_user, zonnedael):
    _, codes = make_codes()
    person, together = make_user(zonnedael, "person"), Barrier(5)

    def use(code):
        try:
            with municipality_context(zonnedael):
                together.wait(30)
                use_letter_code(code, actor=person, address="192.0.2.1")
        except AlreadyVerified:
            return False
        else:
            return True
        finally:
            connection.close()

    with ThreadPoolExecutor(5) as pool:
        results = list(pool.map(use, codes[:5]))

    assert results.count(True) == 1
    assert Verification.objects.filter(level=2).count() == LetterCode.objects.exclude(used_at=None).count() == 1


def test_expired_code_does_not_work(make_codes, alice):
    _, codes = make_codes(valid_for=timedelta(seconds=-1))

    with pytest.raises(LetterCodeNotValid):
        use_letter_code(codes[0], actor=alice, address="192.0.2.1")


def test_stopped_batch_keeps_who_was_verified(make_codes, alice, bob, ada):
    batch, codes = make_codes()
    use_letter_code(codes[0], actor=alice, address="192.0.2.1")

    void_batch(batch, actor=ada)
    void_batch(batch, actor=ada)

    with pytest.raises(LetterCodeNotValid):
        use_letter_code(codes[1], actor=bob, address="192.0.2.2")
    assert Verification.objects.filter(level=2).count() == 1
    assert AuditEntry.objects.get(action="accounts.letter_batch.voided").data == {"stopped": 4}


def test_code_of_one_municipality_does_not_work_in_another(make_codes, mallory, mistbergen):
    _, codes = make_codes()

    with municipality_context(mistbergen), pytest.raises(LetterCodeNotValid):
        use_letter_code(codes[0], actor=mallory, address="192.0.2.1")


def test_person_who_guesses_is_locked_out_and_told_for_how_long(make_codes, alice, bob):
    _, codes = make_codes()
    for _ in range(5):
        with pytest.raises(LetterCodeNotValid):
            use_letter_code("AAAA-AAAA-AAAA", actor=alice, address="192.0.2.1")

    with pytest.raises(TooMany) as refused:
        use_letter_code(codes[0], actor=alice, address="192.0.2.1")

    assert refused.value.placeholders == {"minutes": 15}
    assert use_letter_code(codes[0], actor=bob, address="192.0.2.1") == bob


def test_client_address_that_guesses_is_locked_out(make_codes, make_user, zonnedael, alice):
    _, codes = make_codes()
    for number in range(30):
        with pytest.raises(LetterCodeNotValid):
            use_letter_code("AAAA", actor=make_user(zonnedael, f"person{number}"), address="192.0.2.1")

    with pytest.raises(TooMany):
        use_letter_code(codes[0], actor=alice, address="192.0.2.1")
    assert use_letter_code(codes[0], actor=alice, address="192.0.2.9") == alice


@pytest.mark.parametrize("who", ["alice", "griet", "mo"])
def test_only_administrators_handle_batches(request, make_codes, who):
    batch, _ = make_codes()
    actor = request.getfixturevalue(who)

    for act in (
        lambda: create_batch(name="x", wanted=1, expires_at=timezone.now(), actor=actor),
        lambda: import_batch(name="x", codes=["A" * 12], expires_at=timezone.now(), actor=actor),
        lambda: download_codes(batch, actor=actor),
        lambda: void_batch(batch, actor=actor),
    ):
        with pytest.raises(NotAllowed):
            act()


def test_imported_codes_work_and_are_not_kept(in_zonnedael, ada, alice, monkeypatch):
    monkeypatch.setattr(letter_codes, "CHUNK", 2)
    codes = read_codes(b"code;name\r\n0000-1111-2222;a\r\n0000-1111-3333;b\r\n0000-1111-444o;c\r\n")
    batch = import_batch(name="Printer", codes=codes, expires_at=timezone.now() + NEXT_WEEK, actor=ada)
    fill_batch(batch)

    assert (batch.readable, batch.made) == (None, 3)
    assert use_letter_code("0000 1111 4440", actor=alice, address="192.0.2.1") == alice
    with pytest.raises(CodesNotReadable):
        download_codes(batch, actor=ada)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "no codes"),
        (b"code\n\n", "no codes"),
        (b"\xff\xfe", "not a CSV file"),
        (b"ABCDEFGHJKMN\nabcd-efgh-jkmn\n", "same code twice"),
        ("ABCDEFGHJKMN\nÄBCDEFGHJKMN\n".encode(), "Line 2"),
        (b"ABCDE\n", "too easy to guess"),
        (b"12345678\n", "too easy to guess"),
    ],
)
def test_files_that_are_no_good_are_refused_with_a_sentence(in_zonnedael, content, words):
    from django.utils import translation

    with translation.override("en"), pytest.raises(CodesNotAcceptable) as refused:
        read_codes(content)

    assert words in str(refused.value)


def test_codes_that_are_stored_already_are_refused(make_codes):
    _, codes = make_codes()

    with pytest.raises(CodesNotAcceptable):
        read_codes("\n".join(["ABCD-EFGH-JKMN", codes[2]]).encode())


# --- The pages.


def test_administrator_makes_codes_fetches_and_stops_them(in_zonnedael, as_, ada):
    client = as_(ada)
    until = (timezone.localdate() + NEXT_WEEK).isoformat()

    asked = client.post("/staff/letters/new/", {"name": "Wijk Noord", "wanted": 7, "expires_on": until})
    running = client.get(asked.url).content.decode()
    batch = LetterCodeBatch.objects.get()
    fill_batch(batch)
    ready = client.get(asked.url).content.decode()
    fetched = client.post(f"{asked.url}download/")
    again = client.post(f"{asked.url}download/")
    client.post(f"{asked.url}void/")
    stopped = client.get(asked.url).content.decode()

    assert ["data-running" in page for page in (running, ready)] == [True, False]
    assert len(fetched.content.decode().split()) == 8
    assert fetched.headers["Content-Disposition"] == 'attachment; filename="wijk-noord.csv"'
    assert (again.status_code, f"{asked.url}void/" in ready, f"{asked.url}void/" in stopped) == (409, True, False)
    assert "Wijk Noord" in client.get("/staff/letters/").content.decode()


def test_administrator_imports_a_file(in_zonnedael, as_, ada):
    client = as_(ada)
    fields = {"name": "Printer", "expires_on": (timezone.localdate() + NEXT_WEEK).isoformat()}

    wrong = client.post("/staff/letters/import/", {**fields, "file": SimpleUploadedFile("c.csv", b"ABC\n")})
    right = client.post("/staff/letters/import/", {**fields, "file": SimpleUploadedFile("c.csv", b"ABCDEFGHJKMN\n")})

    assert (wrong.status_code, right.status_code, LetterCodeBatch.objects.get().wanted) == (200, 302, 1)


def test_day_that_passed_is_refused(in_zonnedael, as_, ada):
    response = as_(ada).post("/staff/letters/new/", {"name": "x", "wanted": 1, "expires_on": "2020-01-01"})

    assert (response.status_code, LetterCodeBatch.objects.count()) == (200, 0)


def test_letters_are_for_administrators_of_this_municipality(make_codes, as_, anonymous, griet, mallory):
    batch, _ = make_codes()
    pages = ["", "new/", "import/", f"{batch.pk}/"]

    visitor = [anonymous.get(f"/staff/letters/{page}").status_code for page in pages]
    clerk = [as_(griet).get(f"/staff/letters/{page}").status_code for page in pages]
    outside = [
        as_(mallory).post(f"/staff/letters/{batch.pk}/{part}").status_code for part in ("", "download/", "void/")
    ]

    assert (visitor, clerk, outside) == ([302] * 4, [403] * 4, [404] * 3)


def test_list_of_batches_costs_the_same_for_many(make_codes, as_, ada, django_assert_max_num_queries):
    for _ in range(10):
        make_codes(1)
    client = as_(ada)

    with django_assert_max_num_queries(12):
        client.get("/staff/letters/")


def test_resident_enters_a_code(make_codes, as_, alice, anonymous):
    _, codes = make_codes()
    client = as_(alice)

    visitor = anonymous.get("/account/letter-code/")
    empty = client.get("/account/letter-code/")
    wrong = client.post("/account/letter-code/", {"code": "nonsense"})
    right = client.post("/account/letter-code/", {"code": codes[0]})
    done = client.get("/account/letter-code/")

    assert visitor.url == "/account/login/?next=/account/letter-code/"
    assert (empty.status_code, wrong.status_code, right.url) == (200, 409, "/account/")
    assert 'value="nonsense"' in wrong.content.decode()
    assert 'name="code"' not in done.content.decode()


def test_locked_out_resident_keeps_what_they_typed(in_zonnedael, as_, alice):
    client = as_(alice)
    statuses = [client.post("/account/letter-code/", {"code": "nonsense"}).status_code for _ in range(6)]

    assert statuses == [409, 409, 409, 409, 409, 429]
