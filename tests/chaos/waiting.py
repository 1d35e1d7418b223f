"""Waiting for something outside this process."""

import time
from collections.abc import Callable
from typing import Any

PATIENCE = 90.0  # seconds within which everybody must have everything


def wait_until(holds: Callable[[], Any]) -> None:
    """Return when it holds."""
    deadline = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < deadline, "it never held"
        time.sleep(0.05)
