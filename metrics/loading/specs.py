"""What an upload is held to (the day, the unit, what stands already), and its faults in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from commons import formats
from commons.i18n import _
from commons.ids import folded
from metrics.charters.models import Charter
from metrics.charters.queries import with_unit
from metrics.loading.rules import Checked, CheckedRow, Code, Doubt, Notice, RowError, Strange

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


# ---------------------------------------------------------------- in words


def error_words(error: RowError) -> str:
    """A fault with its line and column."""
    told = reason_words(error)
    if error.line and error.column:
        return _(
            "Line %(line)s, column %(column)s: %(told)s",
            line=error.line,
            column=error.column,
            told=told,
        )
    if error.line:
        return _("Line %(line)s: %(told)s", line=error.line, told=told)
    return told[0].upper() + told[1:]


def doubt_words(doubt: Doubt, charter: Charter) -> str:
    words = {
        Strange.FAR_ABOVE: _(
            "Line %(line)s: %(value)s is %(times)s times the last figure, %(old)s."
        ),
        Strange.FAR_BELOW: _(
            "Line %(line)s: the last figure, %(old)s, is %(times)s times %(value)s."
        ),
        Strange.OTHER_SHARE: _(
            "Line %(line)s: the numbers beside it make %(old)s, and not %(value)s."
        ),
        Strange.OTHER_LENGTH: _(
            "Line %(line)s: “%(text)s” is longer or shorter than the periods of this measure."
        ),
        Strange.OVER_A_HUNDRED: _("Line %(line)s: %(value)s is more than a hundred percent."),
    }[doubt.why]
    given = {
        "line": doubt.line,
        "value": with_unit(doubt.value, charter),
        "old": with_unit(doubt.before, charter),
        "text": doubt.text,
        "times": formats.number(doubt.times),
    }
    return words % given + " " + _("Is it right?")


def reason_words(error: RowError) -> str:
    """What is wrong, without the place."""
    given: dict[str, Any] = dict.fromkeys(
        ("text", "limit", "kind", "cells", "columns", "marker", "first", "found", "wanted"), ""
    )
    if "day" in error.params:
        after = date.fromisoformat(error.params["day"]) + timedelta(days=1)
        given["after"] = formats.day(after)
    return _templates()[error.code] % {**given, "column": error.column, **error.params}


def _templates() -> dict[Code, str]:
    return {
        Code.EMPTY_FILE: _("the file is empty."),
        Code.TOO_BIG: _("the file has more than %(limit)s bytes."),
        Code.NOT_A_TABLE: _("this is a %(kind)s file. Please save it as CSV."),
        Code.NOT_UTF8: _("this is not UTF-8. Please save the file as CSV UTF-8."),
        Code.UTF16: _("the file is UTF-16. Please save it as CSV UTF-8."),
        Code.NUL_BYTE: _("there is a character that belongs in no table."),
        Code.UNREADABLE: _("a quotation mark opens here and does not close."),
        Code.NO_ROWS: _("there are no rows below the head."),
        Code.DUPLICATE_COLUMN: _("this column stands there twice."),
        Code.MISSING_COLUMN: _("this column is missing."),
        Code.UNKNOWN_COLUMN: _("we do not know this column."),
        Code.SHORT_ROW: _("%(cells)s cells, but %(columns)s columns."),
        Code.LONG_ROW: _("%(cells)s cells, but %(columns)s columns."),
        Code.MISSING_VALUE: _("there is no value. Missing is never 0: give a marker z, x, c or k."),
        Code.VALUE_WITH_MARKER: _("a value and the marker %(marker)s cannot both stand."),
        Code.BAD_MARKER: _("“%(text)s” is no marker. We know z, x, c and k."),
        Code.BAD_NUMBER: _("“%(text)s” is not a number such as 84.1."),
        Code.FORMULA: _("“%(text)s” is a formula. Please give its result."),
        Code.COMMA_IN_NUMBER: _("“%(text)s” has a comma. Please write 1234.5."),
        Code.BOUNDS: _("the value does not lie between lower and upper."),
        Code.MISSING_PERIOD: _("there is no period."),
        Code.BAD_PERIOD: _("“%(text)s” is no period we can read, such as 2026-10 or 2026 Q3."),
        Code.DUPLICATE_ROW: _("the same period stands in line %(first)s already."),
        Code.WRONG_MEASURE: _("this row is of “%(found)s”, not of “%(wanted)s”."),
        Code.MISSING_MEASURE: _("it does not say which measure it is of."),
        Code.NOT_OVER: _("“%(text)s” is not over yet. Its figure can come from %(after)s on."),
        Code.NO_SHARE: _("“%(text)s” is no share of a whole: it lies between 0 and 100."),
        Code.UNKNOWN_PLACE: _("we know no place of this kind called “%(text)s”."),
        Code.TOO_LONG: _("this text is longer than %(limit)s letters."),
        Code.MORE_THAN_ALL: _("%(text)s is more than the number it is out of."),
    }


def notice_words(notice: Notice) -> str:
    """What was read in a way that the sender should look at."""
    return {
        Notice.SEMICOLONS: _("The columns are parted by semicolons."),
        Notice.TABS: _("The columns are parted by tabs."),
        Notice.DECIMAL_COMMAS: _("Commas were read as decimal points."),
        Notice.ZEROS: _("There are zeros. Are they counted, or missing? Missing is never 0."),
    }[notice]
