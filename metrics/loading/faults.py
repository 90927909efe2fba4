"""Faults, doubts and notices of an upload in words."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from commons import formats
from commons.i18n import _
from metrics.charters.models import Charter
from metrics.charters.queries import with_unit
from metrics.loading.rules import Code, Doubt, Notice, RowError, Strange


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
