"""The seal on a ballot that is open: the database itself shows nobody what others vote."""

from typing import Any

from django.db.models import Model

from samenspel.tenancy.constraints import ACTOR, PrivateRows, SqlConstraint

RULE = """
    EXISTS (SELECT 1 FROM voting_participation p WHERE p.municipality_id = <votes>.municipality_id
            AND p.id = <votes>.participation_id AND <voter>)
    OR EXISTS (SELECT 1 FROM voting_ballot b WHERE b.municipality_id = <votes>.municipality_id
               AND b.id = <votes>.ballot_id AND (b.state = 'cancelled' OR b.closes_at <= clock_timestamp()))
"""


class SealedUntilClose(PrivateRows):
    """On top of the tenant's policy: a vote is visible for the person who acts, and for all once its ballot is over.

    Over means past its close, or cancelled. So no forgotten query, no administrator's page and no raw statement of the
    application can count an open ballot; casting works inside `actor_context`.
    An entry of the electoral roll acts as its number below zero: it need not have an account.
    """

    def __init__(self, field: str, *, name: str, with_entries: bool = False) -> None:
        self.with_entries = with_entries
        super().__init__(field, name=name)

    def statements(self, table: str, model: type[Model], quote: Any) -> list[str]:
        voter = "(p.person_id = <actor> OR p.entry_id = -<actor>)" if self.with_entries else "p.person_id = <actor>"
        rule = RULE.replace("<voter>", voter).replace("<votes>", table).replace("<actor>", ACTOR)
        return [f"CREATE POLICY {quote(self.name)} ON {table} AS RESTRICTIVE USING ({rule}) WITH CHECK ({rule})"]

    def deconstruct(self) -> tuple[str, tuple[Any, ...], dict[str, Any]]:
        path, args, kwargs = super().deconstruct()
        return path, args, {**kwargs, "with_entries": True} if self.with_entries else kwargs


BLIND = """
    <sheets>.typist_id = <actor>
    OR EXISTS (SELECT 1 FROM voting_paperbundle b JOIN voting_ballot v ON v.municipality_id = b.municipality_id
               AND v.id = b.ballot_id WHERE b.municipality_id = <sheets>.municipality_id AND b.id = <sheets>.bundle_id
               AND b.state <> 'typing' AND (v.state = 'cancelled' OR v.closes_at <= clock_timestamp()))
"""


class BlindUntilCompared(PrivateRows):
    """A paper ballot is visible for who typed it; for all once both are done and the ballot is over."""

    def statements(self, table: str, model: type[Model], quote: Any) -> list[str]:
        rule = BLIND.replace("<sheets>", table).replace("<actor>", ACTOR)
        return [f"CREATE POLICY {quote(self.name)} ON {table} AS RESTRICTIVE USING ({rule}) WITH CHECK ({rule})"]


FIXED = (
    "about_id", "question", "method", "settings", "rule", "rule_digest", "lot_commitment", "lot_source", "eligibility",
    "has_paper", "minimum_level", "is_binding",
)  # fmt: skip
FIXED_OPTION = ("ballot_id", "number", "kind", "text", "cost", "area")


class _FixedAtOpening(SqlConstraint):
    """A trigger that refuses a change after the opening, whoever asks for it."""

    def undo(self, table: str, quote: Any) -> str:
        return f"DROP TRIGGER {quote(self.name)} ON {table}; DROP FUNCTION {quote(self.name)}()"

    def trigger(self, table: str, quote: Any, when: str, body: str) -> list[str]:
        name = quote(self.name)
        return [
            f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body} END $$",
            f"CREATE TRIGGER {name} BEFORE {when} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()",
        ]


class RuleStaysAsItOpened(_FixedAtOpening):
    """Once people can vote, the database keeps the question, the rule and who may vote as they are."""

    def statements(self, table: str, model: type[Model], quote: Any) -> list[str]:
        old, new = (", ".join(f"{row}.{quote(column)}" for column in FIXED) for row in ("OLD", "NEW"))
        body = f"""
            IF OLD.state <> 'draft' AND OLD.opens_at <= clock_timestamp() AND (
                ROW({old}) IS DISTINCT FROM ROW({new}) OR NEW.state = 'draft' OR NEW.opens_at > OLD.opens_at
                OR (OLD.lot_secret IS DISTINCT FROM NEW.lot_secret)
            ) THEN
                RAISE EXCEPTION 'ballot % opened: its rule does not change', OLD.id USING ERRCODE = 'check_violation';
            END IF;
            RETURN NEW;
        """
        return self.trigger(table, quote, "UPDATE", body)


class OptionStaysAsItOpened(_FixedAtOpening):
    """Once people can vote, the database neither adds, changes nor removes what they choose from."""

    def statements(self, table: str, model: type[Model], quote: Any) -> list[str]:
        old, new = (", ".join(f"{row}.{quote(column)}" for column in FIXED_OPTION) for row in ("OLD", "NEW"))
        body = f"""
            IF TG_OP = 'UPDATE' AND ROW({old}) IS NOT DISTINCT FROM ROW({new}) THEN
                RETURN NEW;
            END IF;
            IF EXISTS (
                SELECT 1 FROM voting_ballot b WHERE b.state <> 'draft' AND b.opens_at <= clock_timestamp()
                AND b.id IN (CASE WHEN TG_OP = 'INSERT' THEN NEW.ballot_id ELSE OLD.ballot_id END,
                             CASE WHEN TG_OP = 'DELETE' THEN OLD.ballot_id ELSE NEW.ballot_id END)
            ) THEN
                RAISE EXCEPTION 'the ballot opened: its options do not change' USING ERRCODE = 'check_violation';
            END IF;
            RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
        """  # noqa: S608  # column names of this file
        return self.trigger(table, quote, "INSERT OR UPDATE OR DELETE", body)
