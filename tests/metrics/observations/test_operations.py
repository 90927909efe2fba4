"""What no release takes in, whoever sends it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from commons import clock as now
from commons.actors import system
from commons.errors import Invalid
from metrics.charters.rules import TargetFields, TargetKind
from metrics.loading import operations as loading
from metrics.measures import operations as measures
from metrics.observations import operations
from metrics.observations.queries import changes_of, lines
from metrics.observations.rules import FigureRow, FigureState
from tests.make import make_measure

pytestmark = pytest.mark.usefixtures("app", "clock")
OCTOBER: dict[str, Any] = {
    "label": "2026-10", "value": "84.1", "starts_on": date(2026, 10, 1),
    "ends_on": date(2026, 10, 31),
}  # fmt: skip


@pytest.mark.parametrize("address", ["javascript:alert(1)", "See our report of May", "//x.org/a"])
def test_source_that_is_no_address_of_a_page_is_refused(address: str) -> None:
    measure = make_measure(values=())
    rows = [FigureRow(**OCTOBER, source_url=address)]
    with pytest.raises(Invalid) as refused:
        operations.add_release(actor=system(), measure=measure, rows=rows)
    assert set(refused.value.messages) == {"source_url"}
    target = TargetFields(TargetKind.INCREASE, value="9", reason="So.", signed_by="I")
    target = TargetFields(**{**target.__dict__, "source_url": address})
    with pytest.raises(Invalid) as refused:
        measures.retarget(actor=system(), measure=measure, target=target)
    assert set(refused.value.messages) == {"source_url"}


def test_figure_of_a_period_that_is_not_over_is_refused() -> None:
    measure = make_measure(values=())
    today = now.today()
    for end in (today, today + timedelta(days=1)):
        row = FigureRow(**{**OCTOBER, "ends_on": end})
        with pytest.raises(Invalid):
            loading.publish(actor=system(), measure=measure, rows=[row])
    assert lines(measure.id) == []
    row = FigureRow(**{**OCTOBER, "ends_on": today - timedelta(days=1)})
    assert loading.publish(actor=system(), measure=measure, rows=[row]).published_at


def test_a_figure_that_waits_is_not_told_by_the_one_that_goes_public(clock: Any) -> None:
    measure, actor = make_measure(values=()), system()
    soon = now.now() + timedelta(days=3)
    final: dict[str, Any] = {"measure": measure, "actor": actor}
    row = FigureRow(**OCTOBER, state=FigureState.FINAL)
    waits = loading.publish(**final, rows=[row], publish_at=soon)
    at_once = loading.publish(**final, rows=[replace(row, value="85.0")])
    (change,) = changes_of(at_once.id)
    assert (change.old, change.new.state) == (None, FigureState.FINAL)
    assert changes_of(waits.id)[0].old is None
    third = loading.publish(**final, rows=[replace(row, value="86.0")])
    (change,) = changes_of(third.id)
    assert change.old is not None
    assert (change.old.text, change.new.state) == ("85.0", FigureState.CORRECTED)
