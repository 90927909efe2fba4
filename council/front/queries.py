"""Reads for the front pages: search, and what stands where on the site."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, func, or_, select
from sqlalchemy.orm import aliased

from citizens.ballots.models import Ballot
from citizens.ballots.rules import BallotState
from citizens.comments.models import Comment
from citizens.moderation.models import Hiding
from citizens.moderation.queries import is_hidden_column
from citizens.proposals.models import Proposal
from citizens.proposals.queries import Origin
from citizens.supports.models import Tally
from commons import clock, formats, search
from commons.actors import Actor
from commons.db import db
from commons.ids import PUBLIC_ID
from commons.subjects import Subject
from commons.text import excerpt
from council.changes.queries import Change, feed
from council.councils.models import Council
from council.objectives.models import Objective, Tracking
from council.records.models import Record
from council.reviews.models import AgendaItem, Review
from council.reviews.rules import ON_NOW, ReviewState, may_ask
from metrics.catalogue import queries as catalogue
from metrics.catalogue.models import Area
from metrics.catalogue.rules import Part
from metrics.charters.models import Measure
from metrics.measures.queries import (
    AreaFigure,
    Counts,
    Filters,
    Row,
    area_figures,
    counts_of,
    measure_rows,
)

PUBLIC_KINDS = (
    "goal",
    "measure",
    "council",
    "objective",
    "strategy",
    "agency",
    "area",
    "proposal",
    "ballot",
    "review",
    "record",
    "promise",
)


def found(asked: str) -> list[search.Found]:
    """What holds every word that was asked for; failing that, any. First what has this very id."""
    rows = search.find(asked, kinds=PUBLIC_KINDS, limit=60) or search.find(
        asked, kinds=PUBLIC_KINDS, every=False, limit=20
    )
    code = asked.strip().upper()
    named = db.session.scalar(_pages().where(Subject.public_id == code)) if _is_id(code) else None
    if named is None:
        return rows
    first = search.Found(named.id, named.kind, named.public_id, named.title, named.path, 0.0)
    return [first, *(row for row in rows if row.subject_id != named.id)]


def _is_id(text: str) -> bool:
    return PUBLIC_ID.match(text) is not None


@dataclass(frozen=True)
class CountyPage:
    """A county or region: what is counted there, and what is not."""

    area: Area
    figures: Sequence[AreaFigure]
    untold: Sequence[Row]

    @property
    def leads(self) -> Sequence[float]:
        """How far ahead of the whole it is, in each measure in which the two can be compared."""
        return [each.lead for each in self.figures if each.lead is not None]

    @property
    def worse(self) -> int:
        """In how many measures it is worse off than the whole."""
        return sum(1 for lead in self.leads if lead < 0)

    @property
    def has_whole(self) -> bool:
        """Whether any measure with a figure here has one of the whole."""
        return any(each.row.said.latest_number is not None for each in self.figures)


def county(slug: str) -> CountyPage:
    """The county or region of this slug, the figures of its part of the site worst first."""
    area = catalogue.area(slug)
    part = Part.RUNNING if area.is_example else Part.ARCHIVE
    rows = measure_rows(Filters(sort="name"))
    figures = area_figures(area, rows)
    told = {each.row.slug for each in figures}
    untold = [row for row in rows if row.part is part and row.slug not in told]
    return CountyPage(area, figures, untold)


def sitemap() -> list[Subject]:
    """The subjects that have a public page of their own: no draft, no rehearsal, nothing hidden."""
    return list(db.session.scalars(_pages().order_by(Subject.id).limit(50_000)))


def _pages() -> Select[Subject]:
    rehearsals = select(Review.subject_id).where(Review.is_rehearsal)
    return select(Subject).where(
        Subject.kind.in_(PUBLIC_KINDS),
        Subject.is_public,
        Subject.id.not_in(rehearsals),
        ~is_hidden_column(Subject.id),
    )


@dataclass(frozen=True)
class Meeting:
    """The next review, the one on now, or the one whose record came last."""

    title: str
    path: str
    council: str
    starts_at: datetime
    state: ReviewState
    questions_close_at: datetime | None
    record_path: str

    @property
    def live_path(self) -> str:
        """The address of the meeting itself."""
        return self.path.replace("/reviews/", "/live/", 1)

    @property
    def is_asking(self) -> bool:
        """Whether anybody may ask something there now."""
        return may_ask(self.state, self.questions_close_at, clock.now())

    @property
    def is_on(self) -> bool:
        """Whether it is live, or paused."""
        return self.state in ON_NOW


@dataclass(frozen=True)
class Around:
    """What stands round a measure: what it serves, where it came from, where it is reviewed."""

    objectives: Sequence[Subject]
    origin: Origin | None
    meeting: Meeting | None
    is_on_agenda: bool = False


@dataclass(frozen=True)
class OpenVote:
    """A vote that is open."""

    title: str
    path: str
    closes_at: datetime
    answer_due_on: date | None

    @property
    def days_left(self) -> int:
        """Whole days until it closes."""
        return max(0, (self.closes_at - clock.now()).days)

    @property
    def last_day(self) -> date:
        """The last day of voting: a ballot that closes at midnight closes with the day before."""
        return clock.to_site(self.closes_at - timedelta(microseconds=1)).date()


@dataclass(frozen=True)
class Voice:
    """What a resident said, and what they were answered."""

    words: str
    name: str
    title: str
    path: str
    said_at: datetime
    answered_at: datetime
    answered_by: str
    answer: str

    @property
    def days(self) -> int:
        """How many days the answer took."""
        return formats.days_to(self.said_at, self.answered_at)


@dataclass(frozen=True)
class Home:
    """All that the home page shows."""

    running: list[Row]
    archive: list[Row]
    changes: list[Change]
    moved: list[Change]
    meeting: Meeting | None
    recorded: Meeting | None
    vote: OpenVote | None
    voice: Voice | None

    @property
    def counts(self) -> Counts:
        """The running measures by status."""
        return counts_of(self.running)


COMING = (
    ReviewState.LIVE,
    ReviewState.PAUSED,
    ReviewState.NOTICED,
    ReviewState.QUESTIONS_OPEN,
    ReviewState.POSTPONED,
)


def home() -> Home:
    """What the home page shows, as it stands."""
    rows = measure_rows(Filters(sort="worst"))
    changes = list(feed(limit=80).rows)
    month = clock.today().replace(day=1)
    meetings = _meetings()
    return Home(
        running=[row for row in rows if row.part is Part.RUNNING],
        archive=[row for row in rows if row.part is Part.ARCHIVE],
        changes=changes,
        moved=[
            each
            for each in changes
            if each.kind == "target.moved" and clock.to_site(each.at).date() >= month
        ],
        meeting=_next(meetings),
        recorded=next((each for each in reversed(meetings) if each.record_path), None),
        vote=_open_vote(),
        voice=_voice(),
    )


def _next(meetings: list[Meeting]) -> Meeting | None:
    """The review that is on, else the first with a day to come: one that was put off has none."""
    on_now = (each for each in meetings if each.state in ON_NOW)
    planned = (
        each
        for each in meetings
        if each.state in (ReviewState.NOTICED, ReviewState.QUESTIONS_OPEN)
        and clock.to_site(each.starts_at).date() >= clock.today()
    )
    return next(on_now, None) or next(planned, None)


def _meetings() -> list[Meeting]:
    recorded = aliased(Subject)
    rows = db.session.execute(
        select(Review, Subject, Council.name, recorded.path)
        .join(Subject, Subject.id == Review.subject_id)
        .join(Council, Council.id == Review.council_id)
        .outerjoin(Record, Record.review_id == Review.id)
        .outerjoin(recorded, recorded.id == Record.subject_id)
        .where(
            Review.is_rehearsal.is_(False),
            or_(Review.state.in_(COMING), Review.state == ReviewState.PUBLISHED),
            Review.starts_at > clock.now() - timedelta(days=120),
        )
        .order_by(Review.starts_at)
    )
    return [_meeting(*row) for row in rows]


def _meeting(review: Review, subject: Subject, council: str, record_path: str = "") -> Meeting:
    return Meeting(
        title=review.title,
        path=subject.path,
        council=council,
        starts_at=review.starts_at,
        state=review.state,
        questions_close_at=review.questions_close_at,
        record_path=record_path or "",
    )


def _open_vote() -> OpenVote | None:
    row = db.session.execute(
        select(Subject, Ballot.closes_at, Ballot.answer_due_on)
        .join(Ballot, Ballot.subject_id == Subject.id)
        .where(Ballot.state == BallotState.OPEN, Ballot.closes_at > clock.now())
        .order_by(Ballot.closes_at)
        .limit(1)
    ).one_or_none()
    return OpenVote(row[0].title, row[0].path, row[1], row[2]) if row else None


def _voice() -> Voice | None:
    hidden = exists().where(Hiding.subject_id == Comment.subject_id, Hiding.lifted_at.is_(None))
    row = db.session.execute(
        select(Comment, Actor.name, Subject)
        .join(Actor, Actor.id == Comment.actor_id)
        .join(Subject, Subject.id == Comment.about_id)
        .where(Comment.answered_at.is_not(None), func.length(Comment.body) < 220, ~hidden)
        .where(~is_hidden_column(Comment.about_id))
        .order_by(Comment.answered_at.desc())
        .limit(1)
    ).one_or_none()
    if row is None:
        return None
    comment, name, about = row
    return Voice(
        words=excerpt(comment.body, 220),
        name=name,
        title=about.title,
        path=about.path,
        said_at=comment.at,
        answered_at=comment.answered_at or comment.at,
        answered_by=comment.answered_by,
        answer=excerpt(comment.answer, 200),
    )


def around(measure: Measure) -> Around:
    """What the measure serves, the proposal behind it, and the review that comes next for it."""
    aim, asked, notice = aliased(Subject), aliased(Subject), aliased(Subject)
    on_agenda = _on_agenda(measure.id).label("on_agenda")
    rows = db.session.execute(
        _with_origin(select(aim, Review, notice, Council.name, on_agenda), asked)
        .outerjoin(Tracking, Tracking.measure_id == Measure.id)
        .outerjoin(Objective, Objective.id == Tracking.objective_id)
        .outerjoin(aim, aim.id == Objective.subject_id)
        .outerjoin(Council, Council.goal_id == Measure.goal_id)
        .outerjoin(Review, Review.id == _next_of(measure.id))
        .outerjoin(notice, notice.id == Review.subject_id)
        .where(Measure.id == measure.id)
        .order_by(Tracking.objective_id)
    ).all()
    row = rows[0]
    return Around(
        objectives=[each[0] for each in rows if each[0]],
        origin=_origin(row),
        meeting=_meeting(row[1], row[2], row[3]) if row[1] else None,
        is_on_agenda=bool(row.on_agenda),
    )


def _with_origin(statement: Select[*tuple[Any, ...]], asked: Any) -> Select[*tuple[Any, ...]]:
    return (
        statement.add_columns(
            Proposal, asked, func.coalesce(Tally.standing, 0), is_hidden_column(asked.id)
        )
        .select_from(Measure)
        .outerjoin(Proposal, Proposal.result_id == Measure.subject_id)
        .outerjoin(asked, asked.id == Proposal.subject_id)
        .outerjoin(Tally, Tally.subject_id == Proposal.subject_id)
    )


def _origin(row: Any) -> Origin | None:
    proposal, subject, supports, is_hidden = row[5:9]
    if proposal is None:
        return None
    title = subject.public_id if is_hidden else proposal.title
    return Origin(subject.public_id, title, subject.path, supports, proposal.answered_at)


def _next_of(measure_id: int) -> Any:
    """The review on now or to come that has the measure on its agenda, else its council's next."""
    return (
        select(Review.id)
        .where(
            Review.council_id == Council.id,
            Review.noticed_at.is_not(None),
            Review.is_rehearsal.is_(False),
            Review.state.in_(COMING),
            Review.state != ReviewState.POSTPONED,
        )
        .order_by(_on_agenda(measure_id).desc(), Review.starts_at)
        .limit(1)
        .correlate(Council)
        .scalar_subquery()
    )


def _on_agenda(measure_id: int) -> ColumnElement[bool]:
    return exists().where(AgendaItem.review_id == Review.id, AgendaItem.measure_id == measure_id)
