"""The button with which one follows a thing, and the list of what one follows."""

from __future__ import annotations

from markupsafe import Markup

from citizens.following import queries
from commons.actors import current
from commons.components import component, part
from commons.fragments import kept_part
from commons.subjects import Subject, names


@component
def follow_button(subject: Subject) -> Markup | str:
    """The button for whoever has signed in, a link to sign in for a reader."""
    actor = current().actor
    following = actor is not None and queries.is_following(actor.id, subject.id)
    return kept_part(
        "citizens/following/_button.html",
        signed_in=actor is not None,
        code=subject.public_id,
        path=subject.path,
        following=following,
    )


@component
def my_follows() -> Markup:
    """What I follow."""
    actor = current().actor
    subjects = queries.followed(actor.id) if actor else []
    return part("citizens/following/_mine.html", subjects=subjects, names=names(subjects))
