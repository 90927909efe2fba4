"""News is handed on after commit, once, in its order, also when a reaction fails at first."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from commons import actors, events, subjects
from commons.db import db, operation
from commons.events import Event, Outgoing


@pytest.fixture
def heard(monkeypatch):
    """What a reaction to `thing.happened` heard; it fails as often as `failures` says."""
    names, failures = [], [0]

    def listen(event: Event) -> None:
        if failures[0]:
            failures[0] -= 1
            raise RuntimeError("not yet")
        names.append(event.data["name"])

    monkeypatch.setitem(events._reactions, "thing.happened", [listen])
    return names, failures


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
    names, failures = heard
    failures[0] = 1
    _happen("first")
    _happen("second")
    assert events.relay() == 1
    assert events.relay() == 1
    assert names == ["second", "first"]
    assert _waiting() == 0


def test_news_that_nobody_reacts_to_does_not_wait(app):
    @operation
    def quiet() -> None:
        events.record("quiet.thing", subject_id=subjects.site_id(), actor=actors.system())

    quiet()
    assert _waiting() == 0
