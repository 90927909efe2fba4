"""Who may vote when, and how ticks are counted."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from citizens.ballots import rules
from citizens.ballots.rules import Act, BallotState, Bar, Fault

OPENS = datetime(2026, 11, 1, 17, tzinfo=UTC)
CLOSES = datetime(2026, 11, 20, 20, tzinfo=UTC)
TICK = timedelta(microseconds=1)
RESIDENT = 2


@pytest.mark.parametrize(
    ("state", "now", "level", "expected"),
    [
        (BallotState.OPEN, OPENS, RESIDENT, None),
        (BallotState.OPEN, OPENS - TICK, RESIDENT, Bar.NOT_YET),
        (BallotState.OPEN, CLOSES - TICK, RESIDENT, None),
        (BallotState.OPEN, CLOSES, RESIDENT, Bar.OVER),
        (BallotState.OPEN, OPENS, 1, Bar.LEVEL),
        (BallotState.OPEN, OPENS, 3, None),
        (BallotState.DRAFT, OPENS, RESIDENT, Bar.NOT_OPEN),
        (BallotState.CLOSED, OPENS, RESIDENT, Bar.OVER),
        (BallotState.PUBLISHED, OPENS, RESIDENT, Bar.OVER),
    ],
)
def test_a_vote_counts_from_the_opening_until_just_before_the_close(
    state: BallotState, now: datetime, level: int, expected: Bar | None
) -> None:
    assert rules.bar(state, now, OPENS, CLOSES, level) is expected
    assert rules.may_cast(state, now, OPENS, CLOSES, level) is (expected is None)


def test_a_ballot_only_goes_forward() -> None:
    forward = [
        (BallotState.DRAFT, Act.OPEN, BallotState.OPEN),
        (BallotState.OPEN, Act.CLOSE, BallotState.CLOSED),
        (BallotState.CLOSED, Act.PUBLISH, BallotState.PUBLISHED),
    ]
    allowed = {(state, act): then for state, act, then in forward}
    for state in BallotState:
        for act in Act:
            assert rules.after(state, act) == allowed.get((state, act))


@pytest.mark.parametrize(
    ("chosen", "expected"),
    [
        ([1], None),
        ([1, 2], None),
        ([], Fault.EMPTY),
        ([1, 1], Fault.REPEATED),
        ([1, 9], Fault.UNKNOWN),
        ([0], Fault.UNKNOWN),
        ([1, 2, 3], Fault.TOO_MANY),
    ],
)
def test_ticks_are_judged_against_the_frozen_options(
    chosen: list[int], expected: Fault | None
) -> None:
    assert rules.fault(chosen, frozenset({1, 2, 3}), 2) is expected


def test_most_ticks_win() -> None:
    found = rules.count("B-2026-001", {1: 3, 2: 9, 3: 5}, 2)
    assert [(c.position, c.wins, c.rank) for c in found] == [
        (2, True, 1),
        (3, True, 2),
        (1, False, 3),
    ]
    assert not any(each.tied for each in found)


def test_ties_follow_the_published_hash() -> None:
    found = rules.count("B-2026-001", dict.fromkeys(range(1, 6), 4), 2)
    expected = sorted(range(1, 6), key=lambda p: rules.tie_key("B-2026-001", p))
    assert [each.position for each in found] == expected
    assert all(each.tied for each in found)
    # The rule is printed, so anybody can do this by hand: printf B-2026-001:1 | sha256sum
    assert rules.tie_key("B-2026-001", 1).startswith(hashlib.sha256(b"B-2026-001:1").hexdigest())


def test_what_nobody_ticked_does_not_win() -> None:
    found = rules.count("B-2026-001", {1: 0, 2: 1}, 2)
    assert [each.position for each in found if each.wins] == [2]


@given(st.dictionaries(st.integers(1, 20), st.integers(0, 50), min_size=1), st.integers(1, 20))
def test_the_count_keeps_every_option_and_no_loser_has_more_than_a_winner(
    ticks: dict[int, int], places: int
) -> None:
    found = rules.count("B-2026-007", ticks, places)
    assert {each.position: each.approvals for each in found} == ticks
    winners = [each.approvals for each in found if each.wins]
    losers = [each.approvals for each in found if not each.wins]
    assert len(winners) <= places
    assert min(winners, default=99) >= max(losers, default=0)


@pytest.mark.parametrize(("papers", "shown"), [(0, 0), (9, 0), (10, 10), (19, 10), (104, 100)])
def test_turnout_is_rounded_down_to_ten(papers: int, shown: int) -> None:
    assert rules.shown_turnout(papers) == shown


@pytest.mark.parametrize(
    ("papers", "expected"),
    [({2: 50}, False), ({2: 50, 3: 9}, False), ({2: 50, 3: 10}, True), ({}, False)],
)
def test_levels_are_shown_when_no_group_is_small(papers: dict[int, int], expected: bool) -> None:
    assert rules.may_show_levels(papers) is expected


def test_voters_differ_and_so_do_their_keys_from_ballot_to_ballot() -> None:
    assert rules.voter_key("one", 7) == rules.voter_key("one", 7)
    assert rules.voter_key("one", 7) != rules.voter_key("one", 8)
    assert rules.voter_key("one", 7) != rules.voter_key("two", 7)


def test_everybody_has_an_order_of_their_own_that_stays() -> None:
    positions = list(range(1, 9))
    orders = {rules.order_for(str(seed), positions) for seed in range(30)}
    assert len(orders) > 20
    assert all(sorted(order) == positions for order in orders)
    assert rules.order_for("me", positions) == rules.order_for("me", positions)
