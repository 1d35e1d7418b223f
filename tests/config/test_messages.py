"""Dutch and English are complete."""

from io import StringIO

from django.core.management import call_command

from samenspel.config.management.commands.messages import complete, extracted, key, merge


def test_every_sentence_has_a_dutch_translation():
    out = StringIO()

    call_command("messages", check=True, missing=True, stdout=out)

    assert out.getvalue().strip() == "{}"


def test_sentences_are_found_in_code_and_templates():
    found = {message.id for message in extracted()}

    assert {"Council member"} <= found


def test_merge_fills_singular_and_plural():
    catalogue = extracted()
    catalogue.add(("%(n)s day", "%(n)s days"))

    merge(catalogue, {"%(n)s day\n|\n%(n)s days": "%(n)s dag\n|\n%(n)s dagen", "Council member": "Raadslid"})

    strings = {key(message.id): message.string for message in catalogue if message.id}
    assert strings["%(n)s day\n|\n%(n)s days"] == ("%(n)s dag", "%(n)s dagen")
    assert strings["Council member"] == "Raadslid"
    assert complete(("a", "")) is False
