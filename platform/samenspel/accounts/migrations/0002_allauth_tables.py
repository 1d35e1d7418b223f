"""Give allauth's tables a municipality, a policy and keys that cannot cross tenants.

Django never sees the column: it fills itself from the session's municipality. allauth's unique index on verified addresses
is made per municipality under its own name, because unique indexes ignore row-level security.
"""

from django.db import migrations

CURRENT = "nullif(current_setting('samenspel.municipality', true), '')::bigint"
TABLES = ["account_emailaddress", "mfa_authenticator"]
CONFIRMATION = "account_emailconfirmation"


def tenant_column(table):
    return f"""
        ALTER TABLE {table} ADD COLUMN municipality_id bigint NOT NULL DEFAULT {CURRENT}
            REFERENCES tenancy_municipality DEFERRABLE INITIALLY DEFERRED;
        ALTER TABLE {table} ADD CONSTRAINT {table}_tenant_id UNIQUE (municipality_id, id);
        ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
        ALTER TABLE {table} FORCE ROW LEVEL SECURITY;
        CREATE POLICY {table}_tenant ON {table}
            USING (municipality_id = (SELECT {CURRENT})) WITH CHECK (municipality_id = (SELECT {CURRENT}));
    """


def owner_key(table, column, target):
    return f"""
        ALTER TABLE {table} ADD CONSTRAINT {table}_{column}_tenant FOREIGN KEY (municipality_id, {column})
            REFERENCES {target} (municipality_id, id) DEFERRABLE INITIALLY DEFERRED;
    """


FORWARD = (
    "".join(tenant_column(table) + owner_key(table, "user_id", "accounts_user") for table in TABLES)
    + tenant_column(CONFIRMATION)
    + owner_key(CONFIRMATION, "email_address_id", "account_emailaddress")
    + """
        DROP INDEX unique_verified_email;
        CREATE UNIQUE INDEX unique_verified_email ON account_emailaddress (municipality_id, email) WHERE verified;
    """
)
BACKWARD = (
    "DROP INDEX unique_verified_email;"
    + "".join(
        f"""
        DROP POLICY {table}_tenant ON {table};
        ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY;
        ALTER TABLE {table} DISABLE ROW LEVEL SECURITY;
        ALTER TABLE {table} DROP COLUMN municipality_id CASCADE;
        """
        for table in [CONFIRMATION, *TABLES]
    )
    + "CREATE UNIQUE INDEX unique_verified_email ON account_emailaddress (email) WHERE verified;"
)


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("account", "0009_emailaddress_unique_primary_email"),
        ("mfa", "0003_authenticator_type_uniq"),
    ]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
