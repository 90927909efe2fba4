"""Two presses at the same moment do one thing, on databases that let both in at once, too."""

from __future__ import annotations

from collections.abc import Callable
from threading import Barrier, Thread
from typing import Any

import pytest
from flask import Flask

from citizens.proposals import operations as proposals
from citizens.proposals.models import Proposal
from commons.actors import Actor
from commons.db import db
from commons.events import Event
from council.councils.models import Council
from council.decisions import operations
from council.decisions.models import Answer, Decision
from council.promises import operations as promises
from council.promises.models import Promise, PromiseMove
from council.strategies import operations as strategies
from council.strategies.models import Strategy
from tests.council.decisions.room import draft, make_room
from tests.make import make_member, make_promise

PRESSES = 4


def the(table: type[Any], number: int) -> Any:
    """The row of this number, as this thread sees it."""
    return db.session.get_one(table, number)


def press_at_once(app: Flask, act: Callable[[], object]) -> list[Exception]:
    """What went wrong when several threads did this at the same moment."""
    gate, faults = Barrier(PRESSES), list[Exception]()

    def press() -> None:
        with app.app_context():
            gate.wait()
            try:
                act()
            except Exception as fault:
                faults.append(fault)

    threads = [Thread(target=press) for _each in range(PRESSES)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return faults


@pytest.fixture
def rows(app: Flask) -> dict[str, int]:
    """The numbers of an answer, a council, its chair, a promise, and a draft with its author."""
    room = make_room()
    answer, promise, author = draft(room), make_promise(room.council), make_member()
    written = proposals.draft(actor=author, title="Boats", body="Late.", once="a form")
    found = {
        "answer": answer.id, "council": room.council.id, "chair": room.chair.id,
        "promise": promise.id, "author": author.id, "draft": written.id,
    }  # fmt: skip
    db.session.rollback()  # no thread waits for what this one has read
    return found


@pytest.mark.parametrize("name", ["strategy", "progress", "decision", "opening"])
def test_presses_at_the_same_moment_do_it_once(app: Flask, rows: dict[str, int], name: str) -> None:
    acts: dict[str, Callable[[], object]] = {
        "strategy": lambda: strategies.propose(
            actor=the(Actor, rows["chair"]), council=the(Council, rows["council"]),
            measure=None, title="Train our own", once="a key",
        ),
        "progress": lambda: promises.progress(
            actor=the(Actor, rows["chair"]), promise=the(Promise, rows["promise"]),
            note="Half of it.", once="a key",
        ),
        "decision": lambda: operations.decide_by_chair(
            actor=the(Actor, rows["chair"]), answer=the(Answer, rows["answer"]), version=1
        ),
        "opening": lambda: proposals.open_(
            actor=the(Actor, rows["author"]), proposal=the(Proposal, rows["draft"])
        ),
    }  # fmt: skip
    made = {
        "strategy": db.select(Strategy),
        "progress": db.select(PromiseMove).where(PromiseMove.kind == "progress"),
        "decision": db.select(Decision),
        "opening": db.select(Event).where(
            Event.kind == "proposal.opened", Event.actor_id == rows["author"]
        ),
    }
    assert press_at_once(app, acts[name]) == []
    db.session.rollback()
    assert len(db.session.scalars(made[name]).all()) == 1
