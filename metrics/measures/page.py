"""One measure as its page and its files show it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, cached_property
from typing import Any

from sqlalchemy import Row, Select, and_, bindparam, select
from sqlalchemy.orm import aliased, contains_eager, load_only

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

Rows = Sequence[Row[*tuple[Any, ...]]]


@dataclass(frozen=True)
class MeasurePage:
    """All that a measure's page and files show, as it was known at the end of a day or is now.

    Figures, verdicts and charts are read and worked out when they are first asked for: where a
    kept part of a page shows them, nobody asks. So are its versions, unless they were `read`.
    """

    measure: Measure
    title: str
    asof: date | None
    day: date
    site: Subject
    moment: datetime
    whole_groups: bool
    pictures: bool
    read: Rows = ()

    @cached_property
    def rows(self) -> Rows:
        """Each charter beside each target that held."""
        return self.read or _rows(self.measure.slug, self.moment, pictures=self.pictures)

    @cached_property
    def versions(self) -> Versions:
        """Its charters and targets."""
        return collected([(row.Charter, row.Target) for row in self.rows])

    @property
    def data_owner(self) -> str:
        """The agency whose figures these are."""
        return self.rows[-1].data_owner or ""

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
        kept = self.rows[0].Standing
        return summary(self.versions, self.judged, read(kept).contributors if kept else ())

    @cached_property
    def chart(self) -> ChartData | None:
        """What its chart shows."""
        inherited = self.measure.is_inherited
        return chart_data(self.versions, self.judged, is_inherited=inherited)

    @cached_property
    def drawn(self) -> Drawn | None:
        """Its chart in both sizes."""
        return drawn(self.chart, self.rows[0]) if self.pictures else None

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
    slug: str,
    asof: date | None = None,
    *,
    whole_groups: bool = False,
    pictures: bool = True,
    at_once: bool = True,
) -> MeasurePage:
    """The measure of this slug as it was known at the end of a day, or is known now.

    Its versions are read `at_once`, as a reader needs them, who comes when the kept page holds no
    more; or when they are asked for, by a page for somebody who signed in: it is mostly kept.
    """
    moment, day = clock.end_of_day(asof) if asof else clock.now(), asof or clock.today()
    read: Rows = ()
    if at_once:
        found = read = _rows(slug, moment, pictures=pictures)
    else:
        found = db.session.execute(_OPENED, {"slug": slug, "moment": moment}).all()
    if not found and asof:
        raise _too_early(slug, asof)
    if not found or found[0].Measure.state not in PUBLIC_STATES:
        raise NotFound
    measure = found[0].Measure
    return MeasurePage(
        measure=measure,
        title=found[-1].Charter.title,
        asof=asof,
        day=day,
        site=found[0].Subject,
        moment=moment,
        whole_groups=whole_groups or measure.is_inherited,
        pictures=pictures,
        read=read,
    )


def _rows(slug: str, moment: datetime, *, pictures: bool) -> Rows:
    statement = _whole(language() if pictures else "")
    return db.session.execute(statement, {"slug": slug, "moment": moment}).unique().all()


_OWN, _AT = aliased(Subject), bindparam("moment", type_=UtcDateTime)
_ADOPTED = and_(Charter.measure_id == Measure.id, Charter.adopted_at <= _AT)
_OPENED = (
    select(Measure, Charter, Subject)
    .join(_OWN, _OWN.id == Measure.subject_id)
    .join(Charter, _ADOPTED)
    .join(Subject, Subject.public_id == SITE)
    .where(Measure.slug == bindparam("slug"))
    .order_by(Charter.number.desc())
    .limit(1)
    .options(contains_eager(Measure.subject.of_type(_OWN)), load_only(Charter.title))
)


@cache
def _whole(pictures_in: str) -> Select[*tuple[Any, ...]]:
    """The measure with each charter beside each target that held at a moment, in one read.

    With a language, its stored charts stand beside it.
    """
    owner, origin = aliased(Agency), aliased(Subject)
    held = and_(Target.measure_id == Measure.id, Target.published_at <= _AT)
    return (
        select(Measure, Charter, Target, Standing, Subject, owner.name.label("data_owner"))
        .add_columns(*(stored_columns() if pictures_in else ()))
        .join(_OWN, _OWN.id == Measure.subject_id)
        .join(Goal, Goal.id == Measure.goal_id)
        .join(Charter, _ADOPTED)
        .join(Subject, Subject.public_id == SITE)
        .outerjoin(Agency, Agency.id == Measure.lead_agency_id)
        .outerjoin(origin, origin.id == Measure.origin_id)
        .outerjoin(Target, held)
        .outerjoin(Standing, Standing.measure_id == Measure.id)
        .outerjoin(owner, owner.id == Charter.data_owner_id)
        .where(Measure.slug == bindparam("slug"))
        .order_by(Charter.number, Target.number)
        .options(
            contains_eager(Measure.subject.of_type(_OWN)),
            contains_eager(Measure.goal),
            contains_eager(Measure.lead_agency),
            contains_eager(Measure.origin.of_type(origin)),
        )
    )
