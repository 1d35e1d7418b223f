"""Rules and ballots for tests of counting: a rule by its method, ballots by their lines, and profiles near a tie."""

from hypothesis import strategies as st

from voting.counting.election import (
    FORMS,
    ONE_SEAT,
    Budget,
    Form,
    Kind,
    Limits,
    Method,
    Option,
    Rule,
    Shares,
    Tie,
)
from voting.counting.marks import Profile, read_ballots
from voting.counting.results import Result
from voting.counting.tally import count

SEED = "0123456789abcdef"
RANKED = (Method.BORDA, Method.SCHULZE, Method.INSTANT_RUNOFF, Method.STV)
UNPAID = tuple(method for method in Method if method not in {Method.BUDGET, Method.EQUAL_SHARES})
STAGES = (Tie.EARLIER_STAGE, Tie.LOT)


def rule_of(method, number=3, *, form=None, seats=1, ties=STAGES, limits=None, costs=(), **rest):
    """Return a rule with so many options."""
    form = form or next(f for f in Form if f in FORMS[method])
    if limits is None:
        limits = Limits(each=9) if form is Form.POINTS else Limits()
    options = tuple(
        Option(at, cost=costs[at - 1] if costs else 0, kind=_kind(method, at))
        for at in range(1, (min(number, 3) if method is Method.YES_NO else number) + 1)
    )
    if method is Method.EQUAL_SHARES:
        rest.setdefault("shares", Shares(utility="points" if form is Form.POINTS else "cost"))
    return Rule(method, form, options, seats=seats, ties=ties, limits=limits, **rest)


def _kind(method, at):
    return (Kind.YES, Kind.NO, Kind.BLANK)[at - 1] if method is Method.YES_NO else Kind.CHOICE


def ballots(rule, *groups):
    """Return a profile from strings like `3*1>2`."""
    lines = {}
    for group in groups:
        number, line = group.split("*", 1)
        lines[line] = lines.get(line, 0) + int(number)
    return read_ballots(rule, lines)


def counted(method, *groups, number=3, seed=SEED, electorate=0, **rest) -> Result:
    """Count ballots given as `3*1>2` by a method."""
    rule = rule_of(method, number, **rest)
    return count(rule, ballots(rule, *groups), seed=seed, electorate=electorate)


# --- Strategies


@st.composite
def rules(draw, methods=tuple(Method)):
    """A rule of any method, with any limits and tie rules."""
    method = draw(st.sampled_from(methods))
    form = draw(st.sampled_from([form for form in Form if form in FORMS[method]]))
    number = draw(st.integers(2, 6))
    ties = tuple(draw(st.lists(st.sampled_from([tie for tie in Tie if tie is not Tie.LOT]), unique=True, max_size=3)))
    limits = Limits(
        min=draw(st.integers(0, 2)),
        max=draw(st.sampled_from([0, 2, 3, 6])),
        each=draw(st.integers(1, 9)) if form is Form.POINTS else 0,
        total=draw(st.sampled_from([0, 12])) if form is Form.POINTS else 0,
    )
    rest = {}
    if method is Method.BUDGET or method is Method.EQUAL_SHARES:
        rest["budget"] = Budget(draw(st.integers(0, 60)), draw(st.booleans()), draw(st.integers(0, 3)))
    return rule_of(
        method,
        number,
        form=form,
        seats=1 if method in ONE_SEAT else draw(st.integers(1, 7)),
        ties=(*ties, Tie.LOT),
        limits=limits,
        costs=draw(st.lists(st.integers(0, 30), min_size=number, max_size=number)),
        **rest,
    )


@st.composite
def lines_of(draw, rule, *, most=12, near_tie=True):
    """Ballots as lines: few different ones in near-equal numbers, so that ties are common, and bad ones among them."""
    numbers = [option.number for option in rule.options]
    chosen = st.lists(st.sampled_from(numbers), unique=True, max_size=len(numbers))
    line = {
        Form.CHOICE: st.sampled_from(numbers).map(str),
        Form.APPROVAL: chosen.map(lambda ns: " ".join(map(str, sorted(ns)))),
        Form.RANKING: chosen.map(lambda ns: ">".join(map(str, ns))),
        Form.POINTS: st.lists(st.tuples(st.sampled_from(numbers), st.integers(0, 9)), unique_by=lambda p: p[0]).map(
            lambda pairs: " ".join(f"{n}:{points}" for n, points in pairs)
        ),
    }[rule.form]
    bad = st.sampled_from(["", "-", "99", "1 1", "x", "1>1", "1:99", "0", "1" * 20])
    times = st.sampled_from([1, 2, 2, 3] if near_tie else [1, 5, 100])
    drawn = draw(st.lists(st.tuples(st.one_of(line, line, line, bad), times), max_size=most))
    return [line for line, number in drawn for _ in range(number)]


@st.composite
def elections(draw, methods=tuple(Method), **rest):
    """A rule with a profile of ballots."""
    rule = draw(rules(methods))
    return rule, read_ballots(rule, draw(lines_of(rule, **rest)))


def relabelled(rule, profile, new):
    """Return rule and profile with option n renamed new[n]."""
    from dataclasses import replace

    options = tuple(replace(option, number=new[option.number]) for option in rule.options)
    changed = replace(rule, options=options)
    old_order = [option.number for option in rule.counting]
    new_order = [option.number for option in changed.counting]
    moved = {}
    for marks, times in profile.counted.items():
        if rule.form is Form.POINTS:
            points = {new[number]: given for number, given in zip(old_order, marks, strict=True)}
            key = tuple(points[number] for number in new_order)
        else:
            key = tuple(new[number] for number in marks)
            key = tuple(sorted(key)) if rule.form is Form.APPROVAL else key
        moved[key] = times
    return changed, Profile(moved, profile.blank, profile.invalid)
