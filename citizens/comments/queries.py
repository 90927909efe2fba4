"""Threads: pages of comments with their replies, counts and tombstones."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    Integer,
    Label,
    Row,
    Select,
    and_,
    bindparam,
    func,
    literal,
    select,
    union_all,
)
from sqlalchemy.orm import aliased

from citizens.accounts.models import Account
from citizens.accounts.queries import tells
from citizens.comments.models import Comment
from citizens.comments.rules import REPLIES_SHOWN, Side
from citizens.moderation.models import Hiding
from citizens.moderation.queries import RULE_WORDS, said_by
from citizens.moderation.rules import Said
from citizens.supports.models import Tally
from citizens.supports.queries import pressed
from citizens.supports.rules import Standing
from commons import clock
from commons.actors import Actor
from commons.db import db
from commons.errors import NotFound
from commons.fragments import ABOUT_EACH, recalled, remember
from commons.paging import SIZE
from commons.rows import read
from commons.subjects import Subject, site
from commons.text import SANITISER_VERSION, kept_html, to_html
from metrics.signals.tables import period_words

LEAD_LETTERS = 240


@dataclass(frozen=True)
class Answer:
    """What an office said to a comment."""

    html: str
    by: str
    at: datetime


@dataclass(frozen=True)
class Voice:
    """One comment as everybody sees it, or as one who supports it does.

    `hidden_by` is the rule it broke, and then it has no words.
    """

    number: int
    subject_id: int
    code: str
    name: str
    side: Side
    html: str
    pin: str
    at: datetime
    support: Standing
    hidden_by: str = ""
    hidden_why: str = ""
    answer: Answer | None = None
    replies: tuple[Voice, ...] = ()
    more_replies: int = 0
    replies_after: str | None = None


@dataclass(frozen=True)
class Thread:
    """A page of what was said about a subject: newest first, with the counts of all."""

    counts: dict[Side, int]
    voices: tuple[Voice, ...]
    after: str | None

    @property
    def total(self) -> int:
        """How many comments there are, replies included."""
        return sum(self.counts.values())

    @property
    def lead(self) -> Voice | None:
        """What stands at the head, in large: of the short ones that were answered, the one that
        most support; none on later pages."""
        short = [
            each
            for each in self.voices
            if each.answer and not each.hidden_by and len(each.html) <= LEAD_LETTERS
        ]
        return max(short, key=lambda each: each.support.count, default=None)


def thread(about: Subject, *, after: str | None = None, actor_id: int | None = None) -> Thread:
    """The comments on a subject, beginning after the one named by `after`, as an actor sees them.

    Of the newest, what is everybody's is kept until the subject has another version, or the site:
    somebody may have another name.
    """
    found = _newest(about)
    if after is not None:
        found = _page(_read_page(about, after), found.counts)
    return found if actor_id is None else replace(found, voices=_seen_by(actor_id, found.voices))


def _newest(about: Subject) -> Thread:
    name, shown = "thread", [about, site()]
    known: Thread | None = recalled(name, shown)
    if known is not None:
        return known
    rows = _read_page(about)
    counted = {side: rows[0]._mapping[f"count_{side.value}"] for side in Side} if rows else {}
    found = _page(rows, counted)
    remember(name, shown, found, size=sum(map(_bytes, found.voices)))
    return found


def _bytes(voice: Voice) -> int:
    words = (voice.html, voice.hidden_why, voice.answer.html if voice.answer else "")
    return ABOUT_EACH + 2 * sum(map(len, words)) + sum(map(_bytes, voice.replies))


def _read_page(about: Subject, after: str | None = None) -> Sequence[Row[Any]]:
    statement = _thread_statement(later=after is not None)
    return read(statement, {"about": about.id, "after": after, "most": SIZE + 1})


def _page(rows: Sequence[Row[Any]], counts: dict[Side, int]) -> Thread:
    tops = [row for row in rows if row.parent_id is None][::-1]
    shown = [_voice(row) for row in tops[:SIZE]]
    more = shown[-1].code if len(tops) > SIZE else None
    return Thread(counts=counts, voices=_with_replies(shown, rows), after=more)


def _seen_by(actor_id: int, voices: tuple[Voice, ...]) -> tuple[Voice, ...]:
    """The voices with the actor's own supports; the same ones where there are none."""
    every = [each for voice in voices for each in (voice, *voice.replies)]
    supports = pressed([each.subject_id for each in every], actor_id) if every else {}
    return tuple(_with_own(supports, each) for each in voices) if supports else voices


def _with_own(supports: dict[int, Standing], voice: Voice) -> Voice:
    return replace(
        voice,
        support=supports.get(voice.subject_id, voice.support),
        replies=tuple(_with_own(supports, each) for each in voice.replies),
    )


def _counts() -> list[Label[int]]:
    talk = aliased(Comment)
    return [
        select(func.count())
        .select_from(talk)
        .where(talk.about_id == bindparam("about"), talk.side == side)
        .scalar_subquery()
        .label(f"count_{side.value}")
        for side in Side
    ]


