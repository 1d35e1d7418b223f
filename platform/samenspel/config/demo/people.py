"""The invented people: accounts, verification and roles."""

from datetime import datetime, timedelta
from uuid import NAMESPACE_DNS, UUID, uuid5

from allauth.account.models import EmailAddress
from django.db.models import Q

from samenspel.accounts.enums import Level, Role
from samenspel.accounts.models import RoleGrant, User, Verification
from samenspel.config.demo.rows import audit_all, insert_dated
from samenspel.config.demo.script import Person, Script

METHODS = {Level.EMAIL: "email_code", Level.LETTER: "letter_code"}
Cast = dict[str, User]


def fill_people(script: Script, *, now: datetime) -> Cast:
    """Make whoever is missing, and return everybody by key."""
    uids = {person.key: _uid(script, person) for person in script.people}
    emails = [person.email for person in script.people if person.email]
    found = User.objects.filter(Q(uid__in=uids.values()) | Q(email__in=emails))
    by_mark: dict[UUID | str, User] = {mark: user for user in found for mark in (user.uid, user.email) if mark}
    present = {p.key: by_mark.get(uids[p.key]) or by_mark.get(p.email) for p in script.people}
    missing = [person for person in script.people if present[person.key] is None]
    made = insert_dated(User, (_user(p, uids[p.key], now - _age(i)) for i, p in enumerate(missing)), "date_joined")
    new = {person.key: user for person, user in zip(missing, made, strict=True)}
    cast = {key: user or new[key] for key, user in present.items()}
    if missing:
        _verify(missing, cast)
        _grant(missing, cast)
    _remember_roles(cast)
    return cast


def _uid(script: Script, person: Person) -> UUID:
    return uuid5(NAMESPACE_DNS, f"{person.key}.{script.slug}.example")


def _age(position: int) -> timedelta:
    """Staff and council joined first, neighbours one after the other."""
    return timedelta(days=max(150, 420 - 6 * position), hours=position * 7 % 11)


def _user(person: Person, uid: UUID, joined: datetime) -> User:
    user = User(
        uid=uid,
        email=person.email,
        display_name=person.name,
        verification_level=person.level,
        date_joined=joined,
    )
    user.set_unusable_password()
    return user


def _verify(people: list[Person], cast: Cast) -> None:
    """An address for everybody but guests, and how each level was reached."""
    residents = [person for person in people if person.email]
    EmailAddress.objects.bulk_create(
        EmailAddress(user=cast[person.key], email=person.email, verified=True, primary=True) for person in residents
    )
    insert_dated(
        Verification,
        (
            Verification(
                user=cast[person.key], level=level, method=method, verified_at=cast[person.key].date_joined
            )
            for person in residents
            for level, method in METHODS.items()
            if level <= person.level
        ),
        "verified_at",
    )  # fmt: skip
    audit_all(("accounts.account.opened", cast[p.key], cast[p.key], {"was_guest": False}) for p in residents)
    audit_all(
        ("accounts.person.verified", cast[person.key], cast[person.key], {"level": int(level), "method": method})
        for person in residents
        for level, method in METHODS.items()
        if level <= person.level
    )


def _grant(people: list[Person], cast: Cast) -> None:
    """Roles, given by the first administrator, whose own came with the municipality."""
    first = _first_administrator() or next(cast[p.key] for p in people if Role.ADMINISTRATOR in p.roles)
    grants = insert_dated(
        RoleGrant,
        (
            RoleGrant(
                user=cast[person.key],
                role=role,
                granted_by=None if cast[person.key] == first else first,
                granted_at=cast[person.key].date_joined,
            )
            for person in people
            for role in person.roles
        ),
        "granted_at",
    )
    audit_all(("accounts.role.granted", grant.granted_by, grant.user, {"role": grant.role}) for grant in grants)


def _first_administrator() -> User | None:
    grants = RoleGrant.objects.filter(role=Role.ADMINISTRATOR, ended_at=None).select_related("user")
    grant: RoleGrant | None = grants.order_by("pk").first()
    return None if grant is None else grant.user


def _remember_roles(cast: Cast) -> None:
    """Read everybody's roles in one query instead of one each."""
    roles: dict[int, set[str]] = {}
    for user_id, role in RoleGrant.objects.filter(ended_at=None).values_list("user_id", "role"):
        roles.setdefault(user_id, set()).add(role)
    for user in cast.values():
        user.roles = frozenset(roles.get(user.pk, ()))
