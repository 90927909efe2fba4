"""Acts on strategies."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from commons import clock, events, search, subjects
from commons.actors import Actor
from commons.db import db, operation
from commons.errors import Invalid, NotNow
from commons.i18n import _
from council.councils.models import Council
from council.strategies import queries, rules
from council.strategies.models import Strategy, StrategyMove
from council.strategies.rules import StrategyState
from metrics.charters.models import Measure


@operation
def propose(
    *,
    actor: Actor,
    council: Council,
    measure: Measure | None,
    title: str,
    hypothesis: str = "",
    expected_effect: str = "",
    expected_by: date | None = None,
    owner: str = "",
    reason: str = "",
    review_id: int | None = None,
    once: str | None = None,
) -> Strategy:
    """The council discusses a strategy, with what it expects of it; `review_id` is a subject."""
    # A second press is by the same person: it waits for the first, and nobody else does.
    db.session.execute(select(Actor.id).where(Actor.id == actor.id).with_for_update(key_share=True))
    found = queries.move_by_once(once)
    if found is not None:
        return db.session.get_one(Strategy, found.strategy_id)
    if not title:
        raise Invalid({"title": _("Say in a few words what is to be done.")})
    subject = subjects.register("strategy", title=title, path="/strategies/{id}", letter="S")
    strategy = Strategy(
        subject_id=subject.id,
        council_id=council.id,
        measure_id=measure.id if measure else None,
        title=title,
        hypothesis=hypothesis,
        expected_effect=expected_effect,
        expected_by=expected_by,
        owner=owner,
        state=StrategyState.PROPOSED,
    )
    db.session.add(strategy)
    db.session.flush()
    search.index(subject, f"{hypothesis} {expected_effect}")
    _add_move(actor, strategy, None, reason, review_id, once)
    _touch(strategy, council.subject_id, *([review_id] if review_id else []))
    events.record(
        "strategy.moved",
        subject_id=subject.id,
        actor=actor,
        public=True,
        title=title,
        old="",
        new=StrategyState.PROPOSED.value,
        reason=reason,
    )
    return strategy


@operation
def move(
    *,
    actor: Actor,
    strategy: Strategy,
    state: StrategyState,
    reason: str,
    review_id: int | None = None,
    result: str = "",
    once: str | None = None,
) -> StrategyMove:
    """The strategy is in its new state, and everybody can read why; `review_id` is a subject."""
    subjects.lock(strategy.subject_id)
    db.session.refresh(strategy)
    found = queries.move_by_once(once)
    if found is not None:
        return found
    if not rules.may_move(strategy.state, state):
        raise NotNow(_("A strategy cannot go from where it is to there."))
    if not reason:
        raise Invalid({"reason": _("Say why: the reason stands beside the move for good.")})
    old, strategy.state = strategy.state, state
    if rules.turn(old, state) is rules.Turn.ADOPTED:
        strategy.adopted_at = clock.now()
    strategy.result = result or strategy.result
    moved = _add_move(actor, strategy, old, reason, review_id, once)
    _touch(strategy, *([review_id] if review_id else []))
    events.record(
        "strategy.moved",
        subject_id=strategy.subject_id,
        actor=actor,
        public=True,
        title=strategy.title,
        old=old.value,
        new=state.value,
        reason=reason,
    )
    return moved


def _add_move(
    actor: Actor,
    strategy: Strategy,
    old: StrategyState | None,
    reason: str,
    review_id: int | None,
    once: str | None,
) -> StrategyMove:
    moved = StrategyMove(
        strategy_id=strategy.id,
        review_id=review_id,
        old_state=old,
        state=strategy.state,
        reason=reason,
        actor_id=actor.id,
        at=clock.now(),
        once=once,
    )
    db.session.add(moved)
    db.session.flush()
    return moved


def _touch(strategy: Strategy, *also: int) -> None:
    measure = db.session.get(Measure, strategy.measure_id) if strategy.measure_id else None
    council = db.session.get_one(Council, strategy.council_id)
    subjects.touch(strategy.subject_id, council.subject_id, *also)
    if measure:
        subjects.touch(measure.subject_id)
    subjects.touch_site()
