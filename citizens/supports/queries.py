"""How many support what, and who."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, bindparam, case, func, or_, select

from citizens.accounts.models import Account
from citizens.accounts.queries import tells
from citizens.supports.models import Support, Tally
from citizens.supports.rules import Counted, Standing, standing
from commons.db import db
from commons.roles import Level
from commons.rows import read
from commons.subjects import Subject, named

NOBODY = 0
Closed = Callable[[int], bool]
_closed: dict[str, Closed] = {}
OVERLAP = timedelta(seconds=5)
LOOK_BACK = timedelta(minutes=1)


@dataclass(frozen=True)
class Reader:
    """Somebody to be told by mail, in their language."""

    actor_id: int
    email: str
    language: str


def tally(subject_id: int) -> Counted:
    """The last count of a subject; all zero when nobody ever supported it."""
    return tallies([subject_id]).get(subject_id, Counted(0, 0, 0))


def tallies(subject_ids: Sequence[int]) -> dict[int, Counted]:
    """The last counts of these subjects, by subject; those without any are left out."""
    rows = db.session.execute(
        select(Tally.subject_id, Tally.standing, Tally.residents, Tally.withdrawn).where(
            Tally.subject_id.in_(subject_ids)
        )
    )
    return {subject_id: Counted(*numbers) for subject_id, *numbers in rows}


def supported_by(actor_id: int, subject_ids: Sequence[int]) -> set[int]:
    """Which of these subjects the actor supports."""
    return set(
        db.session.scalars(
            select(Support.subject_id).where(
                Support.actor_id == actor_id,
                Support.subject_id.in_(subject_ids),
                Support.withdrawn_at.is_(None),
            )
        )
    )


def standings(subject_ids: Sequence[int], actor_id: int | None = None) -> dict[int, Standing]:
    """For each of these subjects the count and one's own support, in one read."""
    given = {"viewer": actor_id or NOBODY, "subjects": list(subject_ids)}
    return dict(map(_standing, read(_STANDINGS, given)))


def pressed(subject_ids: Sequence[int], actor_id: int) -> dict[int, Standing]:
    """The same for those of these subjects that the actor supports or once did; no others."""
    return dict(map(_standing, read(_PRESSED, {"viewer": actor_id, "subjects": list(subject_ids)})))


def _standing(row: Row[Any]) -> tuple[int, Standing]:
    return row.id, standing(
        counted=row.standing or 0,
        residents=row.residents or 0,
        counted_at=row.counted_at,
        mine=bool(row.mine),
        begun_at=row.begun_at,
        changed_at=row.changed_at,
    )


_COUNTED = (Tally.standing, Tally.residents, Tally.counted_at)
_OWN = (
    Support.begun_at.label("begun_at"),
    Support.changed_at,
    (Support.id.is_not(None) & Support.withdrawn_at.is_(None)).label("mine"),
)
_STANDINGS = (
    select(Subject.id, *_COUNTED, *_OWN)
    .outerjoin(Tally, Tally.subject_id == Subject.id)
    .outerjoin(
        Support, and_(Support.subject_id == Subject.id, Support.actor_id == bindparam("viewer"))
    )
    .where(Subject.id.in_(bindparam("subjects", expanding=True)))
)
_PRESSED = (
    select(Support.subject_id.label("id"), *_COUNTED, *_OWN)
    .outerjoin(Tally, Tally.subject_id == Support.subject_id)
    .where(
        Support.actor_id == bindparam("viewer"),
        Support.subject_id.in_(bindparam("subjects", expanding=True)),
    )
)


def supporters(subject_id: int, after: int = 0, limit: int = 500) -> list[int]:
    """The actors who support a subject, in the order of their numbers, beginning after one."""
    return list(
        db.session.scalars(
            select(Support.actor_id)
            .where(
                Support.subject_id == subject_id,
                Support.withdrawn_at.is_(None),
                Support.actor_id > after,
            )
            .order_by(Support.actor_id)
            .limit(limit)
        )
    )


