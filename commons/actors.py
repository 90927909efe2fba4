"""Who acted: a name that stays in the record, apart from the account that may be erased."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from secrets import token_hex

from flask import g, has_request_context
from sqlalchemy import (
    BindParameter,
    ColumnElement,
    ForeignKey,
    Index,
    String,
    Text,
    and_,
    bindparam,
    or_,
    select,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from commons import clock
from commons.db import Base, UtcDateTime, db
from commons.roles import Grant, Level, holds

SYSTEM = "system"  # the kind of the one actor that is nobody


class Actor(Base):
    """A person, office, organisation or the system itself, by the name shown in public."""

    __tablename__ = "actor"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    name: Mapped[str] = mapped_column(Text)
    office: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class RoleGrant(Base):
    """An office held for a time: by whom, over what, given by whom and why."""

    __tablename__ = "role_grant"
    __table_args__ = (Index(None, "actor_id", "ends_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(16), unique=True, default=lambda: token_hex(6))
    actor_id: Mapped[int] = mapped_column(ForeignKey("actor.id"))
    role: Mapped[str] = mapped_column(String(40))
    scope_id: Mapped[int | None] = mapped_column(ForeignKey("subject.id"))
    starts_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ends_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    granted_by_id: Mapped[int | None] = mapped_column(ForeignKey("actor.id"))
    deputy_for_id: Mapped[int | None] = mapped_column(ForeignKey("actor.id"))
    reason: Mapped[str] = mapped_column(Text, default="")

    actor: Mapped[Actor] = relationship(foreign_keys=[actor_id])


@dataclass(frozen=True)
class Identity:
    """Who asks, and what they may: the actor, how well they are known, the offices they hold."""

    actor: Actor | None = None
    level: Level = Level.READER
    grants: frozenset[Grant] = frozenset()
    name: str = ""  # the public one; held, for a page that says that the database is away

    @property
    def is_staff(self) -> bool:
        """Whether any office is held, so that there is a desk."""
        return bool(self.grants)

    def holds(self, *roles: str, scope_id: int | None = None) -> bool:
        """Whether one of these roles is held, everywhere or for `scope_id`."""
        return any(holds(self.grants, role, scope_id) for role in roles)


READER = Identity()


def current() -> Identity:
    """Who makes this request; a reader when nobody has signed in."""
    if not has_request_context():
        return READER
    g.who_was_asked_for = True  # what is made now is not everybody's: see commons/fragments.py
    return g.get("identity") or READER


def current_actor() -> Actor:
    """The actor of a request that only signed-in people can make."""
    actor = current().actor
    if actor is None:
        raise RuntimeError("A route without an audience asked who acts")
    return actor


def create(*, kind: str, name: str, office: str | None = None) -> Actor:
    """A new actor; part of an operation."""
    actor = Actor(kind=kind, name=name, office=office, created_at=clock.now())
    db.session.add(actor)
    db.session.flush()
    return actor


def system() -> Actor:
    """The actor in whose name jobs compute and publish, made by the first migration."""
    found = db.session.scalar(select(Actor).where(Actor.kind == SYSTEM).limit(1))
    if found is None:
        raise RuntimeError("The system actor is missing: run the migrations")
    return found


def grants_of(actor_id: int) -> frozenset[Grant]:
    """The offices that an actor holds at this moment."""
    rows = db.session.execute(_GRANTS, {"actor": actor_id, "moment": clock.now()})
    return frozenset(Grant(role, scope_id) for role, scope_id in rows)


def held_at(moment: BindParameter[datetime]) -> ColumnElement[bool]:
    """Whether an office is held then."""
    ends = or_(RoleGrant.ends_at.is_(None), RoleGrant.ends_at > moment)
    return and_(RoleGrant.starts_at <= moment, ends)


_GRANTS = select(RoleGrant.role, RoleGrant.scope_id).where(
    RoleGrant.actor_id == bindparam("actor"), held_at(bindparam("moment", type_=UtcDateTime))
)


def holders(role: str, scope_id: int | None = None) -> list[Actor]:
    """Those who hold `role` now, for `scope_id` or everywhere, by name."""
    moment = clock.now()
    statement = (
        select(Actor)
        .join(RoleGrant, RoleGrant.actor_id == Actor.id)
        .where(
            RoleGrant.role == role,
            RoleGrant.starts_at <= moment,
            or_(RoleGrant.ends_at.is_(None), RoleGrant.ends_at > moment),
        )
        .order_by(Actor.name)
    )
    if scope_id is not None:
        statement = statement.where(
            or_(RoleGrant.scope_id.is_(None), RoleGrant.scope_id == scope_id)
        )
    return list(db.session.scalars(statement).unique())
