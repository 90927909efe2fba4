"""The life of a strategy."""

from __future__ import annotations

from enum import StrEnum


class StrategyState(StrEnum):
    """Where a strategy is."""

    PROPOSED = "proposed"
    UNDER_WAY = "under_way"
    SCALED = "scaled"
    CHANGED = "changed"
    STOPPED = "stopped"
    DONE = "done"


class Turn(StrEnum):
    """What a move means to a reader: the parts of a record's section Strategies."""

    PROPOSED = "proposed"
    ADOPTED = "adopted"
    CHANGED = "changed"
    ENDED = "ended"


_ONWARD = frozenset(
    {StrategyState.SCALED, StrategyState.CHANGED, StrategyState.STOPPED, StrategyState.DONE}
)
MOVES: dict[StrategyState, frozenset[StrategyState]] = {
    StrategyState.PROPOSED: frozenset({StrategyState.UNDER_WAY, StrategyState.STOPPED}),
    StrategyState.UNDER_WAY: _ONWARD,
    StrategyState.SCALED: _ONWARD - {StrategyState.SCALED},
    StrategyState.CHANGED: _ONWARD - {StrategyState.CHANGED} | {StrategyState.UNDER_WAY},
    StrategyState.STOPPED: frozenset(),
    StrategyState.DONE: frozenset(),
}
RUNNING = frozenset({StrategyState.UNDER_WAY, StrategyState.SCALED, StrategyState.CHANGED})


def may_move(old: StrategyState, new: StrategyState) -> bool:
    """Whether the table of moves has this one."""
    return new in MOVES[old]


def turn(old: StrategyState | None, new: StrategyState) -> Turn:
    """What going from `old` to `new` means."""
    if new is StrategyState.PROPOSED:
        return Turn.PROPOSED
    if new in (StrategyState.STOPPED, StrategyState.DONE):
        return Turn.ENDED
    if new is StrategyState.UNDER_WAY and old in (None, StrategyState.PROPOSED):
        return Turn.ADOPTED
    return Turn.CHANGED
