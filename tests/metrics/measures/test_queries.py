"""How measures are read."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event

from commons import actors
from commons.db import db
from metrics.catalogue import operations as catalogue
from metrics.catalogue.rules import AreaKind
from metrics.charters.rules import CharterFields, Frequency, TargetFields, TargetKind, UnitKind
from metrics.loading import operations as loading
from metrics.measures import operations as measures
from metrics.measures.queries import Filters, area_figures, counts, measure_page, measure_rows
from metrics.measures.tables import group_rows
from metrics.observations.rules import SeriesKind
from tests.make import make_agency, make_council, make_figures, make_measure
from tests.metrics.measures.test_routes import label_of, publish, with_value
from tests.page import Page


def test_a_measure_and_its_charts_are_read_in_two_statements(app: Flask) -> None:
    measure = make_measure(values=("88.1", "84.1"))
    db.session.remove()
    seen: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        seen.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        assert measure_page(measure.slug).drawn
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    assert len([one for one in seen if one.startswith("SELECT")]) == 2


def test_counts_add_up_to_the_rows_of_the_list(app: Flask) -> None:
    make_measure(values=())
    make_measure(values=("88.1", "84.1"))
    counted = counts(Filters())
    assert {status.value: count for status, count in counted.by_status.items()} == {
        "off_track": 1,
        "no_data": 1,
    }
    assert counted.total == len(measure_rows(Filters(part=counted.part)))


def test_county_has_its_own_figure_beside_the_whole(app: Flask) -> None:
    actor = actors.system()
    area = catalogue.add_area(actor=actor, name="Lantern County", kind=AreaKind.COUNTY)
    measure = make_measure(values=("88.1", "84.1"))
    row = with_value(label_of(0), "80.1", kind=SeriesKind.COUNTY, series="Lantern")
    loading.publish(actor=actor, measure=measure, rows=[row])
    (found,) = area_figures(area, measure_rows(Filters()))
    assert found.cell.text == "80.1"
    assert found.lead is not None
    assert round(found.lead, 1) == -4.0


def test_what_is_allowed_beside_the_path_is_never_told_as_nothing(page: Page) -> None:
    measure = make_measure(values=("84.0", "84.1"))
    near = TargetFields(
        TargetKind.INCREASE, value="84.2", due_on=date(2027, 12, 31), baseline="84.0",
        baseline_on=date(2025, 1, 31), reason="A small step.", signed_by="The council",
    )  # fmt: skip
    measures.retarget(actor=actors.system(), measure=measure, target=near)
    page.get(f"/measures/{measure.slug}")
    assert "Up to 0.05 points beside the path counts as on it" in page.text


@pytest.mark.parametrize(("kind", "gap"), [(UnitKind.COUNT, ""), (UnitKind.RATE, "−73.1")])
def test_parts_of_a_count_are_not_compared_with_the_whole(
    app: Flask, kind: UnitKind, gap: str
) -> None:
    charter = CharterFields(
        title=f"Trips, as a {kind.value}",
        definition="Trips of the month.",
        frequency=Frequency.MONTH,
        lag_days=12,
        unit_kind=kind,
    )
    measure = measures.adopt(
        actor=actors.system(), goal=make_council().goal, charter=charter, lead_agency=make_agency()
    )
    make_figures(measure, ("84.1",))
    north = {"kind": SeriesKind.GROUP, "series": "North", "numerator": "110", "denominator": "1000"}
    publish(measure, with_value(label_of(0), "11.0", **north))
    rows = {row.label: row for row in group_rows(measure_page(measure.slug))}
    assert rows["North"].difference == gap
