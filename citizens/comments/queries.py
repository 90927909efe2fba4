"""Threads: pages of comments with their replies, counts and tombstones, in three reads."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, select
from sqlalchemy.orm import aliased

from citizens.accounts.models import Account
from citizens.accounts.queries import tells
from citizens.comments.models import Comment
from citizens.comments.rules import REPLIES_SHOWN, Side
from citizens.moderation.models import Hiding
from citizens.moderation.queries import RULE_WORDS, said_by
from citizens.moderation.rules import Said
from citizens.supports.models import Support, Tally
from citizens.supports.rules import Standing, standing
from commons import clock
from commons.actors import Actor
from commons.db import db
from commons.errors import NotFound
from commons.paging import SIZE
from commons.subjects import Subject
from commons.text import SANITISER_VERSION, kept_html, to_html


@dataclass(frozen=True)
class Answer:
    """What an office said to a comment."""

    html: str
    by: str
    at: datetime


@dataclass(frozen=True)
class Voice:
    """One comment as it is shown; `hidden_by` is the rule it broke, and then it has no words."""

    number: int
    code: str
    name: str
    side: Side
    html: str
    pin: str
    at: datetime
    support: Standing
    is_own: bool
    hidden_by: str = ""
    hidden_why: str = ""
    answer: Answer | None = None
    replies: tuple[Voice, ...] = ()
    more_replies: int = 0
    replies_after: str | None = None


@dataclass(frozen=True)
class Thread:
    """A page of what was said about a subject: newest first, with the counts of all."""

    about: Subject
    counts: dict[Side, int]
    voices: tuple[Voice, ...]
    after: str | None

    @property
    def total(self) -> int:
        """How many comments there are, replies included."""
        return sum(self.counts.values())


def thread(
    about: Subject, *, after: str | None = None, actor_id: int | None = None, size: int = SIZE
) -> Thread:
    """The comments on a subject, beginning after the one named by `after`."""
    rows = _rows(
        _voices(actor_id)
        .where(Comment.about_id == about.id, Comment.parent_id.is_(None), *_before(after))
        .order_by(Comment.id.desc())
        .limit(size + 1),
        actor_id,
    )
    shown = [voice for voice, _parent in rows[:size]]
    return Thread(
        about=about,
        counts=counts(about.id),
        voices=_with_replies(shown, actor_id),
        after=shown[-1].code if len(rows) > size else None,
    )


def counts(about_id: int) -> dict[Side, int]:
    """How many comments on a subject stand for it, against it, and neither."""
    rows = db.session.execute(
        select(Comment.side, func.count())
        .where(Comment.about_id == about_id)
        .group_by(Comment.side)
    )
    return {side: number for side, number in rows}  # noqa: C416  rows are not pairs to mypy


def voice(code: str, *, actor_id: int | None = None, after: str | None = None) -> Voice:
    """One comment with a page of its replies, oldest first, or NotFound."""
    found = _rows(_voices(actor_id).where(Subject.public_id == code), actor_id)
    if not found:
        raise NotFound
    alone = found[0][0]
    later = _code_number(after)
    rows = _rows(
        _voices(actor_id)
        .where(Comment.parent_id == alone.number, *([Comment.id > later] if after else []))
        .order_by(Comment.id)
        .limit(SIZE + 1),
        actor_id,
    )
    replies = tuple(each for each, _parent in rows[:SIZE])
    more = replies[-1].code if len(rows) > SIZE else None
    return replace(alone, replies=replies, replies_after=more)


def by_code(code: str) -> Comment:
    """The comment of this id, or NotFound."""
    found = db.session.scalar(
        select(Comment).join(Comment.subject).where(Subject.public_id == code)
    )
    if found is None:
        raise NotFound
    return found


def by_once(once: str) -> Comment | None:
    """The comment that a form has made already."""
    return db.session.scalar(select(Comment).where(Comment.once == once))


def code_of(subject_id: int) -> str:
    """The public id of a comment's subject."""
    return db.session.get_one(Subject, subject_id).public_id


def subject_of(comment: Comment) -> tuple[Subject, Subject]:
    """The comment's own subject, and the one that it is about."""
    return (
        db.session.get_one(Subject, comment.subject_id),
        db.session.get_one(Subject, comment.about_id),
    )


def comments_of(actor_id: int, limit: int = 100) -> list[tuple[Subject, Subject]]:
    """What somebody said, newest first: the comment's subject and what it is about."""
    about = aliased(Subject)
    rows = db.session.execute(
        select(Subject, about)
        .join(Comment, Comment.subject_id == Subject.id)
        .join(about, about.id == Comment.about_id)
        .where(Comment.actor_id == actor_id)
        .order_by(Comment.id.desc())
        .limit(limit)
    )
    return [(row[0], row[1]) for row in rows]


