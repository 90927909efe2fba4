"""Supporting, withdrawing, and counting."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

import structlog
from sqlalchemy import ColumnElement, case, select, update

from citizens.accounts.models import Account
from citizens.accounts.operations import before_erasing, when_known_better
from citizens.moderation.queries import is_hidden, shown_on
from citizens.supports import queries
from citizens.supports.models import Support, Tally
from citizens.supports.rules import SUPPORTABLE
from commons import clock
from commons.actors import Actor
from commons.db import db, insert_new, operation
from commons.errors import NotFound, NotNow
from commons.i18n import _
from commons.subjects import Subject, touch, touch_site

log = structlog.get_logger()
BATCH = 200


@operation
def give(*, actor: Actor, subject_id: int, level: int) -> None:
    """The actor supports the subject: one row, however often and wherever it was pressed."""
    subject = db.session.get(Subject, subject_id)
    if subject is None or not subject.is_public:
        raise NotFound
    if subject.kind not in SUPPORTABLE or is_hidden(subject_id):
        raise NotNow(_("This cannot be supported."))
    if queries.is_closed(subject):
        raise NotNow(_("This has been dealt with: it takes no more supports."))
    moment = clock.now()
    counted_at = select(Tally.counted_at).where(Tally.subject_id == subject_id).scalar_subquery()
    is_counted_out = Support.withdrawn_at.is_not(None) & (Support.changed_at <= counted_at)
    statement = insert_new(Support).values(
        subject_id=subject_id,
        actor_id=actor.id,
        level=level,
        first_at=moment,
        changed_at=moment,
    )
    db.session.execute(
        statement.on_conflict_do_update(
            index_elements=["subject_id", "actor_id"],
            set_={
                "level": level,
                "changed_at": moment,
                "withdrawn_at": None,
                "again_at": case((is_counted_out, moment), else_=Support.again_at),
            },
            where=Support.withdrawn_at.is_not(None) | (Support.level != level),
        )
    )


@operation
def withdraw(*, actor: Actor, subject_id: int) -> None:
    """The actor supports the subject no more; the row says since when."""
    _end(Support.subject_id == subject_id, Support.actor_id == actor.id)


@before_erasing
def _forget(account: Account) -> None:
    """Who has no account counts nowhere: else one person could count as many."""
    _end(Support.actor_id == account.actor_id)


def _end(*which: ColumnElement[bool]) -> None:
    moment = clock.now()
    db.session.execute(
        update(Support)
        .where(*which, Support.withdrawn_at.is_(None))
        .values(withdrawn_at=moment, changed_at=moment)
    )


@when_known_better
def _count_as(account: Account) -> None:
    """What somebody supported before counts as what they are now."""
    db.session.execute(
        update(Support)
        .where(Support.actor_id == account.actor_id, Support.level < account.level)
        .values(level=account.level, changed_at=clock.now())
        .execution_options(synchronize_session=False)
    )


def count_changed() -> int:
    """What was pressed since the last count is counted from the rows; returns how many moved."""
    return _in_batches(queries.to_count())


def recount() -> int:
    """Counts that had drifted from their rows are right again, and the drift is in the log."""
    found = queries.drifted()
    if found:
        log.warning("tally_drift", subjects=len(found))
    return _in_batches(found)


def _in_batches(subject_ids: Sequence[int]) -> int:
    steps = range(0, len(subject_ids), BATCH)
    return sum(_count(subject_ids[step : step + BATCH]) for step in steps)


@operation
def _count(subject_ids: Sequence[int]) -> int:
    moment = clock.now()
    before = queries.tallies(subject_ids)
    moved = []
    for subject_id, counted in queries.counts(subject_ids).items():
        values = {**asdict(counted), "counted_at": moment}
        statement = insert_new(Tally).values(subject_id=subject_id, **values)
        db.session.execute(
            statement.on_conflict_do_update(index_elements=["subject_id"], set_=values)
        )
        if before.get(subject_id) != counted:
            moved.append(subject_id)
    if moved:
        touch(*shown_on(moved))
        touch_site()
    return len(moved)
