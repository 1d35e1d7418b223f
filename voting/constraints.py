"""The seal on a ballot that is open: the database itself shows nobody what others vote."""

from typing import Any

from django.db.models import Model

from samenspel.tenancy.constraints import ACTOR, PrivateRows

RULE = """
    EXISTS (SELECT 1 FROM voting_participation p WHERE p.municipality_id = <votes>.municipality_id
            AND p.id = <votes>.participation_id AND p.person_id = <actor>)
    OR EXISTS (SELECT 1 FROM voting_ballot b WHERE b.municipality_id = <votes>.municipality_id
               AND b.id = <votes>.ballot_id AND (b.state = 'cancelled' OR b.closes_at <= clock_timestamp()))
"""


class SealedUntilClose(PrivateRows):
    """On top of the tenant's policy: a vote is visible for the person who acts, and for all once its ballot is over.

    Over means past its close, or cancelled. So no forgotten query, no administrator's page and no raw statement of the
    application can count an open ballot; casting works inside `actor_context`.
    """

    def statements(self, table: str, model: type[Model], quote: Any) -> list[str]:
        rule = RULE.replace("<votes>", table).replace("<actor>", ACTOR)
        return [f"CREATE POLICY {quote(self.name)} ON {table} AS RESTRICTIVE USING ({rule}) WITH CHECK ({rule})"]
