"""An uploaded file waits in its run until the clerk confirms it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("council", "0001_initial")]

    operations = [
        migrations.AddField(model_name="importrun", name="payload", field=models.JSONField(default=dict)),
        migrations.AddField(model_name="importrun", name="queued_at", field=models.DateTimeField(null=True)),
    ]
