"""Who follows what."""

from __future__ import annotations

from typing import Any

from sqlalchemy import bindparam, func, select

from citizens.accounts.models import Account
from citizens.accounts.queries import tells
from citizens.following.models import Follow
from commons.db import db
from commons.rows import read
from commons.subjects import Subject, named


def is_following(actor_id: int, subject_id: int) -> bool:
    """Whether this actor follows this subject."""
    given = {"actor": actor_id, "subject": subject_id}
    return bool(read(_FOLLOW, given))


_FOLLOW = select(Follow.since).where(
    Follow.actor_id == bindparam("actor"), Follow.subject_id == bindparam("subject")
)


def followed(actor_id: int, limit: int = 200) -> list[Subject]:
    """What an actor follows, newest first."""
    return list(
        db.session.scalars(
            select(Subject)
            .join(Follow, Follow.subject_id == Subject.id)
            .where(Follow.actor_id == actor_id)
            .order_by(Follow.since.desc(), Subject.id.desc())
            .limit(limit)
        )
    )


def followers(subject_id: int, after: int = 0, limit: int = 500) -> list[int]:
    """The actors who follow a subject, in the order of their numbers, beginning after one."""
    return list(
        db.session.scalars(
            select(Follow.actor_id)
            .where(Follow.subject_id == subject_id, Follow.actor_id > after)
            .order_by(Follow.actor_id)
            .limit(limit)
        )
    )


def how_many(subject_id: int) -> int:
    """How many follow a subject."""
    return db.session.scalar(select(func.count()).where(Follow.subject_id == subject_id)) or 0


@tells("follows")
def _own(account: Account) -> list[dict[str, Any]]:
    return named(followed(account.actor_id, 10_000))
