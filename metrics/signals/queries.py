"""What a measure's numbers say: judged from its versions and figures, kept for every list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import dropwhile
from typing import Any

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import joinedload

from commons import clock
from commons.db import db
from commons.events import Event
from metrics.catalogue.models import Agency
from metrics.charters.models import Charter, Contribution, Measure, Target
from metrics.charters.queries import Versions
from metrics.charters.rules import Direction, Move, TargetKind, Terms, easier_or_harder
from metrics.observations.queries import Known, Line
from metrics.observations.rules import Point, SeriesKind, known_points, value_of
from metrics.signals.models import Standing, Verdict
from metrics.signals.rules import (
    Assessment,
    Headline,
    Limits,
    Status,
    assess,
    headline,
    spaced,
    usual_range,
)

SPARK_POINTS = 36
DAYS_LOOKED_BACK = 31


@dataclass(frozen=True)
class Against:
    """A version of the target, and what today's verdict is against it."""

    target: Target
    terms: Terms
    assessment: Assessment


@dataclass(frozen=True)
class Judged:
    """All that is worked out from a measure's versions and figures on a day."""

    total: Line | None
    now: Assessment
    against: tuple[Against, ...]
    moved: Move | None
    headline: Headline
    worst: Line | None
    points: tuple[Point, ...]
    usual: Limits | None

    @property
    def present(self) -> Against | None:
        """The target that holds."""
        return self.against[-1] if self.against else None

    @property
    def asked(self) -> tuple[Against, ...]:
        """The versions since the first that asked for something: only those can have moved."""
        return _asked(self.against)

    @property
    def first(self) -> Against | None:
        """The first target, when another holds now."""
        return self.asked[0] if len(self.asked) > 1 else None


@dataclass(frozen=True)
class Summary:
    """What a list shows of a measure without reading it again; plain values, kept as JSON."""

    title: str = ""
    short_title: str = ""
    unit: str = ""
    unit_kind: str = "other"
    decimals: int = 0
    direction: str = "up"
    kind: str = "not_stated"
    latest: str | None = None
    latest_number: float | None = None
    latest_label: str = ""
    latest_marker: str | None = None
    latest_state: str | None = None
    known_label: str = ""
    target: str | None = None
    target_upper: str | None = None
    target_kind: str = "none_yet"
    target_due: str | None = None
    target_due_text: str = ""
    first_target: str | None = None
    first_target_due: str | None = None
    first_target_due_text: str = ""
    first_status: str | None = None
    moved: str | None = None
    moved_on: str | None = None
    change: float | None = None
    change_word: str = "no_year_ago"
    year_ago_label: str = ""
    lead: str = "nothing"
    qualifier: str = "nothing"
    met: bool | None = None
    worst_label: str = ""
    worst_value: str | None = None
    figures: int = 0
    spark: Sequence[Sequence[float]] = ()
    spark_target: float | None = None
    contributors: Sequence[Mapping[str, str]] = field(default_factory=tuple)

    @property
    def told_of(self) -> str:
        """The period of the last figure that is a number: what verdict and change rest on."""
        return self.known_label or self.latest_label


def judge(versions: Versions, lines: Sequence[Line], today: date) -> Judged:
    """The verdicts of a day, against the target that holds and against each before it."""
    charter = versions.charter
    total = next((line for line in lines if line.kind is SeriesKind.TOTAL), None)
    points = _points(total, versions)

    def against(terms: Terms) -> Assessment:
        return assess(
            points,
            terms,
            charter.direction,
            today,
            charter.frequency,
            charter.lag_days,
            10.0**-charter.decimals,
        )

    all_terms = [versions.terms(target) for target in versions.targets]
    tried = tuple(
        Against(target, terms, against(terms))
        for target, terms in zip(versions.targets, all_terms, strict=True)
    )
    now = tried[-1].assessment if tried else against(Terms(TargetKind.NONE_YET))
    asked = _asked(tried)
    moved = _moved([one.terms for one in asked], charter.direction)
    first = asked[0].assessment if len(asked) > 1 else None
    day = asked[-1].target.decided_on if len(asked) > 1 else None
    said = headline(now, first, moved, day)
    worst = _worst(lines, total, charter.direction)
    usual = usual_range(spaced(known_points(points), charter.frequency))
    return Judged(total, now, tried, moved, said, worst, tuple(points), usual)


def _asked(tried: tuple[Against, ...]) -> tuple[Against, ...]:
    return tuple(dropwhile(lambda one: one.terms.kind is TargetKind.NONE_YET, tried))


def _points(total: Line | None, versions: Versions) -> list[Point]:
    if total is None:
        return []
    days = {f.label: f.ends_on for f in total.figures if f.ends_on}
    return total.points({label: versions.definition(day) for label, day in days.items()})


def _moved(terms: Sequence[Terms], direction: Direction) -> Move | None:
    if len(terms) < 2:
        return None
    return easier_or_harder(terms[0], terms[-1], direction)


def _worst(lines: Sequence[Line], total: Line | None, direction: Direction) -> Line | None:
    """The group that is furthest on the worse side of the whole, in the same period."""
    whole = total.latest if total else None
    if whole is None or whole.cell.number is None or direction is Direction.NEUTRAL:
        return None
    sign = 1 if direction is Direction.UP else -1
    behind = [
        (sign * (line.latest.cell.number - whole.cell.number), line.position, line)
        for line in lines
        if line.kind is not SeriesKind.TOTAL
        and line.latest
        and line.latest.cell.number is not None
        and line.latest.ends_on == whole.ends_on
    ]
    worst = min(behind, default=None, key=lambda each: each[:2])
    return worst[2] if worst and worst[0] < 0 else None