def excerpts_of(about_id: int, limit: int = 3) -> Sequence[Comment]:
    """The newest comments that nobody has hidden."""
    hidden = select(Hiding.id).where(
        Hiding.subject_id == Comment.subject_id, Hiding.lifted_at.is_(None)
    )
    return db.session.scalars(
        select(Comment)
        .where(Comment.about_id == about_id, Comment.parent_id.is_(None), ~hidden.exists())
        .order_by(Comment.id.desc())
        .limit(limit)
    ).all()


def _with_replies(shown: list[Voice], actor_id: int | None) -> tuple[Voice, ...]:
    if not shown:
        return ()
    numbered = (
        select(
            Comment.id,
            func.row_number()
            .over(partition_by=Comment.parent_id, order_by=Comment.id)
            .label("nth"),
            func.count().over(partition_by=Comment.parent_id).label("all_of_them"),
        )
        .where(Comment.parent_id.in_([each.number for each in shown]))
        .subquery()
    )
    statement = (
        _voices(actor_id)
        .add_columns(numbered.c.all_of_them)
        .join(numbered, numbered.c.id == Comment.id)
        .where(numbered.c.nth <= REPLIES_SHOWN)
        .order_by(Comment.id)
    )
    replies: dict[int, list[Voice]] = defaultdict(list)
    totals: dict[int, int] = {}
    for row in db.session.execute(statement):
        made, parent = _voice(row, actor_id)
        replies[parent or 0].append(made)
        totals[parent or 0] = row.all_of_them
    return tuple(
        replace(
            each,
            replies=tuple(replies[each.number]),
            more_replies=totals.get(each.number, 0) - len(replies[each.number]),
        )
        for each in shown
    )


def _voices(actor_id: int | None) -> Select[*tuple[Any, ...]]:
    return (
        select(
            Comment,
            Subject.public_id,
            Actor.name,
            Tally.standing,
            Tally.residents,
            Tally.counted_at,
            Support.changed_at,
            (Support.id.is_not(None) & Support.withdrawn_at.is_(None)).label("mine"),
            Hiding.rule,
            Hiding.reason,
        )
        .join(Subject, Subject.id == Comment.subject_id)
        .join(Actor, Actor.id == Comment.actor_id)
        .outerjoin(Tally, Tally.subject_id == Comment.subject_id)
        .outerjoin(
            Support,
            and_(Support.subject_id == Comment.subject_id, Support.actor_id == (actor_id or 0)),
        )
        .outerjoin(
            Hiding, and_(Hiding.subject_id == Comment.subject_id, Hiding.lifted_at.is_(None))
        )
    )


def _rows(
    statement: Select[*tuple[Any, ...]], actor_id: int | None
) -> list[tuple[Voice, int | None]]:
    return [_voice(row, actor_id) for row in db.session.execute(statement)]


def _voice(row: Any, actor_id: int | None) -> tuple[Voice, int | None]:
    comment: Comment = row.Comment
    hidden = row.rule is not None
    support = standing(
        counted=row.standing or 0,
        residents=row.residents or 0,
        counted_at=row.counted_at,
        mine=bool(row.mine),
        changed_at=row.changed_at,
    )
    made = Voice(
        number=comment.id,
        code=row.public_id,
        name="" if hidden else row.name,
        side=comment.side,
        html="" if hidden else _html(comment),
        pin=comment.pin,
        at=comment.at,
        support=support,
        is_own=comment.actor_id == actor_id,
        hidden_by=str(RULE_WORDS[row.rule]) if hidden else "",
        hidden_why=row.reason or "",
        answer=_answer(comment),
    )
    return made, comment.parent_id


def _html(comment: Comment) -> str:
    if comment.sanitiser == SANITISER_VERSION:
        return kept_html(comment.html)
    return to_html(comment.body)


def _answer(comment: Comment) -> Answer | None:
    if not comment.answer or comment.answered_at is None:
        return None
    return Answer(to_html(comment.answer), comment.answered_by, comment.answered_at)


def _before(code: str | None) -> list[ColumnElement[bool]]:
    return [Comment.id < _code_number(code)] if code else []


def _code_number(code: str | None) -> Any:
    return (
        select(Comment.id)
        .join(Subject, Subject.id == Comment.subject_id)
        .where(Subject.public_id == (code or ""))
        .scalar_subquery()
    )


@said_by("comment")
def _said(subject_ids: Sequence[int]) -> dict[int, Said]:
    rows = db.session.execute(
        select(Comment.subject_id, Comment.actor_id, Comment.body, Comment.about_id).where(
            Comment.subject_id.in_(subject_ids)
        )
    )
    return {subject: Said(actor, body, (about,)) for subject, actor, body, about in rows}


@tells("comments")
def _own(account: Account) -> list[dict[str, Any]]:
    rows = db.session.execute(
        select(Subject.public_id, Comment.side, Comment.body, Comment.at)
        .join(Subject, Subject.id == Comment.subject_id)
        .where(Comment.actor_id == account.actor_id)
        .order_by(Comment.id)
    )
    return [
        {"id": code, "side": str(side), "words": body, "at": clock.to_site(at).isoformat()}
        for code, side, body, at in rows
    ]
