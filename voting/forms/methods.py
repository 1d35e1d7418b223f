"""The first steps of a ballot: the question, and how people vote on it, each way with when to use it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from voting.counting.election import Form
from voting.enums import Method
from voting.forms.fields import GroupedRadios, StepForm, choices_of
from voting.models import Ballot
from voting.queries import settings_of

MONEY = {Method.BUDGET, Method.EQUAL_SHARES}
ONE = {
    Method.YES_NO: (
        _("Yes or no"),
        _("For one plan that goes ahead or not. People can also vote blank. Most votes win."),
    ),
    Method.SINGLE_CHOICE: (
        _("One choice of many"),
        _("Everybody chooses one option; most votes win. Use it for two options. With more, options that look alike take votes from each other."),
    ),
}  # fmt: skip
MORE = {
    Method.APPROVAL: (
        _("Tick everything you like"),
        _("Everybody ticks what they can live with; the option with the most ticks wins. Simple, also with many options."),
    ),
    Method.SCORE: (
        _("Points for each option"),
        _("Everybody gives points; the most points win. Use it when it matters how much people like something."),
    ),
}  # fmt: skip
RANKING = {
    Method.BORDA: (
        _("Ranking, with points for each place"),
        _("A first place gives the most points, a last place none. Use it for an order of importance, as for a list of wishes."),
    ),
    Method.SCHULZE: (
        _("Ranking, compared two by two"),
        _("The option that wins from each other one is chosen. Use it for one plan out of many that most people can agree with."),
    ),
    Method.INSTANT_RUNOFF: (
        _("Ranking, the weakest drops out each round"),
        _("Until one option has more than half. Use it for one winner with a real majority: a name, a design, a chair."),
    ),
    Method.STV: (
        _("Ranking for several seats"),
        _("Groups of voters get seats in proportion to their size. Use it to choose a council of residents or a committee."),
    ),
}  # fmt: skip
BUDGET = {
    Method.BUDGET: (
        _("Most votes first"),
        _("The project with the most votes gets its money first, then the next, until the money is spent. Easy to explain; a large group can decide everything."),
    ),
    Method.EQUAL_SHARES: (
        _("Everybody has an equal share"),
        _("Everybody gets an equal part of the money and pays along with what they chose. Fair to small groups and small projects. Also called Equal Shares; a city in the Netherlands used it."),
    ),
}  # fmt: skip
GROUPS = ((_("One answer"), ONE), (_("More answers"), MORE), (_("Ranking"), RANKING), (_("Divide a budget"), BUDGET))
FORMS = {
    Form.APPROVAL: (
        _("They fill a basket"),
        _("People tick the projects they want, and see what these cost together."),
    ),
    Form.CHOICE: (_("They choose one project"), _("Short and simple, for few projects.")),
    Form.POINTS: (_("They divide points"), _("Who finds a project more important gives it more points.")),
    Form.RANKING: (_("They rank projects"), _("Only with “most votes first”: a higher place gives more points.")),
}


class QuestionForm(StepForm):
    """Step 1: what people vote on."""

    question = forms.CharField(
        label=_("Question"),
        max_length=300,
        help_text=_("One sentence that people can answer by voting. No officialese."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    explanation = forms.CharField(
        label=_("Explanation"),
        max_length=3000,
        required=False,
        help_text=_("What happens with the result? What must people know to choose? Leave a line empty for a new paragraph."),
        widget=forms.Textarea(attrs={"rows": 6}),
    )  # fmt: skip

    def __init__(self, *args: Any, ballot: Ballot | None = None, **kwargs: Any) -> None:
        stored = {} if ballot is None else {"question": ballot.question, "explanation": ballot.explanation}
        super().__init__(*args, **{"initial": stored, **kwargs})

    def clean_question(self) -> str:
        """A question is one line."""
        return " ".join(str(self.cleaned_data["question"]).split())


class MethodForm(StepForm):
    """Step 2: how people vote."""

    method = forms.ChoiceField(
        label=_("How do people vote?"),
        choices=[(title, choices_of(words)) for title, words in GROUPS],
        widget=GroupedRadios,
    )
    form = forms.ChoiceField(
        label=_("Only if you divide a budget: how do people choose projects?"),
        choices=choices_of(FORMS),
        widget=forms.RadioSelect,
        required=False,
        help_text=_("For the other methods this says nothing."),
    )

    def __init__(self, *args: Any, ballot: Ballot, **kwargs: Any) -> None:
        form = settings_of(ballot)["form"] if ballot.method in MONEY else Form.APPROVAL.value
        super().__init__(*args, **{"initial": {"method": ballot.method, "form": form}, **kwargs})

    def clean(self) -> dict[str, Any]:
        """Equal shares are not counted from rankings."""
        data = super().clean() or {}
        if data.get("method") == Method.EQUAL_SHARES and data.get("form") == Form.RANKING:
            sentence = _("Equal shares cannot be counted from a ranking. Choose another way, or “most votes first”.")
            self.add_error("form", sentence)
        if data.get("method") not in MONEY:
            data["form"] = ""
        elif not data.get("form"):
            data["form"] = Form.APPROVAL.value
        return data
