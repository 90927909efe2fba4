"""Saying something about a subject, and answering it."""

from __future__ import annotations

from markupsafe import Markup
from sqlalchemy import bindparam, literal_column, select

from citizens.comments.models import Comment
from citizens.comments.rules import MOST_BODY, Side, is_fitting_parent, may_be_about
from citizens.moderation.queries import is_hidden, is_hidden_column
from commons import clock, events, subjects
from commons.actors import Actor
from commons.db import db, operation
from commons.errors import Invalid, NotFound, NotNow
from commons.i18n import _
from commons.once import finds_twin
from commons.rows import add_row, read_alone, run
from commons.subjects import Subject, touch
from commons.text import SANITISER_VERSION, clean, excerpt, to_html

TITLE = 80


@finds_twin
def say(
    *,
    actor: Actor,
    about: str,
    body: str,
    side: Side = Side.NEITHER,
    parent_id: int | None = None,
    pin: str = "",
    once: str,
) -> Comment:
    """The comment stands on the page of the subject that has the public id `about`.

    A second press of the same form finds the first.
    """
    words = clean(body)
    if not words or len(words) > MOST_BODY:
        raise Invalid({"body": _("Please write something, in at most 5,000 characters.")})
    # Past the session: whoever comments on the same page waits for less.
    shown_on = next(iter(read_alone(_SHOWN_ON, {"code": about, "once": once})), None)
    if shown_on is None or not may_be_about(shown_on.kind):
        raise NotFound
    if shown_on.twin:
        return _twin(shown_on.twin)
    comment = Comment(
        about_id=shown_on.id,
        parent_id=parent_id,
        actor_id=actor.id,
        side=side,
        body=words,
        html=str(to_html(words)),
        sanitiser=SANITISER_VERSION,
        pin=pin[:80],
        once=once,
    )
    return _add(comment, actor=actor, about=about, path=f"{shown_on.path}#{{id}}")


@operation
def _twin(number: int) -> Comment:
    # In a read that begins now: one that began before may be older than the twin.
    return db.session.get_one(Comment, number)


@operation
def _add(comment: Comment, *, actor: Actor, about: str, path: str) -> Comment:
    if comment.parent_id is not None:
        _require_parent(comment.parent_id, comment.about_id)
    title = excerpt(Markup(comment.html).striptags(), TITLE) or "…"  # noqa: S704  made by us
    subject = subjects.register("comment", title=title, path=path, letter="C")
    comment.subject, comment.subject_id, comment.at = subject, subject.id, clock.now()
    add_row(comment)
    events.record("comment.made", subject_id=subject.id, actor=actor, about=about)
    # At the end: until this is committed, nobody else changes the page's version.
    raised = run(_RAISE, {"code": about}).first()
    if raised is None:
        raise NotFound
    if raised.is_gone:
        raise NotNow(_("This is hidden by a moderator, so nothing can be added to it."))
    return comment


_SHOWN_ON = select(
    Subject.id,
    Subject.kind,
    Subject.path,
    select(Comment.id).where(Comment.once == bindparam("once")).scalar_subquery().label("twin"),
).where(Subject.public_id == bindparam("code"), Subject.is_public)
# What a moderator hides while this waits for them is found open: the comment came in before.
_RAISE = subjects.raising(
    # Written out: for SQLite, SQLAlchemy takes the tables off the columns that are returned.
    is_hidden_column(literal_column("subject.id")).label("is_gone"),
)


@operation
def answer(*, actor: Actor, comment: Comment, words: str, answered_by: str) -> None:
    """The comment has one answer of an office, named and dated; its author is told."""
    # Not its key: whoever replies holds that, and waits for the subject that is touched below.
    db.session.refresh(comment, with_for_update={"key_share": True})
    said = clean(words)
    if not said:
        raise Invalid({"words": _("Please write the answer.")})
    if is_hidden(comment.subject_id):
        raise NotNow(_("This is hidden by a moderator, so nothing can be added to it."))
    if comment.answered_at:
        if (comment.answer, comment.answered_by) == (said, answered_by):
            return
        raise NotNow(_("This comment has been answered already."))
    comment.answer = said
    comment.answered_by = answered_by
    comment.answered_at = clock.now()
    touch(comment.about_id, comment.subject_id)
    events.record("comment.answered", subject_id=comment.subject_id, actor=actor)


def _require_parent(parent_id: int, about_id: int) -> None:
    parent = db.session.get(Comment, parent_id)
    if parent is None:
        raise NotFound
    fits = is_fitting_parent(
        parent_about=parent.about_id,
        about=about_id,
        parent_is_reply=parent.parent_id is not None,
    )
    if not fits or is_hidden(parent.subject_id):
        raise NotNow(_("This comment cannot be replied to."))
