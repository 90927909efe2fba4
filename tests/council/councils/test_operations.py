"""Councils, seats and offices, as the operations make them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from citizens.accounts import operations as accounts
from commons import actors
from commons import clock as now
from commons.actors import Actor, RoleGrant, grants_of
from commons.db import db
from commons.errors import Invalid, NotFound, NotNow, Refused
from commons.events import Event
from commons.roles import Grant
from council.councils import operations, queries
from council.councils.models import Council
from council.councils.rules import Seat
from council.decisions.queries import seat_of
from tests.make import make_agency, make_council, make_member, make_seat


def test_a_seat_brings_its_office_and_leaving_it_ends_the_office(app: Any, clock: Any) -> None:
    council = make_council()
    person = make_seat(council, Seat.DIRECTOR, make_agency("Harbor Works"), "Lena Abara")
    assert grants_of(person.id) == {Grant("director", council.subject_id)}
    (member,) = queries.members(council.id)
    operations.unseat(actor=actors.system(), member=member, reason="She retired.")
    assert queries.members(council.id) == []
    assert grants_of(person.id) == frozenset()


def test_whoever_erases_the_account_leaves_no_seat_and_no_deputy(app: Any, clock: Any) -> None:
    council = make_council()
    person = make_seat(council, Seat.CHAIR, name="Imani Roe")
    grant = db.session.scalars(select(RoleGrant).where(RoleGrant.actor_id == person.id)).one()
    deputy = make_member("Bo Deputy")
    operations.deputise(
        actor=actors.system(), grant=grant, person=deputy, reason="A journey.",
        ends_on=now.today() + timedelta(days=9),
    )  # fmt: skip
    accounts.erase(actor=person)
    assert queries.members(council.id) == []
    assert grants_of(deputy.id) == frozenset()


def test_the_chair_comes_first_and_the_clerk_last(app: Any) -> None:
    council = make_council()
    make_seat(council, Seat.CLERK, name="Anton Clerk")
    make_seat(council, Seat.DIRECTOR, name="Zoe Director")
    make_seat(council, Seat.DIRECTOR, name="Bo Director")
    make_seat(council, Seat.CHAIR, name="Zacharias Chair")
    assert [member.actor.name for member in queries.members(council.id)] == [
        "Zacharias Chair", "Bo Director", "Zoe Director", "Anton Clerk",
    ]  # fmt: skip


def test_who_sits_later_does_not_sit_yet(app: Any, clock: Any) -> None:
    council = make_council()
    operations.seat(
        actor=actors.system(), council=council, person=make_member(), seat=Seat.DIRECTOR,
        starts_on=now.today() + timedelta(days=3),
    )  # fmt: skip
    assert queries.members(council.id) == []
    clock.move(days=3)
    assert len(queries.members(council.id)) == 1


def test_what_is_no_office_or_has_no_council_is_invalid(app: Any) -> None:
    person = make_member()
    with pytest.raises(Invalid):
        operations.appoint(actor=actors.system(), person=person, role="king")
    with pytest.raises(Invalid):
        operations.appoint(actor=actors.system(), person=person, role="clerk")


def test_one_may_be_clerk_of_two_councils_but_not_twice_of_one(app: Any) -> None:
    person, first, second = make_member(), make_council(), make_council()
    for council in (first, second):
        operations.appoint(
            actor=actors.system(), person=person, role="clerk", scope_id=council.subject_id
        )
    with pytest.raises(Refused):
        operations.appoint(
            actor=actors.system(), person=person, role="clerk", scope_id=first.subject_id
        )


def test_an_office_ends_once(app: Any) -> None:
    grant = operations.appoint(actor=actors.system(), person=make_member(), role="analyst")
    operations.end_office(actor=actors.system(), grant=grant, reason="Enough.")
    with pytest.raises(Refused):
        operations.end_office(actor=actors.system(), grant=grant, reason="Enough.")


def test_a_deputy_has_the_office_of_the_holder_for_a_time(app: Any, clock: Any) -> None:
    council = make_council()
    holder, deputy = make_member("Ann"), make_member("Bob")
    grant = operations.appoint(
        actor=actors.system(), person=holder, role="clerk", scope_id=council.subject_id
    )
    given = operations.deputise(
        actor=actors.system(), grant=grant, person=deputy, ends_on=date(2026, 11, 22), reason="Ill."
    )
    assert given.ends_at == now.end_of_day(date(2026, 11, 22))
    assert grants_of(deputy.id) == grants_of(holder.id)
    clock.move(days=3)
    assert grants_of(deputy.id) == frozenset()
    assert grants_of(holder.id) != frozenset()


def deputise(grant: RoleGrant, person: Actor, ends_on: date = date(2026, 11, 22)) -> RoleGrant:
    """The person acts for the holder of this grant."""
    return operations.deputise(
        actor=actors.system(), grant=grant, person=person, ends_on=ends_on, reason="Ill."
    )


def test_an_office_that_has_ended_has_no_deputy(app: Any, clock: Any) -> None:
    deputy = make_member()
    grant = operations.appoint(actor=actors.system(), person=make_member(), role="moderator")
    operations.end_office(actor=actors.system(), grant=grant, reason="Enough.")
    with pytest.raises(NotNow):
        deputise(grant, deputy)
    assert grants_of(deputy.id) == frozenset()


def test_a_deputy_acts_no_longer_than_the_holder(app: Any, clock: Any) -> None:
    grant = operations.appoint(actor=actors.system(), person=make_member(), role="moderator")
    lent = deputise(grant, make_member())
    with pytest.raises(Invalid):
        deputise(lent, make_member(), date(2026, 11, 23))
    assert deputise(lent, make_member()).ends_at == lent.ends_at


def test_with_an_office_end_its_deputies_and_no_others(app: Any, clock: Any) -> None:
    council, other = make_council(), make_council()
    holder, deputy, third, elsewhere = (make_member() for _ in range(4))
    grant, kept = (
        operations.appoint(
            actor=actors.system(), person=holder, role="clerk", scope_id=each.subject_id
        )
        for each in (council, other)
    )
    deputise(deputise(grant, deputy), third)
    deputise(kept, elsewhere)
    operations.end_office(actor=actors.system(), grant=grant, reason="She moved.")
    assert grants_of(deputy.id) == grants_of(third.id) == frozenset()
    assert grants_of(elsewhere.id) == grants_of(holder.id) == {Grant("clerk", other.subject_id)}
    told = db.session.scalars(select(Event).where(Event.kind == "office.ended")).all()
    assert [each.data["name"] for each in told] == [holder.name, deputy.name, third.name]


def succeed(council: Council, role: str, leaver: Actor, name: str) -> Actor:
    """The leaver's office has ended, and somebody of this name is appointed to it."""
    grants = select(RoleGrant).where(RoleGrant.actor_id == leaver.id, RoleGrant.role == role)
    grant = db.session.scalars(grants).one()
    operations.end_office(actor=actors.system(), grant=grant, reason="She retired.")
    person = make_member(name)
    operations.appoint(actor=actors.system(), person=person, role=role, scope_id=council.subject_id)
    return person


