"""Acts on councils, seats and offices."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ColumnElement, select, true

from citizens.accounts.models import Account
from citizens.accounts.operations import before_erasing
from commons import clock, events, ids, search, subjects
from commons.actors import Actor, RoleGrant
from commons.db import db, operation
from commons.errors import Invalid, NotFound, NotNow
from commons.i18n import _
from council import roles
from council.councils.models import Council, Member
from council.councils.rules import DEFAULT_THRESHOLD, CouncilState, Seat
from metrics.catalogue.models import Agency, Goal

SEAT_ROLES = {Seat.CHAIR: roles.CHAIR, Seat.DIRECTOR: roles.DIRECTOR, Seat.CLERK: roles.CLERK}
SEATS = {role: seat for seat, role in SEAT_ROLES.items()}


@operation
def form(
    *,
    actor: Actor,
    goal: Goal,
    name: str,
    summary: str = "",
    threshold: int = DEFAULT_THRESHOLD,
    is_example: bool = False,
    slug: str | None = None,
) -> Council:
    """The goal has a council; a goal has one at most."""
    slug = slug or ids.slug(name)
    subject = subjects.register("council", title=name, path=f"/councils/{slug}", name=slug)
    council = Council(
        subject_id=subject.id,
        goal_id=goal.id,
        slug=slug,
        name=name,
        summary=summary,
        state=CouncilState.FORMED,
        threshold=threshold,
        is_example=is_example,
        formed_at=clock.now(),
    )
    db.session.add(council)
    db.session.flush()
    search.index(subject, summary)
    subjects.touch_site()
    events.record("council.formed", subject_id=subject.id, actor=actor, public=True, title=name)
    return council


@operation(durable=True)
def seat(
    *,
    actor: Actor,
    council: Council,
    person: Actor,
    seat: Seat,
    agency: Agency | None = None,
    starts_on: date | None = None,
) -> Member:
    """The person sits in the council and holds the seat's office for it."""
    member = _sit(council, person, seat, agency, starts_on or clock.today())
    appoint(
        actor=actor,
        person=person,
        role=SEAT_ROLES[seat],
        scope_id=council.subject_id,
        reason=_("Seat in the council"),
    )
    return member


@operation(durable=True)
def unseat(*, actor: Actor, member: Member, reason: str) -> None:
    """The seat is free from today on, and the office that went with it has ended."""
    member.ends_on = clock.today()
    council = db.session.get_one(Council, member.council_id)
    for grant in _held(member.actor_id, SEAT_ROLES[member.seat], council.subject_id):
        end_office(actor=actor, grant=grant, reason=reason)
    subjects.touch(council.subject_id)


@operation(durable=True)
def appoint(
    *,
    actor: Actor,
    person: Actor,
    role: str,
    scope_id: int | None = None,
    reason: str = "",
    deputy_for: Actor | None = None,
    ends_at: datetime | None = None,
) -> RoleGrant:
    """The person holds the office from now on, with the seat that goes with it in a council."""
    if role not in roles.ALL:
        raise Invalid({"role": _("Choose one of the offices.")})
    if role in roles.SCOPED and scope_id is None:
        raise Invalid({"council": _("This office belongs to a council: choose which.")})
    if scope_id is not None and not _may_be_of(role, scope_id):
        raise Invalid({"council": _("This office is not limited so: choose something else.")})
    if _held(person.id, role, scope_id):
        raise NotNow(_("%(name)s holds this office already.", name=person.name))
    grant = RoleGrant(
        actor_id=person.id,
        role=role,
        scope_id=scope_id,
        starts_at=clock.now(),
        ends_at=ends_at,
        granted_by_id=actor.id,
        deputy_for_id=deputy_for.id if deputy_for else None,
        reason=reason,
    )
    db.session.add(grant)
    db.session.flush()
    if deputy_for is None:
        _seat_for(person, role, scope_id)
    _tell(actor, "office.appointed", person, role, scope_id, reason)
    return grant


@operation(durable=True)
def end_office(*, actor: Actor, grant: RoleGrant, reason: str) -> None:
    """The office, its seat and its deputies' offices have ended, from the next request on."""
    _hold(grant)
    grant.ends_at = clock.now()
    _leave_seat(grant)
    person = db.session.get_one(Actor, grant.actor_id)
    _tell(actor, "office.ended", person, grant.role, grant.scope_id, reason)
    for each in _deputies(grant):
        end_office(actor=actor, grant=each, reason=reason)


@operation(durable=True)
def deputise(
    *, actor: Actor, grant: RoleGrant, person: Actor, ends_on: date, reason: str
) -> RoleGrant:
    """The person may act for the office-holder until the end of a day, while the office lasts."""
    _hold(grant)
    if ends_on < clock.today():
        raise Invalid({"ends_on": _("Choose a day that is not over.")})
    ends_at = clock.end_of_day(ends_on)
    if grant.ends_at is not None and grant.ends_at < ends_at:
        raise Invalid({"ends_on": _("The office itself ends sooner: choose an earlier day.")})
    holder = db.session.get_one(Actor, grant.actor_id)
    return appoint(
        actor=actor,
        person=person,
        role=grant.role,
        scope_id=grant.scope_id,
        reason=reason,
        deputy_for=holder,
        ends_at=ends_at,
    )


