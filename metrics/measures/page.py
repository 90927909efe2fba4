"""One measure as its page and its files show it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, cached_property
from typing import Any

from sqlalchemy import Row, Select, and_, bindparam, select
from sqlalchemy.orm import aliased, contains_eager

from commons import clock, formats
from commons.db import UtcDateTime, db
from commons.errors import NotFound
from commons.i18n import _, language
from commons.subjects import SITE, Subject
from metrics.catalogue.models import Agency, Goal
from metrics.charters.models import Charter, Measure, Target
from metrics.charters.queries import Versions, by_slug, collected
from metrics.charters.rules import PUBLIC_STATES
from metrics.charts.queries import Drawn, chart_data, drawn, stored_columns
from metrics.charts.rules import ChartData
from metrics.observations.queries import Line, lines
from metrics.signals.models import Standing
from metrics.signals.queries import Judged, Summary, judge, read, summary


@dataclass(frozen=True)
class MeasurePage:
    """All that a measure's page and files show, as it was known at the end of a day or is now.

    Figures, verdicts and charts are read and worked out when they are first asked for: where a
    kept part of a page shows them, nobody asks.
    """

    measure: Measure
    versions: Versions
    data_owner: str
    asof: date | None
    day: date
    site: Subject
    moment: datetime
    row: Row[*tuple[Any, ...]]
    whole_groups: bool
    pictures: bool

    @cached_property
    def lines(self) -> Sequence[Line]:
        """The series with their figures."""
        return lines(self.measure.id, self.moment, whole_groups=self.whole_groups)

    @cached_property
    def judged(self) -> Judged:
        """The verdicts."""
        return judge(self.versions, self.lines, self.day)

    @cached_property
    def said(self) -> Summary:
        """What its lines in lists say."""
        kept = self.row.Standing
        return summary(self.versions, self.judged, read(kept).contributors if kept else ())

    @cached_property
    def chart(self) -> ChartData | None:
        """What its chart shows."""
        inherited = self.measure.is_inherited
        return chart_data(self.versions, self.judged, is_inherited=inherited)

    @cached_property
    def drawn(self) -> Drawn | None:
        """Its chart in both sizes."""
        return drawn(self.chart, self.row) if self.pictures else None

    @property
    def charter(self) -> Charter:
        """What the measure meant."""
        return self.versions.charter

    @property
    def groups(self) -> list[Line]:
        """Every line but the whole."""
        return [line for line in self.lines if line is not self.judged.total]


class NotYet(NotFound):
    """A day is asked for on which the measure was not published yet."""

    def __init__(self, measure: Measure, first: date, asof: date) -> None:
        super().__init__(
            _(
                "“%(name)s” was first published here on %(first)s; "
                "there is nothing to show for %(day)s.",
                name=measure.subject.title,
                first=formats.day(first),
                day=formats.day(asof),
            )
        )
        self.measure, self.first, self.asof = measure, first, asof


def _too_early(slug: str, asof: date) -> NotFound:
    measure = by_slug(slug)
    first = select(Charter.adopted_at).where(Charter.measure_id == measure.id)
    moment = db.session.scalars(first.order_by(Charter.number).limit(1)).one()
    return NotYet(measure, clock.to_site(moment).date(), asof)


def measure_page(
    slug: str, asof: date | None = None, *, whole_groups: bool = False, pictures: bool = True
) -> MeasurePage:
    """The measure of this slug as it was known at the end of a day, or is known now."""
    moment, day = clock.end_of_day(asof) if asof else clock.now(), asof or clock.today()
    statement = _opened(language() if pictures else "")
    rows = db.session.execute(statement, {"slug": slug, "moment": moment}).unique().all()
    if not rows and asof:
        raise _too_early(slug, asof)
    if not rows or rows[0].Measure.state not in PUBLIC_STATES:
        raise NotFound
    measure = rows[0].Measure
    return MeasurePage(
        measure=measure,
        versions=collected([(row.Charter, row.Target) for row in rows]),
        data_owner=rows[-1].data_owner or "",
        asof=asof,
        day=day,
        site=rows[0][4],
        moment=moment,
        row=rows[0],
        whole_groups=whole_groups or measure.is_inherited,
        pictures=pictures,
    )


@cache
def _opened(pictures_in: str) -> Select[*tuple[Any, ...]]:
    """The measure with each charter beside each target that held at a moment, in one read.

    With a language, its stored charts stand beside it.
    """
    owner, site, origin = aliased(Agency), aliased(Subject), aliased(Subject)
    own, moment = aliased(Subject), bindparam("moment", type_=UtcDateTime)
    held = and_(Target.measure_id == Measure.id, Target.published_at <= moment)
    return (
        select(Measure, Charter, Target, Standing, site, owner.name.label("data_owner"))
        .add_columns(*(stored_columns() if pictures_in else ()))
        .join(own, own.id == Measure.subject_id)
        .join(Goal, Goal.id == Measure.goal_id)
        .join(Charter, and_(Charter.measure_id == Measure.id, Charter.adopted_at <= moment))
        .join(site, site.public_id == SITE)
        .outerjoin(Agency, Agency.id == Measure.lead_agency_id)
        .outerjoin(origin, origin.id == Measure.origin_id)
        .outerjoin(Target, held)
        .outerjoin(Standing, Standing.measure_id == Measure.id)
        .outerjoin(owner, owner.id == Charter.data_owner_id)
        .where(Measure.slug == bindparam("slug"))
        .order_by(Charter.number, Target.number)
        .options(
            contains_eager(Measure.subject.of_type(own)),
            contains_eager(Measure.goal),
            contains_eager(Measure.lead_agency),
            contains_eager(Measure.origin.of_type(origin)),
        )
    )
