"""Accounts and sessions, as they are found."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Select, and_, bindparam, literal, or_, select
from sqlalchemy.orm import joinedload, make_transient_to_detached

from citizens.accounts import passwords
from citizens.accounts.models import Account, MailedLink, Session
from citizens.accounts.rules import (
    UNCONFIRMED_LASTS,
    LinkPurpose,
    can_be_used,
    email_key,
    fresh_link_expires_after,
    holds_name,
    name_key,
)
from commons import clock, ids
from commons.actors import Actor, RoleGrant, held_at
from commons.db import UtcDateTime, db
from commons.errors import NotFound
from commons.hashing import sha256
from commons.i18n import _
from commons.mail import Letter
from commons.roles import Grant
from commons.rows import read_alone

SHOWN_RESIDENTS, SHOWN_MEMBERS = 5, 2
Teller = Callable[[Account], Any]
_tellers: dict[str, Teller] = {}


@dataclass(frozen=True)
class Example:
    """An example person whom a visitor of the demonstration may be."""

    code: str
    name: str
    office: str
    level: int


@dataclass(frozen=True)
class Visitor:
    """Somebody who signed in: when, how well they are known, which offices they hold."""

    actor: Actor
    began_at: datetime
    level: int
    grants: frozenset[Grant]


@dataclass(frozen=True)
class OwnSession:
    """A signed-in browser, as its owner sees it; `code` names it without giving its key away."""

    code: str
    created_at: datetime
    expires_at: datetime
    is_this: bool


def by_email(email: str) -> Account | None:
    """The account that any spelling of this address belongs to."""
    return db.session.scalar(select(Account).where(Account.email_key == email_key(email)))


def by_actor(actor_id: int) -> Account:
    """The account of this actor, or NotFound."""
    found = db.session.scalar(
        select(Account).options(joinedload(Account.actor)).where(Account.actor_id == actor_id)
    )
    if found is None:
        raise NotFound
    return found


def by_id(account_id: int) -> Account | None:
    """The account, unless it was erased."""
    return db.session.get(Account, account_id)


def left_unconfirmed() -> Select[Account]:
    """Accounts made long ago and never confirmed; not of somebody in office, or signed in."""
    moment = clock.now()
    open_ = Session.ended_at.is_(None) & (Session.expires_at > moment)
    return select(Account).where(
        Account.confirmed_at.is_(None),
        Account.created_at < moment - UNCONFIRMED_LASTS,
        ~select(Session.key_hash).where(Session.account_id == Account.id, open_).exists(),
        ~select(RoleGrant.id).where(RoleGrant.actor_id == Account.actor_id).exists(),
    )


def matching(email: str, password: str) -> Account | None:
    """The account of this address and password; it takes as long when there is none."""
    account = by_email(email)
    fits = passwords.is_right(account.password_hash if account else None, password)
    return account if fits and account and account.disabled_at is None else None


def is_name_taken(name: str, but_for: int | None = None) -> bool:
    """Whether an account, office or organisation has a name that looks like this one."""
    key = name_key(name)
    taken = select(Account.id).where(Account.name_key == key)
    if but_for is not None:
        taken = taken.where(Account.id != but_for)
    if db.session.scalar(taken.limit(1)) is not None:
        return True
    offices = (
        select(Actor.name)
        .outerjoin(RoleGrant, RoleGrant.actor_id == Actor.id)
        .outerjoin(Account, Account.actor_id == Actor.id)
        .where(Account.id.is_(None), or_(Actor.kind != "person", RoleGrant.id.is_not(None)))
    )
    return any(name_key(other) == key for other in db.session.scalars(offices))


def is_like_an_officer(name: str, but_for: int | None = None) -> bool:
    """Whether the name has in it the full name of somebody who holds an office."""
    holders = (
        select(Actor.name)
        .join(RoleGrant, RoleGrant.actor_id == Actor.id)
        .outerjoin(Account, Account.actor_id == Actor.id)
        .where(held_at(literal(clock.now(), UtcDateTime)))
        .distinct()
    )
    if but_for is not None:
        holders = holders.where(Account.id.is_distinct_from(but_for))
    return any(holds_name(name, other) for other in db.session.scalars(holders))


def visitor(key: str) -> Visitor | None:
    """Who holds the open session of this key, with their offices: in one read."""
    given = {"hash": sha256(key.encode()), "moment": clock.now()}
    rows = read_alone(_visitor(), given)
    if not rows:
        return None
    found = rows[0]
    actor = Actor(**{each.name: getattr(found, each.name) for each in Actor.__table__.columns})
    make_transient_to_detached(actor)  # who asks stays the same: no write looks again
    grants = frozenset(Grant(row.role, row.scope_id) for row in rows if row.role)
    return Visitor(actor, found.began_at, found.level, grants)


@cache
def _visitor() -> Select[*tuple[Any, ...]]:
    moment = bindparam("moment", type_=UtcDateTime)
    held = and_(RoleGrant.actor_id == Account.actor_id, held_at(moment))
    return (
        select(*Actor.__table__.columns, Session.created_at.label("began_at"), Account.level)
        .add_columns(RoleGrant.role, RoleGrant.scope_id)
        .select_from(Session)
        .join(Account, Account.id == Session.account_id)
        .join(Actor, Actor.id == Account.actor_id)
        .outerjoin(RoleGrant, held)
        .where(
            Session.key_hash == bindparam("hash"),
            Session.ended_at.is_(None),
            Session.expires_at > moment,
            Account.disabled_at.is_(None),
        )
    )


def sessions_of(account_id: int, key: str) -> list[OwnSession]:
    """The open sessions of an account, newest first; `key` is that of the one that asks."""
    this = sha256(key.encode())
    rows = db.session.scalars(
        select(Session)
        .where(
            Session.account_id == account_id,
            Session.ended_at.is_(None),
            Session.expires_at > clock.now(),
        )
        .order_by(Session.created_at.desc())
    )
    return [
        OwnSession(s.key_hash[:16], s.created_at, s.expires_at, s.key_hash == this) for s in rows
    ]


def link_of(token: str, purpose: LinkPurpose) -> MailedLink:
    """The mailed link of this token, when it can still be used, or NotFound."""
    found = db.session.get(MailedLink, sha256(token.encode("utf-8", "replace")))
    if (
        found is None
        or found.purpose != purpose
        or not can_be_used(expires_at=found.expires_at, used_at=found.used_at, now=clock.now())
    ):
        raise _spent(purpose)
    return found


def has_fresh_link(account_id: int, purpose: LinkPurpose) -> bool:
    """Whether a link that can be used was mailed within the last minutes."""
    return (
        db.session.scalar(
            select(MailedLink.token_hash)
            .where(
                MailedLink.account_id == account_id,
                MailedLink.purpose == purpose,
                MailedLink.used_at.is_(None),
                MailedLink.expires_at > fresh_link_expires_after(purpose, clock.now()),
            )
            .limit(1)
        )
        is not None
    )


def _spent(purpose: LinkPurpose) -> NotFound:
    sign_in = (_("Sign in"), "citizens.accounts.sign_in")
    if purpose is LinkPurpose.CONFIRM:
        words = _(
            "It was used already, or it is too old. Sign in: if your address is not confirmed yet, "
            "we send you a new link."
        )
        return NotFound(words, headline=_("This link works no more"), ways=(sign_in,))
    words = _("It was used already, or it is too old. You can ask for a new one.")
    again = (_("Ask for a new link"), "citizens.accounts.forgotten")
    return NotFound(words, headline=_("This link works no more"), ways=(again, sign_in))


def examples() -> list[Example]:
    """The example people: all with an office, then a few residents and members."""
    rows = db.session.execute(
        select(Account, Actor)
        .join(Actor, Actor.id == Account.actor_id)
        .where(Account.is_example, Account.disabled_at.is_(None))
        .order_by(Account.id)
    )
    found = [Example(ids.slug(a.name), a.name, a.office or "", acc.level) for acc, a in rows]
    return [
        *(each for each in found if each.office),
        *[each for each in found if not each.office and each.level > 1][:SHOWN_RESIDENTS],
        *[each for each in found if not each.office and each.level <= 1][:SHOWN_MEMBERS],
    ]


def example(code: str) -> Account:
    """The example person of this code, or NotFound."""
    rows = db.session.scalars(select(Account).join(Actor).where(Account.is_example))
    found = next((each for each in rows if ids.slug(each.actor.name) == code), None)
    if found is None:
        raise NotFound
    return found


def letters(limit: int = 60) -> list[Letter]:
    """The newest letters of the outbox."""
    kept = select(Letter).where(Letter.to_address != "")
    return list(db.session.scalars(kept.order_by(Letter.id.desc()).limit(limit)))


def tells(name: str) -> Callable[[Teller], Teller]:
    """Registers a part of what people can download about themselves."""

    def register(teller: Teller) -> Teller:
        _tellers[name] = teller
        return teller

    return register


def own_data(account: Account) -> dict[str, Any]:
    """All that is kept of the account's holder, as a document of plain values."""
    parts = {name: teller(account) for name, teller in sorted(_tellers.items())}
    return {
        "account": {
            "name": account.actor.name,
            "email": account.email,
            "language": account.language,
            "level": account.level,
            "created_at": account.created_at.isoformat(),
            "confirmed_at": account.confirmed_at.isoformat() if account.confirmed_at else None,
        },
        "sessions": [
            {"began": each.created_at.isoformat(), "ends": each.expires_at.isoformat()}
            for each in sessions_of(account.id, "")
        ],
        **parts,
    }
