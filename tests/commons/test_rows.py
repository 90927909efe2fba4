"""Rows past the ORM: what an operation changed is seen, and what is written is the session's."""

from __future__ import annotations

import sqlite3

import pytest
from sqlalchemy import func, inspect, select
from sqlalchemy.exc import IntegrityError

from commons import actors, clock, subjects
from commons.actors import Actor
from commons.db import db, operation
from commons.rows import add_row, read, read_alone, write
from commons.subjects import Subject

NAMES = select(Actor.name)


def _subject(code: str) -> Subject:
    return Subject(
        kind="thing", public_id=code, title=code, path=f"/{code}", version=1, created_at=clock.now()
    )


def test_a_read_within_an_operation_sees_what_it_has_changed(app):
    @operation
    def rename() -> list[str]:
        found = actors.system()
        found.name = "Nobody at all"
        return [row.name for row in read(NAMES)]

    assert "Nobody at all" in rename()
    assert "Nobody at all" in [row.name for row in read(NAMES)]


def test_an_added_object_is_one_of_the_sessions_and_can_be_changed_at_once(app):
    @operation
    def begin() -> int:
        made = _subject("thing:one")
        add_row(made)
        assert inspect(made).persistent
        assert db.session.get(Subject, made.id) is made
        made.title = "Another title"
        return made.id

    number = begin()
    db.session.remove()
    assert db.session.get_one(Subject, number).title == "Another title"
    assert db.session.get_one(Subject, number).is_public  # the table's own default


def test_a_row_that_breaks_a_rule_leaves_nothing_of_its_operation(app):
    @operation
    def twice() -> None:
        for _each in range(2):
            add_row(_subject("thing:twice"))

    with pytest.raises(IntegrityError):
        twice()
    count = select(func.count()).select_from(Subject).where(Subject.public_id == "thing:twice")
    assert db.session.scalar(count) == 0


def test_a_written_row_has_the_number_that_is_told(app):
    @operation
    def begin() -> int:
        return write(
            Subject, kind="thing", public_id="thing:two", title="Two", path="/two", version=1,
            created_at=clock.now(),
        )  # fmt: skip

    assert db.session.get_one(Subject, begin()) is subjects.by_public_id("thing:two")


def test_nothing_is_written_outside_an_operation(app):
    with pytest.raises(RuntimeError, match="outside an operation"):
        add_row(_subject("thing:alone"))


def test_an_object_of_an_operation_that_failed_leaves_room_for_the_next(app):
    kept: list[Subject] = []

    @operation
    def begin(*, fails: bool) -> None:
        kept.append(subjects.register("thing", title="A thing", path="/thing", name="one"))
        if fails:
            raise ValueError("on purpose")

    with pytest.raises(ValueError, match="on purpose"):
        begin(fails=True)
    begin(fails=False)
    assert inspect(kept[1]).persistent
    assert not inspect(kept[0]).session


def test_what_is_read_alone_is_read_in_the_session_when_its_own_line_is_gone(app, monkeypatch):
    quick = app.extensions["quick"]
    asked = select(Actor.name, Actor.created_at).where(Actor.kind == "system")
    (alone,) = read_alone(asked, {})
    for line in quick.free:
        line.close()  # as when the server went away: another one is opened
    assert read_alone(asked, {}) == [alone]
    monkeypatch.setattr(quick, "_connection", _no_line)
    assert [tuple(row) for row in read_alone(asked, {})] == [alone]
    assert alone.created_at.tzinfo is not None


def _no_line() -> None:
    raise sqlite3.OperationalError("unable to open database file")


def test_what_an_operation_has_changed_is_seen_by_what_it_reads_alone(app):
    @operation
    def rename() -> list[str]:
        actors.system().name = "Nobody at all"
        return [row.name for row in read_alone(NAMES, {})]

    assert "Nobody at all" in rename()
