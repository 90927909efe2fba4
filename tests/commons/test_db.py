"""Operations: one transaction each, durable where they must be, never a naive moment."""

from __future__ import annotations

from datetime import datetime

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import DatabaseError, StatementError

from commons import actors, events, subjects
from commons.actors import Actor
from commons.db import Figure, db, operation
from commons.engines import read_only


@operation
def _make(name: str, *, fail: bool = False) -> Actor:
    made = actors.create(kind="person", name=name)
    if fail:
        raise ValueError(name)
    return made


@operation
def _make_two() -> None:
    _make("First")
    _make("Second", fail=True)


def _count() -> int:
    return db.session.scalar(select(func.count()).select_from(Actor)) or 0


def test_an_operation_commits_and_its_rows_can_be_read_afterwards(app):
    made = _make("Ana")
    db.session.remove()
    assert db.session.get_one(Actor, made.id).name == "Ana"


def test_an_error_leaves_nothing_of_the_outer_operation_behind(app):
    before = _count()
    with pytest.raises(ValueError, match="Second"):
        _make_two()
    assert _count() == before


def test_an_operation_judges_what_stands_and_not_what_was_read_before(app):
    made = _make("Old name")
    with db.engine.begin() as other:
        other.execute(text("UPDATE actor SET name = 'New name' WHERE id = :id"), {"id": made.id})

    @operation
    def name_inside() -> str:
        return db.session.get_one(Actor, made.id).name

    assert name_inside() == "New name"


def test_rows_changed_outside_an_operation_are_refused(app):
    db.session.add(Actor(kind="person", name="Smuggled", created_at=subjects.clock.now()))
    with pytest.raises(RuntimeError, match="outside an operation"):
        _make("Ana")
    db.session.rollback()


def test_a_durable_operation_needs_a_durable_one_around_it(app):
    @operation(durable=True)
    def inner() -> None:
        pass

    @operation
    def outer() -> None:
        inner()

    with pytest.raises(RuntimeError, match="durable"):
        outer()
    inner()


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_durability_is_chosen_before_the_transaction_begins(app):
    def synchronous() -> int:
        return int(db.session.execute(text("PRAGMA synchronous")).scalar_one())

    assert operation(durable=True)(synchronous)() == 2
    assert operation(synchronous)() == 1


def test_a_read_only_transaction_cannot_write(app):
    db.session.remove()
    with read_only(), pytest.raises(DatabaseError):
        db.session.execute(text("UPDATE actor SET name = 'x'"))
    db.session.rollback()
    with read_only(), pytest.raises(RuntimeError, match="would write"):
        _make("Ana")
    assert _make("Ana").name == "Ana"


def test_a_moment_without_a_zone_is_refused(app):
    @operation
    def naive() -> None:
        moment = datetime(2026, 11, 20, 10)
        db.session.add(Actor(kind="person", name="Naive", created_at=moment))
        db.session.flush()

    with pytest.raises(StatementError, match="without a zone"):
        naive()


def test_a_figure_keeps_its_published_text_beside_a_number():
    assert Figure.of("1,204.50") == Figure("1,204.50", 1204.5)
    assert Figure.of(" ") == Figure(None, None)


def test_append_only_rows_cannot_be_changed_or_removed(app):
    @operation
    def tell() -> int:
        return events.record("thing.happened", subject_id=subjects.site_id(), actor=actors.system())

    number = tell()
    for statement in (
        "UPDATE event SET kind = 'x' WHERE id = :id",
        "DELETE FROM event WHERE id = :id",
    ):
        with pytest.raises(DatabaseError, match="append-only"), db.engine.begin() as connection:
            connection.execute(text(statement), {"id": number})
