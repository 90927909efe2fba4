"""Acts on reviews: their calendar, their agenda, and the moment when they go live."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from commons import clock, events, live, search, subjects
from commons.actors import Actor
from commons.db import db, operation
from commons.errors import Invalid, NotNow
from commons.i18n import _
from commons.text import is_web_address
from council.councils.models import Council
from council.reviews import queries, rules, tables
from council.reviews.models import AgendaItem, Attendance, FrozenFigure, Review, ReviewMove
from council.reviews.rules import ItemKind, ReviewKind, ReviewState, StartProblem
from council.strategies.models import Strategy
from metrics.charters.models import Measure
from metrics.releases import operations as releases


@operation
def draft(
    *,
    actor: Actor,
    council: Council,
    title: str,
    starts_at: datetime,
    kind: ReviewKind = ReviewKind.COUNCIL,
    minutes: int = 60,
    place: str = "",
    governor_attends: bool = False,
    video_url: str = "",
    is_rehearsal: bool = False,
) -> Review:
    """The review exists, seen by staff alone; its agenda begins with the open promises."""
    _check_video(video_url)
    if not title:
        raise Invalid({"title": _("Give the review a title.")})
    _check_to_come(starts_at)
    subject = subjects.register(
        "review", title=title, path="/reviews/{id}", letter="V", is_public=False
    )
    review = Review(
        subject_id=subject.id,
        council_id=council.id,
        kind=kind,
        title=title,
        place=place,
        starts_at=starts_at,
        minutes=minutes,
        state=ReviewState.DRAFT,
        governor_attends=governor_attends,
        video_url=video_url,
        is_rehearsal=is_rehearsal,
    )
    db.session.add(review)
    db.session.flush()
    _add_move(actor, review, None, "")
    review.items.append(
        AgendaItem(position=0, kind=ItemKind.OPEN_PROMISES, title=_("Open promises"), minutes=5)
    )
    db.session.flush()
    subjects.touch(council.subject_id)
    return review


@operation
def change(
    *,
    actor: Actor,  # noqa: ARG001  every act has an actor
    review: Review,
    title: str,
    kind: ReviewKind,
    minutes: int,
    place: str,
    governor_attends: bool,
    video_url: str = "",
    questions_close_at: datetime | None = None,
) -> None:
    """The review is described so; its time moves only by being postponed."""
    _check_video(video_url)
    queries.lock(review)
    if review.state not in rules.OPEN_AGENDA:
        raise NotNow(_("This review has begun or is over."))
    review.title, review.kind, review.minutes = title, kind, minutes
    review.place, review.governor_attends, review.video_url = place, governor_attends, video_url
    review.subject.title, review.questions_close_at = title, questions_close_at
    _touch(review)


@operation
def add_item(
    *,
    actor: Actor,
    review: Review,
    kind: ItemKind,
    title: str,
    measure: Measure | None = None,
    strategy: Strategy | None = None,
    presenter: str = "",
    minutes: int = 10,
) -> AgendaItem:
    """The agenda has one more item, at its end."""
    _check_agenda(review)
    if kind is ItemKind.MEASURE and measure is None:
        raise Invalid({"measure": _("Choose the measure to be reviewed.")})
    if not title:
        raise Invalid({"title": _("Give the item a title.")})
    last = db.session.scalar(
        select(func.max(AgendaItem.position)).where(AgendaItem.review_id == review.id)
    )
    item = AgendaItem(
        review_id=review.id,
        position=(last or 0) + 1,
        kind=kind,
        title=title,
        measure_id=measure.id if measure else None,
        strategy_id=strategy.id if strategy else None,
        presenter=presenter,
        minutes=minutes,
    )
    db.session.add(item)
    db.session.flush()
    _agenda_changed("agenda.added", actor, review, item)
    return item


@operation
def move_item(*, actor: Actor, review: Review, item: AgendaItem, to: int) -> None:
    """The item stands at place `to`; the open promises stay first."""
    _check_agenda(review, item)
    items = {each.id: each for each in review.items}
    order = rules.reordered(list(items), item.id, to)
    if order == list(items):
        return
    _place([items[number] for number in order])
    _agenda_changed("agenda.moved", actor, review, item)


@operation
def remove_item(*, actor: Actor, review: Review, item: AgendaItem) -> None:
    """The item is off the agenda."""
    _check_agenda(review, item)
    db.session.delete(item)
    db.session.flush()
    db.session.refresh(review, ["items"])
    _place(list(review.items))
    _agenda_changed("agenda.removed", actor, review, item)


@operation
def notice(*, actor: Actor, review: Review) -> None:
    """The review is announced: page, feed and calendar have it."""
    if len(review.items) < 2:
        raise NotNow(_("Put at least one measure on the agenda first."))
    if rules.is_past(review.starts_at, clock.now()) and not review.is_rehearsal:
        raise NotNow(_("Its time has passed: cancel this draft and schedule the review anew."))
    _move(actor, review, ReviewState.NOTICED)
    review.noticed_at = clock.now()
    subjects.make_public(review.subject_id)
    if not review.is_rehearsal:
        search.index(review.subject, " ".join(item.title for item in review.items))
    _tell("review.noticed", actor, review, starts=review.starts_at.isoformat())


@operation
def open_questions(*, actor: Actor, review: Review, close_at: datetime | None = None) -> None:
    """Anybody may ask the council something, until `close_at` or the end of the review."""
    _move(actor, review, ReviewState.QUESTIONS_OPEN)
    review.questions_close_at = close_at or review.questions_close_at
    live.publish(queries.channel(review), "review")


@operation
def postpone(
    *, actor: Actor, review: Review, reason: str, starts_at: datetime | None = None
) -> None:
    """The review has a new time, or none yet; everybody can read why, and questions stay."""
    if not reason:
        raise Invalid({"reason": _("Say why: the reason is public.")})
    _check_to_come(starts_at)
    queries.lock(review)
    back, old = review.state, review.starts_at
    if back is not ReviewState.POSTPONED:
        _move(actor, review, ReviewState.POSTPONED, reason, old_starts_at=old)
    if starts_at is not None:
        review.starts_at = starts_at
        again = queries.last_open_state(review.id)
        _move(actor, review, again, "", old_starts_at=old)
    new = starts_at.isoformat() if starts_at else ""
    _tell("review.postponed", actor, review, reason=reason, old=old.isoformat(), new=new)


@operation
def cancel(*, actor: Actor, review: Review, reason: str) -> None:
    """The review will not be held; it stays in the calendar, with the reason."""
    if not reason:
        raise Invalid({"reason": _("Say why: the reason is public.")})
    _move(actor, review, ReviewState.CANCELLED, reason)
    _tell("review.cancelled", actor, review, reason=reason)


@operation
def go_live(*, actor: Actor, review: Review, reason: str = "") -> None:
    """The review is on: its scheduled figures are public and frozen, in this one act."""
    queries.lock(review)
    problem = rules.check_start(
        review.state, review.starts_at, clock.now(), items=len(review.items), reason=reason
    )
    if problem is not None and not (review.is_rehearsal and problem is StartProblem.NEEDS_REASON):
        words = queries.start_words(problem)
        raise Invalid({"reason": words}) if problem is StartProblem.NEEDS_REASON else NotNow(words)
    _move(actor, review, ReviewState.LIVE, reason)
    review.live_at = clock.now()
    _freeze(actor, review)
    _tell("review.live", actor, review)


@operation
def pause(*, actor: Actor, review: Review, reason: str = "") -> None:
    """The review pauses; every open page says so."""
    _move(actor, review, ReviewState.PAUSED, reason)


@operation
def resume(*, actor: Actor, review: Review) -> None:
    """The review goes on."""
    _move(actor, review, ReviewState.LIVE)


@operation
def end(*, actor: Actor, review: Review) -> None:
    """The review is over; nothing is on air."""
    _move(actor, review, ReviewState.ENDED)
    review.ended_at = clock.now()
    for item in [each for each in review.items if each.on_air_from and not each.on_air_to]:
        item.on_air_to = clock.now()
    _tell("review.ended", actor, review)


@operation
def record_drafted(*, actor: Actor, review: Review) -> None:
    """The record of the review is being written; again is no harm."""
    if review.state is not ReviewState.RECORD_DRAFTED:
        _move(actor, review, ReviewState.RECORD_DRAFTED)


@operation
def record_published(*, actor: Actor, review: Review) -> None:
    """The review's record is out."""
    if review.state is not ReviewState.PUBLISHED:
        _move(actor, review, ReviewState.PUBLISHED)


