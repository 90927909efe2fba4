"""Measures as pages, lists and files show them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Select, exists, func, or_, select
from sqlalchemy.orm import aliased

from commons import clock, search
from commons.db import db
from commons.errors import Invalid
from commons.i18n import _
from commons.subjects import Subject
from metrics.catalogue.models import Agency, Area, Goal
from metrics.catalogue.rules import Part
from metrics.charters.models import Contribution, Measure
from metrics.charters.queries import by_slug as by_slug
from metrics.charters.queries import by_subject as by_subject
from metrics.charters.rules import PUBLIC_STATES, MeasureState
from metrics.measures.page import MeasurePage as MeasurePage
from metrics.measures.page import NotYet as NotYet
from metrics.measures.page import measure_page as measure_page
from metrics.observations.models import Observation, Release, Series, Vintage
from metrics.observations.queries import cell_of
from metrics.observations.rules import Cell
from metrics.signals.models import Standing
from metrics.signals.queries import Summary
from metrics.signals.rules import Status
from metrics.signals.specs import statuses_of

ENDED = (MeasureState.RETIRED, MeasureState.PAUSED)
SORTS = ("worst", "name")
S = TypeVar("S", bound=Select[*tuple[Any, ...]])


def day_of(text: str | None) -> date | None:
    """The day that `?asof=` names; none without it; Invalid when it is no day or still to come."""
    if not text:
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise Invalid({"asof": _("Write the day as in 2026-03-31.")}) from None
    if day > clock.today():
        raise Invalid({"asof": _("That day has not come yet.")})
    return day


@dataclass(frozen=True)
class Filters:
    """Which measures a list shows, and in which order."""

    part: Part | None = None
    goal: str = ""
    agency: str = ""
    status: str = ""
    q: str = ""
    sort: str = "worst"
    limit: int | None = None
    offset: int = 0
    ids: Sequence[int] | None = None
    rows: Sequence[int] | None = None
    with_ended: bool = False


@dataclass(frozen=True)
class Row:
    """A measure in a list, from its standing alone."""

    slug: str
    public_id: str
    subject_id: int
    name: str
    goal: str
    goal_slug: str
    part: Part
    is_example: bool
    lead: str
    lead_slug: str
    topic: str
    state: MeasureState
    status: Status
    last_status: str | None
    last_status_on: date | None
    latest_on: date | None
    next_due_on: date | None
    targets_moved: int
    said: Summary

    @property
    def url(self) -> str:
        """The address of its page, within the site."""
        return f"/measures/{self.slug}"


def measure_rows(filters: Filters) -> list[Row]:
    """The measures that a list shows: worst first, or by name."""
    filters = searched(filters)
    if filters.ids is not None and not filters.ids:
        return []
    order = [Measure.sort_key, Measure.id]
    if filters.sort != "name":
        order = [Standing.rank, *order]
    statement = (
        _where(select(*_COLUMNS).select_from(Measure), filters)
        .outerjoin(Agency, Agency.id == Measure.lead_agency_id)
        .join(Subject, Subject.id == Measure.subject_id)
        .order_by(*order)
        .limit(filters.limit)
        .offset(filters.offset)
    )
    return [_row(row) for row in db.session.execute(statement)]


# Columns and not rows of tables: a list of hundreds is read several times as fast.
_COLUMNS = (
    *(Measure.slug, Measure.subject_id, Measure.topic, Measure.state, Subject.public_id),
    *(Goal.title.label("goal"), Goal.slug.label("goal_slug"), Goal.part, Goal.is_example),
    *(Agency.name.label("lead"), Agency.slug.label("lead_slug")),
    *(Standing.status, Standing.last_status, Standing.last_status_on, Standing.latest_on),
    *(Standing.next_due_on, Standing.targets_moved, Standing.summary),
)


def searched(filters: Filters) -> Filters:
    """The same filters with the subjects that hold the words of `q`."""
    if filters.ids is not None or not filters.q.strip():
        return filters
    found = search.find(filters.q, kinds=("measure",), limit=1_000)
    return replace(filters, ids=[each.subject_id for each in found])


def _where(statement: S, filters: Filters) -> S:
    joined = statement.join(Standing, Standing.measure_id == Measure.id).join(
        Goal, Goal.id == Measure.goal_id
    )
    return joined.where(*_conditions(filters))


def _conditions(filters: Filters) -> list[ColumnElement[bool]]:
    hidden = set(MeasureState) - PUBLIC_STATES
    unlisted = [*hidden, *(() if filters.with_ended else ENDED)]
    found: list[ColumnElement[bool]] = [Measure.state.not_in(unlisted)]
    if filters.part:
        found.append(Goal.part == filters.part)
    if filters.goal:
        found.append(Goal.slug == filters.goal)
    if filters.status:
        found.append(Standing.status.in_(statuses_of(filters.status)))
    if filters.agency:
        found.append(_has_agency(filters.agency))
    if filters.rows is not None:
        found.append(Measure.id.in_(filters.rows))
    if filters.ids is not None:
        found.append(Measure.subject_id.in_(filters.ids))
    return found


def _has_agency(slug: str) -> ColumnElement[bool]:
    named = aliased(Agency)
    wanted = select(named.id).where(named.slug == slug).scalar_subquery()
    contributes = exists().where(
        Contribution.measure_id == Measure.id, Contribution.agency_id == wanted
    )
    return or_(Measure.lead_agency_id == wanted, contributes)


def _row(row: Any) -> Row:
    said = Summary(**row.summary)
    return Row(
        slug=row.slug,
        public_id=row.public_id,
        subject_id=row.subject_id,
        name=said.short_title or said.title,
        goal=row.goal,
        goal_slug=row.goal_slug,
        part=row.part,
        is_example=row.is_example,
        lead=row.lead or "",
        lead_slug=row.lead_slug or "",
        topic=row.topic,
        state=row.state,
        status=Status(row.status),
        last_status=row.last_status,
        last_status_on=row.last_status_on,
        latest_on=row.latest_on,
        next_due_on=row.next_due_on,
        targets_moved=row.targets_moved,
        said=said,
    )


@dataclass(frozen=True)
class Counts:
    """How many measures of a part stand where, and how many each part has."""

    part: Part = Part.RUNNING
    by_status: Mapping[Status, int] = field(default_factory=dict)
    by_part: Mapping[Part, int] = field(default_factory=dict)

    @property
    def total(self) -> int:
        """All of the part that were counted."""
        return sum(self.by_status.values())

    def listed(self, status: str) -> int:
        """How many of them a list of one status, or of all, holds."""
        if not status:
            return self.total
        return sum(self.by_status.get(each, 0) for each in statuses_of(status))


def counts(filters: Filters) -> Counts:
    """The measures of a list by status, the filter by status left out; parts never together."""
    loose = replace(searched(filters), part=None, status="")
    statement = _where(select(Goal.part, Standing.status, func.count()), loose)
    rows = db.session.execute(
        statement.select_from(Measure).group_by(Goal.part, Standing.status)
    ).all()
    parts: dict[Part, int] = {}
    for part, _status, count in rows:
        parts[part] = parts.get(part, 0) + count
    shown = filters.part or next((part for part in Part if part in parts), Part.RUNNING)
    found = {Status(status): count for part, status, count in rows if part == shown}
    return Counts(shown, {status: found[status] for status in Status if status in found}, parts)


def counts_of(rows: Sequence[Row]) -> Counts:
    """The measures of a list of one part by status."""
    found = Counter(row.status for row in rows)
    part = rows[0].part if rows else Part.RUNNING
    return Counts(part, {status: found[status] for status in Status if status in found})


def counts_by_goal(part: Part) -> dict[str, Counts]:
    """The measures of each goal of a part by status, by the goal's slug."""
    statement = _where(
        select(Goal.slug, Standing.status, func.count()), Filters(part=part)
    ).select_from(Measure)
    rows = db.session.execute(statement.group_by(Goal.slug, Standing.status)).all()
    found: dict[str, dict[Status, int]] = {}
    for slug, status, count in rows:
        found.setdefault(slug, {})[Status(status)] = count
    return {
        slug: Counts(part, {status: own[status] for status in Status if status in own})
        for slug, own in found.items()
    }


