"""Promises at the desk of those who answer for them."""

from __future__ import annotations

from collections.abc import Callable
from secrets import token_hex
from typing import Any

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue

from commons import limits
from commons.actors import current_actor
from commons.errors import Invalid, Refused
from commons.forms import Form
from commons.i18n import _
from commons.permits import audience, is_admitted_for, require
from council.councils import queries as councils
from council.promises import bp, operations, queries
from council.promises.forms import EndForm, ProgressForm, SlipForm
from council.promises.models import Promise
from council.promises.rules import PromiseState

WHO = ("clerk", "director", "chair", "governor")


@bp.get("/desk/promises")
@audience(*WHO)
def desk_index() -> ResponseReturnValue:
    """The promises of the councils for which one holds an office, the late ones first."""
    mine = {row.id for row in councils.councils() if is_admitted_for(row.subject_id)}
    names = {row.name for row in councils.councils() if row.id in mine}
    rows = [row for row in queries.promises() if row.council in names]
    return render_template("council/promises/desk_index.html", rows=rows)


@bp.get("/desk/promises/<code>")
@audience(*WHO)
def desk_show(code: str) -> ResponseReturnValue:
    """A promise, and what can be reported of it."""
    _mine(code)
    return _page(code)


@bp.post("/desk/promises/<code>/progress")
@audience(*WHO)
def report_progress(code: str) -> ResponseReturnValue:
    """Says what has been done so far."""
    form = ProgressForm(prefix="progress-")
    return _act(code, form, operations.progress, "progress", note=form.note.data)


@bp.post("/desk/promises/<code>/slip")
@audience(*WHO)
def report_slip(code: str) -> ResponseReturnValue:
    """Moves the day, with the reason."""
    form = SlipForm(prefix="slip-")
    return _act(code, form, operations.slip, "slip", due_on=form.due_on.data, note=form.note.data)


@bp.post("/desk/promises/<code>/end")
@audience(*WHO)
def report_end(code: str) -> ResponseReturnValue:
    """Says how the promise ended."""
    form = EndForm(prefix="end-")
    state = PromiseState(form.state.data) if form.state.data in list(PromiseState) else None
    return _act(code, form, operations.end, "end", state=state, note=form.note.data)


def _act(
    code: str,
    form: ProgressForm | SlipForm | EndForm,
    act: Callable[..., Any],
    name: str,
    **values: Any,
) -> ResponseReturnValue:
    promise = _mine(code)
    require(queries.may_report(promise, current_actor()), operations.not_yours())
    if form.validate_on_submit():
        try:
            once = limits.key("once", name, code, current_actor().id, form.once.data or token_hex())
            act(actor=current_actor(), promise=promise, once=once, **values)
        except Invalid as invalid:
            form.take_errors(invalid)
        else:
            return redirect(f"{request.script_root}/promises/{code}", 303)
    return _page(code, **{name: form}), 422


def _page(code: str, **forms: Form) -> str:
    page = queries.promise_page(code)
    return render_template(
        "council/promises/desk_show.html",
        page=page,
        not_yours=""
        if queries.may_report(page.promise, current_actor())
        else operations.not_yours(),
        progress=forms.get("progress") or ProgressForm(None, prefix="progress-"),
        slip=forms.get("slip") or SlipForm(None, prefix="slip-"),
        end=forms.get("end") or EndForm(None, prefix="end-"),
        broken=list(forms.values()),
    )


def _mine(code: str) -> Promise:
    promise = queries.promise(code)
    if is_admitted_for(queries.council_subject(promise)):
        return promise
    if not queries.may_report(promise, current_actor()):
        raise Refused(_("This promise is another council’s."))
    return promise
