"""Anybody can check a published vote with one file, and hears in plain sentences what does not agree."""

import ast
import json
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.voting.verify.folders import (
    canonical,
    change,
    rule_json,
    seal,
    write_folder,
)
from voting.verify import recount

PROGRAM = Path(recount.__file__)
LINES = ["1>2>3"] * 5 + ["2>3"] * 4 + ["3>2"] * 3 + ["9>1", "-"]
AGREES = """\
Agrees: all 5 files have the checksum in SHA256SUMS.
Agrees: the rule is the one that was shown before the opening.
Agrees: the lot is the one that was fixed beforehand.
Agrees: the seed of the lot follows from the secret, the ballots and the draw.
Agrees: the 14 ballots are sorted, so their order says nothing about who or when.
Counted again: 14 ballots cast, of which 12 count, 1 are blank and 1 are invalid.
Agrees: the result is the same, byte for byte. Winners: 2.
The folder is not signed.
Everything agrees.
"""


@pytest.fixture
def folder(tmp_path):
    return write_folder(tmp_path / "vote", rule_json("instant_runoff"), LINES, drawn="7 11 23", electorate=40)


def told(capsys, path, *options):
    """Run the program; return its exit code and the sentences about differences."""
    code = recount.main([str(path), *options])
    printed = capsys.readouterr()
    lines = (printed.out + printed.err).splitlines()
    return code, [
        line for line in lines if not line.startswith(("Agrees", "Counted again", "The folder is not signed"))
    ]


def test_an_honest_folder_agrees_in_every_respect(folder, capsys):
    code = recount.main([str(folder)])

    assert (code, capsys.readouterr().out) == (0, AGREES)


def test_the_program_speaks_dutch(folder, capsys):
    code = recount.main([str(folder), "--nl"])

    assert code == 0
    assert capsys.readouterr().out.splitlines()[-3:] == [
        "Klopt: de uitslag is precies dezelfde. Winnaars: 2.",
        "De map heeft geen handtekening.",
        "Alles klopt.",
    ]


def test_every_sentence_has_the_same_names_in_both_languages():
    different = [
        key
        for key, (english, dutch) in recount.SENTENCES.items()
        if set(re.findall(r"{(\w+)}", english)) != set(re.findall(r"{(\w+)}", dutch))
    ]

    assert different == []


@pytest.mark.parametrize("inside", ["", "vote-1/"])
def test_a_zip_is_read_like_its_folder(folder, tmp_path, capsys, inside):
    with zipfile.ZipFile(tmp_path / "vote.zip", "w") as packed:
        for each in folder.iterdir():
            packed.write(each, inside + each.name)

    code = recount.main([str(tmp_path / "vote.zip")])

    assert (code, capsys.readouterr().out) == (0, AGREES)


def test_write_prints_the_result_itself(folder, capfdbinary):
    code = recount.main([str(folder), "--write"])

    assert (code, capfdbinary.readouterr().out) == (0, (folder / "result.json").read_bytes())


def test_the_way_to_check_the_signature_is_told(folder, capsys):
    (folder / "SHA256SUMS.sig").write_bytes(b"signature")
    (folder / "key.pem").write_text("key", encoding="utf-8")

    recount.main([str(folder)])

    assert capsys.readouterr().out.splitlines()[-3:] == [
        "This program does not check the signature. You can, with openssl, in the folder:",
        "  openssl pkeyutl -verify -pubin -inkey key.pem -rawin -in SHA256SUMS -sigfile SHA256SUMS.sig",
        "Everything agrees.",
    ]


# --- Tampering: each is named, also when somebody wrote the checksums anew


def test_files_that_are_changed_missing_or_extra_are_named(folder, capsys):
    (folder / "extra.txt").write_text("hello", encoding="utf-8")
    (folder / "notes.txt").write_text("hello", encoding="utf-8")
    seal(folder)
    (folder / "notes.txt").unlink()
    (folder / "extra.txt").write_text("bye", encoding="utf-8")
    (folder / "more.txt").write_text("bye", encoding="utf-8")

    assert told(capsys, folder) == (
        1,
        [
            "DIFFERENT: the file extra.txt was changed: it does not have the checksum in SHA256SUMS.",
            "DIFFERENT: the file more.txt is in the folder, and not in SHA256SUMS.",
            "DIFFERENT: the file notes.txt is missing, and is in SHA256SUMS.",
            "Not everything agrees.",
        ],
    )


