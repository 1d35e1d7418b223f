"""Open ballots of every form, with long Dutch words, projects that cost money, places and a photo."""

from collections.abc import Sequence
from io import BytesIO
from typing import Any

from PIL import Image

from samenspel.tenancy.context import municipality_context
from tests.voting.conftest import make_ballot

WISHES = (
    "Buurtmoestuin met regenwateropvang",
    "Verkeersdrempels in de Schoolstraat",
    "Meervoudige complexe-inrichtingsvergunningsaanvraagbegeleiding",
    "Speeltuin",
    "Bankjes langs het Zonnedaelse wandelpad",
)
AREAS = ("Noord", "Zuid", "Centrum")
COSTS = (1_250_000, 480_050, 9_900_000, 3_000_000, 75_000)


def make_form(
    municipality: Any,
    method: str,
    *,
    texts: Sequence[str] = WISHES,
    options: Sequence[dict[str, Any]] = (),
    **fields: Any,
) -> Any:
    """Make an open ballot; `options` are further fields of the options, in their order."""
    from voting.models import Ballot, Option
    from voting.queries import rule_of

    ballot = make_ballot(municipality, state="draft", method=method, options=texts, **fields)
    with municipality_context(municipality):
        for number, values in enumerate(options, 1):
            Option.objects.filter(ballot=ballot, number=number).update(**values)
        rule = rule_of(ballot).to_json()
        Ballot.objects.filter(pk=ballot.pk).update(state="planned", rule=rule, lot_commitment="c0ffee" * 10 + "abcd")
        ballot.refresh_from_db()
    return ballot


def make_projects(municipality: Any, number: int = 5, *, method: str = "budget", **fields: Any) -> Any:
    """Make an open ballot about so many projects, in three areas."""
    texts = [f"{WISHES[at % 5]}{'' if at < 5 else f' {at}'}" for at in range(number)]
    options = [
        {
            "cost": COSTS[at % 5],
            "area": AREAS[at % 3],
            "place": f"Hoek Dorpsstraat en Laan {at + 1}",
            "latitude": "52.090000",
            "longitude": "5.120000",
            "description": "Wat er komt, wie het onderhoudt en waarom het nodig is.\n\nDe buurt helpt mee.",
        }
        for at in range(number)
    ]
    fields.setdefault("settings", {"limits": {"cost": 12_000_000}, "budget": {"total": 12_000_000}})
    return make_form(municipality, method, texts=texts, options=options, **fields)


def add_photo(municipality: Any, ballot: Any, number: int, colour: str = "seagreen") -> Any:
    """Give an option a photo."""
    from voting.models import Option, OptionPhoto

    file = BytesIO()
    Image.new("RGB", (60, 40), colour).save(file, "JPEG")
    with municipality_context(municipality):
        option = Option.objects.get(ballot=ballot, number=number)
        return OptionPhoto.objects.create(
            option=option, image=file.getvalue(), width=60, height=40, alternative="Een groen veld.", digest="ab" * 32
        )
