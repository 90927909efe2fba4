"""The archive of the State of Washington comes in: 108 measures, each figure with its source."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

from sqlalchemy import select

from commons.actors import Actor, system
from commons.db import db, operation
from commons.periods import parse
from commons.text import is_web_address
from council.archive.queries import FILE, archive, earlier_targets
from metrics.catalogue import operations as catalogue
from metrics.catalogue.models import Agency, Area, Goal
from metrics.catalogue.rules import AreaKind, Part
from metrics.charters import operations as charters
from metrics.charters.models import Measure
from metrics.charters.rules import CharterFields, MeasureState, TargetFields, TargetKind
from metrics.loading.tables import (
    ArchiveFigure,
    ArchiveGoal,
    ArchiveMeasure,
    ArchiveSeries,
    ArchiveTarget,
)
from metrics.observations import operations as observations
from metrics.observations.rules import FigureRow, Marker, SeriesKind
from metrics.signals.operations import recompute

SUMMARY = (
    "As the State of Washington and its agencies published it between 2008 and 2025. "
    "Each figure names its source; what a source did not state is not stated here."
)
AREA_KINDS = {SeriesKind.COUNTY: AreaKind.COUNTY, SeriesKind.REGION: AreaKind.REGION}


def load() -> int:
    """Every goal of the archive stands with its measures; how many were missing before."""
    there = set(db.session.scalars(select(Goal.slug)))
    missing = [goal for goal in archive().goals if goal.slug not in there]
    for goal in missing:
        load_goal(goal=goal)
    return len(missing)


@operation
def load_goal(*, goal: ArchiveGoal) -> Goal:
    """The goal stands with all its measures, or nothing of it does."""
    actor = system()
    added = catalogue.add_goal(
        actor=actor, title=goal.title, summary=SUMMARY, part=Part.ARCHIVE, slug=goal.slug
    )
    known = _Known(actor)
    for each in goal.measures:
        _bring_in(actor, added, each, known)
    return added


class _Known:
    """Agencies and areas by name, added when they are first asked for."""

    def __init__(self, actor: Actor) -> None:
        self._actor = actor
        self._agencies = {row.name: row for row in db.session.scalars(select(Agency))}
        self._areas = {row.name: row for row in db.session.scalars(select(Area))}

    def agency(self, name: str) -> Agency:
        """The agency of this name."""
        if name not in self._agencies:
            self._agencies[name] = catalogue.add_agency(actor=self._actor, name=name)
        return self._agencies[name]

    def contributor(self, words: str) -> tuple[Agency, str]:
        """The agency, and what the source says about it in brackets ("later Department of …")."""
        name, _, said = words.removesuffix(")").partition(" (")
        return self.agency(name), said[:1].upper() + said[1:]

    def area(self, series: ArchiveSeries) -> Area | None:
        """The county or region whose series it is."""
        kind = AREA_KINDS.get(series.kind)
        if kind is None:
            return None
        if series.label not in self._areas:
            area = catalogue.add_area(actor=self._actor, name=series.label, kind=kind)
            self._areas[series.label] = area
        return self._areas[series.label]


def _bring_in(actor: Actor, goal: Goal, each: ArchiveMeasure, known: _Known) -> Measure:
    """The measure is inherited: public, and without the news of an adoption that was not ours."""
    measure = charters.create(
        actor=actor,
        goal=goal,
        charter=_charter(each),
        lead_agency=known.agency(each.lead) if each.lead else None,
        contributors=[known.contributor(words) for words in each.contributors],
        slug=each.slug,
        state=MeasureState.INHERITED,
        is_inherited=True,
        topic=each.topic,
    )
    for target in _targets(each):
        charters.add_target(actor=actor, measure=measure, target=target, is_inherited=True)
    _add_figures(actor, measure, each, known.area)
    recompute(actor=actor, measure_id=measure.id, cause="inherited")
    return measure


def _charter(each: ArchiveMeasure) -> CharterFields:
    sources = [target.source_url for target in each.targets]
    sources += [figure.source_url for one in each.series for figure in one.figures]
    return CharterFields(
        title=each.title,
        direction=each.direction,
        unit=each.unit,
        unit_kind=each.unit_kind,
        decimals=each.decimals,
        source="; ".join(dict.fromkeys(_publisher(url) for url in sources)),
        source_url=_address(sources[-1]),
        frequency=each.frequency,
    )


def _publisher(source: str) -> str:
    """The host of an address; a source that has none stands in its own words."""
    return (urlsplit(source).hostname or source).rstrip(".")


def _address(source: str) -> str:
    """The source when it is the address of a page; what it says in words stands elsewhere."""
    return source if is_web_address(source) else ""


def _targets(each: ArchiveMeasure) -> list[TargetFields]:
    """The targets that were stated; a baseline without one stands under no target yet."""
    if each.targets or not each.baseline:
        stated = [_target(each, target) for target in each.targets]
        return [_earlier(row, stated[0]) for row in earlier_targets().get(each.title, [])] + stated
    period = parse(each.baseline_text)
    return [
        TargetFields(
            kind=TargetKind.NONE_YET,
            baseline=each.baseline,
            baseline_on=period.end if period else None,
            baseline_words=each.baseline_text,
        )
    ]


def _earlier(row: dict[str, str], later: TargetFields) -> TargetFields:
    """A target of which the source tells the day, and the value if it does."""
    period = parse(row["target_date"])
    return TargetFields(
        kind=later.kind,
        value=row["target_value"],
        due_on=period.end if period else None,
        due_text=row["target_date"],
        baseline_on=later.baseline_on,
        basis=row["basis"],
        source_url=row["source_url"],
    )


def _target(each: ArchiveMeasure, target: ArchiveTarget) -> TargetFields:
    terms = target.terms
    return TargetFields(
        kind=terms.kind,
        value=target.value,
        upper=target.value if terms.kind is TargetKind.RANGE else "",
        due_on=terms.due,
        due_text=target.due_text,
        path=terms.path,
        steps=tuple((day, f"{value:.15g}") for day, value in terms.steps),
        baseline=each.baseline,
        baseline_on=terms.baseline_date,
        baseline_words=each.baseline_text,
        basis=each.note if len(each.targets) > 1 or terms.steps else "",
        source_url=_address(target.source_url),
    )


def _add_figures(
    actor: Actor,
    measure: Measure,
    each: ArchiveMeasure,
    area_of: Callable[[ArchiveSeries], Area | None],
) -> None:
    for series in each.series:
        observations.add_series(
            actor=actor,
            measure=measure,
            kind=series.kind,
            label=series.label,
            area=area_of(series),
            note=each.note,
        )
    rows = [_row(series, figure) for series in each.series for figure in series.figures]
    if rows:
        release = observations.add_release(
            actor=actor, measure=measure, rows=rows, file_name=FILE.name
        )
        observations.publish_release(release=release)


def _row(series: ArchiveSeries, figure: ArchiveFigure) -> FigureRow:
    aside = figure.published_label.removeprefix(figure.label).strip(" ()")
    in_words = "" if is_web_address(figure.source_url) else figure.source_url
    return FigureRow(
        label=figure.label,
        value=figure.value,
        starts_on=figure.period.start if figure.period else None,
        ends_on=figure.period.end if figure.period else None,
        kind=series.kind,
        series=series.label,
        marker=None if figure.value else Marker.NOT_AVAILABLE,
        state=figure.state,
        note="; ".join(part for part in (aside, in_words) if part),
        source_url=_address(figure.source_url),
    )
