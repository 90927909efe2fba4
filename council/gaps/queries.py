"""Reads of what is not there: figures, groups, answers, meetings, kept promises."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import Date, Select, case, cast, exists, literal, null, or_, select, union_all

from citizens.moderation.queries import is_hidden_column
from citizens.proposals.models import Proposal
from citizens.proposals.rules import UNANSWERED
from commons import clock
from commons.db import db
from commons.i18n import _
from commons.subjects import Subject
from council.promises.models import Promise
from council.promises.rules import PromiseState
from council.questions.models import Question
from council.questions.rules import QuestionState
from council.records.models import Record
from council.reviews.models import Review
from council.reviews.rules import ReviewState
from metrics.catalogue.models import Goal
from metrics.catalogue.rules import Part
from metrics.charters.models import Measure
from metrics.charters.rules import MeasureState
from metrics.observations.models import Observation, Release, Series, Vintage
from metrics.observations.rules import Marker, SeriesKind
from metrics.signals.models import Standing
from metrics.signals.queries import read

SHOWN = 60


@dataclass(frozen=True)
class MissingFigure:
    """A measure without a current figure."""

    title: str
    path: str
    goal: str
    latest_label: str
    due_on: date | None
    last_status: str | None
    last_status_on: date | None


@dataclass(frozen=True)
class MissingGroup:
    """A group or county of which nothing is counted."""

    label: str
    title: str
    path: str
    note: str


@dataclass(frozen=True)
class Owed:
    """Something that was due, or a meeting that did not take place."""

    kind: str
    code: str
    title: str
    path: str
    due_on: date | None

    @property
    def days(self) -> int:
        """How many days it is late."""
        return (clock.today() - self.due_on).days if self.due_on else 0


@dataclass(frozen=True)
class Gaps:
    """All that is missing, by kind."""

    stale: list[MissingFigure] = field(default_factory=list)
    never: list[MissingFigure] = field(default_factory=list)
    archive: Counter[str] = field(default_factory=Counter)
    groups: list[MissingGroup] = field(default_factory=list)
    owed: list[Owed] = field(default_factory=list)

    def owed_of(self, kind: str) -> list[Owed]:
        """What is owed of one kind, the latest longest first."""
        return [each for each in self.owed if each.kind == kind]

    @property
    def total(self) -> int:
        """How many gaps the running part of the site has."""
        return len(self.stale) + len(self.never) + len(self.groups) + len(self.owed)


def gaps() -> Gaps:
    """What is missing today."""
    rows = db.session.execute(
        select(Measure, Goal, Standing, Subject)
        .join(Goal, Goal.id == Measure.goal_id)
        .join(Standing, Standing.measure_id == Measure.id)
        .join(Subject, Subject.id == Measure.subject_id)
        .where(
            Standing.status.in_(("stale", "no_data")),
            Measure.state != MeasureState.RETIRED,
        )
        .order_by(Standing.latest_on, Measure.sort_key)
    ).all()
    running = [row for row in rows if row[1].part is Part.RUNNING]
    missing = {
        status: [_missing(*row) for row in running if row[2].status == status]
        for status in ("stale", "no_data")
    }
    return Gaps(
        stale=missing["stale"],
        never=missing["no_data"],
        archive=Counter(row[2].status for row in rows if row[1].part is Part.ARCHIVE),
        groups=_groups(),
        owed=_owed(),
    )


def _missing(measure: Measure, goal: Goal, standing: Standing, subject: Subject) -> MissingFigure:
    return MissingFigure(
        title=subject.title,
        path=f"/measures/{measure.slug}",
        goal=goal.title,
        latest_label=read(standing).told_of,
        due_on=standing.next_due_on,
        last_status=standing.last_status,
        last_status_on=standing.last_status_on,
    )


def _groups() -> list[MissingGroup]:
    counted = (
        select(Vintage.id)
        .join(Observation, Observation.id == Vintage.observation_id)
        .join(Release, Release.id == Vintage.release_id)
        .where(
            Observation.series_id == Series.id,
            Release.published_at <= clock.now(),
            or_(
                Vintage.__table__.c.value_number.is_not(None),
                Vintage.marker != Marker.NOT_AVAILABLE,
            ),
        )
        .exists()
    )
    rows = db.session.execute(
        select(Series, Subject)
        .join(Measure, Measure.id == Series.measure_id)
        .join(Goal, Goal.id == Measure.goal_id)
        .join(Subject, Subject.id == Measure.subject_id)
        .where(
            Series.kind != SeriesKind.TOTAL,
            Goal.part == Part.RUNNING,
            Measure.state != MeasureState.RETIRED,
            ~counted,
        )
        .order_by(Measure.sort_key, Series.position)
        .limit(SHOWN)
    )
    return [MissingGroup(s.label, subject.title, subject.path, s.note) for s, subject in rows]


def _owed() -> list[Owed]:
    parts = [_late_answers(), _late_questions(), *_promises(), *_reviews()]
    rows = db.session.execute(union_all(*parts)).all()
    owed = [
        Owed(kind, code, title or _("A hidden contribution"), path, _day(due))
        for kind, code, title, path, due in rows
    ]
    return sorted(owed, key=lambda each: (each.kind, each.due_on or date.max, each.code))


def _row(kind: str, due: Any) -> Select[str, str, str, str, date]:
    title = case((is_hidden_column(Subject.id), ""), else_=Subject.title)
    return select(literal(kind), Subject.public_id, title, Subject.path, due)


def _late_answers() -> Select[str, str, str, str, date]:
    return (
        _row("answer", Proposal.answer_due_on)
        .join(Proposal, Proposal.subject_id == Subject.id)
        .where(Proposal.answer_due_on < clock.today(), Proposal.state.in_(UNANSWERED))
    )


def _late_questions() -> Select[str, str, str, str, date]:
    return (
        _row("question", Question.answer_due_on)
        .join(Question, Question.subject_id == Subject.id)
        .join(Review, Review.id == Question.review_id)
        .where(
            Review.is_rehearsal.is_(False),
            Question.answer_due_on < clock.today(),
            Question.state.in_((QuestionState.OPEN, QuestionState.PENDING)),
        )
    )


def _promises() -> list[Select[str, str, str, str, date]]:
    promised = _row("late_promise", Promise.due_on).join(Promise, Promise.subject_id == Subject.id)
    broken = _row("broken_promise", Promise.due_on).join(Promise, Promise.subject_id == Subject.id)
    return [
        promised.where(Promise.state == PromiseState.OPEN, Promise.due_on < clock.today()),
        broken.where(Promise.state == PromiseState.BROKEN),
    ]


def _reviews() -> list[Select[str, str, str, str, date]]:
    no_record = ~exists().where(Record.review_id == Review.id)
    no_day = cast(null(), Date)  # PostgreSQL wants a type; a cast of a day breaks it on SQLite
    cancelled = _row("cancelled_review", no_day).join(Review, Review.subject_id == Subject.id)
    unrecorded = _row("no_record", no_day).join(Review, Review.subject_id == Subject.id)
    return [
        cancelled.where(Review.state == ReviewState.CANCELLED, Review.is_rehearsal.is_(False)),
        unrecorded.where(
            Review.state.in_((ReviewState.ENDED, ReviewState.RECORD_DRAFTED)),
            Review.is_rehearsal.is_(False),
            no_record,
        ),
    ]


def _day(value: object) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    return value if isinstance(value, date) else None
