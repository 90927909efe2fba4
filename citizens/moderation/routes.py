"""Reporting, the rules of talk, and the public log of what was hidden."""

from __future__ import annotations

from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from citizens.moderation import bp, operations, queries
from citizens.moderation.forms import ReportForm
from citizens.moderation.rules import Rule
from commons import limits
from commons.actors import current_actor
from commons.cache import keep
from commons.forms import typed
from commons.i18n import _
from commons.paging import cut, whole_number
from commons.permits import audience
from commons.subjects import Subject, site_id


@bp.get("/moderation")
@audience("public")
def log() -> ResponseReturnValue:
    """What was hidden, by which rule, why, and what was restored."""
    entries = queries.log(whole_number(request.args.get("after")))
    keep(site_id())
    return render_template(
        "citizens/moderation/log.html",
        page=cut(entries, "number", queries.PAGE),
        rules=queries.RULE_WORDS,
        kinds=queries.KIND_WORDS,
    )


@bp.get("/moderation/rules")
@audience("public")
def rules() -> ResponseReturnValue:
    """What a contribution must not be, and what happens to one that is."""
    keep(site_id())
    return render_template("citizens/moderation/rules.html", rules=queries.RULE_WORDS)


@bp.get("/moderation/reports/new")
@audience("member")
def new() -> ResponseReturnValue:
    """The form to report a contribution."""
    subject = queries.reportable(request.args.get("about", ""))
    form = ReportForm(about=subject.public_id)
    return _form(subject, form)


@bp.post("/moderation/reports")
@audience("member")
def report() -> ResponseReturnValue:
    """Reports a contribution; once a person and thing."""
    form = ReportForm()
    subject = queries.reportable(typed(form.about))
    if not form.validate_on_submit():
        return _form(subject, form), 422
    with limits.counting("report", limits.key("report", current_actor().id)):
        operations.report(
            actor=current_actor(),
            subject=subject,
            rule=Rule(typed(form.rule)),
            words=typed(form.words),
        )
    flash(_("Thank you. A moderator will look at it."))
    return redirect(request.script_root + subject.path, 303)


def _form(subject: Subject, form: ReportForm) -> str:
    return render_template(
        "citizens/moderation/new.html",
        form=form,
        subject=subject,
        is_hidden=queries.is_hidden(subject.id),
    )