def readers_of(subject_ids: Sequence[int], author_ids: Sequence[int]) -> list[Reader]:
    """The authors and all who support one of these, each once; not who can no longer sign in."""
    supporting = select(Support.actor_id).where(
        Support.subject_id.in_(subject_ids), Support.withdrawn_at.is_(None)
    )
    statement = (
        select(Account.actor_id, Account.email, Account.language)
        .where(
            Account.actor_id.in_(supporting) | Account.actor_id.in_(author_ids),
            Account.disabled_at.is_(None),
            Account.confirmed_at.is_not(None),
        )
        .order_by(Account.actor_id)
    )
    return [Reader(*row) for row in db.session.execute(statement)]


def to_count() -> list[int]:
    """Subjects whose supports changed since they were counted.

    A row may be written before a count and committed after it: hence a little overlap.
    """
    newest = db.session.scalar(select(func.max(Tally.counted_at)))
    statement = (
        select(Support.subject_id, func.max(Support.changed_at), Tally.counted_at)
        .outerjoin(Tally, Tally.subject_id == Support.subject_id)
        .group_by(Support.subject_id, Tally.counted_at)
    )
    if newest is not None:
        statement = statement.where(Support.changed_at > newest - LOOK_BACK)
    rows: Any = db.session.execute(statement)
    return [
        subject_id
        for subject_id, changed, counted in rows
        if counted is None or counted <= changed + OVERLAP
    ]


def counts(subject_ids: Sequence[int]) -> dict[int, Counted]:
    """Standing, by residents among them, and withdrawn: added up from the rows."""
    rows = db.session.execute(
        select(Support.subject_id, *_sums())
        .where(Support.subject_id.in_(subject_ids))
        .group_by(Support.subject_id)
    )
    return {subject_id: Counted(*map(int, sums)) for subject_id, *sums in rows}


def drifted(limit: int = 500) -> list[int]:
    """Subjects whose last count is not what their rows add up to."""
    standing_now, residents_now, _withdrawn = _sums()
    return list(
        db.session.scalars(
            select(Support.subject_id)
            .outerjoin(Tally, Tally.subject_id == Support.subject_id)
            .group_by(Support.subject_id, Tally.standing, Tally.residents)
            .having(
                or_(
                    Tally.standing.is_(None),
                    standing_now != Tally.standing,
                    residents_now != Tally.residents,
                )
            )
            .limit(limit)
        )
    )


def supported(actor_id: int, limit: int = 100) -> list[Subject]:
    """What an actor supports, newest first."""
    return list(
        db.session.scalars(
            select(Subject)
            .join(Support, Support.subject_id == Subject.id)
            .where(Support.actor_id == actor_id, Support.withdrawn_at.is_(None))
            .order_by(Support.changed_at.desc(), Subject.id.desc())
            .limit(limit)
        )
    )


def closed_by(kind: str) -> Callable[[Closed], Closed]:
    """Registers how it is told whether a subject of this kind takes no more supports."""

    def register(reader: Closed) -> Closed:
        _closed[kind] = reader
        return reader

    return register


def is_closed(subject: Subject) -> bool:
    """Whether the subject has been dealt with, so that a support would come too late."""
    reader = _closed.get(subject.kind)
    return reader is not None and reader(subject.id)


@tells("supports")
def _own(account: Account) -> list[dict[str, Any]]:
    return named(supported(account.actor_id, 10_000))


def _sums() -> tuple[ColumnElement[int], ColumnElement[int], ColumnElement[int]]:
    stands = Support.withdrawn_at.is_(None)
    by_residents = and_(stands, Support.level >= int(Level.RESIDENT))
    return (
        func.sum(case((stands, 1), else_=0)),
        func.sum(case((by_residents, 1), else_=0)),
        func.sum(case((stands, 0), else_=1)),
    )
