"""The step in which the rule of a method is chosen: money, what a ballot may hold, ties, when the outcome holds."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from voting.counting.decision import WINNERS_COUNT
from voting.counting.election import Form, RuleError, Tie
from voting.enums import Method, OptionKind
from voting.exceptions import RuleDoesNotFit
from voting.forms.fields import EuroField, PercentField, StepForm
from voting.forms.shares import FIELDS as SHARES
from voting.forms.shares import share_fields
from voting.models import Ballot, Option
from voting.queries import compose_rule, settings_of

MONEY = {Method.BUDGET, Method.EQUAL_SHARES}
ONE_WINNER = {Method.YES_NO, Method.INSTANT_RUNOFF, *MONEY}  # no number of winners to choose
TIES = {
    Tie.LOWER_COST: _("The option that costs less"),
    Tie.HIGHER_COST: _("The option that costs more"),
    Tie.MORE_VOTES: _("The option that stands on more ballots"),
    Tie.EARLIER_STAGE: _("The option that had more votes in an earlier round"),
}
NEEDED = [
    ("votes:0", _("Nothing more: the most votes are enough")),
    ("votes:1/2", _("More than half of the votes")),
    ("votes:2/3", _("More than two thirds of the votes")),
    ("electorate:1/2", _("Votes of at least half of everybody who may vote")),
    ("votes:other", _("Another share of the votes")),
    ("electorate:other", _("Votes of another share of everybody who may vote")),
]
FIELD_OF = {  # what the count says about a rule, and the first field of these that is shown
    "The budget is 0.": ("total_money",),
    "Costs, limits and budgets are 0 or more.": ("total_money", "least"),
    "This number of seats does not go with this method.": ("seats",),
    "The least number of options to mark is above the greatest.": ("least",),
    "A ballot with points needs a limit for all of them, or for each option.": ("points", "each"),
    "A majority is one of the votes or of the electorate.": ("needed",),
    "A quorum and a majority are shares between 0 and 1.": ("quorum",),
    "The tie rules end with the lot, and none is named twice.": ("tie_second", "tie_first"),
}
BINDING = [
    ("advisory", _("Advice: the council weighs the result and says what it did with it")),
    ("binding", _("Binding: the municipality does what the result says")),
]


def number_field(label: Any, help_text: Any = "", *, least: int = 0) -> forms.IntegerField:
    """Return a field for a whole number that may stay empty."""
    widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "class": "samenspel-amount"})
    return forms.IntegerField(
        label=label, help_text=help_text, required=False, widget=widget, min_value=least, max_value=1_000_000
    )


class RuleForm(StepForm):
    """Step 4: only the fields that this method and this way of marking know."""

    groups: tuple[tuple[Any, tuple[str, ...]], ...] = (
        (_("The money"), ("total_money", "skip", "threshold")),
        (_("The most for each area"), ()),
        (_("What people fill in"), ("has_blank", "least", "most", "most_money", "points", "each")),
        (_("How it is counted"), ("seats", *SHARES)),
        (_("When options are level"), ("tie_first", "tie_second")),
        (_("When the result holds"), ("quorum", "needed", "needed_percent", "is_binding")),
    )

    def __init__(self, *args: Any, ballot: Ballot, options: Sequence[Option], **kwargs: Any) -> None:
        self.ballot, self.options = ballot, options
        self.stored = settings_of(ballot)
        self.way = Form(self.stored["form"])
        self.choices = [option for option in options if option.kind == OptionKind.CHOICE]
        self.areas = sorted({option.area for option in self.choices if option.area})
        super().__init__(*args, **kwargs)
        for name, field in self._fields().items():
            self.fields[name] = field
        for name, value in self._stored_values().items():
            self.initial.setdefault(name, value)
        if "total_money" in self.fields:
            self.needed("total_money")
        area_fields = tuple(f"area-{number}" for number in range(len(self.areas)))
        self.groups = tuple((title, names or area_fields) for title, names in self.groups)

    def _fields(self) -> dict[str, forms.Field]:
        """The fields of this method, in the order in which people read them."""
        return {
            **(self._money() if self.ballot.method in MONEY else {}),
            **self._marking(),
            **self._counting(),
            **self._ties(),
            **self._decision(),
        }

    def _money(self) -> dict[str, forms.Field]:
        found: dict[str, forms.Field] = {
            "total_money": EuroField(
                label=_("How much money is there to divide?"), required=False, help_text=_("In euros.")
            )
        }
        if self.ballot.method == Method.BUDGET:
            found["skip"] = forms.ChoiceField(
                label=_("When too little is left for a project"),
                choices=[
                    ("skip", _("Pass it over, and look whether the next one fits")),
                    ("stop", _("Stop there: what comes after it gets nothing either")),
                ],
                widget=forms.RadioSelect,
            )
        unit = _("How many points does a project need to get money?")
        votes = _("How many votes does a project need to get money?")
        hint = _("Leave this empty when every project with a vote takes part.")
        found["threshold"] = number_field(unit if self.way in {Form.POINTS, Form.RANKING} else votes, hint)
        for number, area in enumerate(self.areas):
            field = EuroField(label=_("At most for %(area)s") % {"area": area}, required=False)
            field.help_text = _("In euros. Leave this empty when there is no limit.")
            found[f"area-{number}"] = field
        return found

    def _marking(self) -> dict[str, forms.Field]:
        if self.ballot.method == Method.SINGLE_CHOICE:
            return {"has_blank": forms.BooleanField(label=_("People can also choose “blank”"), required=False)}
        found: dict[str, forms.Field] = {}
        if self.way is Form.POINTS:
            found["points"] = number_field(
                _("How many points may people give in all?"), _("Leave this empty for no limit.")
            )
            found["each"] = number_field(
                _("How many points may one option get at most?"), _("Leave this empty for no limit.")
            )
        if self.way in {Form.APPROVAL, Form.POINTS}:
            found["least"] = number_field(
                _("How many options must people choose at least?"), _("Leave this empty when one is enough.")
            )
        if self.way in {Form.APPROVAL, Form.POINTS, Form.RANKING}:
            found["most"] = number_field(
                _("How many options may people choose at most?"), _("Leave this empty for no limit.")
            )
        if self.way is Form.APPROVAL and self.ballot.method in MONEY:
            found["most_money"] = EuroField(
                label=_("How much may a basket cost at most?"),
                required=False,
                help_text=_("In euros. Leave this empty for no limit. Often it is as much as there is to divide."),
            )
        return found

    def _counting(self) -> dict[str, forms.Field]:
        found: dict[str, forms.Field] = {}
        if self.ballot.method not in ONE_WINNER:
            label = _("How many seats are there?") if self.ballot.method == Method.STV else _("How many options win?")
            found["seats"] = number_field(label, least=1)
            found["seats"].required = True
        if self.ballot.method == Method.EQUAL_SHARES:
            found |= share_fields(points=self.way is Form.POINTS)
        return found

    def _ties(self) -> dict[str, forms.Field]:
        offered = self._offered_ties()
        if not offered:
            return {}
        choices = [("", _("No rule: the lot decides at once")), *((tie.value, TIES[tie]) for tie in offered)]
        first = forms.ChoiceField(label=_("What goes first?"), choices=choices, required=False)
        first.help_text = _("What is still level after that is decided by a lot that everybody can check.")
        second = [("", _("No rule: then the lot decides")), *choices[1:]]
        if len(offered) == 1:
            return {"tie_first": first}
        return {
            "tie_first": first,
            "tie_second": forms.ChoiceField(label=_("And what after that?"), choices=second, required=False),
        }

    def _offered_ties(self) -> list[Tie]:
        if self.ballot.method in MONEY:
            return [Tie.LOWER_COST, Tie.HIGHER_COST, Tie.MORE_VOTES]
        if self.ballot.method in {Method.INSTANT_RUNOFF, Method.STV}:
            return [Tie.EARLIER_STAGE, Tie.MORE_VOTES]
        return [Tie.MORE_VOTES] if self.way in {Form.POINTS, Form.RANKING} else []

    def _decision(self) -> dict[str, forms.Field]:
        quorum = PercentField(label=_("What percentage of those who may vote must take part?"), required=False)
        quorum.help_text = _("Leave this empty when the result holds however many take part.")
        found: dict[str, forms.Field] = {"quorum": quorum}
        if self.ballot.method in {method.value for method in WINNERS_COUNT}:
            found["needed"] = forms.ChoiceField(label=_("What does the winner need?"), choices=NEEDED)
            found["needed_percent"] = PercentField(
                label=_("If you chose another share: what percentage?"), required=False
            )
        found["is_binding"] = forms.ChoiceField(
            label=_("What the result does"), choices=BINDING, widget=forms.RadioSelect
        )
        return found

    def _stored_values(self) -> dict[str, Any]:
        """What is stored, as the fields show it; a limit of 0 is an empty field."""
        limits, budget, decision = (self.stored[key] for key in ("limits", "budget", "decision"))
        ties = [*(tie for tie in self.stored["ties"] if tie != Tie.LOT), "", ""]
        needed, percent = _needed(decision)
        return {
            "total_money": budget["total"] or None,
            "skip": "skip" if budget["skip"] else "stop",
            "threshold": budget["threshold"] or None,
            **{f"area-{n}": budget["areas"].get(area) for n, area in enumerate(self.areas)},
            "has_blank": any(option.kind == OptionKind.BLANK for option in self.options),
            "least": limits["min"] or None,
            "most": limits["max"] or None,
            "most_money": limits["cost"] or None,
            "points": limits["total"] or None,
            "each": limits["each"] or None,
            "seats": self.stored["seats"],
            **(self.stored["shares"] or {}),
            "tie_first": ties[0],
            "tie_second": ties[1],
            "quorum": Fraction(decision["quorum"]),
            "needed": needed,
            "needed_percent": percent,
            "is_binding": "binding" if self.ballot.is_binding else "advisory",
        }

    @property
    def settings(self) -> dict[str, Any]:
        """Return what was chosen, as `Ballot.settings` holds it."""
        data = self.cleaned_data
        found: dict[str, Any] = {
            "form": self.way.value,
            "seats": data.get("seats") or 1,
            "limits": {
                "min": data.get("least") or 0,
                "max": data.get("most") or 0,
                "cost": data.get("most_money") or 0,
                "total": data.get("points") or 0,
                "each": data.get("each") or 0,
            },
            "ties": list(dict.fromkeys(tie for tie in (*self._chosen_ties(), Tie.LOT.value) if tie)),
            "decision": self._chosen_decision(),
        }
        if self.ballot.method in MONEY:
            areas = {area: data.get(f"area-{number}") for number, area in enumerate(self.areas)}
            found["budget"] = {
                "total": data.get("total_money") or 0,
                "skip": data.get("skip", "skip") == "skip",
                "threshold": data.get("threshold") or 0,
                "areas": {area: most for area, most in areas.items() if most},
            }
        if self.ballot.method == Method.EQUAL_SHARES:
            found["shares"] = {name: data.get(name) for name in SHARES}
        return found

    @property
    def is_binding(self) -> bool:
        """Whether the municipality does what the result says."""
        return self.cleaned_data.get("is_binding") == "binding"

    def _chosen_ties(self) -> list[str]:
        return [self.cleaned_data.get("tie_first", ""), self.cleaned_data.get("tie_second", "")]

    def _chosen_decision(self) -> dict[str, str]:
        of, _colon, share = self.cleaned_data.get("needed", "votes:0").partition(":")
        if share == "other":
            share = str(self.cleaned_data.get("needed_percent") or 0)
        return {"quorum": str(self.cleaned_data.get("quorum") or 0), "majority": of, "share": share}

    def clean(self) -> dict[str, Any]:
        """Every reason why people could not vote by this rule stands at the field that it is about."""
        data = super().clean() or {}
        if data.get("needed", "").endswith(":other") and not data.get("needed_percent"):
            self.add_error("needed_percent", _("Write a percentage, or choose one of the other lines above."))
        count = len(self.choices)
        if count and (data.get("least") or 0) > count:
            self.add_error("least", _("There are fewer options than that, so nobody could vote."))
        if count > 1 and (data.get("seats") or 1) >= count:
            self.add_error("seats", _("There are not more options than that, so there would be nothing to choose."))
        if data.get("stop", "once") != "once" and not data.get("increment"):
            self.add_error("increment", _("Write how much more everybody gets, or let it stop after one round."))
        if not self.errors:
            self._check_rule()
        return data

    def _check_rule(self) -> None:
        ballot = Ballot(method=self.ballot.method, settings=self.settings, is_binding=self.is_binding)
        spare = [Option(number=10_000 + n, kind=OptionKind.CHOICE) for n in range(2 if len(self.choices) < 2 else 0)]
        try:
            compose_rule(ballot, self.options if self.ballot.method == Method.YES_NO else [*self.options, *spare])
        except RuleError as error:
            names = [name for name in FIELD_OF.get(str(error), ()) if name in self.fields]
            self.add_error(names[0] if names else None, str(RuleDoesNotFit(problem=str(error))))


def _needed(decision: dict[str, Any]) -> tuple[str, Fraction]:
    """The line of the list that a stored majority is, and its percentage when it is none of those."""
    share = Fraction(decision["share"])
    name = f"{decision['majority'] if share else 'votes'}:{share}"
    if name in dict(NEEDED):
        return name, Fraction(0)
    return f"{decision['majority']}:other", share
