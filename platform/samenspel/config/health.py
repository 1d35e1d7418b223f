"""Whether the process lives, and whether it can serve."""

from django.db import connection
from django.http import HttpRequest, JsonResponse

from samenspel.common import redis_clients


def live(request: HttpRequest) -> JsonResponse:
    """Answer 200 while the process runs."""
    return JsonResponse({"status": "live"})


def ready(request: HttpRequest) -> JsonResponse:
    """Answer 200 when PostgreSQL and Redis answer, 503 with the names of those that do not."""
    missing = [name for name, check in (("postgresql", _database), ("redis", _redis)) if not check()]
    return JsonResponse(
        {"status": "unready" if missing else "ready", "missing": missing}, status=503 if missing else 200
    )


def _database() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Exception:
        import logging

        logging.getLogger(__name__).exception("health.database")
        return False
    return True


def _redis() -> bool:
    try:
        return bool(redis_clients.client().ping())
    except redis_clients.AWAY:
        return False
