"""How the neighbours react: much to a few contributions, a little to most."""

import random

from deliberation.enums import ContributionState, ReactionKind
from deliberation.models import Contribution, Reaction
from samenspel.accounts.models import User
from samenspel.config.demo.lines import Line, seeded
from samenspel.config.demo.people import Cast
from samenspel.config.demo.rows import audit_all, insert_dated
from samenspel.config.demo.script import Script
from samenspel.config.demo.talk import Said, append_events

SILENT = {"hidden", "withdrawn"}  # extras of contributions that were gone before anybody could react


def fill_reactions(script: Script, said: Said, *, cast: Cast) -> None:
    """Add reactions by residents to what was just said, and count them."""
    dice = seeded(script.slug, "reactions")
    residents = [user for user in cast.values() if user.email and not user.roles]
    reactions = [
        reaction
        for line, row in said
        if row.state == ContributionState.PUBLISHED and SILENT.isdisjoint(line.extras)
        for reaction in _reactions(line, row, residents, dice)
    ]
    insert_dated(Reaction, reactions, "created_at")
    reactions.sort(key=lambda reaction: reaction.created_at)
    rows = [row for _line, row in said]
    Contribution.objects.bulk_update(rows, ["agree_count", "useful_count"])
    append_events(("reaction.changed", reaction.contribution.version, reaction.contribution) for reaction in reactions)
    audit_all(
        ("deliberation.contribution.reacted", reaction.person, reaction.contribution, {"reaction": str(reaction.kind)})
        for reaction in reactions
    )


def _reactions(line: Line, row: Contribution, residents: list[User], dice: random.Random) -> list[Reaction]:
    others = [user for user in residents if user.pk != row.author_id]
    liked = line.extras.get("liked", dice.choice([0, 0, 1, 1, 2]))
    row.agree_count = min(len(others), round(liked * dice.uniform(0.8, 2.6)))
    row.useful_count = dice.randint(2, 8) if row.author_role else dice.choice([0, 0, 0, 1, 2])
    return [
        Reaction(
            contribution=row,
            person=person,
            kind=kind,
            created_at=row.created_at + (line.end - row.created_at) * dice.random() ** 2,
        )
        for kind, count in ((ReactionKind.AGREE, row.agree_count), (ReactionKind.USEFUL, row.useful_count))
        for person in dice.sample(others, count)
    ]
