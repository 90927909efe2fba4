"""When a figure of the example is published, and what it says."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

Run = dict[str, Any]


@dataclass(frozen=True)
class Cell:
    """One figure of the files: whose, of which period, counted from the latest."""

    series: str
    period: int
    value: float | None
    numerator: int | None = None
    denominator: int | None = None
    lower: float | None = None
    upper: float | None = None
    marker: str = ""
    note: str = ""
    is_provisional: bool = False


def cells(measure: Run) -> Iterator[Cell]:
    """Every figure of a measure: the whole, then its groups and counties."""
    lost = {gap["period"] for run in measure["figures"] for gap in run.get("gaps", [])}
    for run in measure["figures"]:
        yield from _of_run(run, lost)
    for run in measure.get("group_figures", []):
        yield from _of_run(run, lost)


def _of_run(run: Run, lost: set[int]) -> Iterator[Cell]:
    notes = {row["period"]: row["words"] for row in run.get("notes", [])}
    gaps = {row["period"]: row for row in run.get("gaps", [])}
    for n, value in enumerate(run["values"]):
        period = run["from"] + n
        gap = gaps.get(period, {"marker": "x"} if value is None and period in lost else {})
        yield Cell(
            series=run["series"],
            period=period,
            value=value,
            numerator=_at(run, "numerators", n),
            denominator=_at(run, "denominators", n),
            lower=_at(run, "lower", n),
            upper=_at(run, "upper", n),
            marker=gap.get("marker", ""),
            note=gap.get("note", notes.get(period, "")),
            is_provisional=period in run.get("provisional", []),
        )


def _at(run: Run, name: str, place: int) -> Any:
    column = run.get(name)
    return column[place] if column else None
