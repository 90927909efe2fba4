"""News is handed on after commit, once, in its order, also when a reaction fails at first."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError

from commons import actors, events, subjects
from commons.db import db, operation
from commons.events import Event, Outgoing


@pytest.fixture
def heard(monkeypatch):
    """What a reaction to `thing.happened` heard; it fails as often as `failures` says."""
    names, failures, kinds = [], [0], [RuntimeError]

    def listen(event: Event) -> None:
        if failures[0]:
            failures[0] -= 1
            raise kinds[0]("not yet")
        names.append(event.data["name"])

    monkeypatch.setitem(events._reactions, "thing.happened", [listen])
    return names, failures, kinds


@operation
def _happen(name: str, *, fail: bool = False) -> None:
    events.record("thing.happened", subject_id=subjects.site_id(), actor=actors.system(), name=name)
    if fail:
        raise ValueError(name)


def _waiting() -> int:
    return db.session.scalar(select(func.count()).select_from(Outgoing)) or 0


def test_news_is_heard_in_order_and_once(app, heard):
    for name in ("one", "two"):
        _happen(name)
    assert events.relay() == 2
    assert events.relay() == 0
    assert heard[0] == ["one", "two"]


def test_what_was_rolled_back_is_never_heard(app, heard):
    with pytest.raises(ValueError, match="lost"):
        _happen("lost", fail=True)
    assert events.relay() == 0
    assert heard[0] == []


def test_a_failed_reaction_is_tried_again_and_others_are_not_held_up(app, heard):
    names, failures, _kinds = heard
    failures[0] = 1
    _happen("first")
    _happen("second")
    assert events.relay() == 1
    assert events.relay() == 1
    assert names == ["second", "first"]
    assert _waiting() == 0


def test_a_reaction_that_always_fails_is_given_up_and_a_busy_database_is_waited_for(app, heard):
    names, failures, kinds = heard
    kinds[0] = lambda words: OperationalError(words, {}, TimeoutError())
    failures[0] = 20
    _happen("late")
    for _each in range(20):
        assert events.relay() == 0
    assert events.relay() == 1
    assert names == ["late"]
    kinds[0], failures[0] = RuntimeError, 20
    _happen("never")
    for _each in range(20):
        assert events.relay() == 0
    assert (failures[0], _waiting()) == (15, 1)


def test_news_that_nobody_reacts_to_does_not_wait(app):
    @operation
    def quiet() -> None:
        events.record("quiet.thing", subject_id=subjects.site_id(), actor=actors.system())

    quiet()
    assert _waiting() == 0
