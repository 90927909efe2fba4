"""What tests need to begin with, made by the real operations and never by inserting rows."""

from __future__ import annotations

from itertools import count

from citizens.accounts import operations as accounts
from commons import actors
from commons.actors import Actor
from commons.roles import Level

_numbers = count(1)


def make_member(name: str | None = None, level: Level = Level.MEMBER) -> Actor:
    """Somebody with a confirmed address."""
    number = next(_numbers)
    account = accounts.make_example(
        actor=actors.system(),
        name=name or f"Person {number}",
        email=f"person{number}@example.org",
        level=level,
    )
    return account.actor


def make_resident(name: str | None = None) -> Actor:
    """Somebody who lives here, as far as we know."""
    return make_member(name, Level.RESIDENT)


def make_officer(role: str, name: str | None = None) -> Actor:
    """Somebody who holds an office everywhere."""
    number = next(_numbers)
    email = f"officer{number}@example.org"
    accounts.make_example(
        actor=actors.system(), name=name or f"The {role} {number}", email=email, office=role
    )
    return accounts.grant(email=email, role=role, reason="for a test")
