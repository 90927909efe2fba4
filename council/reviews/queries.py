"""Reads of reviews, their agendas and what they froze."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, cast

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import joinedload

from commons import clock, subjects
from commons.db import db
from commons.errors import NotFound, Refused
from commons.i18n import _
from commons.roles import Grant
from commons.subjects import Subject
from council.councils.models import Council
from council.reviews import rules
from council.reviews.models import AgendaItem, Attendance, FrozenFigure, Review, ReviewMove
from council.reviews.rules import Outcome, ReviewKind, ReviewState, StartProblem
from metrics.observations.models import Release
from metrics.observations.queries import due_releases

LATEST = 60
PUT_OFF = (ReviewState.POSTPONED, ReviewState.CANCELLED)
# A new day may be set later than the review was postponed: that move tells the old one too.
_PUT_OFF = or_(ReviewMove.state.in_(PUT_OFF), ReviewMove.old_starts_at.is_not(None))


@dataclass(frozen=True)
class ReviewRow:
    """A review in the calendar."""

    code: str
    title: str
    council: str
    council_path: str
    is_example: bool
    kind: str
    starts_at: datetime
    minutes: int
    place: str
    governor_attends: bool
    state: ReviewState
    outcome: Outcome
    reason: str
    old_starts_at: datetime | None
    put_off_at: datetime | None
    record_due_at: datetime | None
    live_at: datetime | None
    ended_at: datetime | None
    noticed_at: datetime | None
    moves: int

    @property
    def path(self) -> str:
        """The address of its notice."""
        return f"/reviews/{self.code}"

    @property
    def is_record_late(self) -> bool:
        """Whether its record should be out and is not."""
        due = self.record_due_at
        return due is not None and self.state is not ReviewState.PUBLISHED and due <= clock.now()

    @property
    def record_due_on(self) -> date | None:
        """The last day on which its record was in time."""
        return clock.last_day(self.record_due_at)

    @property
    def at(self) -> datetime:
        """When it began, or will begin."""
        return self.live_at or self.starts_at


@dataclass(frozen=True)
class Calendar:
    """The reviews by what a visitor looks for."""

    on_now: list[ReviewRow]
    coming: list[ReviewRow]
    past: list[ReviewRow]

    @property
    def next(self) -> ReviewRow | None:
        """The next review that has a time to come."""
        planned = [row for row in self.coming if row.outcome is Outcome.PLANNED]
        return planned[0] if planned else None


def channel(review: Review) -> str:
    """The stream on which the review's changes are published."""
    return f"review:{review.subject.public_id}"


def planned_end(review: Review) -> datetime:
    """When the review should be over by its plan."""
    return review.starts_at + timedelta(minutes=review.minutes)


def expected_end(review: Review) -> datetime:
    """When the review should be over, counted from when it began."""
    return (review.live_at or review.starts_at) + timedelta(minutes=review.minutes)


def lock(review: Review) -> None:
    """The review as it stands, held until the operation ends, so that acts on it queue up."""
    subjects.lock(review.subject_id)
    # What the row said was read before the lock was ours.
    db.session.refresh(review, ["state", "starts_at", "agenda_number"])


def review(code: str, *, with_draft: bool = False) -> Review:
    """The review of this code with its agenda, or NotFound; drafts are for staff alone."""
    statement = (
        select(Review)
        .join(Subject, Subject.id == Review.subject_id)
        .where(Subject.public_id == code)
        .options(
            joinedload(Review.subject),
            joinedload(Review.council).joinedload(Council.subject),
            joinedload(Review.items),
        )
    )
    found = db.session.scalars(statement).unique().one_or_none()
    if found is None or (found.noticed_at is None and not with_draft):
        raise NotFound
    return found


def review_of(review_id: int) -> Review:
    """The review of a row that belongs to it."""
    return db.session.get_one(Review, review_id)


def item(review: Review, position: int | str) -> AgendaItem:
    """The item at this place of the agenda, or NotFound."""
    for each in review.items:
        if str(each.position) == str(position):
            return each
    raise NotFound


def listed(review: Review, number: str) -> AgendaItem | None:
    """The item of this number, wherever on the agenda it stands now; none when it was taken off."""
    return next((each for each in review.items if str(each.id) == number), None)


