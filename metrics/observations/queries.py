"""Figures as they were known at a moment, with everything hidden that must be hidden."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cache
from itertools import groupby
from typing import Any

from sqlalchemy import Row, ScalarSelect, Select, and_, bindparam, func, or_, select
from sqlalchemy.orm import aliased

from commons import clock
from commons.db import UtcDateTime, db
from commons.subjects import Subject
from metrics.catalogue.models import Area
from metrics.observations.models import Observation, Release, Series, Vintage
from metrics.observations.rules import Cell, FigureRow, FigureState, Point, SeriesKind, disclosed


@dataclass(frozen=True)
class Known:
    """A figure of a period as it was known at a moment; `earlier` are its vintages before."""

    label: str
    starts_on: date | None
    ends_on: date | None
    number: int
    cell: Cell
    note: str
    source_url: str
    release_id: int
    published_at: datetime
    earlier: tuple[Known, ...] = ()

    @property
    def is_changed(self) -> bool:
        """Whether another value stood here before."""
        return any(before.cell.text != self.cell.text for before in self.earlier)


@dataclass(frozen=True)
class Line:
    """A series and its figures, oldest first; periods that could not be read stand last."""

    kind: SeriesKind
    label: str
    area: str
    area_path: str
    position: int
    note: str
    figures: tuple[Known, ...] = ()

    @property
    def latest(self) -> Known | None:
        """The figure of the newest dated period that is not withdrawn."""
        dated = [f for f in self.figures if f.ends_on and f.cell.state is not WITHDRAWN]
        return dated[-1] if dated else None

    @property
    def told(self) -> list[Known]:
        """The dated figures that say something: a number, or that it rounds to zero."""
        return [f for f in self.figures if f.ends_on and (f.cell.text or f.cell.is_zero)]

    def points(self, definitions: dict[str, int] | None = None) -> list[Point]:
        """The dated figures as the rules take them; `definitions` by label of the period."""
        found = definitions or {}
        return [
            Point(f.ends_on, f.cell.number, f.cell.marker, f.cell.state, found.get(f.label, 1))
            for f in self.figures
            if f.ends_on
        ]


WITHDRAWN = FigureState.WITHDRAWN
series, observation = Series.__table__, Observation.__table__
vintage, release = Vintage.__table__, Release.__table__
area, subject = Area.__table__, Subject.__table__
_MOMENT = bindparam("moment", type_=UtcDateTime)


@dataclass(frozen=True)
class Change:
    """What a release says of a period, and what was said before."""

    kind: SeriesKind
    series: str
    label: str
    new: Cell
    old: Cell | None
    note: str


def lines(
    measure_id: int, moment: datetime | None = None, *, whole_groups: bool = True
) -> list[Line]:
    """The series of a measure with what was public then, the whole first.

    With `whole_groups` false, groups have only the figure of their newest period.
    """
    given = {"measure": measure_id, "moment": moment or clock.now()}
    return _lines(db.session.execute(_statement(whole_groups=whole_groups), given).all())


@cache
def _statement(*, whole_groups: bool) -> Select[Any]:
    statement = _all_of_them()
    if whole_groups:
        return statement
    is_newest = or_(observation.c.ends_on == _newest_end(), observation.c.id.is_(None))
    return statement.where(or_(series.c.kind == SeriesKind.TOTAL, is_newest))


def _newest_end() -> ScalarSelect[Any]:
    observed = observation.alias()
    return (
        select(func.max(observed.c.ends_on))
        .select_from(observed)
        .join(vintage, vintage.c.observation_id == observed.c.id)
        .join(release, release.c.id == vintage.c.release_id)
        .where(observed.c.series_id == series.c.id, release.c.published_at <= _MOMENT)
        .correlate(series)
        .scalar_subquery()
    )


def _all_of_them() -> Select[Any]:
    figures = observation.join(vintage, vintage.c.observation_id == observation.c.id).join(
        release,
        and_(release.c.id == vintage.c.release_id, release.c.published_at <= _MOMENT),
    )
    source = series.outerjoin(area, area.c.id == series.c.area_id).outerjoin(
        figures, observation.c.series_id == series.c.id
    )
    return (
        select(
            *(series.c.id.label("series_id"), series.c.kind, series.c.label.label("series_label")),
            *(series.c.position, series.c.note.label("series_note")),
            *(area.c.name.label("area_name"), subject.c.path.label("area_path")),
            *(observation.c.id, observation.c.label, observation.c.starts_on),
            *(observation.c.ends_on, vintage.c.number, vintage.c.value_text),
            *(vintage.c.value_number, vintage.c.marker, vintage.c.state, vintage.c.lower),
            *(vintage.c.upper, vintage.c.numerator_text, vintage.c.denominator_text),
            *(vintage.c.note, vintage.c.source_url, vintage.c.release_id, release.c.published_at),
        )
        .select_from(source.outerjoin(subject, subject.c.id == area.c.subject_id))
        .where(series.c.measure_id == bindparam("measure"))
        .order_by(
            *(series.c.position, series.c.id, observation.c.ends_on.is_(None)),
            *(observation.c.ends_on, observation.c.id, vintage.c.number),
        )
    )


def _lines(rows: Sequence[Row[Any]]) -> list[Line]:
    found = []
    for _key, group in groupby(rows, key=lambda row: row.series_id):
        own = list(group)
        first = own[0]
        figures = tuple(
            _known([_figure(row) for row in versions])
            for _id, versions in groupby((row for row in own if row.id), key=lambda row: row.id)
        )
        found.append(
            Line(
                first.kind,
                first.series_label,
                first.area_name or "",
                first.area_path or "",
                first.position,
                first.series_note,
                figures,
            )
        )
    return found


def _known(versions: Sequence[Known]) -> Known:
    *earlier, newest = versions
    return replace(newest, earlier=tuple(earlier)) if earlier else newest


def _figure(row: Row[Any]) -> Known:
    raw = Cell(
        text=row.value_text,
        number=row.value_number,
        marker=row.marker,
        state=row.state,
        lower=_tidy(row.lower),
        upper=_tidy(row.upper),
        numerator=row.numerator_text,
        denominator=row.denominator_text,
    )
    return Known(
        label=row.label,
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        number=row.number,
        cell=disclosed(raw),
        note=row.note,
        source_url=row.source_url,
        release_id=row.release_id,
        published_at=row.published_at,
    )


def _tidy(bound: float | None) -> float | None:
    return None if bound is None else round(bound, 9)


def series_of(measure_id: int) -> list[Series]:
    """The lines of a measure, the whole first."""
    return list(
        db.session.scalars(
            select(Series)
            .where(Series.measure_id == measure_id)
            .order_by(Series.position, Series.id)
        )
    )


def observation_keys(measure_id: int) -> dict[tuple[int, str], Observation]:
    """The periods of a measure by series and label."""
    rows = db.session.scalars(
        select(Observation).join(Series).where(Series.measure_id == measure_id)
    )
    return {(row.series_id, row.label): row for row in rows}


def labels_of_periods(measure_id: int) -> dict[tuple[str, str, date, date], list[str]]:
    """How the periods of each series are called, by its kind and label and by their days."""
    rows = db.session.execute(
        select(Series.kind, Series.label, Observation.starts_on, Observation.ends_on)
        .add_columns(Observation.label.label("period"))
        .join(Observation, Observation.series_id == Series.id)
        .where(Series.measure_id == measure_id, Observation.ends_on.is_not(None))
        .order_by(Observation.id)
    )
    found: dict[tuple[str, str, date, date], list[str]] = {}
    for kind, label, starts_on, ends_on, period in rows:
        found.setdefault((kind.value, label, starts_on, ends_on), []).append(period)
    return found


def standing_rows(measure_id: int) -> dict[int, FigureRow]:
    """All that is said of each period in public, by its number, as it was sent.

    What waits for its minute is left out: whoever compares with it tells it.
    """
    rows = db.session.execute(
        select(Vintage, Observation, Series)
        .join(Release, Release.id == Vintage.release_id)
        .join(Observation, Observation.id == Vintage.observation_id)
        .join(Series, Series.id == Observation.series_id)
        .where(Release.measure_id == measure_id, Release.published_at.is_not(None))
        .order_by(Vintage.number)
    )
    return {one.observation_id: _row_of(one, period, line) for one, period, line in rows}


def _row_of(one: Vintage, period: Observation, line: Series) -> FigureRow:
    return FigureRow(
        label=period.label,
        value=one.value.text or "",
        starts_on=period.starts_on,
        ends_on=period.ends_on,
        kind=line.kind,
        series=line.label,
        marker=one.marker,
        state=one.state,
        lower=one.lower,
        upper=one.upper,
        numerator=one.numerator.text or "",
        denominator=one.denominator.text or "",
        note=one.note,
        source_url=one.source_url,
    )


def newest_numbers(measure_id: int) -> dict[int, int]:
    """The highest number of a vintage of each period, public or waiting."""
    rows = db.session.execute(
        select(Vintage.observation_id, func.max(Vintage.number).label("newest"))
        .join(Release, Release.id == Vintage.release_id)
        .where(Release.measure_id == measure_id)
        .group_by(Vintage.observation_id)
    )
    return {row.observation_id: row.newest for row in rows}


def due_releases(moment: datetime) -> list[Release]:
    """The releases whose minute has come and that are not public yet, oldest first."""
    return list(
        db.session.scalars(
            select(Release)
            .where(Release.published_at.is_(None), Release.scheduled_for <= moment)
            .order_by(Release.scheduled_for, Release.id)
        )
    )


def changes_of(release_id: int) -> list[Change]:
    """Each figure of a release beside the public one before it, the newest period first."""
    before = aliased(Vintage)
    rows = db.session.execute(
        select(Vintage, before, Observation, Series)
        .join(Observation, Observation.id == Vintage.observation_id)
        .join(Series, Series.id == Observation.series_id)
        .outerjoin(
            before,
            and_(
                before.observation_id == Vintage.observation_id,
                before.number == _number_before(),
            ),
        )
        .where(Vintage.release_id == release_id)
        .order_by(Series.position, Observation.ends_on.desc(), Observation.id)
    )
    return [
        Change(
            kind=line.kind,
            series=line.label,
            label=period.label,
            new=cell_of(new),
            old=_previous(old),
            note=new.note,
        )
        for new, old, period, line in rows
    ]


def _number_before() -> ScalarSelect[Any]:
    """The number of the newest vintage that was public when the one in the query became it."""
    earlier, its, own = aliased(Vintage), aliased(Release), aliased(Release)
    return (
        select(func.max(earlier.number))
        .join(its, its.id == earlier.release_id)
        .join(own, own.id == Vintage.release_id)
        .where(
            earlier.observation_id == Vintage.observation_id,
            earlier.number < Vintage.number,
            its.published_at <= own.published_at,
        )
        .correlate(Vintage)
        .scalar_subquery()
    )


def cell_of(one: Vintage) -> Cell:
    """What may be shown of a vintage."""
    return disclosed(
        Cell(
            text=one.value.text,
            number=one.value.number,
            marker=one.marker,
            state=one.state,
            numerator=one.numerator.text,
            denominator=one.denominator.text,
        )
    )


def _previous(one: Vintage | None) -> Cell | None:
    return None if one is None else cell_of(one)
