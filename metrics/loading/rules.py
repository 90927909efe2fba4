"""Which rows of an uploaded table may be loaded, and what is wrong with the others."""

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from commons.periods import Kind, Period, parse
from metrics.observations.rules import Marker, SeriesKind

MAX_BYTES = 5_000_000
DELIMITERS = (",", ";", "\t")
NUMBERS = ("value", "numerator", "denominator", "lower", "upper")
COLUMNS = ("measure", "period", "period_start", "period_end", "marker", "note", *NUMBERS)
DIMENSIONS = ("group", "county", "region")
LONGEST = {"note": 2_000, "group": 120, "county": 120, "region": 120}
NUMBER = re.compile(r"[+-]?[0-9]{1,18}(\.[0-9]{1,12})?")
COMMA_NUMBER = re.compile(r"[+-]?[0-9]{1,15}(?P<comma>,[0-9]{1,12})")
ISO_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
KINDS_OF_FILE = {
    b"\x89PNG": "PNG",
    b"PK\x03\x04": "ZIP",
    b"%PDF": "PDF",
    b"\xd0\xcf\x11\xe0": "XLS",
    b"<": "HTML",
}


class Code(StrEnum):
    """What can be wrong; the words are made where they are shown."""

    EMPTY_FILE = "empty_file"
    TOO_BIG = "too_big"
    NOT_A_TABLE = "not_a_table"
    NOT_UTF8 = "not_utf8"
    UTF16 = "utf16"
    NUL_BYTE = "nul_byte"
    UNREADABLE = "unreadable"
    NO_ROWS = "no_rows"
    DUPLICATE_COLUMN = "duplicate_column"
    MISSING_COLUMN = "missing_column"
    UNKNOWN_COLUMN = "unknown_column"
    SHORT_ROW = "short_row"
    LONG_ROW = "long_row"
    MISSING_VALUE = "missing_value"
    VALUE_WITH_MARKER = "value_with_marker"
    BAD_MARKER = "bad_marker"
    BAD_NUMBER = "bad_number"
    FORMULA = "formula"
    COMMA_IN_NUMBER = "comma_in_number"
    BOUNDS = "bounds"
    MISSING_PERIOD = "missing_period"
    BAD_PERIOD = "bad_period"
    DUPLICATE_ROW = "duplicate_row"
    WRONG_MEASURE = "wrong_measure"
    MISSING_MEASURE = "missing_measure"
    NOT_OVER = "not_over"
    NO_SHARE = "no_share"
    MORE_THAN_ALL = "more_than_all"
    UNKNOWN_PLACE = "unknown_place"
    TOO_LONG = "too_long"


class Notice(StrEnum):
    """What was read in a way that the sender should look at."""

    SEMICOLONS = "semicolons"
    TABS = "tabs"
    DECIMAL_COMMAS = "decimal_commas"
    ZEROS = "zeros"


@dataclass(frozen=True)
class RowError:
    """What is wrong, in which line of the file (0: the file itself) and which column."""

    line: int
    column: str
    code: Code
    params: Mapping[str, str] = field(default_factory=dict)


class Strange(StrEnum):
    """Why a figure that may be right is asked about."""

    FAR_ABOVE = "far_above"
    FAR_BELOW = "far_below"
    OVER_A_HUNDRED = "over_a_hundred"
    OTHER_SHARE = "other_share"
    OTHER_LENGTH = "other_length"


@dataclass(frozen=True)
class Doubt:
    """A figure so unusual that its sender must say that it is right; `before` is the last one."""

    line: int
    why: Strange
    value: str
    before: str = ""
    times: int = 0
    text: str = ""


@dataclass(frozen=True)
class CheckedRow:
    """A row that may be loaded; numbers as texts, as they were typed."""

    line: int
    period: Period
    value: str
    marker: Marker | None
    note: str = ""
    numerator: str = ""
    denominator: str = ""
    lower: str = ""
    upper: str = ""
    dimensions: tuple[tuple[str, str], ...] = ()
    period_column: str = "period"

    @property
    def series(self) -> tuple[str, str]:
        """The kind and the label of the line it belongs to; the first dimension gives the kind."""
        if not self.dimensions:
            return SeriesKind.TOTAL.value, ""
        return self.dimensions[0][0], ", ".join(label for _kind, label in self.dimensions)

    @property
    def number(self) -> float | None:
        """The value as a number, none when it has only a marker."""
        return float(self.value) if self.value else None


