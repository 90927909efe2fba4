"""Reads of strategies and of their moves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from commons.db import db
from commons.errors import NotFound
from commons.i18n import _
from commons.subjects import Subject
from council.councils.models import Council
from council.strategies import rules
from council.strategies.models import Strategy, StrategyMove
from council.strategies.rules import StrategyState, Turn
from metrics.charters.models import Measure


def state_word(state: StrategyState | None) -> str:
    """Where a strategy is, in a word."""
    words = {
        StrategyState.PROPOSED: _("Proposed"),
        StrategyState.UNDER_WAY: _("Under way"),
        StrategyState.SCALED: _("Scaled up"),
        StrategyState.CHANGED: _("Changed"),
        StrategyState.STOPPED: _("Stopped"),
        StrategyState.DONE: _("Done"),
    }
    return words[state] if state else ""


@dataclass(frozen=True)
class StrategyRow:
    """A strategy in a list."""

    code: str
    title: str
    state: StrategyState
    council: str
    council_path: str
    measure: str
    measure_path: str
    owner: str
    hypothesis: str
    expected_effect: str
    expected_by: date | None
    adopted_at: datetime | None
    result: str

    @property
    def word(self) -> str:
        """Where it is, in a word."""
        return state_word(self.state)


@dataclass(frozen=True)
class Move:
    """One move in the life of a strategy."""

    code: str
    title: str
    old: StrategyState | None
    state: StrategyState
    turn: Turn
    reason: str
    by: str
    at: datetime
    review: str
    review_path: str

    @property
    def word(self) -> str:
        """Where it went, in a word."""
        return state_word(self.state)


@dataclass(frozen=True)
class StrategyPage:
    """A strategy with its history, oldest first."""

    row: StrategyRow
    strategy: Strategy
    moves: list[Move]
    next_states: list[StrategyState]


def strategy(code: str) -> Strategy:
    """The strategy of this code, or NotFound."""
    found = db.session.scalar(
        select(Strategy)
        .join(Subject, Subject.id == Strategy.subject_id)
        .where(Subject.public_id == code)
        .options(joinedload(Strategy.subject))
    )
    if found is None:
        raise NotFound
    return found


def strategy_page(code: str) -> StrategyPage:
    """The strategy of this code with its moves."""
    found = strategy(code)
    rows = _rows(_statement().where(Strategy.id == found.id))
    return StrategyPage(
        row=rows[0],
        strategy=found,
        moves=_moves(_moved().where(Strategy.id == found.id)),
        next_states=[each for each in StrategyState if rules.may_move(found.state, each)],
    )


def strategies(council_id: int | None = None) -> list[StrategyRow]:
    """All strategies (of a council): running ones first, then put forward, then ended."""
    statement = _statement()
    if council_id is not None:
        statement = statement.where(Strategy.council_id == council_id)
    order = {StrategyState.PROPOSED: 1, StrategyState.STOPPED: 2, StrategyState.DONE: 2}
    return sorted(_rows(statement), key=lambda row: (order.get(row.state, 0), row.code))


def of_measure(measure_id: int) -> list[StrategyRow]:
    """What is done about a measure, running ones first."""
    order = {StrategyState.PROPOSED: 1, StrategyState.STOPPED: 2, StrategyState.DONE: 2}
    rows = _rows(_statement().where(Strategy.measure_id == measure_id))
    return sorted(rows, key=lambda row: (order.get(row.state, 0), row.code))


def movable(council_id: int) -> list[Strategy]:
    """The strategies of a council that can still move."""
    ended = (StrategyState.STOPPED, StrategyState.DONE)
    return list(
        db.session.scalars(
            select(Strategy)
            .where(Strategy.council_id == council_id, Strategy.state.not_in(ended))
            .options(joinedload(Strategy.subject))
            .order_by(Strategy.id)
        )
    )


def move_by_once(once: str | None) -> StrategyMove | None:
    """What the form with this key has done already."""
    if once is None:
        return None
    return db.session.scalar(select(StrategyMove).where(StrategyMove.once == once))


def moved_in(review_subject_id: int) -> list[Move]:
    """The moves made in a review, in their order."""
    return _moves(_moved().where(StrategyMove.review_id == review_subject_id))


@cache
def _statement() -> Select[Any]:
    about = Subject.__table__.alias("about")
    return (
        select(Strategy, Council, about.c.title, about.c.path)
        .join(Council, Council.id == Strategy.council_id)
        .outerjoin(Measure, Measure.id == Strategy.measure_id)
        .outerjoin(about, about.c.id == Measure.subject_id)
        .options(joinedload(Strategy.subject), joinedload(Council.subject))
        .order_by(Strategy.id)
    )


def _rows(
    statement: Select[Any],
) -> list[StrategyRow]:
    return [
        StrategyRow(
            code=row.subject.public_id,
            title=row.title,
            state=row.state,
            council=council.name,
            council_path=council.subject.path,
            measure=measure or "",
            measure_path=path or "",
            owner=row.owner,
            hypothesis=row.hypothesis,
            expected_effect=row.expected_effect,
            expected_by=row.expected_by,
            adopted_at=row.adopted_at,
            result=row.result,
        )
        for row, council, measure, path in db.session.execute(statement)
    ]


def _moved() -> Select[Any]:
    review = Subject.__table__.alias("review_subject")
    return (
        select(StrategyMove, Strategy, review.c.title, review.c.path)
        .join(Strategy, Strategy.id == StrategyMove.strategy_id)
        .outerjoin(review, review.c.id == StrategyMove.review_id)
        .options(joinedload(StrategyMove.actor), joinedload(Strategy.subject))
        .order_by(StrategyMove.id)
    )


def _moves(
    statement: Select[Any],
) -> list[Move]:
    return [
        Move(
            code=strategy.subject.public_id,
            title=strategy.title,
            old=move.old_state,
            state=move.state,
            turn=rules.turn(move.old_state, move.state),
            reason=move.reason,
            by=move.actor.name,
            at=move.at,
            review=title or "",
            review_path=path or "",
        )
        for move, strategy, title, path in db.session.execute(statement)
    ]


def measures_of(goal_ids: list[int]) -> list[tuple[str, str]]:
    """The addresses and titles of these goals' measures, by title."""
    rows = db.session.execute(
        select(Measure.slug, Subject.title)
        .join(Subject, Subject.id == Measure.subject_id)
        .where(Measure.goal_id.in_(goal_ids))
        .order_by(Measure.sort_key)
    )
    return [(row.slug, row.title) for row in rows]


def measure_of(goal_id: int, slug: str | None) -> Measure | None:
    """The measure of this address among a goal's, or none."""
    return db.session.scalar(
        select(Measure).where(Measure.goal_id == goal_id, Measure.slug == (slug or ""))
    )
