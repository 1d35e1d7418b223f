"""An import writes to its own municipality, whatever ids the source uses; the command, and rows entered by hand."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from samenspel.council.models import AgendaItem, ImportRun, Meeting
from samenspel.tenancy.context import municipality_context


def command(*arguments):
    out = StringIO()
    call_command("import_council", *arguments, stdout=out)
    return out.getvalue().splitlines()


def test_equal_ids_in_two_municipalities_stay_apart(folder, take_over, mistbergen):
    take_over("oparl", folder("oparl"))
    before = list(AgendaItem.objects.values())

    with municipality_context(mistbergen):
        take_over("oparl", folder("oparl"))
        theirs = list(AgendaItem.objects.values_list("pk", flat=True))

    assert list(AgendaItem.objects.values()) == before
    assert len(theirs) == len(before)
    assert not AgendaItem.objects.filter(pk__in=theirs).exists()


def test_command_imports_with_progress(folder, zonnedael):
    lines = command("notubiz", str(folder("notubiz")), "--municipality", "zonnedael")

    assert lines == ["8 of 8 lines taken over", "Done: 11 created."]
    with municipality_context(zonnedael):
        assert Meeting.objects.count() == 1


def test_command_refuses_an_unknown_municipality(folder, zonnedael):
    with pytest.raises(CommandError, match="nowhere"):
        command("notubiz", str(folder("notubiz")), "--municipality", "nowhere")


def test_command_refuses_loopback_by_itself(server, zonnedael):
    server.pages = {"/": {}}

    with pytest.raises(CommandError):
        command("oparl", f"{server.base}/", "--municipality", "zonnedael")

    assert server.asked == []
    with municipality_context(zonnedael):
        assert ImportRun.objects.get().failed


def test_command_that_fails_says_so(tmp_path, zonnedael):
    (tmp_path / "meeting.json").write_text(json.dumps({"nothing": 1}), encoding="utf-8")

    assert command("oparl", str(tmp_path), "--municipality", "zonnedael") == ["Done: nothing to do."]