def calendar(*, council_id: int | None = None) -> Calendar:
    """All reviews but drafts and rehearsals: on now, to come, and the latest past ones."""
    rows = _rows(council_id)
    return Calendar(
        on_now=[row for row in rows if row.outcome is Outcome.ON_NOW],
        coming=[row for row in rows[::-1] if row.outcome in (Outcome.PLANNED, Outcome.POSTPONED)],
        past=[row for row in rows if row.outcome in (Outcome.HELD, Outcome.CANCELLED)][:LATEST],
    )


def desk_rows(council_ids: Sequence[int]) -> list[Review]:
    """The reviews that somebody may run, drafts and rehearsals too, the next first."""
    return list(
        db.session.scalars(
            select(Review)
            .where(Review.council_id.in_(council_ids))
            .options(joinedload(Review.subject), joinedload(Review.council))
            .order_by(Review.starts_at.desc())
            .limit(LATEST)
        )
    )


def review_row(review: Review) -> ReviewRow:
    """The review as a line of the calendar."""
    return _row(review, _reasons(review.id))


def review_to_run(code: str, grants: frozenset[Grant]) -> Review:
    """The review of this code for those who run its council's meetings; others are refused."""
    found = review(code, with_draft=True)
    if not rules.may_run(grants, found.council.subject_id):
        raise Refused(_("This review is another council’s: its clerk runs it."))
    return found


def kind_word(kind: ReviewKind | str) -> str:
    """What kind of meeting it is."""
    return {
        ReviewKind.RESULTS: _("Results review"),
        ReviewKind.COUNCIL: _("Council meeting"),
        ReviewKind.JOINT: _("Joint meeting"),
        ReviewKind.EXTRAORDINARY: _("Extraordinary meeting"),
    }[ReviewKind(kind)]


def state_word(state: ReviewState) -> str:
    """Where a review is, for those who run it."""
    words = {
        ReviewState.DRAFT: _("Draft"),
        ReviewState.NOTICED: _("Announced"),
        ReviewState.QUESTIONS_OPEN: _("Questions open"),
        ReviewState.PAUSED: _("Paused"),
        ReviewState.ENDED: _("Record to be written"),
        ReviewState.RECORD_DRAFTED: _("Record drafted"),
        ReviewState.PUBLISHED: _("Record published"),
    }
    return words.get(state) or outcome_word(rules.outcome(state))


def outcome_word(how: Outcome) -> str:
    """Whether it is planned, on now, held, postponed or cancelled."""
    return {
        Outcome.PLANNED: _("Planned"),
        Outcome.ON_NOW: _("Live"),
        Outcome.HELD: _("Held"),
        Outcome.POSTPONED: _("Postponed"),
        Outcome.CANCELLED: _("Cancelled"),
    }[how]


def start_words(problem: StartProblem) -> str:
    """Why a review cannot go live."""
    return {
        StartProblem.STATE: _("This review cannot begin now."),
        StartProblem.NO_ITEM: _("A review without an agenda cannot begin."),
        StartProblem.NEEDS_REASON: _(
            "It is more than an hour from the announced time: say why you begin now."
        ),
    }[problem]


def next_review(council_id: int | None = None) -> ReviewRow | None:
    """The review on now, or the next one to come."""
    found = calendar(council_id=council_id)
    return found.on_now[0] if found.on_now else found.next


def frozen(review_id: int) -> dict[int, dict[str, Any]]:
    """The measures as they stood when the review went live, by their id."""
    rows = db.session.execute(
        select(FrozenFigure.measure_id, FrozenFigure.document).where(
            FrozenFigure.review_id == review_id
        )
    )
    return {row.measure_id: row.document for row in rows}


def frozen_before(review: Review, measure_ids: Sequence[int]) -> dict[int, dict[str, Any]]:
    """The measures as the council's last review before this one showed them."""
    rows = db.session.execute(
        select(FrozenFigure.measure_id, FrozenFigure.document)
        .join(Review, Review.id == FrozenFigure.review_id)
        .where(
            Review.council_id == review.council_id,
            Review.is_rehearsal.is_(False),
            FrozenFigure.measure_id.in_(measure_ids),
            FrozenFigure.at < (review.live_at or clock.now()),
            FrozenFigure.review_id != review.id,
        )
        .order_by(FrozenFigure.at)
    )
    return {row.measure_id: row.document for row in rows}


def attendance(review_id: int) -> list[Attendance]:
    """Who was there and who was not, those present first."""
    return list(
        db.session.scalars(
            select(Attendance)
            .where(Attendance.review_id == review_id)
            .order_by(Attendance.was_present.desc(), Attendance.id)
        )
    )


