"""Supporting a thing, and withdrawing."""

from __future__ import annotations

from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from citizens.supports import bp, operations, queries
from commons import limits, subjects
from commons.actors import current, current_actor
from commons.htmx import wants_fragment
from commons.i18n import _
from commons.permits import audience
from commons.subjects import Subject
from commons.web import safe_next


@bp.post("/supports/<code>")
@audience("member")
def give(code: str) -> ResponseReturnValue:
    """I support this; pressing again changes nothing."""
    subject = subjects.by_public_id(code)
    with limits.counting("support", limits.key("support", current_actor().id)):
        operations.give(actor=current_actor(), subject_id=subject.id, level=int(current().level))
    return _answer(subject, _("You support this."))


@bp.post("/supports/<code>/withdrawal")
@audience("member")
def withdraw(code: str) -> ResponseReturnValue:
    """I support this no more."""
    subject = subjects.by_public_id(code)
    limits.count("support", limits.key("support", current_actor().id))
    operations.withdraw(actor=current_actor(), subject_id=subject.id)
    return _answer(subject, _("You no longer support this."))


def _answer(subject: Subject, words: str) -> ResponseReturnValue:
    if wants_fragment():
        standing = queries.standings([subject.id], current_actor().id)[subject.id]
        return render_template(
            "citizens/supports/_button.html",
            signed_in=True,
            code=subject.public_id,
            standing=standing,
            label=subjects.names([subject])[subject.id],
            next=safe_next(request.form.get("next")),
        )
    flash(words)
    target = request.form.get("next")
    return redirect(safe_next(target) if target else request.script_root + subject.path, 303)