def seats(council: Council) -> list[tuple[str, int | None]]:
    """Who sits in the council, each with the agency."""
    return [(each.actor.name, each.agency_id) for each in queries.members(council.id)]


def test_who_follows_in_an_office_follows_in_its_seat(app: Any) -> None:
    council, ferries, roads = make_council(), make_agency(), make_agency()
    chair = make_seat(council, Seat.CHAIR, name="Ann Chair")
    director = make_seat(council, Seat.DIRECTOR, ferries, "Bo Director")
    make_seat(council, Seat.DIRECTOR, roads, "Cy Director")
    clerk = make_seat(council, Seat.CLERK, name="Di Clerk")
    successor = succeed(council, "chair", chair, "Eve Chair")
    succeed(council, "director", director, "Fay Director")
    succeed(council, "clerk", clerk, "Gus Clerk")
    assert seats(council) == [
        ("Eve Chair", None), ("Cy Director", roads.id), ("Fay Director", ferries.id),
        ("Gus Clerk", None),
    ]  # fmt: skip
    assert seat_of(council.id, successor)
    assert seat_of(council.id, chair) is None


def test_a_deputy_and_an_office_without_a_council_bring_no_seat(app: Any, clock: Any) -> None:
    council = make_council()
    holder = make_seat(council, Seat.CLERK, name="Ann Clerk")
    grants = select(RoleGrant).where(RoleGrant.actor_id == holder.id)
    lent = deputise(db.session.scalars(grants).one(), make_member())
    operations.appoint(actor=actors.system(), person=make_member(), role="moderator")
    assert seats(council) == [("Ann Clerk", None)]
    operations.end_office(actor=actors.system(), grant=lent, reason="Ann is back.")
    assert seats(council) == [("Ann Clerk", None)]


def test_a_council_that_is_not_there_is_not_found(app: Any) -> None:
    with pytest.raises(NotFound):
        queries.council("nowhere")
    with pytest.raises(NotFound):
        operations.grant_by_code("nothing")
