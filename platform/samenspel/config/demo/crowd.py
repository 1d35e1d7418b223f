"""Residents who say nothing and still take part: they support proposals and vote."""

from datetime import datetime, timedelta

from allauth.account.models import EmailAddress

from samenspel.accounts.enums import Level
from samenspel.accounts.models import User, Verification
from samenspel.config.demo.lines import seeded
from samenspel.config.demo.people import METHODS
from samenspel.config.demo.rows import audit_all, insert_dated
from samenspel.config.demo.script import Script

OLDEST, NEWEST = 410, 125  # days ago that the first and the last opened their account


def fill_crowd(script: Script, *, now: datetime) -> list[User]:
    """Make whoever is missing, and return everybody in the same order every time."""
    emails = [f"bewoner{number:03}@{script.slug}.example" for number in range(1, script.crowd.size + 1)]
    found = {user.email: user for user in User.objects.filter(email__in=emails)}
    missing = [email for email in emails if email not in found]
    if missing:
        planned = {user.email: user for user in _users(script, emails, now)}
        made = insert_dated(User, [planned[email] for email in missing], "date_joined")
        found.update({user.email: user for user in made})
        _verify(made)
    return [found[email] for email in emails]


def _users(script: Script, emails: list[str], now: datetime) -> list[User]:
    dice = seeded(script.slug, "crowd")
    names = [f"{first} {last}" for first in script.crowd.first for last in script.crowd.last]
    dice.shuffle(names)
    users = []
    for email, name in zip(emails, names, strict=False):
        level = Level.LETTER if dice.random() < 0.4 else Level.EMAIL
        joined = now - timedelta(days=dice.uniform(NEWEST, OLDEST))
        user = User(email=email, display_name=name, verification_level=level, date_joined=joined)
        user.set_unusable_password()
        users.append(user)
    return users


def _verify(users: list[User]) -> None:
    EmailAddress.objects.bulk_create(
        EmailAddress(user=user, email=user.email, verified=True, primary=True) for user in users
    )
    levels = [(user, level, METHODS[level]) for user in users for level in METHODS if level <= user.verification_level]
    rows = (
        Verification(user=user, level=level, method=method, verified_at=user.date_joined)
        for user, level, method in levels
    )
    insert_dated(Verification, rows, "verified_at")
    audit_all(("accounts.account.opened", user, user, {"was_guest": False}) for user in users)
    audit_all(
        ("accounts.person.verified", user, user, {"level": int(level), "method": method})
        for user, level, method in levels
    )
