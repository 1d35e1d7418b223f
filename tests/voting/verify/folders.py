"""Folders of published votes for tests: written from a rule, ballots and a lot, and sealed with checksums."""

import hashlib
import json
import random
from pathlib import Path

from voting.counting.election import Rule
from voting.counting.marks import read_ballots
from voting.counting.tally import count

SECRET = "five dice and a coin"


def canonical(value):
    """Return JSON as published: sorted keys, no spaces, one newline."""
    return (json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False) + "\n").encode()


def write_folder(path: Path, rule, lines, *, secret=SECRET, drawn="", electorate=0, result=None) -> Path:
    """Write a folder as after closing; the result is what the platform counts, unless one is given."""
    path.mkdir(parents=True)
    ballots = "".join(line + "\n" for line in sorted(lines, key=str.encode)).encode()
    seed = _sha256(f"{secret}\n{hashlib.sha256(ballots).hexdigest()}\n{drawn}".encode())
    election = {
        "id": 1,
        "municipality": "Zonnedael",
        "question": "Where does the playground go?",
        "electorate": electorate,
        "rule_sha256": _sha256(canonical(rule)),
        "commitment": _sha256(secret.encode()) if secret else "",
    }
    if result is None:
        result = count_with_the_platform(rule, lines, seed=seed, electorate=electorate)
    (path / "election.json").write_bytes(canonical(election))
    (path / "rule.json").write_bytes(canonical(rule))
    (path / "ballots.txt").write_bytes(ballots)
    (path / "lot.json").write_bytes(canonical({"secret": secret, "drawn": drawn, "seed": seed}))
    (path / "result.json").write_bytes(canonical(result))
    return seal(path)


def count_with_the_platform(rule, lines, *, seed, electorate=0):
    """Return the result that the platform's own library finds."""
    frozen = Rule.from_json(rule)
    return count(frozen, read_ballots(frozen, lines), seed=seed, electorate=electorate).to_json()


def seal(path: Path) -> Path:
    """Write SHA256SUMS for what is in the folder now: also what somebody does who wants a change to go unseen."""
    names = sorted(each.name for each in path.iterdir() if each.name not in {"SHA256SUMS", "SHA256SUMS.sig", "key.pem"})
    sums = "".join(f"{_sha256((path / name).read_bytes())}  {name}\n" for name in names)
    (path / "SHA256SUMS").write_text(sums, encoding="utf-8")
    return path


def change(path: Path, name: str, values) -> None:
    """Change values in a JSON file of a folder."""
    file = path / name
    file.write_bytes(canonical({**json.loads(file.read_bytes()), **values}))


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


# --- Rules as JSON, and ballots to go with them

FORMS = {
    "yes_no": ("choice",),
    "single_choice": ("choice",),
    "approval": ("approval",),
    "score": ("points",),
    "borda": ("ranking",),
    "schulze": ("ranking",),
    "instant_runoff": ("ranking",),
    "stv": ("ranking",),
    "budget": ("choice", "approval", "ranking", "points"),
    "equal_shares": ("choice", "approval", "points"),
}
BAD_LINES = (
    *("-", "", "9", "1 1", "1>1", "1:0", "0", "x", "1>2>1", "2>9>1", "1 2", "2:1 1:1", "1:5 1:0", "99:1", "1  2"),
    *("1:2 2:0 3:0", "1" * 10, "a" * 10_001, "01", "1>", "1:2:3", "٣", "\x85", "1\r"),
)


def rule_json(method, number=3, **changed):
    """Return a rule.json with so many options."""
    kinds = ("yes", "no", "blank")[:number] if method == "yes_no" else ("choice",) * number
    form = changed.get("form", FORMS[method][0])
    shares = {
        "utility": "points" if form == "points" else "cost",
        "start": "floor",
        "increment": 1,
        "stop": "before_overspending",
    }
    return {
        "format": "samenspel-rule-1",
        "method": method,
        "form": form,
        "options": [{"number": n, "kind": kind, "cost": 0, "area": ""} for n, kind in enumerate(kinds, start=1)],
        "seats": 1,
        "limits": {"min": 0, "max": 0, "cost": 0, "total": 0, "each": 9 if form == "points" else 0},
        "budget": {"total": 0, "skip": True, "threshold": 0, "areas": {}},
        "shares": {**shares, "completion": "none", "comparison": "none"} if method == "equal_shares" else None,
        "ties": ["earlier_stage", "lot"],
        "decision": {"quorum": "0", "majority": "votes", "share": "0", "binding": False},
        **changed,
    }


