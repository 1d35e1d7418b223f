"""Constraints that migrations carry into PostgreSQL: the row-level-security policy and keys that cannot cross tenants.

`makemigrations` may fold constraints into `CreateModel`, where only `constraint_sql` is called; the statements are
therefore appended to `deferred_sql`, which runs at the end of the same transaction.
"""

from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import BaseConstraint, Model

POLICY = "municipality_id = (SELECT nullif(current_setting('samenspel.municipality', true), '')::bigint)"
ACTOR = "(SELECT nullif(current_setting('samenspel.actor', true), '')::bigint)"


class SqlConstraint(BaseConstraint):
    """A constraint that is plain SQL: made and removed by migrations, never validated in Python."""

    def statements(self, table: str, model: type[Model], quote: Any) -> list[str]:
        raise NotImplementedError  # pragma: no cover

    def undo(self, table: str, quote: Any) -> str:
        raise NotImplementedError  # pragma: no cover

    def constraint_sql(self, model: type[Model] | None, schema_editor: BaseDatabaseSchemaEditor | None) -> str:
        assert model is not None  # noqa: S101  # Django passes both, always
        assert schema_editor is not None  # noqa: S101
        quote = schema_editor.quote_name
        schema_editor.deferred_sql += self.statements(quote(model._meta.db_table), model, quote)
        return ""

    def create_sql(self, model: type[Model] | None, schema_editor: BaseDatabaseSchemaEditor | None) -> str:
        return self.constraint_sql(model, schema_editor)

    def remove_sql(self, model: type[Model] | None, schema_editor: BaseDatabaseSchemaEditor | None) -> str:
        assert model is not None  # noqa: S101
        assert schema_editor is not None  # noqa: S101
        return self.undo(schema_editor.quote_name(model._meta.db_table), schema_editor.quote_name)

    def validate(self, *args: Any, **kwargs: Any) -> None:
        return None

    def __eq__(self, other: object) -> bool:
        return isinstance(other, SqlConstraint) and self.deconstruct() == other.deconstruct()

    __hash__ = BaseConstraint.__hash__


class RowLevelSecurity(SqlConstraint):
    """Enable and force row-level security: a row is visible and writable only for its own municipality."""

    def statements(self, table: str, model: type[Model], quote: Any) -> list[str]:
        return [
            f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
            f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY",
            f"CREATE POLICY {quote(self.name)} ON {table} USING ({POLICY}) WITH CHECK ({POLICY})",
        ]

    def undo(self, table: str, quote: Any) -> str:
        return (
            f"DROP POLICY {quote(self.name)} ON {table};"
            f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY; ALTER TABLE {table} DISABLE ROW LEVEL SECURITY"
        )


class PrivateRows(SqlConstraint):
    """On top of the tenant's policy: a row is visible and writable only for the person in `field`, who acts now.

    A restrictive policy narrows every other one, so no role of the application reads another person's rows.
    """

    def __init__(self, field: str, *, name: str) -> None:
        self.field = field
        super().__init__(name=name)

    def statements(self, table: str, model: type[Model], quote: Any) -> list[str]:
        rule = f"{quote(model._meta.get_field(self.field).column)} = {ACTOR}"  # type: ignore[union-attr]
        return [f"CREATE POLICY {quote(self.name)} ON {table} AS RESTRICTIVE USING ({rule}) WITH CHECK ({rule})"]

    def undo(self, table: str, quote: Any) -> str:
        return f"DROP POLICY {quote(self.name)} ON {table}"

    def deconstruct(self) -> tuple[str, tuple[Any, ...], dict[str, Any]]:
        path, args, kwargs = super().deconstruct()
        return path, (self.field, *args), kwargs


class TenantPair(SqlConstraint):
    """`UNIQUE (municipality_id, id)`: what a `TenantKey` refers to. Removing it removes the keys that refer to it."""

    clause = "UNIQUE (municipality_id, id)"

    def constraint_sql(self, model: type[Model] | None, schema_editor: BaseDatabaseSchemaEditor | None) -> str:
        assert schema_editor is not None  # noqa: S101
        return f"CONSTRAINT {schema_editor.quote_name(self.name)} {self.clause}"

    def create_sql(self, model: type[Model] | None, schema_editor: BaseDatabaseSchemaEditor | None) -> str:
        assert model is not None  # noqa: S101
        assert schema_editor is not None  # noqa: S101
        table = schema_editor.quote_name(model._meta.db_table)
        return f"ALTER TABLE {table} ADD {self.constraint_sql(model, schema_editor)}"

    def undo(self, table: str, quote: Any) -> str:
        return f"ALTER TABLE {table} DROP CONSTRAINT {quote(self.name)} CASCADE"


class TenantKey(SqlConstraint):
    """A composite foreign key `(municipality_id, column)`: row-level security does not guard foreign-key checks.

    With `cascade` the database itself removes the row together with what it points at.
    """

    def __init__(self, field: str, *, cascade: bool = False, name: str = "") -> None:
        self.field, self.cascade = field, cascade
        super().__init__(name=name or f"%(app_label)s_%(class)s_{field}_tenant")

    def statements(self, table: str, model: type[Model], quote: Any) -> list[str]:
        field = model._meta.get_field(self.field)
        target = quote(field.remote_field.model._meta.db_table)  # type: ignore[union-attr]
        return [
            f"ALTER TABLE {table} ADD CONSTRAINT {quote(self.name)} "
            f"FOREIGN KEY (municipality_id, {quote(field.column)}) REFERENCES {target} (municipality_id, id) "  # type: ignore[union-attr]
            f"{'ON DELETE CASCADE ' if self.cascade else ''}DEFERRABLE INITIALLY DEFERRED"
        ]

    def undo(self, table: str, quote: Any) -> str:
        return f"ALTER TABLE {table} DROP CONSTRAINT IF EXISTS {quote(self.name)}"

    def deconstruct(self) -> tuple[str, tuple[Any, ...], dict[str, Any]]:
        path, args, kwargs = super().deconstruct()
        return path, (self.field, *args), {**kwargs, "cascade": True} if self.cascade else kwargs