@dataclass(frozen=True)
class Checked:
    """All rows when nothing is wrong; with any error nothing may be loaded."""

    measure: str
    rows: tuple[CheckedRow, ...] = ()
    errors: tuple[RowError, ...] = ()
    notices: tuple[Notice, ...] = ()
    doubts: tuple[Doubt, ...] = ()

    @property
    def accepted(self) -> bool:
        """True when every row may be loaded."""
        return not self.errors


class _Wrong(Exception):
    def __init__(self, line: int, column: str, code: Code, **params: str) -> None:
        super().__init__(code)
        self.error = RowError(line, column, code, params)


@dataclass(frozen=True)
class _Cells:
    line: int
    by_name: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        return self.by_name.get(column, "")

    def wrong(self, column: str, code: Code, **params: str) -> _Wrong:
        return _Wrong(self.line, column, code, **params)


def check(
    data: bytes, measure: str | None = None, dimensions: Sequence[str] = DIMENSIONS
) -> Checked:
    """The rows of an upload, or every fault by line and column; never some of the rows."""
    try:
        text = decode(data)
        delimiter = _delimiter(text)
        cells = list(_table(text, delimiter, dimensions))
    except _Wrong as wrong:
        return Checked(measure or "", errors=(wrong.error,))
    if not cells:
        return Checked(measure or "", errors=(RowError(1, "", Code.NO_ROWS),))
    return _checked(cells, measure, delimiter, dimensions)


def _checked(
    cells: Sequence[_Cells], measure: str | None, delimiter: str, dimensions: Sequence[str]
) -> Checked:
    slug = measure or cells[0]["measure"]
    rows: list[CheckedRow] = []
    errors: list[RowError] = []
    seen: dict[tuple[object, ...], int] = {}
    for cell in cells:
        try:
            row = _row(cell, slug, delimiter, dimensions)
            key = (row.period.start, row.period.end, row.dimensions)
            if key in seen:
                raise cell.wrong("period", Code.DUPLICATE_ROW, first=str(seen[key]))
        except _Wrong as wrong:
            errors.append(wrong.error)
        else:
            seen[key] = row.line
            rows.append(row)
    notices = tuple(_notices(cells, rows, delimiter))
    return Checked(slug, () if errors else tuple(rows), tuple(errors), notices)


def _notices(
    cells: Sequence[_Cells], rows: Sequence[CheckedRow], delimiter: str
) -> Iterator[Notice]:
    if delimiter != ",":
        yield Notice.SEMICOLONS if delimiter == ";" else Notice.TABS
    if any("," in cell[column] for cell in cells for column in NUMBERS):
        yield Notice.DECIMAL_COMMAS
    if any(row.number == 0 for row in rows):
        yield Notice.ZEROS


def decode(data: bytes) -> str:
    """The text of a UTF-8 file, with or without its mark; anything else is refused by name."""
    if len(data) > MAX_BYTES:
        raise _Wrong(0, "", Code.TOO_BIG, limit=str(MAX_BYTES))
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise _Wrong(0, "", Code.UTF16)
    for magic, kind in KINDS_OF_FILE.items():
        if data.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(magic):
            raise _Wrong(0, "", Code.NOT_A_TABLE, kind=kind)
    if b"\0" in data:
        raise _Wrong(_line_at(data, data.index(b"\0")), "", Code.NUL_BYTE)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _Wrong(_line_at(data, error.start), "", Code.NOT_UTF8) from error
    if not text.strip():
        raise _Wrong(0, "", Code.EMPTY_FILE)
    return text


