from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("deliberation", "0002_contribution_publishing"),
        ("subjects", "0001_initial"),
        ("tenancy", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="contribution",
            name="deliberation_unanswered",
        ),
        migrations.RemoveIndex(
            model_name="contribution",
            name="deliberation_newest",
        ),
        migrations.AddIndex(
            model_name="contribution",
            index=models.Index(
                condition=models.Q(("parent", None), ("published_at__isnull", False)),
                fields=["municipality", "room", "-published_at", "-id"],
                name="deliberation_newest",
            ),
        ),
        migrations.AddIndex(
            model_name="contribution",
            index=models.Index(
                condition=models.Q(
                    ("is_answered", False), ("parent", None), ("stance", "question"), ("state", "published")
                ),
                fields=["municipality", "room", "-published_at", "-id"],
                name="deliberation_unanswered",
            ),
        ),
        migrations.AddIndex(
            model_name="contribution",
            index=models.Index(
                condition=models.Q(("state", "held")),
                fields=["municipality", "author", "room"],
                name="deliberation_held",
            ),
        ),
    ]
