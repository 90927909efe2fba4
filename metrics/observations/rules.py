"""How sure a figure is, and what stands where there is none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from commons.periods import add_months
from metrics.charters.rules import MONTHS, Frequency

SMALLEST_SHOWN = 10


class SeriesKind(StrEnum):
    """Whom a series of a measure is about."""

    TOTAL = "total"
    GROUP = "group"
    COUNTY = "county"
    REGION = "region"


class FigureState(StrEnum):
    """How final a vintage of a figure is."""

    PROVISIONAL = "provisional"
    FINAL = "final"
    REVISED = "revised"
    CORRECTED = "corrected"
    WITHDRAWN = "withdrawn"


SETTLED = (FigureState.FINAL, FigureState.REVISED, FigureState.CORRECTED)


class Marker(StrEnum):
    """What stands where there is no number; missing is never 0."""

    NOT_APPLICABLE = "z"
    NOT_AVAILABLE = "x"
    SUPPRESSED = "c"
    ROUNDS_TO_ZERO = "k"


@dataclass(frozen=True)
class Point:
    """A figure at the end of its period, under the definition it was counted by."""

    end: date
    value: float | None
    marker: Marker | None = None
    state: FigureState = FigureState.FINAL
    definition: int = 1


@dataclass(frozen=True)
class FigureRow:
    """One figure to be published: whose, of which period, and all that its source says of it."""

    label: str
    value: str = ""
    starts_on: date | None = None
    ends_on: date | None = None
    kind: SeriesKind = SeriesKind.TOTAL
    series: str = ""
    marker: Marker | None = None
    state: FigureState | None = None
    lower: float | None = None
    upper: float | None = None
    numerator: str = ""
    denominator: str = ""
    note: str = ""
    source_url: str = ""


@dataclass(frozen=True)
class Cell:
    """What a vintage says: texts as published, numbers of them, or a marker."""

    text: str | None = None
    number: float | None = None
    marker: Marker | None = None
    state: FigureState = FigureState.FINAL
    lower: float | None = None
    upper: float | None = None
    numerator: str | None = None
    denominator: str | None = None

    @property
    def is_zero(self) -> bool:
        """Whether it is a number too small to be written, and stands."""
        return self.marker is Marker.ROUNDS_TO_ZERO and self.state is not FigureState.WITHDRAWN


def disclosed(cell: Cell) -> Cell:
    """What may be shown of a cell: small numbers hide all that could tell them.

    The one place of suppression, asked before status, chart, search or file. Washington's health
    department hides counts of 1 to 9 (Standards for Reporting Data with Small Numbers, 2018).
    """
    small = _is_small(cell.numerator) or _is_small(cell.denominator)
    if cell.marker is Marker.SUPPRESSED or small:
        return Cell(marker=Marker.SUPPRESSED, state=cell.state)
    if cell.state is FigureState.WITHDRAWN:
        return Cell(marker=cell.marker, state=cell.state)
    return cell


def as_count(row: FigureRow) -> FigureRow:
    """The figure of a group whose unit is a count: the value is the number that may be small."""
    if row.kind is SeriesKind.TOTAL or row.numerator or not row.value:
        return row
    return replace(row, numerator=row.value)


def _is_small(text: str | None) -> bool:
    if not text:
        return False
    try:
        return 0 < float(text.replace(",", "")) < SMALLEST_SHOWN
    except ValueError:
        return False


def state_after(old: FigureState | None, given: FigureState | None) -> FigureState:
    """The state of a new vintage: one that replaces a final figure corrects it, unless it says so.

    What was provisional is revised when it changes without being called final.
    """
    if given in (FigureState.REVISED, FigureState.CORRECTED, FigureState.WITHDRAWN):
        return given
    if old in SETTLED:
        return FigureState.CORRECTED
    return given or FigureState.PROVISIONAL


def value_of(point: Point) -> float | None:
    """The value a figure counts with: none when hidden or withdrawn, 0 when it rounds to zero."""
    if point.state is FigureState.WITHDRAWN or point.marker is Marker.SUPPRESSED:
        return None
    return 0.0 if point.marker is Marker.ROUNDS_TO_ZERO else point.value


def known_points(points: Sequence[Point]) -> list[Point]:
    """The points that have a value and stand under the latest definition, oldest first."""
    ordered = sorted(points, key=lambda point: point.end)
    known = [point for point in ordered if value_of(point) is not None]
    latest = known[-1].definition if known else 0
    return [point for point in known if point.definition == latest]


def is_same(before: FigureRow, row: FigureRow) -> bool:
    """Whether a row says nothing new of a figure that stands.

    A settled figure that is sent again as final, or as provisional, is settled still.
    """
    settled = before.state in SETTLED and row.state in (FigureState.PROVISIONAL, FigureState.FINAL)
    state_changes = row.state not in (None, before.state) and not settled
    return not state_changes and _said(before) == _said(row)


def _said(row: FigureRow) -> tuple[object, ...]:
    numbers = (row.value, row.numerator, row.denominator)
    return (*numbers, row.marker, row.lower, row.upper, row.note, row.source_url)


def newest(points: Sequence[Point]) -> Point | None:
    """The last point that was not withdrawn, whether it has a value or not."""
    shown = [point for point in points if point.state is not FigureState.WITHDRAWN]
    return max(shown, key=lambda point: point.end, default=None)


def next_due(last: date, frequency: Frequency, lag_days: int, periods: int = 1) -> date:
    """The day by which the figure after `last` must be published."""
    month_after = add_months(last, MONTHS[frequency] * periods + 1)
    return month_after - timedelta(days=1) + timedelta(days=lag_days)
