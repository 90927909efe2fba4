"""Where a strategy may go."""

from __future__ import annotations

import pytest

from council.strategies import rules
from council.strategies.rules import StrategyState


@pytest.mark.parametrize("state", list(StrategyState))
def test_a_strategy_never_moves_to_where_it_is(state: StrategyState) -> None:
    assert not rules.may_move(state, state)


def test_what_runs_can_be_scaled_changed_stopped_or_done() -> None:
    for state in rules.RUNNING:
        found = {each for each in StrategyState if rules.may_move(state, each)}
        assert {StrategyState.STOPPED, StrategyState.DONE} < found
