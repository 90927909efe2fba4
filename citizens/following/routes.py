"""Following a thing, and no longer."""

from __future__ import annotations

from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from citizens.following import bp, operations
from commons import limits, subjects
from commons.actors import current_actor
from commons.htmx import wants_fragment
from commons.i18n import _
from commons.permits import audience
from commons.subjects import Subject


@bp.post("/following/<code>")
@audience("member")
def follow(code: str) -> ResponseReturnValue:
    """From now on I hear of this."""
    subject = subjects.by_public_id(code)
    with limits.counting("support", limits.key("follow", current_actor().id)):
        operations.follow(actor=current_actor(), subject_id=subject.id)
    return _answer(subject, following=True)


@bp.post("/following/<code>/ending")
@audience("member")
def unfollow(code: str) -> ResponseReturnValue:
    """From now on I hear of this no more."""
    subject = subjects.by_public_id(code)
    operations.unfollow(actor=current_actor(), subject_id=subject.id)
    return _answer(subject, following=False)


def _answer(subject: Subject, *, following: bool) -> ResponseReturnValue:
    if wants_fragment():
        return render_template(
            "citizens/following/_button.html",
            signed_in=True,
            code=subject.public_id,
            path=subject.path,
            following=following,
        )
    flash(_("You follow this now.") if following else _("You no longer follow this."))
    return redirect(request.script_root + subject.path, 303)
