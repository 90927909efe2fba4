"""How well a person is known, and the names of offices. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import IntEnum

PUBLIC = "public"
MEMBER = "member"
RESIDENT = "resident"
OPERATOR = "operator"

# The names that a grant may carry; each package says what its own are for.
ALL_ROLES = (
    "analyst", "steward", "director", "chair", "governor", "clerk", "moderator", "facilitator",
    OPERATOR,
)  # fmt: skip


class Level(IntEnum):
    """How well we know who somebody is."""

    READER = 0
    MEMBER = 1
    RESIDENT = 2
    CHECKED = 3


@dataclass(frozen=True)
class Grant:
    """An office held now: its role, and the subject it is limited to (None: everywhere)."""

    role: str
    scope_id: int | None = None


def holds(grants: frozenset[Grant], role: str, scope_id: int | None = None) -> bool:
    """Whether one of `grants` is `role`, everywhere or for `scope_id`."""
    return any(
        grant.role == role and (grant.scope_id is None or scope_id in (None, grant.scope_id))
        for grant in grants
    )


def holds_for(grants: frozenset[Grant], roles: Iterable[str], scopes: Collection[int]) -> bool:
    """Whether one grant is one of `roles`, everywhere or for one of `scopes`; for none, never."""
    wanted = frozenset(roles)
    return any(
        grant.role in wanted and (grant.scope_id is None or grant.scope_id in scopes)
        for grant in grants
    )


def is_admitted(audiences: tuple[str, ...], level: Level, grants: frozenset[Grant]) -> bool:
    """Whether somebody of this level and with these grants belongs to one of the audiences."""
    by_level = {PUBLIC: Level.READER, MEMBER: Level.MEMBER, RESIDENT: Level.RESIDENT}
    held = {grant.role for grant in grants}
    return any(level >= by_level[name] if name in by_level else name in held for name in audiences)
