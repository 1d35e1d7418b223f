"""Sessions in PostgreSQL, each with its municipality. Named by `SESSION_ENGINE`."""

from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends import db

from samenspel.accounts.models import Session


class SessionStore(db.SessionStore):
    """Django's database sessions on our own table."""

    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        session = super().create_model_instance(data)
        assert isinstance(session, Session)  # noqa: S101  # get_model_class above says so
        user_id = data.get(SESSION_KEY)
        session.user_id = int(user_id) if user_id else None
        return session
