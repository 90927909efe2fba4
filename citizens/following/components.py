"""The button with which one follows a thing, and the list of what one follows."""

from __future__ import annotations

from markupsafe import Markup

from citizens.following import queries
from commons.actors import current
from commons.components import component, part
from commons.subjects import Subject


@component
def follow_button(subject: Subject) -> Markup:
    """The button for whoever has signed in, a link to sign in for a reader."""
    actor = current().actor
    following = actor is not None and queries.is_following(actor.id, subject.id)
    return part("citizens/following/_button.html", subject=subject, following=following)


@component
def my_follows() -> Markup:
    """What I follow."""
    actor = current().actor
    subjects = queries.followed(actor.id) if actor else []
    return part("citizens/following/_mine.html", subjects=subjects)