def moves(review_id: int) -> list[ReviewMove]:
    """Every move of a review, oldest first."""
    return list(
        db.session.scalars(
            select(ReviewMove).where(ReviewMove.review_id == review_id).order_by(ReviewMove.id)
        )
    )


def last_open_state(review_id: int) -> ReviewState:
    """The state from which a review was postponed, to which it comes back."""
    back = [row.old_state for row in moves(review_id) if row.state is ReviewState.POSTPONED]
    return (back[-1] if back else None) or ReviewState.NOTICED


def to_open(now: datetime) -> list[Review]:
    """The reviews that were announced and whose questions are not open yet."""
    return list(
        db.session.scalars(
            select(Review).where(Review.state == ReviewState.NOTICED, Review.starts_at > now)
        )
    )


def overrun(now: datetime) -> list[Review]:
    """The reviews that are on although they should have ended three hours ago."""
    rows = db.session.scalars(select(Review).where(Review.state.in_(rules.ON_NOW)))
    return [row for row in rows if expected_end(row) + timedelta(hours=3) < now]


def on_now() -> list[Review]:
    """The reviews that are on, rehearsals too."""
    return list(
        db.session.scalars(
            select(Review).where(Review.state.in_(rules.ON_NOW)).options(joinedload(Review.subject))
        )
    )


def scheduled(measure_ids: Sequence[int], until: datetime) -> list[Release]:
    """The releases of these measures that were announced for a time up to `until`."""
    return [row for row in due_releases(until) if row.measure_id in measure_ids]


def without_record() -> list[Review]:
    """The reviews that were held and have no published record, rehearsals apart."""
    return list(
        db.session.scalars(
            select(Review)
            .where(
                Review.state.in_((ReviewState.ENDED, ReviewState.RECORD_DRAFTED)),
                Review.is_rehearsal.is_(False),
            )
            .options(joinedload(Review.subject), joinedload(Review.council))
            .order_by(Review.ended_at)
        )
    )


def record_due_at(review: Review) -> datetime | None:
    """When the record of a review that ended must be out."""
    if review.ended_at is None:
        return None
    day = clock.to_site(review.ended_at).date()
    return rules.record_due_at(review.ended_at, clock.end_of_day(day))


def _rows(council_id: int | None) -> list[ReviewRow]:
    statement = (
        select(Review, ReviewMove)
        .outerjoin(ReviewMove, and_(ReviewMove.review_id == Review.id, _PUT_OFF))
        .where(Review.noticed_at.is_not(None), Review.is_rehearsal.is_(False))
        .options(joinedload(Review.subject), joinedload(Review.council).joinedload(Council.subject))
        .order_by(Review.starts_at.desc(), Review.id, ReviewMove.id)
        .limit(3 * LATEST)
    )
    if council_id is not None:
        statement = statement.where(Review.council_id == council_id)
    found: dict[Review, list[ReviewMove]] = {}
    rows = cast("Iterable[tuple[Review, ReviewMove | None]]", db.session.execute(statement))
    for each, moved in rows:
        found.setdefault(each, []).extend([] if moved is None else [moved])
    return [_row(each, told) for each, told in found.items()]


def _reasons(review_id: int) -> list[ReviewMove]:
    statement = select(ReviewMove).where(ReviewMove.review_id == review_id, _PUT_OFF)
    return list(db.session.scalars(statement.order_by(ReviewMove.id)))


def _row(review: Review, told: list[ReviewMove]) -> ReviewRow:
    reasons = [each for each in told if each.state in PUT_OFF]
    last = reasons[-1] if reasons else None
    return ReviewRow(
        code=review.subject.public_id,
        title=review.title,
        council=review.council.name,
        council_path=review.council.subject.path,
        is_example=review.council.is_example,
        kind=review.kind.value,
        starts_at=review.starts_at,
        minutes=review.minutes,
        place=review.place,
        governor_attends=review.governor_attends,
        state=review.state,
        outcome=rules.outcome(review.state),
        reason=last.reason if last else "",
        old_starts_at=last.old_starts_at if last else None,
        put_off_at=told[-1].at if told else None,
        record_due_at=record_due_at(review),
        live_at=review.live_at,
        ended_at=review.ended_at,
        noticed_at=review.noticed_at,
        moves=len(told),
    )
