"""When each of the two people was done with typing a bundle."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("voting", "0007_letter_batches")]

    operations = [
        migrations.AddField(
            model_name="paperbundle",
            name="first_done_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="paperbundle",
            name="second_done_at",
            field=models.DateTimeField(null=True),
        ),
    ]
