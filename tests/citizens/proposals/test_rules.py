"""The table of a proposal's moves, its dates and its steps."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from citizens.proposals import rules
from citizens.proposals.rules import Act, Doer, Fault, Holder, ProposalState, StepState

S = ProposalState


def test_the_whole_table_of_moves_is_what_the_public_was_told() -> None:
    allowed = {
        S.DRAFT: {Act.OPEN, Act.CHANGE, Act.WITHDRAW},
        S.OPEN: {
            Act.CHANGE,
            Act.WITHDRAW,
            Act.REACH_THRESHOLD,
            Act.ENTER_WORKSHOP,
            Act.ENTER_BALLOT,
            Act.ANSWER,
        },
        S.SUPPORTED: {Act.CHANGE, Act.ENTER_WORKSHOP, Act.ENTER_BALLOT, Act.ANSWER},
        S.IN_WORKSHOP: {Act.ENTER_BALLOT, Act.ANSWER},
        S.ON_BALLOT: {Act.ANSWER},
        S.ANSWERED: {Act.CARRY_OUT},
        S.CARRIED_OUT: set(),
        S.WITHDRAWN: set(),
    }
    for state in S:
        found = {act for act in Act if rules.after(state, act) is not None}
        assert found == allowed[state], state


@pytest.mark.parametrize(
    ("state", "act", "doer", "expected"),
    [
        (S.DRAFT, Act.OPEN, Doer.AUTHOR, True),
        (S.DRAFT, Act.OPEN, Doer.COUNCIL, False),
        (S.OPEN, Act.WITHDRAW, Doer.AUTHOR, True),
        (S.SUPPORTED, Act.WITHDRAW, Doer.AUTHOR, False),
        (S.OPEN, Act.ANSWER, Doer.COUNCIL, True),
        (S.OPEN, Act.ANSWER, Doer.AUTHOR, False),
        (S.OPEN, Act.REACH_THRESHOLD, Doer.SITE, True),
        (S.ANSWERED, Act.ANSWER, Doer.COUNCIL, False),
    ],
)
def test_who_may_do_what(state: S, act: Act, doer: Doer, expected: bool) -> None:
    assert rules.may(state, act, doer) is expected


def test_answer_is_due_90_days_after_opening_and_30_after_the_threshold() -> None:
    assert rules.due_when_opened(date(2026, 1, 1)) == date(2026, 4, 1)
    assert rules.due_when_supported(date(2026, 1, 1), None) == date(2026, 1, 31)
    assert rules.due_when_supported(date(2026, 1, 1), date(2026, 3, 1)) == date(2026, 1, 31)
    assert rules.due_when_supported(date(2026, 1, 1), date(2026, 1, 9)) == date(2026, 1, 9)


@pytest.mark.parametrize(
    ("state", "due", "today", "late"),
    [
        (S.OPEN, date(2026, 11, 20), date(2026, 11, 20), 0),
        (S.OPEN, date(2026, 11, 20), date(2026, 11, 21), 1),
        (S.ON_BALLOT, date(2026, 11, 1), date(2026, 11, 21), 20),
        (S.ANSWERED, date(2026, 11, 1), date(2026, 11, 21), 0),
        (S.WITHDRAWN, date(2026, 11, 1), date(2026, 11, 21), 0),
        (S.OPEN, None, date(2026, 11, 21), 0),
    ],
)
def test_an_answer_is_late_from_the_day_after_it_was_due(
    state: S, due: date | None, today: date, late: int
) -> None:
    assert rules.days_late(state, due, today) == late


@pytest.mark.parametrize(("residents", "expected"), [(24, False), (25, True), (26, True)])
def test_threshold_is_reached_with_the_last_support(residents: int, expected: bool) -> None:
    assert rules.is_supported(S.OPEN, residents, 25) is expected
    assert rules.is_supported(S.SUPPORTED, residents, 25) is False


def test_steps_with_dates_are_done_and_those_without_were_passed_over() -> None:
    day = date(2026, 5, 3)
    found = rules.steps(S.ANSWERED, {S.OPEN: day, S.SUPPORTED: day, S.ANSWERED: day})
    assert [step.state for step in found] == [
        StepState.DONE,
        StepState.DONE,
        StepState.SKIPPED,
        StepState.SKIPPED,
        StepState.NOW,
        StepState.COMING,
    ]
    assert found[0].on == day


@pytest.mark.parametrize(
    ("state", "number", "holder"),
    [
        (S.DRAFT, 0, Holder.AUTHOR),
        (S.OPEN, 1, Holder.RESIDENTS),
        (S.SUPPORTED, 2, Holder.COUNCIL),
        (S.ON_BALLOT, 4, Holder.COUNCIL),
        (S.ANSWERED, 5, Holder.COUNCIL),
        (S.CARRIED_OUT, 6, Holder.NOBODY),
        (S.WITHDRAWN, 0, Holder.NOBODY),
    ],
)
def test_number_of_the_step_and_whose_turn_it_is(state: S, number: int, holder: Holder) -> None:
    assert rules.number_of(state) == number
    assert rules.holder(state) is holder


def test_words_that_are_missing_or_too_long_are_named_by_field() -> None:
    assert rules.faults("Boats", "Because.") == {}
    assert rules.faults("", "") == {"title": Fault.MISSING, "body": Fault.MISSING}
    long = "x" * (rules.TITLE_LENGTH + 1)
    assert rules.faults(long, "Because.") == {"title": Fault.TOO_LONG}


@given(st.frozensets(st.text(max_size=4)), st.frozensets(st.text(max_size=4)))
def test_nearness_is_even_and_lies_between_nothing_and_all(
    one: frozenset[str], other: frozenset[str]
) -> None:
    near = rules.nearness(one, other)
    assert 0 <= near <= 1
    assert near == rules.nearness(other, one)
    assert (near == 1) == (one == other and bool(one))
