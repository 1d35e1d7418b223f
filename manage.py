#!/usr/bin/env python
"""Django's command line, after the private PostgreSQL and Redis are up (unless the environment names others)."""

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent
sys.path[:0] = [str(ROOT), str(ROOT / "platform")]


def main() -> None:
    """Run the command named on the command line."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "samenspel.config.settings")
    from samenspel.config.services import ensure_services, stop_services

    if sys.argv[1:2] == ["services"]:
        if sys.argv[2:] == ["stop"]:
            print("stopped:", ", ".join(stop_services()) or "nothing was running")
        else:
            services = ensure_services()
            print(f"DATABASE_URL={services.database_url}\nREDIS_URL={services.redis_url}")
        return
    ensure_services()
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
