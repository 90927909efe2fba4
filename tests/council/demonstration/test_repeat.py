"""The demonstration comes out the same at every first start, on every database."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, date, datetime

import pytest
from flask import Flask
from sqlalchemy import select

from commons import clock
from commons.db import db
from commons.events import Event
from council.councils.queries import councils
from council.demonstration import operations
from council.example import operations as example
from council.example.rules import Act, in_order, period_end, period_label
from council.example.tables import Calendar
from metrics.charters.rules import Frequency
from tests.running import only_one, run_folder

ONE_MORNING = datetime(2027, 3, 1, 18, 0, tzinfo=UTC)


def digest() -> str:
    """A fingerprint of all news, in order."""
    rows = [
        (event.at.isoformat(), event.kind, event.subject.title, event.actor.name, event.data)
        for event in db.session.scalars(select(Event).order_by(Event.id))
    ]
    return hashlib.sha256(json.dumps(rows, sort_keys=True).encode()).hexdigest()


@pytest.mark.soak
@pytest.mark.usefixtures("app")
def test_the_same_morning_brings_the_same_past_on_both_databases() -> None:
    with clock.at(ONE_MORNING):
        assert operations.load_example() > 2_000
    kept = run_folder() / "digest-of-the-demonstration"
    with only_one(kept.name):
        if not kept.exists():
            kept.write_text(digest())
        assert kept.read_text() == digest()


@pytest.mark.usefixtures("app")
def test_a_first_start_that_breaks_off_leaves_nothing_behind() -> None:
    calendar = Calendar(date(2027, 3, 1))
    found = next(a for a in operations.acts(calendar) if a.name == "found")
    broken = example.Act("broken", found.at, _break_off, ("found",))
    with pytest.raises(KeyboardInterrupt):
        example.play(acts=[found, broken], stage=example.Stage(calendar))
    assert councils() == []
    assert example.play(acts=[found], stage=example.Stage(calendar)) == 1
    assert [council.slug for council in councils()] == ["getting-around"]


def _break_off(stage: example.Stage) -> None:
    assert stage.council.id
    raise KeyboardInterrupt


@pytest.mark.demonstration
def test_the_command_leaves_a_loaded_site_as_it_is(app: Flask) -> None:
    before = digest()
    assert app.test_cli_runner().invoke(args=["demo", "load"]).exit_code == 0
    assert digest() == before


def test_the_acts_of_two_first_starts_are_the_same() -> None:
    first, again = (operations.acts(Calendar(date(2027, 3, 1))) for _n in range(2))
    assert [(a.name, a.at, a.after) for a in first] == [(a.name, a.at, a.after) for a in again]


def played(*acts: Act[None]) -> list[tuple[str, int]]:
    return [(act.name, moment.hour) for moment, act in in_order(acts)]


def act(name: str, hour: int, *after: str) -> Act[None]:
    return Act(name, datetime(2026, 11, 20, hour, tzinfo=UTC), lambda _stage: None, after)


def test_what_falls_before_what_it_rests_on_is_played_right_after_it() -> None:
    early, late = act("early", 8, "late"), act("late", 12)
    assert played(early, act("noon", 12), late, act("evening", 18)) == [
        *(("noon", 12), ("late", 12), ("early", 12), ("evening", 18)),
    ]


def test_what_rests_on_nothing_known_or_on_itself_is_refused() -> None:
    with pytest.raises(KeyError):
        played(act("one", 8, "another"))
    with pytest.raises(ValueError, match="cycle"):
        played(act("one", 8, "two"), act("two", 8, "one"))
    with pytest.raises(ValueError, match="one name"):
        played(act("one", 8), act("one", 9))


@pytest.mark.parametrize(
    ("today", "frequency", "lag", "index", "end", "label"),
    [
        (date(2026, 11, 22), Frequency.MONTH, 12, 0, date(2026, 10, 31), "2026-10"),
        (date(2026, 11, 12), Frequency.MONTH, 12, 0, date(2026, 9, 30), "2026-09"),
        (date(2026, 11, 22), Frequency.QUARTER, 41, 0, date(2026, 9, 30), "2026 Q3"),
        (date(2026, 11, 22), Frequency.QUARTER, 41, -3, date(2025, 12, 31), "2025 Q4"),
        (date(2026, 11, 22), Frequency.YEAR, 270, 1, date(2026, 12, 31), "2026"),
    ],
)
def test_periods_count_from_the_last_whose_lag_is_over(
    today: date, frequency: Frequency, lag: int, index: int, end: date, label: str
) -> None:
    found = period_end(today, frequency, lag, index)
    assert (found, period_label(found, frequency)) == (end, label)
