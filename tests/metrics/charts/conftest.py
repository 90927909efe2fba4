"""A chart with everything on it."""

from datetime import date

import pytest

from metrics.charts.rules import ChartData, ChartPoint, Goalpost, Note, Usual


@pytest.fixture
def full() -> ChartData:
    old = [ChartPoint(date(2024, n, 28), 90 + n % 3) for n in range(1, 13)]
    values = [86, 87, 88, None, 87, 86, 85, 84, 83, 83, 84, 84.1]
    new = [
        ChartPoint(date(2025, n, 28), value, 2, signal=n > 8) for n, value in enumerate(values, 1)
    ]
    start, due, first = (date(2025, 1, 28), 86.0), date(2027, 12, 31), date(2026, 12, 31)
    return ChartData(
        title="Sailings <on time>",
        description="Off track & worse.",
        points=(*old, *new),
        last_value="84.1%",
        last_notes=("December 2025: four months", "below the usual range"),
        short_notes=("December",),
        unit="%",
        present=Goalpost(due, 93, "Target now: 93%", "by December 2027", (start, (due, 93.0))),
        first=Goalpost(first, 95, "First target: 95%", "by December 2026", (start, (first, 95.0))),
        moved="Moved on 12 May 2026",
        usual=Usual(start[0], date(2025, 12, 28), 85.3, 88.7, "Usual range, 85.3 to 88.7"),
        breaks=(Note(date(2025, 1, 10), "Cancelled counts as late", "Cancelled left out"),),
        gaps=(Note(date(2025, 4, 28), "Apr 2025: no figure"),),
    )
