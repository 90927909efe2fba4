"""The talk about a subject, with its form, for the pages of all features."""

from __future__ import annotations

from flask import request
from markupsafe import Markup

from citizens.comments import queries
from citizens.comments.forms import CommentForm
from commons.actors import current
from commons.components import component, part
from commons.ids import PUBLIC_ID
from commons.subjects import Subject


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
    return part(
        "citizens/comments/_thread.html",
        thread=thread,
        subject=subject,
        form=CommentForm(formdata=None, about=subject.public_id, pin=pin) if actor else None,
        here=request.script_root + request.path,
        is_first=after is None,
    )


@component
def my_comments() -> Markup:
    """What I said."""
    actor = current().actor
    rows = queries.comments_of(actor.id, 20) if actor else []
    return part("citizens/comments/_mine.html", rows=rows)
