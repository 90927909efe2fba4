"""What was reported, and the acts of moderators."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from citizens.moderation import bp, operations, queries
from citizens.moderation.forms import HideForm, RestoreForm
from citizens.moderation.rules import Rule
from citizens.roles import MODERATOR
from commons.actors import current_actor
from commons.forms import typed
from commons.i18n import _
from commons.permits import audience
from commons.subjects import Subject


@bp.get("/desk/moderation")
@audience(MODERATOR)
def queue() -> ResponseReturnValue:
    """What was reported and not decided, and what is hidden now."""
    return render_template(
        "citizens/moderation/queue.html",
        waiting=queries.queue(current_actor().id),
        hidings=queries.standing(),
        rules=queries.RULE_WORDS,
    )


@bp.get("/desk/moderation/<code>")
@audience(MODERATOR)
def case(code: str) -> ResponseReturnValue:
    """One contribution with its words, its reports, and what can be done."""
    return _case(queries.reportable(code))


@bp.post("/desk/moderation/<code>/hiding")
@audience(MODERATOR)
def hide(code: str) -> ResponseReturnValue:
    """Hides it, by a rule and for a reason."""
    subject, form = queries.reportable(code), HideForm()
    if form.validate_on_submit():
        operations.hide(
            actor=current_actor(),
            subject=subject,
            rule=Rule(typed(form.rule)),
            reason=typed(form.reason),
        )
        return _done(_("It is hidden, and the public log says why."))
    return _case(subject, hide_form=form), 422


@bp.post("/desk/moderation/<code>/restoration")
@audience(MODERATOR)
def restore(code: str) -> ResponseReturnValue:
    """Shows it again, for a reason."""
    subject, form = queries.reportable(code), RestoreForm()
    if form.validate_on_submit():
        operations.restore(actor=current_actor(), subject=subject, reason=typed(form.reason))
        return _done(_("It is shown again, and the public log says why."))
    return _case(subject, restore_form=form), 422


@bp.post("/desk/moderation/<code>/dismissal")
@audience(MODERATOR)
def dismiss(code: str) -> ResponseReturnValue:
    """Leaves it as it is, shown or hidden; the reports are closed."""
    operations.dismiss(actor=current_actor(), subject=queries.reportable(code))
    return _done(_("It stays as it is."))


def _case(
    subject: Subject,
    hide_form: HideForm | None = None,
    restore_form: RestoreForm | None = None,
) -> str:
    return render_template(
        "citizens/moderation/case.html",
        case=queries.case(subject, current_actor().id),
        hide_form=hide_form or HideForm(formdata=None),
        restore_form=restore_form or RestoreForm(formdata=None),
        rules=queries.RULE_WORDS,
    )


def _done(words: str) -> ResponseReturnValue:
    flash(words)
    return redirect(url_for("citizens.moderation.queue"), 303)
