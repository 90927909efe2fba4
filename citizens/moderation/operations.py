"""Reporting, hiding, restoring. What is hidden is never erased, and the log says why."""

from __future__ import annotations

from sqlalchemy import update

from citizens.accounts.models import Account
from citizens.accounts.operations import before_erasing
from citizens.moderation import queries
from citizens.moderation.models import Hiding, Report
from citizens.moderation.rules import (
    NOT_SEARCHED,
    Bar,
    ReportState,
    Rule,
    Said,
    bar_to_hiding,
    bar_to_restoring,
)
from commons import clock, events, search, subjects
from commons.actors import Actor
from commons.db import db, insert_new, operation
from commons.errors import Conflict, NotNow, Refused
from commons.hashing import sha256
from commons.i18n import _
from commons.subjects import Subject, touch, touch_site


@operation
def report(*, actor: Actor, subject: Subject, rule: Rule, words: str = "") -> None:
    """A moderator will look at the subject, again if it was decided; one report a person."""
    said = {"rule": rule, "words": words, "at": clock.now(), "state": ReportState.OPEN}
    statement = insert_new(Report).values(subject_id=subject.id, actor_id=actor.id, **said)
    db.session.execute(
        statement.on_conflict_do_update(
            index_elements=["subject_id", "actor_id"],
            set_=said,
            where=Report.state != ReportState.OPEN,
        )
    )


@operation(durable=True)
def hide(*, actor: Actor, subject: Subject, rule: Rule, reason: str) -> Hiding:
    """The subject is hidden from the next request on; rule and reason stand in the public log."""
    subjects.lock(subject.id)
    said = queries.said(subject)
    bar = bar_to_hiding(
        kind=subject.kind,
        author_id=said.author_id,
        moderator_id=actor.id,
        is_hidden=queries.is_hidden(subject.id),
    )
    _refuse(bar)
    hiding = Hiding(
        subject_id=subject.id,
        rule=rule,
        reason=reason,
        fingerprint=sha256(said.words.encode()),
        actor_id=actor.id,
        at=clock.now(),
    )
    db.session.add(hiding)
    _decide(subject.id, ReportState.UPHELD)
    search.drop(subject.id)
    _show_change(subject, said)
    events.record("content.hidden", subject_id=subject.id, actor=actor, public=True, rule=str(rule))
    return hiding


@operation(durable=True)
def restore(*, actor: Actor, subject: Subject, reason: str) -> Hiding:
    """The subject is shown again; the log keeps that it was hidden, and says why no longer."""
    subjects.lock(subject.id)
    said = queries.said(subject)
    hiding = queries.hidden([subject.id]).get(subject.id)
    _refuse(
        bar_to_restoring(
            author_id=said.author_id, moderator_id=actor.id, is_hidden=hiding is not None
        )
    )
    if hiding is None:
        raise Conflict
    hiding.lifted_at = clock.now()
    hiding.lifted_by_id = actor.id
    hiding.lift_reason = reason
    _decide(subject.id, ReportState.DISMISSED)
    if subject.kind not in NOT_SEARCHED:
        search.index(subject, said.words)
    _show_change(subject, said)
    events.record("content.restored", subject_id=subject.id, actor=actor, public=True)
    return hiding


@operation
def dismiss(*, actor: Actor, subject: Subject) -> None:
    """The reports on this subject are closed: it stays shown, or hidden, as it is."""
    if queries.said(subject).author_id == actor.id:
        _refuse(Bar.OWN)
    _decide(subject.id, ReportState.DISMISSED)


@before_erasing
def _forget(account: Account) -> None:
    db.session.execute(update(Report).where(Report.actor_id == account.actor_id).values(words=""))


def _decide(subject_id: int, state: ReportState) -> None:
    db.session.execute(
        update(Report)
        .where(Report.subject_id == subject_id, Report.state == ReportState.OPEN)
        .values(state=state)
    )


def _show_change(subject: Subject, said: Said) -> None:
    touch(subject.id, *said.shown_on)
    touch_site()


def _refuse(bar: Bar | None) -> None:
    if bar is Bar.OWN:
        raise Refused(_("Nobody decides about their own words. Another moderator has to."))
    if bar is Bar.KIND:
        raise NotNow(_("This is part of the record. It can be corrected, but not hidden."))
    if bar is Bar.HIDDEN:
        raise Conflict(_("This is hidden already."))
    if bar is Bar.NOT_HIDDEN:
        raise Conflict(_("This is not hidden."))