def summary(
    versions: Versions, judged: Judged, contributors: Sequence[Mapping[str, str]] = ()
) -> Summary:
    """What lists and the head of a page show."""
    charter, now = versions.charter, judged.now
    latest = newest_shown(judged.total)
    worst = judged.worst.latest if judged.worst else None
    return Summary(
        **_meaning(charter),
        **_targets(judged),
        latest=latest.cell.text if latest else None,
        latest_number=latest.cell.number if latest else None,
        latest_label=latest.label if latest else "",
        latest_marker=latest.cell.marker if latest else None,
        latest_state=latest.cell.state if latest else None,
        known_label=label_of(judged.total, now.latest.end) if now.latest else "",
        change=now.change,
        change_word=now.change_word,
        year_ago_label=label_of(judged.total, now.year_ago.end) if now.year_ago else "",
        lead=judged.headline.lead,
        qualifier=judged.headline.qualifier,
        met=now.met,
        worst_label=judged.worst.label if judged.worst else "",
        worst_value=worst.cell.text if worst else None,
        figures=len(judged.total.figures) if judged.total else 0,
        spark=_spark(judged.points),
        contributors=contributors,
    )


def newest_shown(total: Line | None) -> Known | None:
    """The figure a page shows as the latest: of the newest dated period, or the last undated."""
    if total is None:
        return None
    return total.latest or next(iter(reversed(total.figures)), None)


def label_of(total: Line | None, end: date) -> str:
    """The label of the period that ended then."""
    figures = total.figures if total else ()
    return next((figure.label for figure in figures if figure.ends_on == end), "")


def _meaning(charter: Charter) -> dict[str, Any]:
    return {
        "title": charter.title,
        "short_title": charter.short_title,
        "unit": charter.unit,
        "unit_kind": charter.unit_kind.value,
        "decimals": charter.decimals,
        "direction": charter.direction.value,
        "kind": charter.kind.value,
    }


def _targets(judged: Judged) -> dict[str, Any]:
    present, first = judged.present, judged.first
    found: dict[str, Any] = {"moved": judged.moved.value if judged.moved else None}
    if present:
        target = present.target
        found |= {
            "target": target.value.text,
            "target_upper": target.upper.text,
            "target_kind": target.kind.value,
            "target_due": target.due_on.isoformat() if target.due_on else None,
            "target_due_text": target.due_text,
            "spark_target": present.terms.value,
        }
    if first and present:
        decided = present.target.decided_on
        found |= {
            "first_target": first.target.value.text,
            "first_target_due": first.target.due_on.isoformat() if first.target.due_on else None,
            "first_target_due_text": first.target.due_text,
            "first_status": first.assessment.status.value,
            "moved_on": decided.isoformat() if decided else None,
        }
    return found


def _spark(points: Sequence[Point]) -> list[list[float]]:
    """The last figures under the present definition, each with its day."""
    known = known_points(points)[-SPARK_POINTS:]
    return [[float(point.end.toordinal()), value_of(point) or 0.0] for point in known]


def contributors_of(measure_id: int) -> list[dict[str, str]]:
    """The agencies that have a named part in a measure, by name."""
    rows = db.session.execute(
        select(Agency.name, Agency.slug, Contribution.part)
        .join(Contribution, Contribution.agency_id == Agency.id)
        .where(Contribution.measure_id == measure_id)
        .order_by(Agency.sort_key)
    )
    return [{"name": name, "slug": slug, "part": part} for name, slug, part in rows]


def standing(measure_id: int) -> Standing | None:
    """What stands of a measure, if it was ever worked out."""
    return db.session.get(Standing, measure_id)


def read(kept: Standing) -> Summary:
    """The summary that a standing holds."""
    return Summary(**kept.summary)


def aged(today: date) -> list[int]:
    """The measures whose status time may have changed: a figure or a target is past its day."""
    lately = today - timedelta(days=DAYS_LOOKED_BACK)
    passed = exists().where(
        Target.measure_id == Standing.measure_id, Target.due_on >= lately, Target.due_on < today
    )
    rows = db.session.scalars(
        select(Standing.measure_id)
        .where(or_(Standing.next_due_on < today, passed), Standing.status != Status.STALE)
        .order_by(Standing.measure_id)
    )
    return list(rows)


def verdicts(measure_id: int, limit: int = 50) -> list[Verdict]:
    """The changes of a measure's status, newest first."""
    rows = db.session.scalars(
        select(Verdict)
        .where(Verdict.measure_id == measure_id)
        .order_by(Verdict.id.desc())
        .limit(limit)
    )
    return list(rows)


def events_of(measure: Measure, since: date | None = None, limit: int = 200) -> list[Event]:
    """What happened to a measure in public, newest first, since the end of a day."""
    statement = (
        select(Event)
        .options(joinedload(Event.actor))
        .where(Event.subject_id == measure.subject_id, Event.public)
        .order_by(Event.id.desc())
        .limit(limit)
    )
    if since:
        statement = statement.where(Event.at > clock.end_of_day(since))
    return list(db.session.scalars(statement))