def grant_by_code(code: str) -> RoleGrant:
    """The grant of this code, or NotFound."""
    grant = db.session.scalar(select(RoleGrant).where(RoleGrant.code == code))
    if grant is None:
        raise NotFound
    return grant


def _may_be_of(role: str, scope_id: int) -> bool:
    kind = db.session.get_one(subjects.Subject, scope_id).kind
    if role in roles.OF_AN_AGENCY:
        return kind in ("agency", "council")
    return role in roles.SCOPED and kind == "council"


def _sit(
    council: Council, person: Actor, seat: Seat, agency: Agency | None, starts_on: date
) -> Member:
    member = Member(
        council_id=council.id,
        actor_id=person.id,
        agency_id=agency.id if agency else None,
        seat=seat,
        starts_on=starts_on,
    )
    db.session.add(member)
    if agency and not person.office:
        person.office = agency.name
    subjects.touch(council.subject_id)
    return member


def _seat_for(person: Actor, role: str, scope_id: int | None) -> None:
    """Whoever is appointed sits where the predecessor sat, unless they have a seat already."""
    council = db.session.scalar(select(Council).where(Council.subject_id == scope_id))
    if council is None or role not in SEATS:
        return
    taken = _seats(role, scope_id, true())
    if any(member.actor_id == person.id for member in taken):
        return
    agencies = {member.agency_id for member in taken if member.agency_id}
    left = db.session.scalar(
        select(Member)
        .where(Member.council_id == council.id, Member.seat == SEATS[role])
        .where(Member.ends_on <= clock.today(), Member.agency_id.not_in(agencies))
        .order_by(Member.ends_on.desc(), Member.id.desc())
        .limit(1)
    )
    _sit(council, person, SEATS[role], left.agency if left else None, clock.today())


def _leave_seat(grant: RoleGrant) -> None:
    if grant.deputy_for_id is None:
        for member in _seats(grant.role, grant.scope_id, Member.actor_id == grant.actor_id):
            member.ends_on = clock.today()


@before_erasing
def _leave(account: Account) -> None:
    """No seat and no deputy of somebody who is no more; the offices themselves end with it."""
    for grant in db.session.scalars(
        select(RoleGrant).where(RoleGrant.actor_id == account.actor_id)
    ):
        if grant.ends_at is None or grant.ends_at > clock.now():
            _leave_seat(grant)
            for each in _deputies(grant):
                reason = _("The office that it stood in for has ended.")
                end_office(actor=account.actor, grant=each, reason=reason)


def _seats(role: str, scope_id: int | None, whose: ColumnElement[bool]) -> list[Member]:
    """The seats that go with an office of a council and have not ended."""
    rows = db.session.scalars(
        select(Member)
        .join(Council, Council.id == Member.council_id)
        .where(Council.subject_id == scope_id, Member.seat == SEATS.get(role), whose)
    )
    today = clock.today()
    return [member for member in rows if member.ends_on is None or member.ends_on > today]


def _hold(grant: RoleGrant) -> None:
    """The grant is locked and has not ended: of an end and a deputy the later sees the earlier."""
    db.session.refresh(grant, with_for_update=True)
    if grant.ends_at is not None and grant.ends_at <= clock.now():
        raise NotNow(_("This office has ended already."))


def _held(actor_id: int, role: str, scope_id: int | None) -> list[RoleGrant]:
    return _standing(role, scope_id, RoleGrant.actor_id == actor_id)


def _deputies(grant: RoleGrant) -> list[RoleGrant]:
    return _standing(grant.role, grant.scope_id, RoleGrant.deputy_for_id == grant.actor_id)


def _standing(role: str, scope_id: int | None, whose: ColumnElement[bool]) -> list[RoleGrant]:
    moment = clock.now()
    rows = db.session.scalars(
        select(RoleGrant).where(
            whose,
            RoleGrant.role == role,
            RoleGrant.scope_id.is_(None) if scope_id is None else RoleGrant.scope_id == scope_id,
        )
    )
    return [grant for grant in rows if grant.ends_at is None or grant.ends_at > moment]


def _tell(
    actor: Actor, kind: str, person: Actor, role: str, scope_id: int | None, reason: str
) -> None:
    subject_id = scope_id or subjects.site_id()
    subjects.touch(subject_id)
    subjects.touch_site()
    events.record(
        kind,
        subject_id=subject_id,
        actor=actor,
        public=True,
        role=role,
        name=person.name,
        reason=reason,
    )
