"""Following and no longer following."""

from __future__ import annotations

from sqlalchemy import delete

from citizens.accounts.models import Account
from citizens.accounts.operations import before_erasing
from citizens.following.models import Follow
from commons import clock
from commons.actors import Actor
from commons.db import db, insert_new, operation


@operation
def follow(*, actor: Actor, subject_id: int) -> None:
    """The actor hears of the subject; doing it twice changes nothing."""
    statement = insert_new(Follow).values(
        actor_id=actor.id, subject_id=subject_id, since=clock.now()
    )
    db.session.execute(statement.on_conflict_do_nothing())


@operation
def unfollow(*, actor: Actor, subject_id: int) -> None:
    """The actor hears of the subject no more."""
    db.session.execute(
        delete(Follow).where(Follow.actor_id == actor.id, Follow.subject_id == subject_id)
    )


@before_erasing
def _forget(account: Account) -> None:
    db.session.execute(delete(Follow).where(Follow.actor_id == account.actor_id))