def test_a_changed_ballot_is_named(folder, capsys):
    _set_ballots(folder, sorted(["3>1", *LINES[1:]]))

    code, said = told(capsys, folder)

    assert code == 1
    assert said[0] == "DIFFERENT: the file ballots.txt was changed: it does not have the checksum in SHA256SUMS."


def test_a_changed_ballot_is_named_although_the_checksums_are_new(folder, capsys):
    _set_ballots(folder, sorted(["3>1", *LINES[1:]]))
    seal(folder)

    code, said = told(capsys, folder)

    assert code == 1
    assert said[0].startswith(
        "DIFFERENT: the seed in lot.json does not follow from the secret, the ballots and the draw."
    )
    assert said[1:4] == [
        "DIFFERENT: the result is not the one that this program finds. The first differences:",
        '  options[0].got: published "5", found here "4"',
        '  options[0].lacked: published "2", found here "0"',
    ]


def test_a_removed_ballot_is_named(folder, capsys):
    _set_ballots(folder, sorted(LINES)[:-1])
    seal(folder)

    code, said = told(capsys, folder)

    assert code == 1
    assert said[0].startswith("DIFFERENT: the seed in lot.json")
    assert said[1] == "DIFFERENT: the result is not the one that this program finds. The first differences:"


def test_a_swapped_lot_is_named(folder, capsys):
    seed = recount.sha256(f"another secret\n{recount.Folder(folder).sha256('ballots.txt')}\n7 11 23")
    change(folder, "lot.json", {"secret": "another secret", "seed": seed})
    seal(folder)

    code, said = told(capsys, folder)

    assert code == 1
    assert said[0] == (
        "DIFFERENT: the secret in lot.json does not fit the commitment in election.json: the lot was swapped."
    )


def test_another_draw_is_named(folder, capsys):
    change(folder, "lot.json", {"drawn": "1 2 3"})
    seal(folder)

    code, said = told(capsys, folder)

    assert code == 1
    assert said[0].startswith("DIFFERENT: the seed in lot.json does not follow")


def test_a_reordered_file_is_named(folder, capsys):
    lines = sorted(LINES)
    _set_ballots(folder, [lines[1], lines[0], *lines[2:]][::-1])
    seal(folder)

    code, said = told(capsys, folder)

    assert code == 1
    assert "DIFFERENT: ballots.txt is not sorted: line 2 should stand before line 1." in said


def test_a_last_line_without_an_end_is_named(folder, capsys):
    file = folder / "ballots.txt"
    file.write_bytes(file.read_bytes()[:-1])
    seal(folder)

    code, said = told(capsys, folder)

    assert code == 1
    assert "DIFFERENT: the last line of ballots.txt does not end." in said


def test_a_changed_rule_is_named(folder, capsys):
    change(folder, "rule.json", {"ties": ["lot"]})
    seal(folder)

    code, said = told(capsys, folder)

    assert code == 1
    assert said == ["DIFFERENT: rule.json is not the rule that was shown before the opening.", "Not everything agrees."]


def test_a_changed_result_is_named_with_both_values(folder, capsys):
    change(folder, "result.json", {"winners": [1], "extra": 1})
    seal(folder)

    assert told(capsys, folder) == (
        1,
        [
            "DIFFERENT: the result is not the one that this program finds. The first differences:",
            "  extra: published 1, found here nothing",
            "  winners[0]: published 1, found here 2",
            "Not everything agrees.",
        ],
    )


def test_the_same_result_written_in_another_way_is_named(folder, capsys):
    file = folder / "result.json"
    file.write_text(json.dumps(json.loads(file.read_bytes()), indent=1), encoding="utf-8")
    seal(folder)

    assert told(capsys, folder) == (
        1,
        [
            "DIFFERENT: result.json holds the same values, but is written in another way.",
            "Not everything agrees.",
        ],
    )


