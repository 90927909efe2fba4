"""What no release takes in, whoever sends it."""

from __future__ import annotations

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
from metrics.observations.queries import lines
from metrics.observations.rules import FigureRow
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