def random_rule(chance: random.Random, methods=tuple(FORMS)):
    """Return a rule with limits, caps, variants and tie rules as chance has it; small numbers, so that ties abound."""
    method = chance.choice(methods)
    form = chance.choice(FORMS[method])
    number = chance.choice([2, 3]) if method == "yes_no" else chance.randint(2, 7)
    top = chance.choice([3, 30, 100])
    rule = rule_json(method, number, form=form)
    areas = chance.choice([[""], ["", "noord"], ["noord", "zuid"]])
    for option in rule["options"]:
        option["area"] = chance.choice(areas)
        option["cost"] = (
            0 if option["kind"] == "blank" else chance.choice([0, top // 3, *chance.choices(range(top), k=3)])
        )
    if form == "choice" and method != "yes_no" and number > 2 and chance.random() < 0.3:
        rule["options"][-1].update(kind="blank", cost=0)
    rule["limits"] = _random_limits(chance, form, number, top)
    rule["ties"] = [
        *chance.sample(["lower_cost", "higher_cost", "more_votes", "earlier_stage"], chance.randint(0, 3)),
        "lot",
    ]
    rule["decision"] = {
        "quorum": chance.choice(["0", "1/3", "1/2", "1"]),
        "majority": chance.choice(["votes", "electorate"]),
        "share": chance.choice(["0", "1/2", "2/3", "3/10"]),
        "binding": chance.random() < 0.5,
    }
    if method in {"budget", "equal_shares"}:
        rule["budget"] = {
            "total": chance.randint(0, top * 2),
            "skip": chance.random() < 0.6,
            "threshold": chance.choice([0, 0, 1, 2, 3]),
            "areas": {area: chance.randint(0, top) for area in areas if area and chance.random() < 0.6},
        }
    elif method not in {"yes_no", "instant_runoff"}:
        rule["seats"] = chance.randint(1, number + 1)
    if method == "equal_shares":
        rule["shares"] = _random_shares(chance, form)
    return rule


def _random_limits(chance, form, number, top):
    points = form == "points"
    limits = {
        "min": chance.choice([0, 0, 0, 1, 2]),
        "max": chance.choice([0, 0, 2, 3, number]),
        "cost": chance.choice([0, top]) if form == "approval" else 0,
        "total": chance.choice([0, 3, 10]) if points else 0,
        "each": chance.choice([0, 3, 5]) if points else 0,
    }
    return {**limits, "each": 5} if points and not limits["total"] else limits


def _random_shares(chance, form):
    return {
        "utility": "points" if form == "points" else chance.choice(["cost", "count"]),
        "start": chance.choice(["floor", "exact"]),
        "increment": chance.choice([0, 1, 1, 1, 2]),
        "stop": chance.choice(["before_overspending", "before_overspending", "when_exhaustive", "once"]),
        "completion": chance.choice(["none", "votes"]),
        "comparison": chance.choice(["none", "votes"]),
    }


def random_lines(chance: random.Random, rule, most=12):
    """Return ballots: a few different ones in near-equal numbers, with bad ones among them."""
    numbers = [option["number"] for option in rule["options"]]
    lines = []
    for _ in range(chance.randint(0, most)):
        some = chance.sample(numbers, chance.randint(1, len(numbers)))
        line = {
            "choice": str(some[0]),
            "approval": " ".join(map(str, sorted(some))),
            "ranking": ">".join(map(str, some)),
            "points": " ".join(f"{number}:{chance.randint(0, 4)}" for number in sorted(some)),
        }[rule["form"]]
        line = chance.choice(BAD_LINES) if chance.random() < 0.15 else line
        lines += [line] * chance.choice([1, 1, 2, 3, 5])
    return lines
