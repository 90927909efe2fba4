"""The steward's desk: a target is set or moved, a charter is revised, always with a reason."""

from __future__ import annotations

from flask import flash, redirect, render_template
from flask.typing import ResponseReturnValue

from commons.actors import current_actor
from commons.errors import Invalid
from commons.forms import typed
from commons.i18n import _
from commons.permits import audience
from metrics.charters.models import Charter, Measure
from metrics.charters.queries import by_slug, fields_of, versions
from metrics.charters.rules import CharterFields
from metrics.measures import bp, operations
from metrics.measures.forms import CharterForm, TargetForm, target_form
from metrics.roles import ANALYST, STEWARD
from metrics.signals.tables import in_language


@bp.get("/desk/measures/<slug>/target")
@audience(ANALYST, STEWARD)
def target(slug: str) -> str:
    """A form for a new version of the target."""
    return _target(by_slug(slug), target_form())


@bp.post("/desk/measures/<slug>/target")
@audience(ANALYST, STEWARD)
def retarget(slug: str) -> ResponseReturnValue:
    """The new version holds, and the page shows at once what moved."""
    measure, form = by_slug(slug), target_form()
    if not form.validate_on_submit():
        return _target(measure, form), 422
    try:
        operations.retarget(actor=current_actor(), measure=measure, target=form.fields())
    except Invalid as invalid:
        form.take_errors(invalid)
        return _target(measure, form), 422
    flash(_("The target stands. Everybody can see what it was before."))
    return redirect(in_language(f"{measure.subject.path}#targets"), 303)


@bp.get("/desk/measures/<slug>/charter")
@audience(ANALYST, STEWARD)
def charter_form(slug: str) -> str:
    """A form for a new version of the charter, filled with the present one."""
    measure = by_slug(slug)
    return _charter(measure, CharterForm(obj=_present(measure)))


@bp.post("/desk/measures/<slug>/charter")
@audience(ANALYST, STEWARD)
def revise(slug: str) -> ResponseReturnValue:
    """The new version holds; the one before stays readable."""
    measure, form = by_slug(slug), CharterForm()
    version = _revise(measure, form) if form.validate_on_submit() else None
    if version is None:
        return _charter(measure, form), 422
    flash(_("The new charter holds."))
    return redirect(in_language(f"{measure.subject.path}/charters/{version.number}"), 303)


def _revise(measure: Measure, form: CharterForm) -> Charter | None:
    try:
        return operations.revise(
            actor=current_actor(),
            measure=measure,
            charter=form.fields(_present(measure)),
            reason=typed(form.reason),
            breaks_series_on=form.breaks_series_on.data,
            decided_by=typed(form.decided_by),
        )
    except Invalid as invalid:
        form.take_errors(invalid)
        return None


def _present(measure: Measure) -> CharterFields:
    return fields_of(versions(measure.id).charter)


def _target(measure: Measure, form: TargetForm) -> str:
    found = versions(measure.id)
    return render_template("metrics/measures/target.html", m=measure, form=form, found=found)


def _charter(measure: Measure, form: CharterForm) -> str:
    found = versions(measure.id)
    return render_template("metrics/measures/charter_form.html", m=measure, form=form, found=found)
