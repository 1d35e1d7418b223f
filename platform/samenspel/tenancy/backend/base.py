"""Django's PostgreSQL engine, plus: no statement leaves without the right `samenspel.municipality` on the session.

The same holds for `samenspel.actor`, which opens the private rows of one person and is empty nearly always.

The setting is compared before every cursor and sent only when it differs, so a request costs one round trip for it. It is
not undone by anybody: a connection that is handed on, comes from the pool or was rolled back counts as unknown and is set
again before its next statement. That makes the context variable in `tenancy.context` the only truth.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db.backends.postgresql import base

from samenspel.tenancy.context import current_actor_id, current_municipality_id

UNKNOWN = object()
SET = "SELECT set_config('samenspel.municipality', %s, false), set_config('samenspel.actor', %s, false)"
CLEAR = "SELECT set_config('samenspel.municipality', '', false), set_config('samenspel.actor', '', false)"


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection that carries the current municipality, or none."""

    _carried: object = UNKNOWN

    def init_connection_state(self) -> None:
        super().init_connection_state()
        self._carried = UNKNOWN

    def _cursor(self, name: str | None = None) -> Any:  # Django's own signature has no types
        self.ensure_connection()
        self._carry((current_municipality_id(), current_actor_id()))
        return super()._cursor(name)

    def _carry(self, wanted: tuple[int | None, int | None]) -> None:
        # In a block that must roll back, the next statement fails or ends the block: nothing to set.
        if self._carried == wanted or self.needs_rollback:
            return
        self._carried = wanted  # first, because the cursor below would come back here
        try:
            with super()._cursor() as cursor:
                cursor.execute(SET, [str(value or "") for value in wanted])
        except BaseException:
            self._carried = UNKNOWN
            raise

    def _rollback(self) -> None:
        with self._undone_by_postgres():
            super()._rollback()

    def _savepoint_rollback(self, sid: str) -> None:
        with self._undone_by_postgres():
            super()._savepoint_rollback(sid)

    @contextmanager
    def _undone_by_postgres(self) -> Iterator[None]:
        """PostgreSQL undoes a setting made inside the block it rolls back; which one that was is not worth tracking."""
        self._carried = (
            current_municipality_id(),
            current_actor_id(),
        )  # no statement of ours inside an aborted transaction
        try:
            yield
        finally:
            self._carried = UNKNOWN

    def _close(self) -> None:
        # Back to the pool with nothing on it: a second lock on the door, the first being `init_connection_state`.
        if self.connection is not None and self.pool and self.connection.autocommit and not self.connection.closed:
            try:
                self.connection.execute(CLEAR)
            except base.Database.Error:
                self.connection.close()
        super()._close()
