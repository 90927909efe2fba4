"""The people's desk: who holds which office, appointed, ended and deputised by an operator."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from citizens.accounts.queries import by_email
from commons import clock
from commons.actors import Actor, current_actor
from commons.errors import Invalid, NotNow, Refused
from commons.forms import offered
from commons.i18n import _
from commons.permits import audience
from commons.roles import OPERATOR
from commons.subjects import by_public_id
from council import roles
from council.councils import bp, operations, queries
from council.councils.forms import AppointForm, DeputyForm, EndForm
from council.councils.tables import role_word
from metrics.catalogue.queries import agencies


@bp.get("/desk/people")
@audience(OPERATOR)
def people() -> str:
    """Who holds office, and a form to appoint somebody."""
    return _people(_appoint_form())


@bp.post("/desk/people")
@audience(OPERATOR)
def appoint() -> ResponseReturnValue:
    """Somebody holds an office from now on."""
    form = _appoint_form()
    if form.validate_on_submit() and _appoint(form):
        flash(_("The office is held from now on."))
        return redirect(url_for(".people"), 303)
    return _people(form), 422


@bp.get("/desk/people/<code>/ending")
@audience(OPERATOR)
def ending(code: str) -> str:
    """A form to end an office."""
    return _one(code, "council/councils/ending.html", EndForm())


@bp.post("/desk/people/<code>/ending")
@audience(OPERATOR)
def end_office(code: str) -> ResponseReturnValue:
    """An office is held no more."""
    form = EndForm()
    if not form.validate_on_submit():
        return _one(code, "council/councils/ending.html", form), 422
    grant = operations.grant_by_code(code)
    operations.end_office(actor=current_actor(), grant=grant, reason=form.reason.data or "")
    flash(_("The office has ended."))
    return redirect(url_for(".people"), 303)


@bp.get("/desk/people/<code>/deputy")
@audience(OPERATOR)
def deputy(code: str) -> str:
    """A form to name a deputy."""
    return _one(code, "council/councils/deputy.html", DeputyForm())


@bp.post("/desk/people/<code>/deputy")
@audience(OPERATOR)
def deputise(code: str) -> ResponseReturnValue:
    """Somebody acts for an office-holder until a day."""
    form = DeputyForm()
    if form.validate_on_submit() and _deputise(code, form):
        flash(_("The deputy may act from now on."))
        return redirect(url_for(".people"), 303)
    return _one(code, "council/councils/deputy.html", form), 422


def _appoint(form: AppointForm) -> bool:
    try:
        operations.appoint(
            actor=current_actor(),
            person=_person(form.email.data),
            role=form.role.data,
            scope_id=_scope(form.council.data),
            reason=form.reason.data or "",
        )
    except (Invalid, Refused) as error:
        form.take_errors(_as_invalid(error, "role"))
        return False
    return True


def _scope(chosen: str) -> int | None:
    """The subject of the council of this slug, or of the agency of this public id."""
    if not chosen:
        return None
    return by_public_id(chosen).id if ":" in chosen else queries.council(chosen).subject_id


def _deputise(code: str, form: DeputyForm) -> bool:
    try:
        operations.deputise(
            actor=current_actor(),
            grant=operations.grant_by_code(code),
            person=_person(form.email.data),
            ends_on=form.ends_on.data or clock.today(),
            reason=form.reason.data or "",
        )
    except (Invalid, Refused) as error:
        form.take_errors(_as_invalid(error, "email"))
        return False
    return True


def _appoint_form() -> AppointForm:
    form = AppointForm()
    form.role.choices = offered({role: role_word(role) for role in roles.ALL})
    named = {council.slug: council.name for council in queries.councils()}
    named |= {f"agency:{agency.slug}": agency.name for agency in agencies()}
    form.council.choices = offered({"": _("None: the office is for the whole site")} | named)
    return form


def _people(form: AppointForm) -> str:
    return render_template(
        "council/councils/people.html",
        form=form,
        offices=queries.offices(),
        ended=queries.offices(ended=True),
    )


def _one(code: str, template: str, form: EndForm | DeputyForm) -> str:
    office = next((o for o in queries.offices() if o.code == code), None)
    if office is None:
        raise NotNow(_("This office has ended already."))
    return render_template(template, form=form, office=office)


def _person(email: str | None) -> Actor:
    account = by_email(email or "")
    if account is None or account.confirmed_at is None:
        raise Invalid({"email": _("There is no confirmed account with this address.")})
    return account.actor


def _as_invalid(error: Invalid | Refused, field: str) -> Invalid:
    return error if isinstance(error, Invalid) else Invalid({field: error.reason})
