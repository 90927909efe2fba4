"""What is hidden and why, what was reported, and the public log."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, func, select

from citizens.accounts.models import Account
from citizens.accounts.queries import tells
from citizens.moderation.models import Hiding, Report
from citizens.moderation.rules import HIDEABLE, ReportState, Rule, Said
from commons.actors import Actor
from commons.db import db
from commons.errors import NotFound
from commons.events import Event
from commons.i18n import lazy
from commons.rows import read
from commons.subjects import Subject, conceals

Reader = Callable[[Sequence[int]], dict[int, Said]]
_readers: dict[str, Reader] = {}
PAGE = 50

RULE_WORDS = {
    Rule.ABUSE: lazy("Insults, threats or hatred"),
    Rule.PERSON: lazy("Private facts about a person"),
    Rule.SPAM: lazy("Advertising, or the same thing again and again"),
    Rule.OFF_TOPIC: lazy("Not about this subject"),
    Rule.UNLAWFUL: lazy("Against the law"),
}
KIND_WORDS = {
    "comment": lazy("comment"),
    "proposal": lazy("proposal"),
    "question": lazy("question"),
}


@dataclass(frozen=True)
class LogEntry:
    """One hiding as the public sees it: what, which rule, why, when; offices, no persons."""

    number: int
    subject: str
    kind: str
    path: str
    rule: Rule
    reason: str
    at: datetime
    lifted_at: datetime | None
    lift_reason: str
    fingerprint: str


@dataclass(frozen=True)
class Case:
    """A contribution that was reported or hidden, with what was said and the reports on it."""

    subject: Subject
    words: str
    reports: tuple[Report, ...]
    is_own: bool
    hiding: Hiding | None = None


def hidden(subject_ids: Sequence[int]) -> dict[int, Hiding]:
    """Those of the subjects that are hidden, with rule and reason."""
    rows = db.session.scalars(_HIDDEN, {"subjects": list(subject_ids)})
    return {row.subject_id: row for row in rows}


_HIDDEN = select(Hiding).where(
    Hiding.subject_id.in_(bindparam("subjects", expanding=True)), Hiding.lifted_at.is_(None)
)


@conceals
def _concealed(subject_ids: Sequence[int]) -> Collection[int]:
    return hidden(subject_ids).keys()


def is_hidden(subject_id: int) -> bool:
    """Whether this subject is hidden now."""
    return bool(read(_IS_HIDDEN, {"subject": subject_id}))


_IS_HIDDEN = select(Hiding.id).where(
    Hiding.subject_id == bindparam("subject"), Hiding.lifted_at.is_(None)
)


def is_hidden_column(subject_id: Any) -> ColumnElement[bool]:
    """The same for a column of another query, which lists must ask."""
    return (
        select(Hiding.id)
        .where(Hiding.subject_id == subject_id, Hiding.lifted_at.is_(None))
        .exists()
    )


def said_by(kind: str) -> Callable[[Reader], Reader]:
    """Registers how the words and authors of subjects of this kind are read."""

    def register(reader: Reader) -> Reader:
        _readers[kind] = reader
        return reader

    return register


def said(subject: Subject) -> Said:
    """Who said this, in what words; by its first event and title where nobody registered."""
    reader = _readers.get(subject.kind)
    if reader is not None:
        return reader([subject.id]).get(subject.id, Said(None, subject.title))
    first = select(Event.actor_id).where(Event.subject_id == subject.id).order_by(Event.id).limit(1)
    return Said(db.session.scalar(first), subject.title)


def shown_on(subject_ids: Sequence[int]) -> set[int]:
    """The subjects on whose pages these stand, themselves included."""
    kinds: dict[str, list[int]] = defaultdict(list)
    rows = db.session.execute(select(Subject.id, Subject.kind).where(Subject.id.in_(subject_ids)))
    for subject_id, kind in rows:
        kinds[kind].append(subject_id)
    found = set(subject_ids)
    for kind, ids in kinds.items():
        if kind in _readers:
            for each in _readers[kind](ids).values():
                found.update(each.shown_on)
    return found


def log(after: int | None = None, limit: int = PAGE) -> list[LogEntry]:
    """The hidings, newest first, beginning after one; what is hidden is named by its id alone."""
    statement = _log().limit(limit + 1)
    if after is not None:
        statement = statement.where(Hiding.id < after)
    return [_entry(*row) for row in db.session.execute(statement)]


def whole_log() -> list[LogEntry]:
    """All hidings, newest first."""
    return [_entry(*row) for row in db.session.execute(_log())]


def queue(actor_id: int, limit: int = 100) -> list[Case]:
    """What was reported and not decided, longest waiting first."""
    reports = db.session.scalars(
        select(Report)
        .where(Report.state == ReportState.OPEN)
        .order_by(Report.at, Report.id)
        .limit(limit)
    )
    by_subject: dict[int, list[Report]] = defaultdict(list)
    for report in reports:
        by_subject[report.subject_id].append(report)
    rows = db.session.scalars(select(Subject).where(Subject.id.in_(by_subject)))
    found = {row.id: row for row in rows}
    return [_waiting(found[i], tuple(rows), actor_id) for i, rows in by_subject.items()]


def case(subject: Subject, actor_id: int) -> Case:
    """A contribution as a moderator judges it: its words, its reports, whether it is hidden."""
    reports = db.session.scalars(
        select(Report).where(Report.subject_id == subject.id).order_by(Report.id)
    )
    found = said(subject)
    return Case(
        subject=subject,
        words=found.words,
        reports=tuple(reports),
        is_own=found.author_id == actor_id,
        hiding=hidden([subject.id]).get(subject.id),
    )


def last_reason(subject_id: int) -> str:
    """Why this subject was shown again, the last time it was."""
    return (
        db.session.scalar(
            select(Hiding.lift_reason)
            .where(Hiding.subject_id == subject_id, Hiding.lifted_at.is_not(None))
            .order_by(Hiding.id.desc())
            .limit(1)
        )
        or ""
    )


def standing(limit: int = 100) -> list[Hiding]:
    """What is hidden now, newest first."""
    return list(
        db.session.scalars(
            select(Hiding).where(Hiding.lifted_at.is_(None)).order_by(Hiding.id.desc()).limit(limit)
        )
    )


def reportable(public_id: str) -> Subject:
    """The subject that somebody wants to report, or NotFound."""
    found = db.session.scalar(select(Subject).where(Subject.public_id == public_id))
    if found is None or not found.is_public or found.kind not in HIDEABLE:
        raise NotFound
    return found


def open_reports() -> int:
    """How many reports wait for a decision."""
    return db.session.scalar(select(func.count()).where(Report.state == ReportState.OPEN)) or 0


def account_of_author(author_id: int) -> Account | None:
    """The account to which news for this author goes, unless it was erased."""
    return db.session.scalar(select(Account).where(Account.actor_id == author_id))


def _waiting(subject: Subject, reports: tuple[Report, ...], actor_id: int) -> Case:
    found = said(subject)
    return Case(subject, found.words, reports, found.author_id == actor_id)


def _log() -> Select[*tuple[Any, ...]]:
    return (
        select(Hiding, Subject)
        .join(Subject, Subject.id == Hiding.subject_id)
        .order_by(Hiding.id.desc())
    )


def _entry(hiding: Hiding, subject: Subject) -> LogEntry:
    return LogEntry(
        number=hiding.id,
        subject=subject.public_id,
        kind=subject.kind,
        path=subject.path,
        rule=hiding.rule,
        reason=hiding.reason,
        at=hiding.at,
        lifted_at=hiding.lifted_at,
        lift_reason=hiding.lift_reason,
        fingerprint=hiding.fingerprint,
    )


@tells("reports")
def _own(account: Account) -> list[dict[str, Any]]:
    rows = db.session.execute(
        select(Subject.public_id, Report.rule, Report.words, Report.at)
        .join(Subject, Subject.id == Report.subject_id)
        .join(Actor, Actor.id == Report.actor_id)
        .where(Actor.id == account.actor_id)
        .order_by(Report.id)
    )
    return [
        {"about": code, "rule": str(rule), "words": words, "at": at.isoformat()}
        for code, rule, words, at in rows
    ]