@cache
def _thread_statement(*, later: bool) -> Select[*tuple[Any, ...]]:
    """A page of comments and the first replies to each, by id; the newest with all counts."""
    tops = (
        select(Comment.id)
        .where(Comment.about_id == bindparam("about"), Comment.parent_id.is_(None))
        .order_by(Comment.id.desc())
        .limit(bindparam("most", type_=Integer))
    )
    if later:
        tops = tops.where(Comment.id < _code_number())
    top = tops.cte("top")
    replies = (
        select(
            Comment.id,
            func.row_number()
            .over(partition_by=Comment.parent_id, order_by=Comment.id)
            .label("nth"),
            func.count().over(partition_by=Comment.parent_id).label("all_of_them"),
        )
        .where(Comment.parent_id.in_(select(top.c.id)))
        .subquery()
    )
    picked = union_all(
        select(top.c.id, literal(0).label("all_of_them")),
        select(replies.c.id, replies.c.all_of_them).where(replies.c.nth <= REPLIES_SHOWN),
    ).subquery()
    return (
        _voices()
        .add_columns(picked.c.all_of_them, *(() if later else _counts()))
        .join(picked, picked.c.id == Comment.id)
        .order_by(Comment.id)
    )


def voice(code: str, *, actor_id: int | None = None, after: str | None = None) -> Voice:
    """One comment with a page of its replies, oldest first, or NotFound."""
    found = read(_voice_statement(), {"code": code})
    if not found:
        raise NotFound
    alone = _voice(found[0])
    given = {"parent": alone.number, "after": after, "most": SIZE + 1}
    rows = read(_replies_statement(later=after is not None), given)
    replies = tuple(map(_voice, rows[:SIZE]))
    more = replies[-1].code if len(rows) > SIZE else None
    whole = replace(alone, replies=replies, replies_after=more)
    return whole if actor_id is None else _seen_by(actor_id, (whole,))[0]


@cache
def _voice_statement() -> Select[*tuple[Any, ...]]:
    return _voices().where(Subject.public_id == bindparam("code"))


@cache
def _replies_statement(*, later: bool) -> Select[*tuple[Any, ...]]:
    statement = _voices().where(Comment.parent_id == bindparam("parent"))
    if later:
        statement = statement.where(Comment.id > _code_number())
    return statement.order_by(Comment.id).limit(bindparam("most", type_=Integer))


def by_code(code: str) -> Comment:
    """The comment of this id, or NotFound."""
    found = db.session.scalar(
        select(Comment).join(Comment.subject).where(Subject.public_id == code)
    )
    if found is None:
        raise NotFound
    return found


def subject_of(comment: Comment) -> tuple[Subject, Subject]:
    """The comment's own subject, and the one that it is about."""
    ids = (comment.subject_id, comment.about_id)
    rows = db.session.scalars(select(Subject).where(Subject.id.in_(ids)))
    found = {each.id: each for each in rows}
    return found[comment.subject_id], found[comment.about_id]


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


def _with_replies(shown: list[Voice], rows: Sequence[Row[Any]]) -> tuple[Voice, ...]:
    replies: dict[int, list[Voice]] = defaultdict(list)
    totals: dict[int, int] = {}
    for row in rows:
        if row.parent_id is not None:
            replies[row.parent_id].append(_voice(row))
            totals[row.parent_id] = row.all_of_them
    return tuple(
        replace(
            each,
            replies=tuple(replies[each.number]),
            more_replies=totals.get(each.number, 0) - len(replies[each.number]),
        )
        for each in shown
    )


def _voices() -> Select[*tuple[Any, ...]]:
    return (
        select(
            *(Comment.id, Comment.subject_id, Comment.parent_id),
            *(Comment.side, Comment.pin),
            *(Comment.body, Comment.html, Comment.sanitiser, Comment.at),
            *(Comment.answer, Comment.answered_by, Comment.answered_at),
            Subject.public_id,
            Actor.name,
            Tally.standing,
            Tally.residents,
            Hiding.rule,
            Hiding.reason,
        )
        .join(Subject, Subject.id == Comment.subject_id)
        .join(Actor, Actor.id == Comment.actor_id)
        .outerjoin(Tally, Tally.subject_id == Comment.subject_id)
        .outerjoin(
            Hiding, and_(Hiding.subject_id == Comment.subject_id, Hiding.lifted_at.is_(None))
        )
    )


def _voice(row: Row[Any]) -> Voice:
    hidden = row.rule is not None
    return Voice(
        number=row.id,
        subject_id=row.subject_id,
        code=row.public_id,
        name="" if hidden else row.name,
        side=row.side,
        html="" if hidden else _html(row),
        pin=period_words(row.pin) if row.pin else "",
        at=row.at,
        support=Standing(row.standing or 0, row.residents or 0),
        hidden_by=str(RULE_WORDS[row.rule]) if hidden else "",
        hidden_why=row.reason or "",
        answer=_answer(row),
    )


def _html(row: Row[Any]) -> str:
    return kept_html(row.html) if row.sanitiser == SANITISER_VERSION else to_html(row.body)


def _answer(row: Row[Any]) -> Answer | None:
    if not row.answer or row.answered_at is None:
        return None
    return Answer(to_html(row.answer), row.answered_by, row.answered_at)


def _code_number() -> Any:
    return (
        select(Comment.id)
        .join(Subject, Subject.id == Comment.subject_id)
        .where(Subject.public_id == bindparam("after"))
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
