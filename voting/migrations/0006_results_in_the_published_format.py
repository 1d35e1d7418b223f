"""Results that were stored in the first format get the one of `result.json`, with the names and sums beside it.

Row-level security holds for the owner of the tables too, so it is lifted inside this transaction and put back. Going back
leaves the results as they are: the first format can be read from them by nobody but the old program.
"""

from django.db import migrations

NEVER_REACHED = {"quorum": {"needed": 0, "reached": True}}


def convert(apps, schema_editor):
    ballots = apps.get_model("voting", "Ballot")
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("ALTER TABLE voting_ballot NO FORCE ROW LEVEL SECURITY")
        old = ballots.objects.using(schema_editor.connection.alias).filter(state="counted")
        for ballot in old.only("result", "is_binding"):
            if "outcome" in ballot.result:
                ballots.objects.using(schema_editor.connection.alias).filter(pk=ballot.pk).update(
                    result=_in_new_format(ballot.result, ballot.is_binding)
                )
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        cursor.execute("ALTER TABLE voting_ballot FORCE ROW LEVEL SECURITY")


def _in_new_format(old, binding):
    counting = [option for option in old["options"] if option["kind"] != "blank"]
    winners = old["leading"] if len(old["leading"]) == 1 else []
    got = old["most"] if winners else 0
    return {
        "format": "samenspel-result-1",
        "method": old["method"],
        "sums": {
            "cast": old["voted"],
            "valid": old["voted"],
            "blank": old["blank"],
            "counted": old["counted"],
            "invalid": {},
        },
        "options": [_option(option, old, winners) for option in sorted(counting, key=lambda one: one["number"])],
        "winners": winners,
        "rounds": [],
        "ties": [],
        "decision": {
            **NEVER_REACHED,
            "majority": {"of": "votes", "needed": 0, "got": got, "reached": True},
            "valid": bool(winners),
            "binding": binding,
        },
        "facts": {},
        "names": [{key: option[key] for key in ("number", "kind", "text")} for option in old["options"]],
        "sums_public": {
            "voted": old["voted"],
            "eligible": old["eligible"],
            "levels": old["levels"],
            "votes_by_level": old["votes_by_level"],
            "channels": [{"channels": [row["channel"]], "voted": row["voted"]} for row in old["channels"]],
        },
    }


def _option(option, old, winners):
    won, leads = option["number"] in winners, option["number"] in old["leading"]
    reason = "most" if won else "tied" if leads else "fewer" if option["votes"] else "no_votes"
    return {
        "number": option["number"],
        "got": str(option["votes"]),
        "outcome": "elected" if won else "not_elected",
        "reason": reason,
        "lacked": "0" if leads else str(old["most"] - option["votes"]),
        "round": 0,
        "rank": 1 if won else 0,
    }


class Migration(migrations.Migration):
    dependencies = [("voting", "0005_drop_option_of_votes")]

    operations = [migrations.RunPython(convert, migrations.RunPython.noop)]
