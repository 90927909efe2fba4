"""The keepers' desk: a target is set or moved, a charter is revised, always with a reason."""

from __future__ import annotations

from flask import flash, redirect, render_template
from flask.typing import ResponseReturnValue

from commons.actors import current, current_actor
from commons.errors import Invalid
from commons.forms import typed
from commons.i18n import _
from commons.permits import audience
from metrics.charters.models import Charter, Measure
from metrics.charters.queries import Signatory, fields_of, signatories, to_keep, versions
from metrics.charters.rules import CharterFields
from metrics.measures import bp, operations
from metrics.measures import forms as fields
from metrics.measures.forms import CharterForm, TargetForm
from metrics.roles import ANALYST, KEEPERS, STEWARD
from metrics.signals.tables import in_language


@bp.get("/desk/measures/<slug>/target")
@audience(*KEEPERS)
def target(slug: str) -> str:
    """A form for a new version of the target."""
    measure = _own(slug)
    return _target(measure, fields.target_form(_signers(measure)))


@bp.post("/desk/measures/<slug>/target")
@audience(*KEEPERS)
def retarget(slug: str) -> ResponseReturnValue:
    """The new version holds, and the page shows at once what moved."""
    measure = _own(slug)
    form = fields.target_form(_signers(measure))
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
    measure = _own(slug)
    return _charter(measure, fields.charter_form(_signers(measure), _present(measure)))


@bp.post("/desk/measures/<slug>/charter")
@audience(ANALYST, STEWARD)
def revise(slug: str) -> ResponseReturnValue:
    """The new version holds; the one before stays readable."""
    measure = _own(slug)
    form = fields.charter_form(_signers(measure))
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


def _own(slug: str) -> Measure:
    return to_keep(slug, current())


def _signers(measure: Measure) -> list[Signatory]:
    return signatories(measure, current_actor())


def _present(measure: Measure) -> CharterFields:
    return fields_of(versions(measure.id).charter)


def _target(measure: Measure, form: TargetForm) -> str:
    found = versions(measure.id)
    return render_template("metrics/measures/target.html", m=measure, form=form, found=found)


def _charter(measure: Measure, form: CharterForm) -> str:
    found = versions(measure.id)
    return render_template("metrics/measures/charter_form.html", m=measure, form=form, found=found)
