"""Charts are rendered once for what they show."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import select

from commons.db import db
from commons.jobs import run_once
from metrics.charts import jobs, operations
from metrics.charts.models import Chart
from metrics.measures.queries import measure_page
from tests.make import make_figures, make_measure


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_page_shows_the_rendered_chart_of_exactly_its_content(app: Flask) -> None:
    measure = make_measure(values=("88.1", "84.1"))
    own = measure_page(measure.slug).drawn
    assert run_once("charts.render") == 1
    assert run_once("charts.render") == 0
    rendered = measure_page(measure.slug).drawn
    assert own
    assert rendered
    assert rendered.wide != own.wide
    assert rendered.wide in set(db.session.scalars(select(Chart.svg)))
    make_figures(measure, ("88.1", "84.1", "80.0"))
    assert measure_page(measure.slug).drawn != rendered


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_what_is_published_while_a_chart_is_drawn_is_drawn_next(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    measure = make_measure(values=("88.1", "84.1"))
    drawn = jobs._charts

    def overtaken(measure_id: int) -> Iterator[operations.Rendered]:
        charts = list(drawn(measure_id))
        make_figures(measure, ("88.1", "84.1", "80.0"))
        return iter(charts)

    monkeypatch.setattr(jobs, "_charts", overtaken)
    assert jobs.render() == 1
    monkeypatch.setattr(jobs, "_charts", drawn)
    assert jobs.render() == 1
    assert jobs.render() == 0
    shown = measure_page(measure.slug).drawn
    assert shown
    assert shown.wide in set(db.session.scalars(select(Chart.svg)))


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_measure_that_cannot_be_drawn_keeps_no_other_waiting(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    good, bad = make_measure(values=("88.1", "84.1")), make_measure(values=("88.1", "84.1"))
    drawn = jobs._charts

    def fails(measure_id: int) -> Iterator[operations.Rendered]:
        if measure_id == bad.id:
            raise ValueError
        return drawn(measure_id)

    monkeypatch.setattr(jobs, "_charts", fails)
    assert jobs.render() == 1
    assert set(db.session.scalars(select(Chart.measure_id))) == {good.id}
    assert jobs.render() == 0
