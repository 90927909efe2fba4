"""Acts on promises."""

from __future__ import annotations

from datetime import date

from commons import clock, events, search, subjects
from commons.actors import SYSTEM, Actor
from commons.db import db, operation
from commons.errors import Invalid, NotNow, Refused
from commons.i18n import _
from council.councils.models import Council
from council.promises import queries, rules
from council.promises.models import Promise, PromiseMove
from council.promises.rules import Problem, PromiseMoveKind, PromiseState
from council.reviews.models import AgendaItem, Review
from metrics.catalogue.models import Agency
from metrics.charters.models import Measure


@operation
def make(
    *,
    actor: Actor,
    council: Council,
    words: str,
    owner: str,
    due_on: date,
    agency: Agency | None = None,
    review: Review | None = None,
    item: AgendaItem | None = None,
    measure: Measure | None = None,
    by_governor: bool = False,
) -> Promise:
    """The promise is open until it is kept, changed or broken, in every review from now on."""
    _check_made(words, owner, due_on)
    subject = subjects.register("promise", title=words, path="/promises/{id}", letter="A")
    promise = Promise(
        subject_id=subject.id,
        council_id=council.id,
        review_id=review.id if review else None,
        item_id=item.id if item else None,
        measure_id=measure.id if measure else (item.measure_id if item else None),
        agency_id=agency.id if agency else None,
        words=words,
        owner=owner,
        by_governor=by_governor,
        first_due_on=due_on,
        due_on=due_on,
        state=PromiseState.OPEN,
        made_at=clock.now(),
    )
    db.session.add(promise)
    db.session.flush()
    search.index(subject, owner)
    _add_move(actor, promise, PromiseMoveKind.MADE, review=review, due_on=due_on)
    _touch(promise)
    _tell("promise.made", actor, promise, words=words, due=due_on.isoformat(), owner=owner)
    return promise


@operation
def progress(
    *,
    actor: Actor,
    promise: Promise,
    note: str,
    review: Review | None = None,
    once: str | None = None,
) -> PromiseMove:
    """What has been done so far stands in the promise's history; a second press finds the first."""
    _hold(actor, promise)
    found = queries.move_by_once(once)
    if found is not None:
        return found
    if promise.state is not PromiseState.OPEN:
        raise NotNow(_problem(Problem.OVER))
    if not note:
        raise Invalid({"note": _("Say what has been done so far.")})
    moved = _add_move(actor, promise, PromiseMoveKind.PROGRESS, review=review, note=note, once=once)
    _touch(promise)
    return moved


@operation
def slip(
    *,
    actor: Actor,
    promise: Promise,
    due_on: date,
    note: str,
    review: Review | None = None,
    once: str | None = None,
) -> PromiseMove:
    """The promise has a later date; the old one stays visible, struck out, with the reason."""
    _hold(actor, promise)
    found = queries.move_by_once(once)
    if found is not None:
        return found
    problem = rules.check_slip(promise.state, promise.due_on, due_on, note)
    if problem is Problem.OVER:
        raise NotNow(_problem(problem))
    if problem:
        field = "due_on" if problem is Problem.NOT_LATER else "note"
        raise Invalid({field: _problem(problem)})
    old, promise.due_on = promise.due_on, due_on
    moved = _add_move(
        actor,
        promise,
        PromiseMoveKind.SLIPPED,
        review=review,
        note=note,
        old=old,
        due_on=due_on,
        once=once,
    )
    _touch(promise)
    _tell(
        "promise.slipped",
        actor,
        promise,
        words=promise.words,
        old_due=old.isoformat(),
        new_due=due_on.isoformat(),
        note=note,
    )
    return moved


@operation
def end(
    *,
    actor: Actor,
    promise: Promise,
    state: PromiseState,
    note: str = "",
    review: Review | None = None,
    once: str | None = None,
) -> PromiseMove:
    """The promise is kept, kept late, changed or broken; what it says can change no more."""
    _hold(actor, promise)
    found = queries.move_by_once(once)
    if found is not None:
        return found
    if state is PromiseState.KEPT:
        state = rules.kept(promise.due_on, clock.today())
        note = note or _("Reported as done.")
    problem = rules.check_end(promise.state, state, note)
    if problem is Problem.NO_REASON:
        raise Invalid({"note": _problem(problem)})
    if problem:
        raise NotNow(_problem(problem))
    promise.state = state
    promise.ended_at = clock.now()
    moved = _add_move(actor, promise, PromiseMoveKind.ENDED, review=review, note=note, once=once)
    _touch(promise)
    _tell("promise.ended", actor, promise, words=promise.words, state=state.value, note=note)
    return moved


@operation
def tell_late(*, actor: Actor, promise: Promise) -> bool:
    """That the promise is late is told once for each date that it missed."""
    subjects.lock(promise.subject_id)
    db.session.refresh(promise)  # it may have been kept or put off since it was looked for
    due = promise.due_on.isoformat()
    is_late = promise.state is PromiseState.OPEN and promise.due_on < clock.today()
    if not is_late or queries.was_told_late(promise.subject_id, due):
        return False
    _touch(promise)
    _tell("promise.late", actor, promise, words=promise.words, due=due, owner=promise.owner)
    return True


def _hold(actor: Actor, promise: Promise) -> None:
    """The promise is locked and as it stands now; only who may report of it passes."""
    subjects.lock(promise.subject_id)
    db.session.refresh(promise)
    if actor.kind != SYSTEM and not queries.may_report(promise, actor):
        raise Refused(not_yours())


def not_yours() -> str:
    """Who can report of a promise, for those who cannot."""
    return _(
        "Its owner, the director of its agency, and the chair and the clerk of its council report "
        "on this promise."
    )


def _check_made(words: str, owner: str, due_on: date) -> None:
    wrong = {}
    if not words:
        wrong["words"] = _("Write down what was promised.")
    if not owner:
        wrong["owner"] = _("A promise has somebody who answers for it.")
    if due_on < clock.today():
        wrong["due_on"] = _("Choose a day that is not over.")
    if wrong:
        raise Invalid(wrong)


def _problem(problem: Problem) -> str:
    return {
        Problem.OVER: _("This promise has ended: its history can be read, not changed."),
        Problem.NOT_LATER: _("The new day must be later than the one that stands."),
        Problem.NO_REASON: _("Say why: the reason stands beside the promise for good."),
        Problem.NO_END: _("A promise ends as kept, changed or broken."),
    }[problem]


def _add_move(
    actor: Actor,
    promise: Promise,
    kind: PromiseMoveKind,
    *,
    review: Review | None,
    note: str = "",
    old: date | None = None,
    due_on: date | None = None,
    once: str | None = None,
) -> PromiseMove:
    moved = PromiseMove(
        promise_id=promise.id,
        review_id=review.id if review else None,
        kind=kind,
        old_due_on=old,
        due_on=due_on,
        state=promise.state,
        note=note,
        actor_id=actor.id,
        at=clock.now(),
        once=once,
    )
    db.session.add(moved)
    db.session.flush()
    return moved


def _touch(promise: Promise) -> None:
    council = db.session.get_one(Council, promise.council_id)
    subjects.touch(promise.subject_id, council.subject_id)
    if promise.measure_id:
        subjects.touch(db.session.get_one(Measure, promise.measure_id).subject_id)
    if promise.review_id:
        subjects.touch(db.session.get_one(Review, promise.review_id).subject_id)
    subjects.touch_site()


def _tell(kind: str, actor: Actor, promise: Promise, **data: str) -> None:
    events.record(kind, subject_id=promise.subject_id, actor=actor, public=True, **data)
