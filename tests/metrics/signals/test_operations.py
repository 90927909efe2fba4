"""Standings, verdicts and the news of them."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Flask
from sqlalchemy import select

from commons import actors
from commons.db import db
from commons.events import Event
from commons.jobs import run_once
from metrics.charters.models import Measure
from metrics.charters.rules import TargetFields, TargetKind
from metrics.loading import operations as loading
from metrics.measures import operations as measures
from metrics.measures.specs import frozen
from metrics.observations.rules import FigureRow
from metrics.signals.models import Verdict
from metrics.signals.queries import standing
from tests.make import make_figures, make_measure


def events(measure: Measure, kind: str) -> list[Event]:
    """What was told of a measure."""
    statement = select(Event).where(Event.subject_id == measure.subject_id, Event.kind == kind)
    return list(db.session.scalars(statement.order_by(Event.id)))


def status(measure: Measure) -> str:
    """Where a measure stands."""
    found = standing(measure.id)
    assert found
    return found.status


def test_flipped_status_is_a_verdict_and_an_event_with_its_cause(app: Flask) -> None:
    measure = make_measure(values=())
    assert status(measure) == "no_data"
    make_figures(measure, ("88.1", "84.1"))
    assert status(measure) == "off_track"
    (told,) = events(measure, "verdict.changed")
    assert told.data == {"old": "no_data", "new": "off_track", "cause": "figures"}
    kept = list(db.session.scalars(select(Verdict).where(Verdict.measure_id == measure.id)))
    assert kept[-1].inputs["latest_value"] == 84.1


def test_moved_target_tells_the_verdict_before_after_and_against_the_first(app: Flask) -> None:
    measure = make_measure(values=("84.0", "84.1"))
    easy = TargetFields(
        TargetKind.INCREASE, value="80", due_on=date(2027, 12, 31), baseline="79",
        baseline_on=date(2025, 1, 31), reason="Too hard.", signed_by="The council",
    )  # fmt: skip
    measures.retarget(actor=actors.system(), measure=measure, target=easy)
    (moved,) = events(measure, "target.moved")
    assert moved.data["word"] == "easier"
    assert moved.data["verdict_before"] == "off_track"
    assert moved.data["verdict_after"] == "achieved"
    assert moved.data["verdict_first"] == "off_track"
    assert events(measure, "verdict.changed")[-1].data["cause"] == "target"


def test_measure_goes_stale_once_and_keeps_its_last_verdict(app: Flask, clock: object) -> None:
    measure = make_measure(values=("88.1", "84.1"))
    clock.move(days=200)  # type: ignore[attr-defined]
    assert run_once("signals.mark_stale") == 1
    assert run_once("signals.mark_stale") == 0
    found = standing(measure.id)
    assert found
    assert (found.status, found.last_status) == ("stale", "off_track")
    assert len(events(measure, "measure.stale")) == 1


def test_target_whose_day_is_over_is_said_to_be_passed(app: Flask, clock: object) -> None:
    measure = make_measure(values=())
    make_figures(measure, ("88.1", "84.1"))
    soon = TargetFields(
        TargetKind.INCREASE, value="93", due_on=date(2026, 11, 21), reason="Now.", signed_by="I",
    )  # fmt: skip
    measures.retarget(actor=actors.system(), measure=measure, target=soon)
    assert status(measure) != "target_date_passed"
    clock.move(days=2)  # type: ignore[attr-defined]
    run_once("signals.mark_stale")
    assert status(measure) == "target_date_passed"


def test_scheduled_figures_are_public_at_their_minute_and_not_before(
    app: Flask, clock: object
) -> None:
    measure = make_measure(values=())
    at = clock.now().replace(hour=23)  # type: ignore[attr-defined]
    make_figures(measure, ("88.1", "84.1"), publish_at=at)
    assert run_once("releases.publish_due") == 0
    assert status(measure) == "no_data"
    clock.at(at)  # type: ignore[attr-defined]
    assert run_once("releases.publish_due") == 1
    assert status(measure) == "off_track"
    assert run_once("releases.publish_due") == 0


def test_frozen_measure_holds_no_numbers_but_texts(app: Flask) -> None:
    from commons.hashing import canonical

    document = frozen(make_measure(values=("88.1", "84.1")))
    assert canonical(document)
    assert document["latest"]["value"] == "84.1"
    assert document["status"] == "off_track"


def test_what_is_hidden_has_its_next_figure_due_and_goes_stale(app: Flask, clock: Any) -> None:
    measure = make_measure(values=())
    end = date(2026, 10, 31)
    small = FigureRow("2026-10", "50", end.replace(day=1), end, numerator="4", denominator="8")
    loading.publish(actor=actors.system(), measure=measure, rows=[small])
    assert status(measure) == "suppressed"
    found = standing(measure.id)
    assert found
    assert found.next_due_on == date(2026, 12, 12)
    clock.move(days=60)
    run_once("signals.mark_stale")
    assert status(measure) == "stale"
    (told,) = events(measure, "measure.stale")
    assert told.data == {"label": "2026-10"}
