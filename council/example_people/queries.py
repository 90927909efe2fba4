"""Offices held in the example."""

from __future__ import annotations

from sqlalchemy import select

from commons.actors import RoleGrant
from commons.db import db


def grant_of(actor_id: int, role: str) -> RoleGrant:
    """The office of this role that the person took last."""
    return db.session.scalars(
        select(RoleGrant)
        .where(RoleGrant.actor_id == actor_id, RoleGrant.role == role)
        .order_by(RoleGrant.id.desc())
        .limit(1)
    ).one()