@operation
def attend(
    *,
    actor: Actor,  # noqa: ARG001  every act has an actor
    review: Review,
    name: str,
    office: str = "",
    person: Actor | None = None,
    was_present: bool = True,
) -> Attendance:
    """It stands that somebody was there, or was not; a second word replaces the first."""
    check_unpublished(review)
    found = db.session.scalar(
        select(Attendance).where(Attendance.review_id == review.id, Attendance.name == name)
    )
    row = found or Attendance(review_id=review.id, name=name)
    row.office, row.was_present = office, was_present
    row.actor_id = person.id if person else row.actor_id
    db.session.add(row)
    _touch(review)
    live.publish(queries.channel(review), "attendance")
    return row


def check_unpublished(review: Review) -> None:
    """What the record will say can still be written; once it is out, it is corrected beside."""
    queries.lock(review)
    if review.state is ReviewState.PUBLISHED:
        raise NotNow(_("The record is published: correct it with a correction of the record."))


def _check_video(url: str) -> None:
    if url and not is_web_address(url):
        raise Invalid({"video_url": _("This is no address of a page. It begins with https://.")})


def _freeze(actor: Actor, review: Review) -> None:
    wanted = [item.measure_id for item in review.items if item.measure_id]
    if not review.is_rehearsal:
        for release in queries.scheduled(wanted, queries.planned_end(review)):
            releases.publish(actor=actor, release=release)
    for each in db.session.scalars(select(Measure).where(Measure.id.in_(wanted))).all():
        figure = tables.frozen(each)
        db.session.add(
            FrozenFigure(review_id=review.id, measure_id=each.id, document=figure, at=clock.now())
        )
    db.session.flush()


