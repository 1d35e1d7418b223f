"""Until the close the database shows a vote only to who cast it; and no guests vote."""

from django.db import migrations, models

import voting.constraints


class Migration(migrations.Migration):
    dependencies = [("voting", "0001_initial")]

    operations = [
        migrations.AddConstraint(
            model_name="vote",
            constraint=voting.constraints.SealedUntilClose("participation", name="voting_vote_sealed"),
        ),
        migrations.AddConstraint(
            model_name="ballot",
            constraint=models.CheckConstraint(condition=models.Q(minimum_level__gte=1), name="voting_ballot_no_guests"),
        ),
    ]
