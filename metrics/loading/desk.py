"""The analyst's desk: what is due, and figures that are checked, previewed and published."""

from __future__ import annotations

from collections.abc import Sequence

from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from commons import clock
from commons.actors import current, current_actor
from commons.errors import Invalid, Refused
from commons.forms import typed
from commons.i18n import _
from commons.permits import audience
from metrics.charters.models import Measure
from metrics.charters.queries import to_keep
from metrics.loading import bp, operations, queries, rules, specs
from metrics.loading.forms import FiguresForm
from metrics.observations.rules import FigureState
from metrics.roles import ANALYST, KEEPERS, STEWARD
from metrics.signals.tables import in_language


@bp.get("/desk/measures")
@audience(*KEEPERS)
def due() -> str:
    """One's measures by the day their figures are due, and one's figures that wait."""
    grants = current().grants
    return render_template(
        "metrics/loading/due.html",
        rows=queries.due(grants),
        waiting=queries.waiting(grants),
        reports=current().holds(ANALYST, STEWARD),
    )


@bp.get("/desk/measures/<slug>/figures")
@audience(ANALYST, STEWARD)
def figures(slug: str) -> str:
    """A form for figures of one measure."""
    return _page(to_keep(slug, current()), FiguresForm())


@bp.post("/desk/measures/<slug>/figures")
@audience(ANALYST, STEWARD)
def publish(slug: str) -> ResponseReturnValue:
    """Figures are shown before they are published; what was shown is published whole."""
    measure, form = to_keep(slug, current()), FiguresForm()
    if not form.validate_on_submit():
        return _page(measure, form), 422
    data = form.data_given()
    if not data and form.is_single:
        form.form_errors.append(_("Please choose a file, paste a table, or type one figure."))
        return _page(measure, form), 422
    checked = queries.checked_rows(data, slug)
    form.text.data = data.decode("utf-8-sig") if checked.accepted else typed(form.text)
    if _is_confirmed(form, checked) and _publish(measure, form, checked):
        return redirect(in_language(measure.subject.path), 303)
    return _page(measure, form, checked), 422


def _is_confirmed(form: FiguresForm, checked: rules.Checked) -> bool:
    pressed = request.form.get("act") == "publish"
    if not (pressed and checked.accepted and form.seen.data == _seen(form, checked)):
        return False
    if checked.doubts and not form.is_right.data:
        form.take_errors(Invalid({"is_right": _("Please look at these figures once more.")}))
        return False
    return True


def _seen(form: FiguresForm, checked: rules.Checked) -> str:
    return queries.fingerprint(checked, FigureState(form.state.data))


def _publish(measure: Measure, form: FiguresForm, checked: rules.Checked) -> bool:
    state = FigureState(form.state.data)
    at = form.publish_at.data
    try:
        release = operations.publish(
            actor=current_actor(),
            measure=measure,
            rows=queries.figure_rows(checked, state, typed(form.source_url)),
            note=typed(form.note),
            file_sha256=form.seen.data or "",
            publish_at=clock.at_site(at.date(), at.time()) if at else None,
        )
    except Refused as refused:
        form.form_errors.append(refused.reason)
        return False
    flash(_("The figures are public.") if release.published_at else _("The figures wait."))
    return True


def _page(
    measure: Measure,
    form: FiguresForm,
    checked: rules.Checked | None = None,
) -> str:
    coming = None
    if checked and checked.accepted:
        coming = queries.preview(measure, checked, FigureState(form.state.data))
        form.seen.data = coming.fingerprint
    elif checked:
        _tell(form, checked.errors)
    return render_template("metrics/loading/figures.html", m=measure, form=form, coming=coming)


def _tell(form: FiguresForm, errors: Sequence[rules.RowError]) -> None:
    """Faults stand at the fields of a single figure, or at the top with line and column."""
    if form.is_single and all(error.column in ("period", "value") for error in errors):
        form.take_errors(Invalid({each.column: specs.reason_words(each) for each in errors}))
    else:
        form.form_errors += [specs.error_words(error) for error in errors]
