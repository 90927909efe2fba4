"""Who lives where, for those who may know."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import current_app
from sqlalchemy import func, select

from citizens.accounts.models import Account
from citizens.accounts.queries import by_email, by_id, tells
from citizens.residency.models import Residency, RollCode
from citizens.residency.rules import Method, code_form
from commons.actors import Actor
from commons.db import db
from commons.hashing import sha256
from metrics.catalogue.models import Area
from metrics.catalogue.queries import areas
from metrics.catalogue.rules import AreaKind


@dataclass(frozen=True)
class Residence:
    """Where somebody lives, since when we know, and how."""

    county: str
    slug: str
    method: Method
    verified_at: datetime


@dataclass(frozen=True)
class Person:
    """An account that a clerk looked for by its exact address."""

    account: Account
    name: str
    residence: Residence | None


def counties() -> list[Area]:
    """The counties, by name."""
    return [area for area in areas() if area.kind == AreaKind.COUNTY]


def county_of(actor_id: int) -> Area | None:
    """The county in which this person lives, if we know."""
    return db.session.scalar(
        select(Area)
        .join(Residency, Residency.area_id == Area.id)
        .join(Account, Account.id == Residency.account_id)
        .where(Account.actor_id == actor_id)
    )


def residence_of(account_id: int) -> Residence | None:
    """Where the holder of this account lives, if we know."""
    row = db.session.execute(
        select(Area.name, Area.slug, Residency.method, Residency.verified_at)
        .join(Residency, Residency.area_id == Area.id)
        .where(Residency.account_id == account_id)
    ).one_or_none()
    return Residence(*row) if row else None


def person(email: str) -> Person | None:
    """The confirmed account of this address, for a clerk who sees its holder."""
    return _person(by_email(email))


def person_of(account_id: int) -> Person | None:
    """The confirmed account of this number, unless it was erased."""
    return _person(by_id(account_id))


def codes_left(area_id: int | None = None) -> int:
    """How many codes of the roll nobody has used."""
    statement = select(func.count()).where(RollCode.used_at.is_(None))
    if area_id is not None:
        statement = statement.where(RollCode.area_id == area_id)
    return db.session.scalar(statement) or 0


def code_hash(code: str) -> str:
    """What is kept of a code: nothing from which it could be read without the site's secret."""
    return sha256(f"{current_app.config['SECRET_KEY']}:roll:{code_form(code)}".encode())


def _person(account: Account | None) -> Person | None:
    if account is None or account.confirmed_at is None:
        return None
    name = db.session.scalar(select(Actor.name).where(Actor.id == account.actor_id)) or ""
    return Person(account, name, residence_of(account.id))


@tells("residence")
def _own(account: Account) -> dict[str, Any] | None:
    found = residence_of(account.id)
    if found is None:
        return None
    return {
        "county": found.county,
        "method": str(found.method),
        "since": found.verified_at.isoformat(),
    }
