import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("deliberation", "0001_initial"),
        ("subjects", "0001_initial"),
        ("tenancy", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="contribution",
            name="deliberation_newest",
        ),
        migrations.RemoveIndex(
            model_name="contribution",
            name="deliberation_supported",
        ),
        migrations.AddField(
            model_name="contribution",
            name="form_token",
            field=models.UUIDField(null=True),
        ),
        migrations.AddField(
            model_name="contribution",
            name="last_reply_number",
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="contribution",
            name="published_at",
            field=models.DateTimeField(default=django.utils.timezone.now, null=True),
        ),
        migrations.AddField(
            model_name="room",
            name="kept_open_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddIndex(
            model_name="contribution",
            index=models.Index(
                condition=models.Q(("parent", None), ("published_at__isnull", False)),
                fields=["municipality", "room", "-id"],
                name="deliberation_newest",
            ),
        ),
        migrations.AddIndex(
            model_name="contribution",
            index=models.Index(
                condition=models.Q(("parent", None), ("published_at__isnull", False)),
                fields=["municipality", "room", "-agree_count", "-id"],
                name="deliberation_supported",
            ),
        ),
        migrations.AddConstraint(
            model_name="contribution",
            constraint=models.UniqueConstraint(fields=("municipality", "form_token"), name="deliberation_posted_once"),
        ),
    ]