def test_a_result_for_another_electorate_is_named(folder, capsys):
    rule = json.loads((folder / "rule.json").read_bytes())
    rule["decision"]["quorum"] = "1/2"
    other = write_folder(folder.parent / "other", rule, LINES, electorate=40)
    change(other, "election.json", {"electorate": 20})
    seal(other)

    code, said = told(capsys, other)

    assert code == 1
    assert said[1:-1] == [
        "  decision.quorum.needed: published 20, found here 10",
        "  decision.quorum.reached: published false, found here true",
        "  decision.valid: published false, found here true",
    ]


def test_a_folder_without_a_promised_lot_is_fine(tmp_path, capsys):
    folder = write_folder(tmp_path / "vote", rule_json("single_choice"), ["1", "2", "2"], secret="")

    recount.main([str(folder)])

    assert "No lot was fixed beforehand.\n" in capsys.readouterr().out


def test_a_vote_in_which_nobody_took_part_can_be_counted(tmp_path, capsys):
    folder = write_folder(tmp_path / "vote", rule_json("stv"), [])

    code, said = told(capsys, folder)

    assert (code, said) == (0, ["Everything agrees."])


# --- What cannot be read


@pytest.mark.parametrize("name", recount.NEEDED)
def test_a_missing_file_is_named(folder, capsys, name):
    (folder / name).unlink()

    assert told(capsys, folder) == (2, [f"The file {name} is missing. Without it nobody can count."])


@pytest.mark.parametrize("name", ["election.json", "rule.json", "lot.json", "result.json"])
@pytest.mark.parametrize("content", [b"{", b"[]", b"\xff"])
def test_a_broken_file_is_named(folder, capsys, name, content):
    (folder / name).write_bytes(content)
    seal(folder)

    code, said = told(capsys, folder)

    assert code == 2
    assert said[-1] == f"The file {name} cannot be read as JSON."


@pytest.mark.parametrize(
    ("values", "problem"),
    [
        ({"format": "samenspel-rule-2"}, "format: 'samenspel-rule-2'"),
        ({"method": "fortune"}, "'fortune', 'ranking', ['earlier_stage', 'lot']"),
        ({"seats": "two"}, "'two'"),
        ({"seats": -1}, "-1"),
        ({"ties": ["mayor"]}, "ties: 'mayor'"),
        ({"ties": []}, "list index out of range"),
        ({"options": []}, "options, shares"),
        ({"decision": {}}, "'quorum'"),
    ],
)
def test_a_rule_that_is_none_is_told(folder, capsys, values, problem):
    change(folder, "rule.json", values)
    seal(folder)

    code, said = told(capsys, folder)

    assert code == 2
    assert said == [f"The rule in rule.json is not one that this program knows: {problem}."]


def test_something_that_is_no_folder_is_told(tmp_path, capsys):
    assert told(capsys, tmp_path / "nowhere") == (2, [f"{tmp_path / 'nowhere'} is not a folder or a zip file."])


# --- One file


def test_the_program_needs_nothing_but_the_standard_library():
    tree = ast.parse(PROGRAM.read_text(encoding="utf-8"), feature_version=(3, 9))
    imported = {
        name.split(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, (ast.Import, ast.ImportFrom))
        for name in ([each.name for each in node.names] if isinstance(node, ast.Import) else [node.module or ""])
    }

    assert imported <= set(sys.stdlib_module_names)


def test_the_file_alone_runs_anywhere(folder, tmp_path):
    alone = tmp_path / "somewhere"
    alone.mkdir()
    shutil.copy(PROGRAM, alone / "recount.py")

    run = subprocess.run(
        [sys.executable, "-I", "-S", "-W", "error", "recount.py", str(folder)],
        cwd=alone,
        capture_output=True,
        text=True,
        check=False,
    )

    assert (run.returncode, run.stdout, run.stderr) == (0, AGREES, "")


def test_canonical_json_is_the_same_in_both_programs():
    value = {"b": [1, "é"], "a": {"z": None, "y": True}}

    assert recount.canonical(value) == canonical(value) == '{"a":{"y":true,"z":null},"b":[1,"é"]}\n'.encode()


def _set_ballots(folder, lines):
    (folder / "ballots.txt").write_text("".join(line + "\n" for line in lines), encoding="utf-8")
