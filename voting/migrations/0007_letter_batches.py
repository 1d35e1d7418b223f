"""Letters with codes are made in batches, kept encrypted until they are fetched once."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import samenspel.tenancy.constraints
import samenspel.tenancy.context


class Migration(migrations.Migration):
    dependencies = [
        ("tenancy", "0001_initial"),
        ("voting", "0006_results_in_the_published_format"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="LetterBatch",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("pdf", "PDF: a letter on each page, ready to print"),
                            ("csv", "CSV: a line for each letter, for a mail merge at the printer"),
                        ],
                        default="pdf",
                        max_length=3,
                        verbose_name="file",
                    ),
                ),
                ("address", models.CharField(max_length=200)),
                ("wanted", models.PositiveIntegerField(default=0)),
                ("made", models.PositiveIntegerField(default=0)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("finished_at", models.DateTimeField(null=True)),
                ("voided_at", models.DateTimeField(null=True)),
                ("waiting", models.BinaryField(null=True)),
                ("readable", models.BinaryField(null=True)),
                (
                    "ballot",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="letter_batches", to="voting.ballot"
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
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
                "ordering": ["-id"],
                "abstract": False,
            },
        ),
        migrations.AddConstraint(
            model_name="letterbatch",
            constraint=samenspel.tenancy.constraints.RowLevelSecurity(name="voting_letterbatch_tenant"),
        ),
        migrations.AddConstraint(
            model_name="letterbatch",
            constraint=samenspel.tenancy.constraints.TenantPair(name="voting_letterbatch_tenant_id"),
        ),
        migrations.AddConstraint(
            model_name="letterbatch",
            constraint=samenspel.tenancy.constraints.TenantKey("ballot", name="voting_letterbatch_ballot_tenant"),
        ),
        migrations.AddConstraint(
            model_name="letterbatch",
            constraint=samenspel.tenancy.constraints.TenantKey(
                "created_by", name="voting_letterbatch_created_by_tenant"
            ),
        ),
        migrations.AddField(
            model_name="votingcode",
            name="batch",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="codes", to="voting.letterbatch"
            ),
        ),
        migrations.AddConstraint(
            model_name="votingcode",
            constraint=samenspel.tenancy.constraints.TenantKey("batch", name="voting_votingcode_batch_tenant"),
        ),
    ]
