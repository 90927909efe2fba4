"""What an upload would change, in words: its faults, its figures, its verdict."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from commons import clock, formats
from commons.db import db
from commons.hashing import sha256
from commons.i18n import _
from commons.roles import Grant
from metrics.charters.models import Charter, Measure
from metrics.charters.queries import by_slug, kept_by, versions, with_unit
from metrics.charters.rules import PUBLIC_STATES, MeasureState, UnitKind, is_share
from metrics.loading.rules import (
    Checked,
    CheckedRow,
    Code,
    Doubt,
    Notice,
    RowError,
    Strange,
    check,
)
from metrics.loading.specs import Standard, examine
from metrics.observations.models import Release
from metrics.observations.queries import Known, Line, lines
from metrics.observations.rules import (
    Cell,
    FigureRow,
    FigureState,
    SeriesKind,
    as_count,
    disclosed,
    state_after,
)
from metrics.signals import tables as words
from metrics.signals.models import Standing
from metrics.signals.queries import Judged, Summary, judge, read, summary

SOON_DAYS = 14


@dataclass(frozen=True)
class PreviewRow:
    """One figure to come, beside what stands for its period."""

    line: int
    series: str
    period: str
    value: str
    before: str
    state: str


@dataclass(frozen=True)
class Preview:
    """What publishing would do: figures, notices, and the verdict before and after."""

    rows: Sequence[PreviewRow]
    unchanged: int
    notices: Sequence[str]
    doubts: Sequence[str]
    before: str
    before_word: str
    after: str
    after_word: str
    sentence: str
    fingerprint: str


@dataclass(frozen=True)
class Due:
    """A measure whose figure is expected, and how urgently."""

    slug: str
    title: str
    lead: str
    next_due: date | None
    status: str
    status_word: str
    is_overdue: bool
    is_soon: bool


def checked_rows(data: bytes, slug: str | None) -> Checked:
    """The rows of an upload, held to the day and to what stands of their measure; or NotFound."""
    checked = check(data, slug)
    if not checked.rows:
        return checked
    measure = by_slug(checked.measure)
    charter = versions(measure.id).charter
    known = {
        (line.kind.value, line.label): [
            (each.ends_on, each.cell.number)
            for each in line.figures
            if each.ends_on and each.cell.number is not None
        ]
        for line in lines(measure.id)
    }
    return examine(
        checked,
        Standard(
            today=clock.today(),
            is_share=is_share(charter.unit_kind, charter.unit, charter.denominator),
            is_percent=charter.unit_kind is UnitKind.PERCENT,
            known=known,
        ),
    )


def figure_rows(
    checked: Checked, state: FigureState | None = None, source_url: str = ""
) -> list[FigureRow]:
    """The rows of a checked file as figures to publish."""
    return [_figure_row(row, state, source_url) for row in checked.rows]


def counted(measure: Measure, charter: Charter, rows: Sequence[FigureRow]) -> list[FigureRow]:
    """The figures as they are published: of a group that is counted, the value may be small."""
    is_count = not measure.is_inherited and charter.unit_kind is UnitKind.COUNT
    return [as_count(row) for row in rows] if is_count else list(rows)


def _figure_row(row: CheckedRow, state: FigureState | None, source_url: str) -> FigureRow:
    kind, label = row.series
    return FigureRow(
        label=row.period.label,
        value=row.value,
        starts_on=row.period.start,
        ends_on=row.period.end,
        kind=SeriesKind(kind),
        series=label,
        marker=row.marker,
        state=state,
        lower=float(row.lower) if row.lower else None,
        upper=float(row.upper) if row.upper else None,
        numerator=row.numerator,
        denominator=row.denominator,
        note=row.note,
        source_url=source_url,
    )


def fingerprint(checked: Checked) -> str:
    """A name for just these rows, however they were sent."""
    rows = [replace(row, line=0) for row in checked.rows]
    return sha256(repr(rows).encode())


def preview(measure: Measure, checked: Checked, state: FigureState) -> Preview:
    """What stands now and what would stand; nothing is written."""
    found, today = versions(measure.id), clock.today()
    before = lines(measure.id)
    new = counted(measure, found.charter, figure_rows(checked, state))
    now = judge(found, before, today)
    coming = judge(found, _with(before, new), today)
    said = summary(found, coming)
    shown = [
        _row(row.line, figure, before, said) for row, figure in zip(checked.rows, new, strict=True)
    ]
    changed = [row for row in shown if row.value != row.before]
    return Preview(
        rows=changed,
        unchanged=len(shown) - len(changed),
        notices=[notice_words(notice) for notice in checked.notices],
        doubts=[_doubt_words(doubt, found.charter) for doubt in checked.doubts],
        before=now.now.status.value,
        before_word=words.status_word(now.now.status),
        after=coming.now.status.value,
        after_word=words.status_word(coming.now.status),
        sentence=_sentence(said, coming),
        fingerprint=fingerprint(checked),
    )


def _sentence(said: Summary, judged: Judged) -> str:
    last = judged.now.last_verdict
    return words.verdict_sentence(
        said, judged.now.status, last.value if last else None, judged.now.last_verdict_on
    )


def _cell(row: FigureRow, before: FigureState | None) -> Cell:
    return disclosed(
        Cell(
            text=row.value or None,
            number=float(row.value) if row.value else None,
            marker=row.marker,
            state=state_after(before, row.state),
            numerator=row.numerator,
            denominator=row.denominator,
        )
    )


def _with(before: Sequence[Line], new: Sequence[FigureRow]) -> list[Line]:
    found = {(line.kind, line.label): line for line in before}
    for row in new:
        key = (row.kind, row.series)
        line = found.get(key) or Line(row.kind, row.series, "", "", len(found), "")
        found[key] = _line_with(line, row)
    return list(found.values())


def _line_with(line: Line, row: FigureRow) -> Line:
    old = next((figure for figure in line.figures if figure.label == row.label), None)
    known = Known(
        label=row.label,
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        number=old.number + 1 if old else 1,
        cell=_cell(row, old.cell.state if old else None),
        note=row.note,
        source_url=row.source_url,
        release_id=0,
        published_at=clock.now(),
    )
    figures = [*(each for each in line.figures if each is not old), known]
    figures.sort(key=lambda each: each.ends_on or date.max)
    return replace(line, figures=tuple(figures))


def _row(number: int, row: FigureRow, before: Sequence[Line], said: Summary) -> PreviewRow:
    line = next((one for one in before if (one.kind, one.label) == (row.kind, row.series)), None)
    figures = line.figures if line else ()
    old = next((figure for figure in figures if figure.label == row.label), None)
    cell = _cell(row, old.cell.state if old else None)
    stood = words.figure_words(old.cell.text, old.cell.marker, said) if old else ""
    return PreviewRow(
        line=number,
        series=row.series or _("All"),
        period=words.period_words(row.label),
        value=words.figure_words(cell.text, cell.marker, said),
        before=stood,
        state=words.state_word(cell.state),
    )


def due(grants: frozenset[Grant]) -> list[Due]:
    """The running measures kept by these offices, by the day of the next figure: overdue first."""
    today = clock.today()
    running = PUBLIC_STATES - {MeasureState.RETIRED, MeasureState.PAUSED, MeasureState.INHERITED}
    rows = db.session.execute(
        select(Measure, Standing)
        .join(Standing, Standing.measure_id == Measure.id)
        .options(joinedload(Measure.lead_agency))
        .where(Measure.state.in_(running), kept_by(grants))
        .order_by(Standing.next_due_on.is_not(None), Standing.next_due_on, Measure.sort_key)
    )
    return [_due(measure, standing, today) for measure, standing in rows]


def _due(measure: Measure, standing: Standing, today: date) -> Due:
    day = standing.next_due_on
    return Due(
        slug=measure.slug,
        title=read(standing).title,
        lead=measure.lead_agency.name if measure.lead_agency else "",
        next_due=day,
        status=standing.status,
        status_word=words.status_word(standing.status),
        is_overdue=day is None or day < today,
        is_soon=day is not None and 0 <= (day - today).days <= SOON_DAYS,
    )


def waiting(grants: frozenset[Grant]) -> list[tuple[Release, str, str]]:
    """The figures that wait for their minute, with slug and name of a measure of these offices."""
    rows = db.session.execute(
        select(Release, Measure.slug, Standing)
        .join(Measure, Measure.id == Release.measure_id)
        .join(Standing, Standing.measure_id == Measure.id)
        .where(Release.published_at.is_(None), kept_by(grants))
        .order_by(Release.scheduled_for, Release.id)
    )
    return [(release, slug, read(standing).title) for release, slug, standing in rows]


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
    return told


def doubts_of(checked: Checked) -> list[str]:
    """What is asked about the rows of a measure, in words."""
    if not checked.doubts:
        return []
    charter = versions(by_slug(checked.measure).id).charter
    return [_doubt_words(doubt, charter) for doubt in checked.doubts]


def _doubt_words(doubt: Doubt, charter: Charter) -> str:
    words = {
        Strange.FAR_ABOVE: _(
            "Line %(line)s: %(value)s is %(times)s times the last figure, %(old)s."
        ),
        Strange.FAR_BELOW: _(
            "Line %(line)s: the last figure, %(old)s, is %(times)s times %(value)s."
        ),
        Strange.OVER_A_HUNDRED: _("Line %(line)s: %(value)s is more than a hundred percent."),
    }[doubt.why]
    given = {
        "line": doubt.line,
        "value": with_unit(doubt.value, charter),
        "old": with_unit(doubt.before, charter),
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