def _check_to_come(starts_at: datetime | None) -> None:
    if starts_at is not None and rules.is_past(starts_at, clock.now()):
        raise Invalid({"day": _("Choose a time to come.")})


def _check_agenda(review: Review, item: AgendaItem | None = None) -> None:
    queries.lock(review)
    if review.state not in rules.OPEN_AGENDA:
        raise NotNow(_("The agenda of this review can change no more."))
    if item is not None and item not in review.items:
        raise NotNow(_("This item is no longer on the agenda."))
    if item is not None and item.kind is ItemKind.OPEN_PROMISES:
        raise NotNow(_("The open promises always come first."))


def _place(items: list[AgendaItem]) -> None:
    # Two steps, for no two items may have one place at any moment.
    for number, item in enumerate(items):
        item.position = -number - 1
    db.session.flush()
    for number, item in enumerate(items):
        item.position = number
    db.session.flush()


def _agenda_changed(kind: str, actor: Actor, review: Review, item: AgendaItem) -> None:
    db.session.refresh(review, ["items"])
    if review.state is not ReviewState.DRAFT:
        review.agenda_number += 1
        events.record(
            kind,
            subject_id=review.subject_id,
            actor=actor,
            public=not review.is_rehearsal,
            title=review.title,
            item=item.id,
            what=item.title,
        )
    _touch(review)


def _move(
    actor: Actor,
    review: Review,
    state: ReviewState,
    reason: str = "",
    old_starts_at: datetime | None = None,
) -> None:
    queries.lock(review)
    if not rules.may_move(review.state, state):
        raise NotNow(_("The review is not in a state in which this can be done."))
    old, review.state = review.state, state
    _add_move(actor, review, old, reason, old_starts_at)
    _touch(review)
    live.publish(queries.channel(review), "review", state=state.value)


def _add_move(
    actor: Actor,
    review: Review,
    old: ReviewState | None,
    reason: str,
    old_starts_at: datetime | None = None,
) -> None:
    db.session.add(
        ReviewMove(
            review_id=review.id,
            old_state=old,
            state=review.state,
            reason=reason,
            old_starts_at=old_starts_at,
            actor_id=actor.id,
            at=clock.now(),
        )
    )
    db.session.flush()


def _touch(review: Review) -> None:
    council = db.session.get_one(Council, review.council_id)
    subjects.touch(review.subject_id, council.subject_id)
    subjects.touch_site()


def _tell(kind: str, actor: Actor, review: Review, **data: Any) -> None:
    events.record(
        kind,
        subject_id=review.subject_id,
        actor=actor,
        public=review.noticed_at is not None and not review.is_rehearsal,
        title=review.title,
        **data,
    )
