"""References that could not be read yet, to be tried again."""

import django.db.models.deletion
from django.db import migrations, models

import samenspel.tenancy.constraints
import samenspel.tenancy.context


class Migration(migrations.Migration):
    dependencies = [("council", "0002_import_run_payload"), ("tenancy", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="PendingReference",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("manual", "Entered by hand"),
                            ("csv", "CSV file"),
                            ("oparl", "OParl"),
                            ("notubiz", "Notubiz"),
                        ],
                        max_length=20,
                    ),
                ),
                ("kind", models.CharField(max_length=20)),
                ("external_id", models.CharField(max_length=300)),
                ("needed_by", models.CharField(max_length=300)),
                ("attempts", models.PositiveSmallIntegerField(default=1)),
                ("next_attempt_at", models.DateTimeField(null=True)),
                (
                    "municipality",
                    models.ForeignKey(
                        default=samenspel.tenancy.context.current_municipality_id,
                        editable=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="tenancy.municipality",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "abstract": False,
                "constraints": [
                    samenspel.tenancy.constraints.RowLevelSecurity(name="council_pendingreference_tenant"),
                    samenspel.tenancy.constraints.TenantPair(name="council_pendingreference_tenant_id"),
                    models.UniqueConstraint(
                        fields=("municipality", "source", "kind", "external_id", "needed_by"),
                        name="council_pending_once",
                    ),
                ],
            },
        ),
    ]
