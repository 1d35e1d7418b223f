"""Everything that is written down in the audit log has words: administrators read sentences, not the program's names."""

import ast
import re
from collections.abc import Iterator

import pytest

from samenspel.audit.registry import registered_acts, registered_details
from samenspel.config.services import BASE_DIR

FOLDERS = ("platform/samenspel", "deliberation", "voting")
NAME = re.compile(r"[a-z]+\.[a-z_]+\.[a-z_]+")


def recorded() -> Iterator[tuple[str, ast.AST, list[str]]]:
    """Yield place, action and keys of each `record(...)`, and of each row that the demo writes at once."""
    for folder in FOLDERS:
        for path in sorted((BASE_DIR / folder).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                place = f"{path.relative_to(BASE_DIR)}:{getattr(node, 'lineno', 0)}"
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "record":
                    yield place, node.args[0], [k.arg for k in node.keywords if k.arg not in {None, "actor", "on"}]
                elif isinstance(node, ast.Tuple) and len(node.elts) == 4 and is_action(node.elts[0]):
                    data = node.elts[3]
                    yield place, node.elts[0], [ast.literal_eval(key) for key in getattr(data, "keys", []) if key]


def is_action(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str) and NAME.fullmatch(node.value) is not None


def pattern(action: ast.AST) -> str:
    """Return an expression for the action's name; what is filled in at run time may be any word."""
    if isinstance(action, ast.JoinedStr):
        return "".join(re.escape(part.value) if isinstance(part, ast.Constant) else "[a-z_]+" for part in action.values)
    assert isinstance(action, ast.Constant), f"line {action.lineno}: write the action's name where it is recorded"
    return re.escape(action.value)


RECORDED = list(recorded())


def test_every_recorded_action_has_words():
    missing = [
        f"{place}: {pattern(action)}"
        for place, action, _keys in RECORDED
        if not any(re.fullmatch(pattern(action), known) for known in registered_acts())
    ]

    assert len(RECORDED) > 40
    assert missing == [], "Add a sentence for each of these actions to `acts` in the app's acts.py"


def test_every_recorded_detail_has_words():
    missing = [
        f"{place}: {key}"
        for place, action, keys in RECORDED
        for key in keys
        if key not in registered_details(pattern(action).partition("\\.")[0])
    ]

    assert missing == [], "Add a label for each of these keys to `details` in the app's acts.py"


@pytest.mark.parametrize("name", sorted(registered_acts()))
def test_name_of_an_action_is_app_noun_and_past_participle(name):
    assert NAME.fullmatch(name)
