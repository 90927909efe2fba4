"""What the figures of an upload are held to: the day, the unit, and what stands already."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from commons.ids import folded
from metrics.loading.rules import Checked, CheckedRow, Code, Doubt, RowError, Strange

WHOLE, FAR = 100, 10
ROUNDED = 0.51  # of the last digit; a little more than half, for both ways of rounding a half
PLACES = ("county", "region")


@dataclass(frozen=True)
class Standard:
    """What figures of a measure are held to: the day, the unit, and what stands already.

    `known` has the dated figures of each line (its kind and label), oldest first; `lines` are all
    that stand; `places` the known counties and regions by kind and folded name; `months` how long
    the periods last that stand; `due` how long one lasts by the charter, 0 when it says nothing.
    """

    today: date
    is_share: bool = False
    is_percent: bool = False
    known: Mapping[tuple[str, str], Sequence[tuple[date, float]]] = field(default_factory=dict)
    lines: frozenset[tuple[str, str]] = frozenset()
    places: frozenset[tuple[str, str]] = frozenset()
    months: frozenset[int] = frozenset()
    due: int = 0

    def may_last(self, months: int) -> bool:
        """Whether a period may be as long; until some stand, a yearly measure may begin monthly."""
        if not self.due:
            return True
        return months in (self.due, *self.months) if self.months else 0 < months <= self.due


def examine(checked: Checked, standard: Standard) -> Checked:
    """The same rows held to what is known of their measure: more faults, or doubts about them."""
    errors = tuple(error for row in checked.rows for error in _impossible(row, standard))
    if errors or checked.errors:
        return replace(checked, rows=(), errors=(*checked.errors, *errors))
    return replace(checked, doubts=tuple(_doubts(checked.rows, standard)))


def _impossible(row: CheckedRow, standard: Standard) -> Iterator[RowError]:
    if row.period.end >= standard.today:
        given = {"text": row.period.label[:60], "day": row.period.end.isoformat()}
        yield RowError(row.line, row.period_column, Code.NOT_OVER, given)
    yield from _unknown_places(row, standard)
    if not standard.is_share:
        return
    for column in ("value", "lower", "upper"):
        text = getattr(row, column)
        if text and not 0 <= float(text) <= WHOLE:
            yield RowError(row.line, column, Code.NO_SHARE, {"text": text})
    if row.numerator and row.denominator and float(row.numerator) > float(row.denominator):
        yield RowError(row.line, "numerator", Code.MORE_THAN_ALL, {"text": row.numerator})


def _unknown_places(row: CheckedRow, standard: Standard) -> Iterator[RowError]:
    """The word County may be left out, as in the text of most publishers."""
    if row.series in standard.lines:
        return
    for kind, name in row.dimensions:
        keys = {(kind, folded(name)), (kind, folded(f"{name} County"))}
        if kind in PLACES and not keys & standard.places:
            yield RowError(row.line, kind, Code.UNKNOWN_PLACE, {"text": name[:60]})


def _doubts(rows: Sequence[CheckedRow], standard: Standard) -> Iterator[Doubt]:
    lines = {key: dict(points) for key, points in standard.known.items()}
    for row in sorted(rows, key=lambda each: each.period.end):
        if not standard.may_last(row.period.months):
            yield Doubt(row.line, Strange.OTHER_LENGTH, row.value, text=row.period.label[:60])
        if row.number is None:
            continue
        line = lines.setdefault(row.series, {})
        before = line.get(max((day for day in line if day < row.period.end), default=date.min))
        line[row.period.end] = row.number
        doubt = _far(row, before) if before else None
        if doubt is None and standard.is_percent:
            doubt = _other_share(row)
        if doubt is None and standard.is_percent and row.number > WHOLE >= (before or 0):
            doubt = Doubt(row.line, Strange.OVER_A_HUNDRED, row.value)
        if doubt is not None:
            yield doubt


def _far(row: CheckedRow, before: float) -> Doubt | None:
    """A figure ten times the last one, or a tenth of it: most are a slip of the comma."""
    number, told = abs(row.number or 0.0), f"{before:.15g}"
    if number >= FAR * abs(before):
        times = round(number / abs(before))
        return Doubt(row.line, Strange.FAR_ABOVE, row.value, told, times)
    if 0 < number * FAR <= abs(before):
        return Doubt(row.line, Strange.FAR_BELOW, row.value, told, round(abs(before) / number))
    return None


def _other_share(row: CheckedRow) -> Doubt | None:
    """A percentage beside two numbers that make another one, rounded as it is rounded."""
    part, whole = float(row.numerator or 0), float(row.denominator or 0)
    if not (row.numerator and whole):
        return None
    decimals = len(row.value.partition(".")[2])
    share = WHOLE * part / whole
    if abs(share - float(row.value)) <= ROUNDED * 10**-decimals:
        return None
    return Doubt(row.line, Strange.OTHER_SHARE, row.value, f"{share:.{decimals}f}")
