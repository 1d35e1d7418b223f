"""A database of its own for programs that are no tests: made and migrated by the owner, used by the application."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def set_up(*, pool: bool = False) -> None:
    """Start the private services where needed and set Django up, with plain static files."""
    sys.path[:0] = [str(ROOT), str(ROOT / "platform")]
    os.environ["DJANGO_SETTINGS_MODULE"] = "samenspel.config.settings"
    os.environ.setdefault("SAMENSPEL_PLAIN_STATIC", "1")
    os.environ.setdefault("SAMENSPEL_CACHE_PREFIX", f"own-{os.getpid()}")
    if not pool:
        os.environ.setdefault("SAMENSPEL_NO_POOL", "1")
    from samenspel.config.services import ensure_services

    ensure_services()
    import django

    django.setup()


@contextmanager
def throwaway_database(name: str) -> Iterator[None]:
    """Make a database called `test_<name>`, serve it as the application's role inside the block, and drop it."""
    from django.conf import settings
    from django.db import connections

    default, owner = connections["default"], connections["owner"]
    app_user, owner_user = default.settings_dict["USER"], owner.settings_dict["USER"]
    original = default.settings_dict["NAME"]
    settings.DATABASES["default"]["TEST"]["NAME"] = default.settings_dict["TEST"]["NAME"] = f"test_{name}"
    default.settings_dict["USER"] = owner_user
    default.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        default.close()
        default.settings_dict["USER"] = app_user
        owner.settings_dict["NAME"] = default.settings_dict["NAME"]
        yield
    finally:
        owner.close()
        default.close()
        default.settings_dict["USER"] = owner_user
        default.creation.destroy_test_db(original, verbosity=0)
