"""Reads of councils, seats and offices."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import aliased, joinedload

from citizens.comments.specs import asked_of
from commons import clock
from commons.actors import Actor, RoleGrant
from commons.db import db
from commons.errors import NotFound
from commons.subjects import Subject
from council.councils.models import Council, Member
from council.councils.rules import VOTING
from metrics.catalogue.models import Goal
from metrics.charters.models import Measure
from metrics.charters.queries import Signatory, answering, signature, signing


@dataclass(frozen=True)
class Office:
    """An office held now, as the public list shows it."""

    code: str
    name: str
    title: str
    role: str
    council: str
    since: datetime
    until: datetime | None
    deputy_for: str


def council(slug: str) -> Council:
    """The council of this address, or NotFound."""
    found = db.session.scalar(
        select(Council)
        .where(Council.slug == slug)
        .options(joinedload(Council.goal), joinedload(Council.subject))
    )
    if found is None:
        raise NotFound
    return found


def council_with_members(slug: str) -> tuple[Council, list[Member]]:
    """The council of this address with who sits in it today, or NotFound."""
    rows = db.session.scalars(
        select(Council)
        .where(Council.slug == slug)
        .options(
            joinedload(Council.goal),
            joinedload(Council.subject),
            joinedload(Council.seats).options(joinedload(Member.actor), joinedload(Member.agency)),
        )
    )
    found = next(iter(rows.unique()), None)
    if found is None:
        raise NotFound
    today = clock.today()
    return found, _in_order(
        m for m in found.seats if m.starts_on <= today and (m.ends_on is None or m.ends_on > today)
    )


def councils() -> list[Council]:
    """All councils, examples first, then by name."""
    return list(
        db.session.scalars(
            select(Council)
            .options(joinedload(Council.goal))
            .order_by(Council.is_example.desc(), Council.name)
        )
    )


def council_of_goal(goal_id: int) -> Council | None:
    """The council answerable for a goal."""
    return db.session.scalar(select(Council).where(Council.goal_id == goal_id))


def council_of_subject(subject_id: int) -> Council:
    """The council whose subject this is, or NotFound."""
    found = db.session.scalar(select(Council).where(Council.subject_id == subject_id))
    if found is None:
        raise NotFound
    return found


def members(council_id: int) -> list[Member]:
    """Who sits in the council today: the chair, the directors by name, the clerk."""
    today = clock.today()
    rows = db.session.scalars(
        select(Member)
        .where(
            Member.council_id == council_id,
            Member.starts_on <= today,
            or_(Member.ends_on.is_(None), Member.ends_on > today),
        )
        .options(joinedload(Member.actor), joinedload(Member.agency))
    )
    return _in_order(rows)


def _in_order(rows: Iterable[Member]) -> list[Member]:
    order = {"chair": 0, "director": 1, "clerk": 2}
    return sorted(rows, key=lambda m: (order[m.seat], m.actor.name))


def for_actor(actor_id: int) -> list[Council]:
    """The councils in which somebody sits today."""
    today = clock.today()
    return list(
        db.session.scalars(
            select(Council)
            .join(Member, Member.council_id == Council.id)
            .where(
                Member.actor_id == actor_id,
                or_(Member.ends_on.is_(None), Member.ends_on > today),
            )
            .order_by(Council.name)
        ).unique()
    )


def offices(*, ended: bool = False) -> list[Office]:
    """Offices held now (or, with `ended`, held once), by council and name."""
    moment = clock.now()
    deputy = aliased(Actor)
    holder = aliased(Actor)
    is_over = RoleGrant.ends_at <= moment
    rows = db.session.execute(
        select(RoleGrant, holder.name, holder.office, Subject.title, deputy.name)
        .join(holder, holder.id == RoleGrant.actor_id)
        .outerjoin(Subject, Subject.id == RoleGrant.scope_id)
        .outerjoin(deputy, deputy.id == RoleGrant.deputy_for_id)
        .where(is_over if ended else or_(RoleGrant.ends_at.is_(None), RoleGrant.ends_at > moment))
        .order_by(Subject.title, RoleGrant.role, holder.name)
        .limit(500)
    )
    return [
        Office(
            code=grant.code,
            name=name,
            title=title or "",
            role=grant.role,
            council=council_title or "",
            since=grant.starts_at,
            until=grant.ends_at,
            deputy_for=deputy_name or "",
        )
        for grant, name, title, council_title, deputy_name in rows
    ]


@asked_of("council")
def _itself(subject_id: int) -> int:
    return subject_id


@asked_of("goal")
def _of_goal(subject_id: int) -> int | None:
    statement = select(Council.subject_id).join(Goal, Goal.id == Council.goal_id)
    return db.session.scalar(statement.where(Goal.subject_id == subject_id))


@asked_of("measure")
def _of_measure(subject_id: int) -> int | None:
    statement = select(Council.subject_id).join(Measure, Measure.goal_id == Council.goal_id)
    return db.session.scalar(statement.where(Measure.subject_id == subject_id))


@answering
def _of_its_goal() -> Select[int, int]:
    pairs = select(Measure.id, Council.subject_id).select_from(Measure)
    return pairs.join(Council, Council.goal_id == Measure.goal_id)


@signing
def _voting(measure: Measure) -> list[Signatory]:
    """The head of the lead agency first, then the chair and the other directors."""
    council = council_of_goal(measure.goal_id)
    seats = [each for each in members(council.id) if each.seat in VOTING] if council else []
    seats.sort(key=lambda seat: seat.agency_id is None or seat.agency_id != measure.lead_agency_id)
    return [Signatory(signature(seat.actor, _office(seat, council))) for seat in seats]


def _office(seat: Member, council: Council | None) -> str:
    return seat.agency.name if seat.agency else council.name if council else ""
