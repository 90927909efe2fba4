"""Figures are added as vintages of a release; what was published before stays as it was."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import func, select

from commons import clock
from commons.actors import Actor
from commons.db import Figure, db, operation
from commons.errors import Conflict, Invalid, NotNow
from commons.i18n import _
from commons.text import is_web_address
from metrics.catalogue.models import Area
from metrics.catalogue.queries import area_named
from metrics.charters.models import Measure
from metrics.observations.models import Observation, Release, Series, Vintage
from metrics.observations.queries import newest_numbers, observation_keys, series_of, standing_rows
from metrics.observations.rules import FigureRow, SeriesKind, is_same, state_after

PLACES = (SeriesKind.COUNTY, SeriesKind.REGION)
Keys = dict[tuple[int, str], Observation]


@operation
def add_series(
    *,
    actor: Actor,  # noqa: ARG001  every act names who acts
    measure: Measure,
    kind: SeriesKind,
    label: str = "",
    area: Area | None = None,
    note: str = "",
) -> Series:
    """The measure has a line for this group, county or region, or for the whole."""
    last = db.session.scalar(
        select(func.max(Series.position)).where(Series.measure_id == measure.id)
    )
    series = Series(
        measure_id=measure.id,
        kind=kind,
        label=label,
        area_id=area.id if area else None,
        position=0 if kind is SeriesKind.TOTAL else (last or 0) + 1,
        note=note,
    )
    db.session.add(series)
    db.session.flush()
    return series


@operation
def add_release(
    *,
    actor: Actor,
    measure: Measure,
    rows: Sequence[FigureRow],
    note: str = "",
    file_name: str = "",
    file_sha256: str = "",
    scheduled_for: datetime | None = None,
) -> Release:
    """The figures that differ from what stands wait in a release; nothing of it is public yet."""
    if not all(is_web_address(row.source_url) for row in rows if row.source_url):
        raise Invalid({"source_url": _("This is no address of a page. It begins with https://.")})
    lines = {(one.kind, one.label): one for one in series_of(measure.id)}
    release = Release(
        measure_id=measure.id,
        actor_id=actor.id,
        file_name=file_name,
        file_sha256=file_sha256,
        note=note,
        made_at=clock.now(),
        scheduled_for=scheduled_for,
    )
    db.session.add(release)
    db.session.flush()
    keys = observation_keys(measure.id)
    standing, numbers = standing_rows(measure.id), newest_numbers(measure.id)
    for row in rows:
        series = lines.get((row.kind, row.series))
        if series is None:
            series = add_series(
                actor=actor,
                measure=measure,
                kind=row.kind,
                label=row.series,
                area=area_named(row.series) if row.kind in PLACES else None,
            )
            lines[row.kind, row.series] = series
        _add_vintage(release, _observation(keys, series, row), row, standing, numbers)
    db.session.flush()
    added = select(func.count()).where(Vintage.release_id == release.id)
    if not db.session.scalar(added):
        raise NotNow(_("Every one of these figures stands here already, exactly so."))
    return release


@operation
def publish_release(*, release: Release) -> Release:
    """The release is public from this moment on."""
    if release.published_at is not None:
        raise Conflict(_("These figures are public already."))
    release.published_at = clock.now()
    db.session.flush()
    return release


def _observation(keys: Keys, series: Series, row: FigureRow) -> Observation:
    found = keys.get((series.id, row.label))
    if found is None:
        found = Observation(
            series_id=series.id, label=row.label, starts_on=row.starts_on, ends_on=row.ends_on
        )
        db.session.add(found)
        db.session.flush()
        keys[series.id, row.label] = found
    return found


def _add_vintage(
    release: Release,
    observation: Observation,
    row: FigureRow,
    standing: dict[int, FigureRow],
    numbers: dict[int, int],
) -> None:
    before = standing.get(observation.id)
    if before is not None and is_same(before, row):
        return
    vintage = Vintage(
        observation_id=observation.id,
        number=numbers.get(observation.id, 0) + 1,
        release_id=release.id,
        value=Figure.of(row.value),
        marker=row.marker,
        state=state_after(before.state if before else None, row.state),
        numerator=Figure.of(row.numerator),
        denominator=Figure.of(row.denominator),
        lower=row.lower,
        upper=row.upper,
        note=row.note,
        source_url=row.source_url,
    )
    db.session.add(vintage)
    standing[observation.id] = replace(row, state=vintage.state)
    numbers[observation.id] = vintage.number
