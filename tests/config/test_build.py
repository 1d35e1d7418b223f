"""The style sheet's bundle."""

from samenspel.config.management.commands.build import without_unused_variables


def test_unused_variables_leave_and_everything_else_stays():
    css = ".t{--a:1px;--icon:url(\"data:x;utf8,<a b='c'>\");--b:var(--c);--c:2px;--d:var(--a)}.u{color:red;width:var(--b)}"

    assert without_unused_variables(css) == ".t{--b:var(--c);--c:2px;}.u{color:red;width:var(--b)}"
