"""The button that supports a thing, and the list of what one supports."""

from __future__ import annotations

from flask import request
from markupsafe import Markup

from citizens.supports import queries
from citizens.supports.rules import Standing
from commons.actors import current
from commons.components import component, part
from commons.subjects import Subject


@component
def support_button(subject: Subject, label: str | None = None) -> Markup:
    """The button with its count; a reader gets the count and a link to sign in."""
    actor = current().actor
    found = queries.standings([subject.id], actor.id if actor else None)
    return part(
        "citizens/supports/_button.html",
        code=subject.public_id,
        standing=found.get(subject.id, Standing()),
        label=label or subject.title,
        next=request.script_root + request.full_path.rstrip("?"),
    )


@component
def my_supports() -> Markup:
    """What I support."""
    actor = current().actor
    subjects = queries.supported(actor.id) if actor else []
    return part("citizens/supports/_mine.html", subjects=subjects)
