"""What a measure's chart shows, in words and numbers, and the charts that were rendered of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any

from markupsafe import Markup
from sqlalchemy import Label, Row, func, or_, select

from commons import formats
from commons.db import db
from commons.hashing import sha256
from commons.i18n import _, language
from commons.periods import add_months
from metrics.catalogue.models import Goal
from metrics.charters.models import Measure
from metrics.charters.queries import Versions, with_short_unit
from metrics.charters.rules import KEEPS, MONTHS, Frequency, PathKind, Terms
from metrics.charts.models import Chart
from metrics.charts.rules import ChartData, ChartPoint, Goalpost, Note, Size, Usual
from metrics.charts.tables import line_chart
from metrics.observations.rules import known_points, value_of
from metrics.signals.models import Standing
from metrics.signals.queries import Against, Judged
from metrics.signals.rules import Status, with_baseline
from metrics.signals.tables import (
    figure_words,
    is_plain,
    marker_word,
    period_words,
    said_state,
    until,
)

DRAWN = 2  # raised when a chart is drawn otherwise, so that all are rendered anew
MOST_GAPS_NAMED = 2
SIZES = (Size.WIDE, Size.PHONE)


@dataclass(frozen=True)
class Drawn:
    """A chart for a page: wide and for a phone, each a whole SVG."""

    wide: Markup
    phone: Markup


def chart_data(
    versions: Versions, judged: Judged, *, is_inherited: bool = False
) -> ChartData | None:
    """All that the chart of the whole shows; None while there is no dated figure."""
    charter, total = versions.charter, judged.total
    known = known_points(judged.points)
    if total is None or not known:
        return None
    latest = next(each for each in total.figures if each.ends_on == known[-1].end)
    points = _points(judged)
    missing = _missing(points, charter.frequency)
    state = said_state(latest.cell.state, is_inherited=is_inherited)
    notes = (period_words(latest.label), *([state] if state else []))
    return ChartData(
        title=charter.title,
        description=_description(versions, judged),
        points=_with_gaps(points, missing),
        last_value=with_short_unit(latest.cell.text, charter) or marker_word(latest.cell.marker),
        last_notes=notes,
        short_notes=notes[:1],
        unit="%" if charter.unit_kind.startswith("percent") else "",
        present=_goalpost(judged.present, versions, judged, first=False),
        first=_goalpost(judged.first, versions, judged, first=True),
        moved=_moved(judged),
        usual=_usual(judged, charter.decimals),
        breaks=tuple(_breaks(versions, points)),
        gaps=tuple(_gaps(missing, charter.frequency)) if len(missing) <= MOST_GAPS_NAMED else (),
        stale=judged.now.status is Status.STALE,
    )


def _points(judged: Judged) -> list[ChartPoint]:
    """The dated figures; those outside the usual range of the present definition are signals."""
    usual = judged.usual
    latest = known_points(judged.points)[-1].definition
    found = []
    for point in judged.points:
        value = value_of(point)
        judgeable = usual is not None and value is not None and point.definition == latest
        signal = judgeable and not usual.lower <= value <= usual.upper  # type: ignore[union-attr, operator]  # judged above
        found.append(ChartPoint(point.end, value, point.definition, signal))
    return found


def _missing(points: Sequence[ChartPoint], frequency: Frequency) -> list[date]:
    """The ends of the periods between two figures that have none."""
    if frequency is Frequency.IRREGULAR:
        return []
    found = []
    for before, after in pairwise(points):
        end = _next_end(before.day, frequency)
        while end < add_months(after.day, 0):
            found.append(end)
            end = _next_end(end, frequency)
    return found


def _next_end(end: date, frequency: Frequency) -> date:
    return add_months(end, MONTHS[frequency] + 1) - timedelta(days=1)


def _with_gaps(points: Sequence[ChartPoint], missing: Sequence[date]) -> tuple[ChartPoint, ...]:
    empty = [ChartPoint(day, None) for day in missing]
    return tuple(sorted([*points, *empty], key=lambda point: point.day))


def _gaps(missing: Sequence[date], frequency: Frequency) -> Iterator[Note]:
    yearly = frequency is Frequency.YEAR
    for day in missing:
        period = str(day.year) if yearly else formats.day(day, short=True)[3:]
        yield Note(day, _("%(period)s: no figure", period=period))


def _breaks(versions: Versions, points: Sequence[ChartPoint]) -> Iterator[Note]:
    for number, day in enumerate(versions.breaks, 1):
        if points[0].day < day:
            before = _("Definition %(number)s", number=number)
            yield Note(day, _("Definition %(number)s", number=number + 1), before)


def _usual(judged: Judged, decimals: int) -> Usual | None:
    usual = judged.usual
    if usual is None:
        return None
    known = known_points(judged.points)
    label = _(
        "Usual range, %(low)s to %(high)s",
        low=formats.number(usual.lower, decimals),
        high=formats.number(usual.upper, decimals),
    )
    return Usual(known[0].end, known[-1].end, usual.lower, usual.upper, label)


def _goalpost(
    against: Against | None, versions: Versions, judged: Judged, *, first: bool
) -> Goalpost | None:
    if against is None:
        return None
    target, terms = against.target, against.terms
    value = terms.value if terms.value is not None else terms.upper
    if value is None:
        return None
    words = with_short_unit(target.value.text or target.upper.text, versions.charter)
    if first:
        head = _("First target: %(value)s", value=words)
    elif judged.first:
        head = _("Target now: %(value)s", value=words)
    else:
        head = _("Target: %(value)s", value=words)
    due = target.due_on if is_plain(target.due_text) else None
    note = until(due, target.due_text)
    day = terms.due or judged.points[-1].end
    return Goalpost(day, value, head, note, _path(terms, value, judged))


def _path(terms: Terms, value: float, judged: Judged) -> tuple[tuple[date, float], ...]:
    known = known_points(judged.points)
    last = terms.due or known[-1].end
    if terms.kind in KEEPS or terms.path is PathKind.HOLD or terms.due is None:
        return ((min(known[0].end, last), value), (last, value))
    started = with_baseline(terms, known)
    if started.baseline_date is None or started.baseline_date >= last:
        return ()
    steps = [(started.baseline_date, started.baseline_value or 0.0), *terms.steps, (last, value)]
    if terms.path is not PathKind.STEPPED:
        return tuple(steps)
    stairs = [((day, low), (day, high)) for (_day, low), (day, high) in pairwise(steps)]
    return (steps[0], *(place for stair in stairs for place in stair))


def _moved(judged: Judged) -> str:
    present = judged.present
    if judged.first is None or present is None or present.target.decided_on is None:
        return ""
    return _("Moved on %(day)s", day=formats.day(present.target.decided_on))


def _description(versions: Versions, judged: Judged) -> str:
    told_of = judged.total.told if judged.total else []
    begin, end = told_of[0], told_of[-1]
    charter = versions.charter
    told = _(
        "From %(first)s in %(begin)s to %(last)s in %(end)s.",
        first=figure_words(begin.cell.text, begin.cell.marker, charter),
        begin=period_words(begin.label),
        last=figure_words(end.cell.text, end.cell.marker, charter),
        end=period_words(end.label),
    )
    post = _goalpost(judged.present, versions, judged, first=False)
    return f"{told} {post.head}, {post.note}." if post else told


def chart_key(data: ChartData, size: Size) -> str:
    """The name of a chart in this language: the hash of all that it shows."""
    return sha256(repr((DRAWN, data, size.value, language())).encode())


def stored_columns() -> list[Label[str | None]]:
    """Columns beside a measure's row: key and drawing of its newest charts in this language."""
    return [
        select(column)
        .where(Chart.measure_id == Measure.id, Chart.size == size, Chart.language == language())
        .order_by(Chart.made_at.desc(), Chart.key)
        .limit(1)
        .correlate(Measure)
        .scalar_subquery()
        .label(f"{size}_{column.key}")
        for size in SIZES
        for column in (Chart.key, Chart.svg)
    ]


