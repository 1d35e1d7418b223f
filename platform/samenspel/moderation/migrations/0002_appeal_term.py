"""A decision carries the term it promised to its author."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("moderation", "0001_initial")]

    operations = [
        migrations.AddField("moderationdecision", "appeal_until", models.DateTimeField(null=True)),
    ]
