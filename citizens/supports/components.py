"""The button that supports a thing, and the list of what one supports."""

from __future__ import annotations

from flask import request
from markupsafe import Markup

from citizens.supports import queries
from citizens.supports.rules import Standing
from commons.actors import current
from commons.components import component, part
from commons.fragments import kept_part
from commons.subjects import Subject, names


@component
def support_button(subject: Subject, label: str | None = None) -> Markup | str:
    """The button with its count; a reader gets the count and a link to sign in."""
    actor = current().actor
    found = queries.standings([subject.id], actor.id if actor else None)
    return kept_part(
        "citizens/supports/_button.html",
        signed_in=actor is not None,
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
    return part("citizens/supports/_mine.html", subjects=subjects, names=names(subjects))
