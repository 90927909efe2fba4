"""Reads of promises and of what became of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import joinedload

from commons import clock
from commons.actors import Actor, RoleGrant, grants_of
from commons.db import db
from commons.errors import NotFound
from commons.events import Event
from commons.i18n import _
from commons.roles import holds_for
from commons.subjects import Subject
from council import roles
from council.councils.models import Council, Member
from council.councils.rules import VOTING
from council.promises import rules
from council.promises.models import Promise, PromiseMove
from council.promises.rules import PromiseMoveKind, PromiseState, Standing
from council.reviews.models import Review
from metrics.charters.models import Measure

ORDER = {
    Standing.LATE: 0,
    Standing.OPEN: 1,
    Standing.BROKEN: 2,
    Standing.CHANGED: 3,
    Standing.KEPT_LATE: 4,
    Standing.KEPT: 5,
}


@dataclass(frozen=True)
class PromiseRow:
    """A promise in a list."""

    code: str
    subject_id: int
    words: str
    owner: str
    agency: str
    by_governor: bool
    council: str
    council_path: str
    measure: str
    measure_path: str
    review: str
    review_code: str
    first_due_on: date
    due_on: date
    slips: int
    standing: Standing
    days_late: int
    made_at: datetime
    ended_at: datetime | None
    last_note: str

    @property
    def has_slipped(self) -> bool:
        """Whether its date was moved."""
        return self.due_on != self.first_due_on

    @property
    def word(self) -> str:
        """How it stands, in a word."""
        return word(self.standing)


def word(standing: Standing) -> str:
    """How a promise stands, in a word."""
    return {
        Standing.LATE: _("Late"),
        Standing.OPEN: _("Open"),
        Standing.KEPT: _("Kept"),
        Standing.KEPT_LATE: _("Kept late"),
        Standing.CHANGED: _("Changed"),
        Standing.BROKEN: _("Broken"),
    }[standing]


def move_word(kind: PromiseMoveKind) -> str:
    """What happened to a promise, in a word or two."""
    return {
        PromiseMoveKind.MADE: _("Made"),
        PromiseMoveKind.PROGRESS: _("Progress"),
        PromiseMoveKind.SLIPPED: _("The date slipped"),
        PromiseMoveKind.ENDED: _("Ended"),
    }[kind]


@dataclass(frozen=True)
class PromisePage:
    """A promise with all that happened to it."""

    row: PromiseRow
    promise: Promise
    moves: list[PromiseMove]


def promise(code: str) -> Promise:
    """The promise of this code, or NotFound."""
    found = db.session.scalar(
        select(Promise)
        .join(Subject, Subject.id == Promise.subject_id)
        .where(Subject.public_id == code)
        .options(joinedload(Promise.subject), joinedload(Promise.agency))
    )
    if found is None:
        raise NotFound
    return found


def promise_page(code: str) -> PromisePage:
    """The promise of this code with its history, oldest first."""
    found = promise(code)
    rows = _rows(_statement().where(Promise.id == found.id))
    moves = db.session.scalars(
        select(PromiseMove)
        .where(PromiseMove.promise_id == found.id)
        .options(joinedload(PromiseMove.actor))
        .order_by(PromiseMove.id)
    )
    return PromisePage(row=rows[0], promise=found, moves=list(moves))


def promises(
    *,
    council_id: int | None = None,
    standing: Standing | None = None,
    by_governor: bool = False,
) -> list[PromiseRow]:
    """All promises (of a council), the late ones first, then by their day."""
    statement = _statement()
    if council_id is not None:
        statement = statement.where(Promise.council_id == council_id)
    if by_governor:
        statement = statement.where(Promise.by_governor)
    found = _rows(statement)
    return [row for row in found if standing is None or row.standing is standing]


def open_promises(council_id: int) -> list[PromiseRow]:
    """What a council still owes, the late ones first."""
    return _rows(
        _statement().where(Promise.council_id == council_id, Promise.state == PromiseState.OPEN)
    )


def of_measure(measure_id: int) -> list[PromiseRow]:
    """The promises about a measure, open ones first, the next due at the head."""
    return _rows(_statement().where(Promise.measure_id == measure_id))


def made_in(review_id: int) -> list[PromiseRow]:
    """The promises made in a review."""
    return _rows(_statement().where(Promise.review_id == review_id))


def moves_in(review_id: int) -> list[tuple[PromiseMove, Promise]]:
    """What happened in a review to promises made before it."""
    rows = db.session.execute(
        select(PromiseMove, Promise)
        .join(Promise, Promise.id == PromiseMove.promise_id)
        .where(PromiseMove.review_id == review_id, PromiseMove.kind != PromiseMoveKind.MADE)
        .options(joinedload(Promise.subject))
        .order_by(PromiseMove.id)
    )
    return [(move, each) for move, each in rows]


def slips_of(promise_ids: list[int]) -> dict[int, list[PromiseMove]]:
    """Each slip of the dates of these promises, oldest first."""
    found: dict[int, list[PromiseMove]] = {each: [] for each in promise_ids}
    rows = db.session.scalars(
        select(PromiseMove)
        .where(PromiseMove.promise_id.in_(promise_ids), PromiseMove.kind == PromiseMoveKind.SLIPPED)
        .options(joinedload(PromiseMove.actor))
        .order_by(PromiseMove.id)
    )
    for row in rows:
        found[row.promise_id].append(row)
    return found


def late() -> list[Promise]:
    """The open promises whose day is over."""
    return list(
        db.session.scalars(
            select(Promise).where(
                Promise.state == PromiseState.OPEN, Promise.due_on < clock.today()
            )
        )
    )


def move_by_once(once: str | None) -> PromiseMove | None:
    """What the form with this key has done already."""
    if once is None:
        return None
    return db.session.scalar(select(PromiseMove).where(PromiseMove.once == once))


def was_told_late(subject_id: int, due: str) -> bool:
    """Whether it has been told already that the promise missed this day."""
    told = db.session.scalars(
        select(Event.data).where(Event.subject_id == subject_id, Event.kind == "promise.late")
    )
    return any(data.get("due") == due for data in told)


@cache
def _statement() -> Select[Any]:
    about = Subject.__table__.alias("about")
    slips = (
        select(func.count(PromiseMove.id))
        .where(PromiseMove.promise_id == Promise.id, PromiseMove.kind == PromiseMoveKind.SLIPPED)
        .scalar_subquery()
    )
    note = (
        select(PromiseMove.note)
        .where(PromiseMove.promise_id == Promise.id, PromiseMove.note != "")
        .order_by(PromiseMove.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    return (
        select(Promise, Council, Review, about.c.title, about.c.path, slips, note)
        .join(Council, Council.id == Promise.council_id)
        .outerjoin(Review, Review.id == Promise.review_id)
        .outerjoin(Measure, Measure.id == Promise.measure_id)
        .outerjoin(about, about.c.id == Measure.subject_id)
        .options(
            joinedload(Promise.subject),
            joinedload(Promise.agency),
            joinedload(Council.subject),
            joinedload(Review.subject),
        )
    )


def _rows(statement: Select[Any]) -> list[PromiseRow]:
    today = clock.today()
    rows = [_row(today, *each) for each in db.session.execute(statement)]
    return sorted(rows, key=lambda row: (ORDER[row.standing], row.due_on, row.code))


def _row(
    today: date,
    promise: Promise,
    council: Council,
    review: Review | None,
    measure: str | None,
    measure_path: str | None,
    slips: int,
    note: str | None,
) -> PromiseRow:
    standing = rules.standing(promise.state, promise.due_on, today)
    return PromiseRow(
        code=promise.subject.public_id,
        subject_id=promise.subject_id,
        words=promise.words,
        owner=promise.owner,
        agency=promise.agency.name if promise.agency else "",
        by_governor=promise.by_governor,
        council=council.name,
        council_path=council.subject.path,
        measure=measure or "",
        measure_path=measure_path or "",
        review=review.title if review else "",
        review_code=review.subject.public_id if review else "",
        first_due_on=promise.first_due_on,
        due_on=promise.due_on,
        slips=slips,
        standing=standing,
        days_late=rules.days_late(promise.due_on, today) if standing is Standing.LATE else 0,
        made_at=promise.made_at,
        ended_at=promise.ended_at,
        last_note=note or "",
    )


def council_subject(promise: Promise) -> int:
    """The subject of the council that made a promise."""
    return db.session.get_one(Council, promise.council_id).subject_id


def may_report(promise: Promise, actor: Actor) -> bool:
    """Whether somebody may say what became of a promise.

    The chair and the clerk of its council, whoever sits for its agency, its owner when in office
    there, and the governor for a promise of their own.
    """
    grants, scope = grants_of(actor.id), (council_subject(promise),)
    if holds_for(grants, (roles.CHAIR, roles.CLERK), scope):
        return True
    if promise.owner == actor.name and holds_for(grants, (roles.DIRECTOR,), scope):
        return True
    if promise.by_governor and holds_for(grants, (roles.GOVERNOR,), ()):
        return True
    return promise.agency_id is not None and _sits_for(promise.agency_id, actor.id)


def _sits_for(agency_id: int, actor_id: int) -> bool:
    """Whether somebody has a seat for this agency today, or stands in for whoever has."""
    today, moment = clock.today(), clock.now()
    sitting = select(Member.actor_id).where(
        Member.agency_id == agency_id,
        Member.seat.in_(VOTING),
        Member.starts_on <= today,
        or_(Member.ends_on.is_(None), Member.ends_on > today),
    )
    deputising = select(RoleGrant.deputy_for_id).where(
        RoleGrant.actor_id == actor_id,
        RoleGrant.role.in_((roles.DIRECTOR, roles.CHAIR)),
        RoleGrant.starts_at <= moment,
        or_(RoleGrant.ends_at.is_(None), RoleGrant.ends_at > moment),
    )
    those = or_(Member.actor_id == actor_id, Member.actor_id.in_(deputising))
    return db.session.scalar(sitting.where(those).limit(1)) is not None
