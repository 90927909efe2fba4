"""Rendered charts are kept by the hash of what they show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from commons import subjects
from commons.db import db, insert_new, operation
from metrics.charters.models import Measure
from metrics.charts.models import Chart


@dataclass(frozen=True)
class Rendered:
    """A chart as the renderer made it."""

    key: str
    size: str
    language: str
    spec: dict[str, Any]
    svg: str


@operation
def keep(*, measure_id: int, charts: Sequence[Rendered], computed_at: datetime) -> None:
    """The charts are what the measure's page shows, as long as its content has their keys.

    `computed_at` is the moment of the standing that they show: one that was computed while they
    were drawn is newer, and is drawn next.
    """
    for chart in charts:
        values = {
            "key": chart.key,
            "measure_id": measure_id,
            "size": chart.size,
            "language": chart.language,
            "spec": chart.spec,
            "svg": chart.svg,
            "made_at": computed_at,
        }
        statement = insert_new(Chart).values(**values)
        statement = statement.on_conflict_do_update(
            index_elements=["key"], set_={"made_at": computed_at}
        )
        db.session.execute(statement)
    subjects.touch(db.session.get_one(Measure, measure_id).subject_id)
