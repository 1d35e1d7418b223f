"""Votes name no option any more: their marks say it."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("voting", "0004_marks_instead_of_options")]

    operations = [
        migrations.RemoveConstraint("vote", "voting_vote_option_tenant"),
        migrations.RemoveConstraint("countedvote", "voting_countedvote_option_tenant"),
        migrations.RemoveField("vote", "option"),
        migrations.RemoveField("countedvote", "option"),
    ]