def leads_of(part: Part) -> list[Agency]:
    """The agencies that lead a measure of a part of the site, by name."""
    leading = select(Measure.lead_agency_id).join(Goal).where(Goal.part == part)
    return list(
        db.session.scalars(select(Agency).where(Agency.id.in_(leading)).order_by(Agency.sort_key))
    )


@dataclass(frozen=True)
class AreaFigure:
    """What a measure says of one county or region, beside the whole."""

    row: Row
    label: str
    cell: Cell

    @property
    def lead(self) -> float | None:
        """How much better the area is than the whole in the same period; negative when worse."""
        said, whole = self.row.said, self.row.said.latest_number
        if self.cell.number is None or whole is None or self.label != said.latest_label:
            return None
        if said.direction == "neutral":
            return None
        sign = 1 if said.direction == "up" else -1
        return sign * (self.cell.number - whole)


def area_figures(area: Area, listed: Sequence[Row]) -> list[AreaFigure]:
    """Those of the listed that have a public figure of the area, worst against the whole first."""
    rows = db.session.execute(
        select(Measure.subject_id, Observation.label, Vintage)
        .join(Series, Series.measure_id == Measure.id)
        .join(Observation, Observation.series_id == Series.id)
        .join(Vintage, Vintage.observation_id == Observation.id)
        .join(Release, Release.id == Vintage.release_id)
        .where(Series.area_id == area.id, Release.published_at <= clock.now())
        .order_by(Observation.ends_on.is_not(None), Observation.ends_on, Vintage.number)
    ).all()
    newest = {subject_id: (label, cell_of(vintage)) for subject_id, label, vintage in rows}
    found = [AreaFigure(row, *newest[row.subject_id]) for row in listed if row.subject_id in newest]
    return sorted(found, key=lambda each: (each.lead is None, each.lead or 0.0))
