"""Goals, agencies and areas, as they are listed and found."""

from __future__ import annotations

from typing import TypeVar

from sqlalchemy import select

from commons.db import db
from commons.errors import NotFound
from commons.ids import folded
from metrics.catalogue.models import Agency, Area, Goal
from metrics.catalogue.rules import Part

T = TypeVar("T")


def goals(part: Part | None = None) -> list[Goal]:
    """All goals, or those of one part: the running ones first, each part in its own order."""
    statement = select(Goal).order_by(Goal.part.desc(), Goal.position)
    if part is not None:
        statement = statement.where(Goal.part == part)
    return list(db.session.scalars(statement))


def goal(slug: str) -> Goal:
    """The goal of this slug, or NotFound."""
    return _found(db.session.scalar(select(Goal).where(Goal.slug == slug)))


def agencies() -> list[Agency]:
    """All agencies, by name."""
    return list(db.session.scalars(select(Agency).order_by(Agency.sort_key)))


def agency(slug: str) -> Agency:
    """The agency of this slug, or NotFound."""
    return _found(db.session.scalar(select(Agency).where(Agency.slug == slug)))


def areas() -> list[Area]:
    """All counties and regions, by name."""
    return list(db.session.scalars(select(Area).order_by(Area.kind, Area.sort_key)))


def area(slug: str) -> Area:
    """The county or region of this slug, or NotFound."""
    return _found(db.session.scalar(select(Area).where(Area.slug == slug)))


def area_named(name: str) -> Area | None:
    """The county or region of this name, with or without the word County."""
    keys = (folded(name), folded(f"{name} County"))
    return db.session.scalar(select(Area).where(Area.sort_key.in_(keys)).limit(1))


def _found(row: T | None) -> T:
    if row is None:
        raise NotFound
    return row
