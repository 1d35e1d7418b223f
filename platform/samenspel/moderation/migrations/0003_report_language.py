"""A reporter hears the outcome in the language of the page they reported on."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("moderation", "0002_appeal_term")]

    operations = [
        migrations.AlterModelOptions("report", options={"ordering": ["created_at"]}),
        migrations.AddField(
            "report",
            "language",
            models.CharField(choices=[("nl", "Dutch"), ("en", "English")], default="nl", max_length=5),
        ),
    ]