def drawn(data: ChartData | None, row: Row[*tuple[Any, ...]]) -> Drawn | None:
    """The rendered charts of exactly this content, or our own drawing until there are some.

    `row` was read with the stored columns.
    """
    if data is None:
        return None
    stored = {row.wide_key: row.wide_svg, row.phone_key: row.phone_svg}
    wide, phone = (stored.get(chart_key(data, size)) or line_chart(data, size) for size in SIZES)
    # Drawn by us, or by the renderer from our own specs; all words in it are escaped.
    return Drawn(Markup(wide), Markup(phone))  # noqa: S704


def unrendered(limit: int) -> Sequence[Row[int, datetime]]:
    """The measures whose standing is newer than the one their newest chart shows, with its moment.

    Running ones come first.
    """
    newest = (
        select(Chart.measure_id, func.max(Chart.made_at).label("made_at"))
        .group_by(Chart.measure_id)
        .subquery()
    )
    rows = db.session.execute(
        select(Standing.measure_id, Standing.computed_at)
        .join(Measure, Measure.id == Standing.measure_id)
        .join(Goal, Goal.id == Measure.goal_id)
        .outerjoin(newest, newest.c.measure_id == Standing.measure_id)
        .where(
            Standing.latest_on.is_not(None),
            or_(newest.c.made_at.is_(None), newest.c.made_at < Standing.computed_at),
        )
        .order_by(Goal.part.desc(), Standing.computed_at.desc())
        .limit(limit)
    )
    return rows.all()
