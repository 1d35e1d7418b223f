"""Every vote is a line of marks, as it is published: votes that named an option get the line of its number.

Row-level security holds for the owner of the tables too, so it is lifted inside this transaction and put back.
"""

from django.db import migrations, models

SEALED = ("voting_vote", "voting_countedvote", "voting_option")
MARK = """
    UPDATE {table} v SET marks = CASE o.kind WHEN 'blank' THEN '-' ELSE o.number::text END
    FROM voting_option o WHERE o.municipality_id = v.municipality_id AND o.id = v.option_id AND v.marks = ''
"""
NAME = """
    UPDATE {table} v SET option_id = o.id FROM voting_option o
    WHERE o.municipality_id = v.municipality_id AND o.ballot_id = v.ballot_id
    AND v.marks = CASE o.kind WHEN 'blank' THEN '-' ELSE o.number::text END
"""
TABLES = ("voting_vote", "voting_countedvote")


def mark(apps, schema_editor):
    _for_all(schema_editor, MARK)


def name(apps, schema_editor):
    _for_all(schema_editor, NAME)


def _for_all(schema_editor, statement):
    with schema_editor.connection.cursor() as cursor:
        for table in SEALED:
            cursor.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
        for table in TABLES:
            cursor.execute(statement.format(table=table))
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # no table is altered with keys still to be checked
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        for table in SEALED:
            cursor.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")


class Migration(migrations.Migration):
    dependencies = [("voting", "0003_methods_roll_and_paper")]

    operations = [
        migrations.RunPython(mark, name),
        migrations.AlterField("vote", "marks", models.CharField(max_length=10000)),
        migrations.AlterField("countedvote", "marks", models.CharField(max_length=10000)),
        migrations.AlterField("papersheet", "marks", models.CharField(blank=True, max_length=10000)),
    ]
