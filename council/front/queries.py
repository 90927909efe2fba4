"""Reads for the front pages: search, and what stands where on the site."""

from __future__ import annotations

from sqlalchemy import select

from commons import search
from commons.db import db
from commons.subjects import Subject

PUBLIC_KINDS = (
    "goal",
    "measure",
    "council",
    "objective",
    "strategy",
    "agency",
    "area",
    "proposal",
    "ballot",
    "review",
    "record",
    "promise",
)


def found(asked: str) -> list[search.Found]:
    """What holds every word that was asked for; failing that, any of them."""
    return search.find(asked, kinds=PUBLIC_KINDS, limit=60) or search.find(
        asked, kinds=PUBLIC_KINDS, every=False, limit=20
    )


def sitemap() -> list[Subject]:
    """The subjects that have a public page of their own."""
    return list(
        db.session.scalars(
            select(Subject).where(Subject.kind.in_(PUBLIC_KINDS)).order_by(Subject.id).limit(50_000)
        )
    )
