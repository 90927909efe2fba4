"""What an upload would change, in words: its faults, its figures, its verdict."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from commons import clock
from commons.db import Figure, db
from commons.hashing import sha256
from commons.i18n import _
from commons.periods import Kind, Period
from commons.roles import Grant
from metrics.catalogue import queries as catalogue
from metrics.charters.models import Charter, Measure
from metrics.charters.queries import by_slug, kept_by, versions
from metrics.charters.rules import (
    MONTHS,
    PUBLIC_STATES,
    Frequency,
    MeasureState,
    UnitKind,
    is_share,
)
from metrics.loading.rules import (
    Checked,
    CheckedRow,
    check,
)
from metrics.loading.specs import Standard, doubt_words, examine, notice_words
from metrics.observations.models import Release
from metrics.observations.queries import Known, Line, labels_of_periods, lines, standing_rows
from metrics.observations.rules import (
    Cell,
    FigureRow,
    FigureState,
    SeriesKind,
    as_count,
    disclosed,
    is_same,
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
    note: str
    is_changed: bool


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
    standing = lines(measure.id)
    checked = _as_it_is_called(checked, measure.id)
    known = {
        (line.kind.value, line.label): [
            (each.ends_on, each.cell.number)
            for each in line.figures
            if each.ends_on and each.cell.number is not None
        ]
        for line in standing
    }
    return examine(
        checked,
        Standard(
            today=clock.today(),
            is_share=is_share(charter.unit_kind, charter.unit, charter.denominator),
            is_percent=charter.unit_kind is UnitKind.PERCENT,
            known=known,
            lines=frozenset(known),
            places=frozenset((area.kind.value, area.sort_key) for area in catalogue.areas()),
            months=_months(standing),
            due=MONTHS[charter.frequency] if charter.frequency is not Frequency.IRREGULAR else 0,
        ),
    )


def _as_it_is_called(checked: Checked, measure_id: int) -> Checked:
    """The same rows, each period under the name it has here, whichever way it was written.

    A figure belongs to its name: `October 2026` would stand beside `2026-10`, not replace it.
    """
    called = labels_of_periods(measure_id)

    def named(row: CheckedRow) -> CheckedRow:
        period = row.period
        labels = called.get((*row.series, period.start, period.end), [])
        if not labels or period.label in labels:
            return row
        return replace(row, period=replace(period, label=labels[0]))

    return replace(checked, rows=tuple(named(row) for row in checked.rows))


def _months(standing: Sequence[Line]) -> frozenset[int]:
    """How long the periods last of which there are figures."""
    dated = [(f.starts_on, f.ends_on) for line in standing for f in line.figures]
    return frozenset(
        Period(start, end, "", Kind.MONTHS).months for start, end in dated if start and end
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


def fingerprint(checked: Checked, state: FigureState) -> str:
    """A name for just these rows in this state, however they were sent."""
    rows = [replace(row, line=0) for row in checked.rows]
    return sha256(repr((rows, state.value)).encode())


def preview(measure: Measure, checked: Checked, state: FigureState) -> Preview:
    """What stands now and what would stand; nothing is written."""
    found, today = versions(measure.id), clock.today()
    before = lines(measure.id)
    new = counted(measure, found.charter, figure_rows(checked, state))
    now = judge(found, before, today)
    coming = judge(found, _with(before, new), today)
    said = summary(found, coming)
    standing = {
        (one.kind, one.series, one.label): one for one in standing_rows(measure.id).values()
    }
    shown = [
        _row(row.line, figure, standing.get((figure.kind, figure.series, figure.label)), said)
        for row, figure in zip(checked.rows, new, strict=True)
    ]
    changed = [row for row in shown if row.is_changed]
    return Preview(
        rows=changed,
        unchanged=len(shown) - len(changed),
        notices=[
            *(notice_words(notice) for notice in checked.notices),
            *_new_lines(checked, before),
        ],
        doubts=[doubt_words(doubt, found.charter) for doubt in checked.doubts],
        before=now.now.status.value,
        before_word=words.status_word(now.now.status),
        after=coming.now.status.value,
        after_word=words.status_word(coming.now.status),
        sentence=_sentence(said, coming),
        fingerprint=fingerprint(checked, state),
    )


def _new_lines(checked: Checked, before: Sequence[Line]) -> list[str]:
    """The groups and places of which the measure has had no figures."""
    there = {(line.kind.value, line.label) for line in before}
    new = dict.fromkeys(row.series for row in checked.rows if row.series not in there)
    return [
        _("“%(name)s” is new: this measure had no figures of it.", name=label)
        for _kind, label in new
        if label
    ]


def _sentence(said: Summary, judged: Judged) -> str:
    last = judged.now.last_verdict
    return words.verdict_sentence(
        said, judged.now.status, last.value if last else None, judged.now.last_verdict_on
    )


def _cell(row: FigureRow, before: FigureState | None) -> Cell:
    return disclosed(
        Cell(
            text=row.value or None,
            number=Figure.of(row.value).number,
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


def _row(number: int, row: FigureRow, old: FigureRow | None, said: Summary) -> PreviewRow:
    cell, stood = _cell(row, old.state if old else None), _cell(old, None) if old else None
    value = words.figure_words(cell.text, cell.marker, said)
    before = words.figure_words(stood.text, stood.marker, said) if stood else ""
    return PreviewRow(
        line=number,
        series=row.series or _("All"),
        period=words.period_words(row.label),
        value=value,
        before="" if before == value else before,
        state=words.state_word(cell.state),
        note=row.note,
        is_changed=old is None or not is_same(old, row),
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


def doubts_of(checked: Checked) -> list[str]:
    """What is asked about the rows of a measure, in words."""
    if not checked.doubts:
        return []
    charter = versions(by_slug(checked.measure).id).charter
    return [doubt_words(doubt, charter) for doubt in checked.doubts]
