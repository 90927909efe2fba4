"""The talk about a subject, with its form, for the pages of all features."""

from __future__ import annotations

from flask import request
from markupsafe import Markup

from citizens.comments import queries
from citizens.comments.forms import CommentForm
from commons.actors import current
from commons.components import component, part
from commons.fragments import kept
from commons.ids import PUBLIC_ID
from commons.subjects import Subject, names


@component
def comments_on(subject: Subject, after: str | None = None, pin: str = "") -> Markup:
    """Counts by side, the form on top, a page of what was said, and the way to what is older."""
    actor = current().actor
    after = after or request.args.get("after")
    thread = queries.thread(
        subject,
        after=after if after and PUBLIC_ID.match(after) else None,
        actor_id=actor.id if actor else None,
    )
    code = subject.public_id
    return part(
        "citizens/comments/_thread.html",
        thread=thread,
        form=kept("comment form", [], code, pin, caller=lambda: _form(code, pin)) if actor else "",
        here=request.script_root + request.path,
        is_first=after is None,
    )


def _form(code: str, pin: str) -> Markup:
    return part(
        "citizens/comments/_form.html", form=CommentForm(formdata=None, about=code, pin=pin)
    )


@component
def my_comments() -> Markup:
    """What I said."""
    actor = current().actor
    rows = queries.comments_of(actor.id, 20) if actor else []
    known = names([about for _own, about in rows])
    return part("citizens/comments/_mine.html", rows=rows, names=known)
