"""Make what is not kept in the repository: compiled translations and the style sheet."""

import os
import re
import subprocess
from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from django.conf import settings
from django.core.management.base import BaseCommand

from samenspel.config.management.commands.messages import catalogue_path, read_catalogue

EXECUTABLE = 0o755


class Command(BaseCommand):
    """Compile translations and bundle the style sheet; quick when nothing changed."""

    help = "Compile platform/locale and bundle platform/css into platform/static/build."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        compile_messages()
        bundle_styles()


def compile_messages() -> None:
    """Write django.mo beside django.po when the latter is newer."""
    source = catalogue_path()
    target = source.with_suffix(".mo")
    if source.exists() and not (target.exists() and target.stat().st_mtime >= source.stat().st_mtime):
        temporary = target.with_suffix(f".{os.getpid()}")
        with temporary.open("wb") as stream:
            write_mo(stream, read_catalogue(source))
        temporary.replace(target)


def bundle_styles() -> None:
    """Bundle platform/css/site.css with what it imports from npm packages into one minified file."""
    root = Path(settings.BASE_DIR)
    entry = root / "platform" / "css" / "site.css"
    target = root / "platform" / "static" / "build" / "site.css"
    if not entry.exists() or _is_fresh(target, entry.parent, root / "package-lock.json"):
        return
    # The program itself, from the package of this platform: its wrapper needs an install script.
    esbuild = next((root / "node_modules" / "@esbuild").glob("*/bin/esbuild"))
    esbuild.chmod(EXECUTABLE)
    command = [
        *(str(esbuild), str(entry), "--bundle", "--minify", f"--outfile={target}"),
        *("--loader:.woff2=file", "--loader:.woff=empty", "--log-level=warning"),
    ]
    subprocess.run(command, check=True, cwd=root)
    target.write_text(without_unused_variables(target.read_text(encoding="utf-8")), encoding="utf-8")


def without_unused_variables(css: str) -> str:
    """Drop custom properties that nothing reads: of the tokens' three thousand a page uses some hundreds."""
    used = set(re.findall(r"var\((--[\w-]+)", css))
    unused = set(re.findall(r"[{;](--[\w-]+):", css)) - used
    if not unused:
        return css
    declaration = re.compile(r"""(?<=[{;])(--[\w-]+):(?:"[^"]*"|'[^']*'|[^;{}"'])*(;|(?=}))""")
    return without_unused_variables(declaration.sub(lambda match: "" if match[1] in unused else match[0], css))


def _is_fresh(target: Path, sources: Path, lock: Path) -> bool:
    if not target.exists():
        return False
    newest = max(path.stat().st_mtime for path in [*sources.rglob("*.css"), lock])
    return target.stat().st_mtime >= newest
