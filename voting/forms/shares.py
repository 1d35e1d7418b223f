"""The variant of Equal Shares: each of its parts in words. Two variants may fund different projects, so all are named."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from voting.forms.fields import EuroField, choices_of

FIELDS = ("utility", "start", "stop", "increment", "completion", "comparison")  # in the order of the form
UTILITY = {
    "cost": (_("What a project costs (usual)"), _("A project that costs twice as much counts as twice as good for who chose it.")),
    "count": (_("The number of projects"), _("Each project counts as one: small projects get money more easily.")),
}  # fmt: skip
POINTS = {"points": (_("The points that people give"), _("Who gives twice as many points pays twice as much."))}
START = {
    "floor": (_("In whole cents (usual)"), _("Everybody gets the same whole number of cents; a rest of a few cents is not shared out.")),
    "exact": (_("Exactly"), _("Everybody gets the same fraction of the money.")),
}  # fmt: skip
STOP = {
    "before_overspending": (_("Just before too much is spent (usual)"), _("Everybody gets a little more, time and again. The last outcome that can be paid holds.")),
    "when_exhaustive": (_("As soon as no other project fits"), _("The same, but it stops as soon as no further project can be paid from what is left.")),
    "once": (_("After one round"), _("Nobody gets more. Often much of the money is left.")),
}  # fmt: skip
COMPLETION = {
    "votes": (_("To the projects with the most votes that still fit (usual)"), _("So that as little money as possible is left.")),
    "none": (_("Nothing: it is left over"), _("The municipality keeps it.")),
}  # fmt: skip
COMPARISON = {
    "none": (_("No: this outcome holds (usual)"), _("Who votes with few others gets their part as well.")),
    "votes": (_("Yes: the outcome that more people prefer holds"), _("It is compared with “most votes first”.")),
}  # fmt: skip


def share_fields(*, points: bool) -> dict[str, forms.Field]:
    """Return a field for each part of the variant."""
    increment = EuroField(
        label=_("How much more does everybody get each time?"),
        help_text=_("In euros. One euro is usual. With less than that the count of a large vote takes long."),
        required=False,
    )
    return {
        "utility": _radios(_("What makes a project good for somebody who chose it?"), POINTS if points else UTILITY),
        "start": _radios(_("How is the money divided at first?"), START),
        "stop": _radios(_("When does it stop?"), STOP),
        "increment": increment,
        "completion": _radios(_("What happens with what is left then?"), COMPLETION),
        "comparison": _radios(_("Compare with “most votes first” at the end?"), COMPARISON),
    }


def _radios(label: Any, words: dict[str, tuple[Any, Any]]) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=choices_of(words), widget=forms.RadioSelect)
