"""Refuse UPDATE and DELETE on the audit tables, whoever asks. (TRUNCATE is refused by never granting it.)"""

from django.db import migrations

FORWARD = """
    CREATE FUNCTION audit_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'the audit log is append-only' USING ERRCODE = 'insufficient_privilege';
    END $$;
    CREATE TRIGGER audit_entry_append_only BEFORE UPDATE OR DELETE ON audit_auditentry
        FOR EACH ROW EXECUTE FUNCTION audit_refuse_change();
    CREATE TRIGGER audit_seal_append_only BEFORE UPDATE OR DELETE ON audit_auditseal
        FOR EACH ROW EXECUTE FUNCTION audit_refuse_change();
"""
BACKWARD = """
    DROP TRIGGER audit_entry_append_only ON audit_auditentry;
    DROP TRIGGER audit_seal_append_only ON audit_auditseal;
    DROP FUNCTION audit_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