def _line_at(data: bytes, position: int) -> int:
    return len(data[:position].replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n"))


def _delimiter(text: str) -> str:
    head = text.lstrip().splitlines()[0]
    return max(DELIMITERS, key=head.count)


def _records(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    begun = 1
    try:
        for record in reader:
            cells = [cell.strip() for cell in record]
            if any(cells):
                yield begun, cells
            begun = reader.line_num + 1
    except csv.Error as error:
        raise _Wrong(begun, "", Code.UNREADABLE) from error


def _table(text: str, delimiter: str, dimensions: Sequence[str]) -> Iterator[_Cells]:
    records = _records(text, delimiter)
    first = next(records, None)
    if first is None:
        raise _Wrong(0, "", Code.EMPTY_FILE)
    names = [name.lower() for name in first[1]]
    _check_header(names, dimensions)
    for line, cells in records:
        if len(cells) != len(names):
            code = Code.SHORT_ROW if len(cells) < len(names) else Code.LONG_ROW
            raise _Wrong(line, "", code, cells=str(len(cells)), columns=str(len(names)))
        yield _Cells(line, dict(zip(names, cells, strict=True)))


def _check_header(names: Sequence[str], dimensions: Sequence[str]) -> None:
    for name in names:
        if names.count(name) > 1:
            raise _Wrong(1, name, Code.DUPLICATE_COLUMN)
    dated = {"period_start", "period_end"} <= set(names)
    for needed in ("value",) if dated else ("period", "value"):
        if needed not in names:
            raise _Wrong(1, needed, Code.MISSING_COLUMN)
    for name in names:
        if name not in COLUMNS and name not in dimensions:
            raise _Wrong(1, name, Code.UNKNOWN_COLUMN)


def _row(cells: _Cells, measure: str, delimiter: str, dimensions: Sequence[str]) -> CheckedRow:
    if not measure:
        raise cells.wrong("measure", Code.MISSING_MEASURE)
    if "measure" in cells.by_name and cells["measure"] != measure:
        raise cells.wrong("measure", Code.WRONG_MEASURE, found=cells["measure"], wanted=measure)
    for name, limit in LONGEST.items():
        if len(cells[name]) > limit:
            raise cells.wrong(name, Code.TOO_LONG, limit=str(limit))
    numbers = {name: _number(cells, name, delimiter) for name in NUMBERS}
    marker = _marker(cells, numbers["value"])
    _check_bounds(cells, numbers)
    return CheckedRow(
        line=cells.line,
        period=_period(cells),
        marker=marker,
        note=cells["note"],
        dimensions=tuple((name, cells[name]) for name in dimensions if cells[name]),
        period_column="period_end" if cells["period_end"] else "period",
        **numbers,
    )


def _number(cells: _Cells, column: str, delimiter: str) -> str:
    text = cells[column]
    if not text or NUMBER.fullmatch(text):
        return text
    if text[0] in "=@":
        raise cells.wrong(column, Code.FORMULA, text=text[:60])
    comma = COMMA_NUMBER.fullmatch(text)
    if comma and delimiter != "," and len(comma["comma"]) != 4:
        return text.replace(",", ".")
    code = Code.COMMA_IN_NUMBER if comma else Code.BAD_NUMBER
    raise cells.wrong(column, code, text=text[:60])


def _marker(cells: _Cells, value: str) -> Marker | None:
    text = cells["marker"].lower()
    if not text:
        if not value:
            raise cells.wrong("value", Code.MISSING_VALUE)
        return None
    if text not in list(Marker):
        raise cells.wrong("marker", Code.BAD_MARKER, text=text[:60])
    marker = Marker(text)
    if value and not (marker is Marker.ROUNDS_TO_ZERO and float(value) == 0):
        raise cells.wrong("value", Code.VALUE_WITH_MARKER, marker=text)
    return marker


def _check_bounds(cells: _Cells, numbers: Mapping[str, str]) -> None:
    given = [numbers[name] for name in ("lower", "value", "upper") if numbers[name]]
    ordered = sorted(given, key=float)
    if ordered != given and len({float(text) for text in given}) > 1:
        raise cells.wrong("value", Code.BOUNDS)


def _period(cells: _Cells) -> Period:
    label = cells["period"]
    start, end = cells["period_start"], cells["period_end"]
    if start or end:
        return _dated(cells, label, start, end)
    if not label:
        raise cells.wrong("period", Code.MISSING_PERIOD)
    period = parse(label)
    if period is None:
        raise cells.wrong("period", Code.BAD_PERIOD, text=label[:60])
    return period


def _dated(cells: _Cells, label: str, start: str, end: str) -> Period:
    days = []
    for column, text in (("period_start", start), ("period_end", end)):
        period = parse(text) if ISO_DATE.fullmatch(text) else None
        if period is None:
            raise cells.wrong(column, Code.BAD_PERIOD, text=text[:60])
        days.append(period.start)
    first, last = days
    if last < first:
        raise cells.wrong("period_end", Code.BAD_PERIOD, text=end)
    return _named(first, last, label)


def _named(first: date, last: date, label: str) -> Period:
    """The period of those days: a known one of these days, or else months or days by count."""
    year, month = first.year, first.month
    texts = [label, f"{year}", f"{year}-{month:02}", f"{year} Q{month // 3 + 1}", f"FY {year + 1}"]
    for text in (*texts, f"{year} H{month // 6 + 1}", first.isoformat()):
        known = parse(text)
        if known and (known.start, known.end) == (first, last):
            return Period(first, last, label or text, known.kind)
    span = f"{first.isoformat()}/{last.isoformat()}"
    return Period(first, last, label or span, Kind.MONTHS)
