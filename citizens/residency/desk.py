"""A clerk confirms that somebody lives in a county."""

from __future__ import annotations

from flask import flash, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue

from citizens.residency import bp, operations, queries
from citizens.residency.forms import ConfirmForm, FindForm
from citizens.residency.rules import Method
from commons import limits
from commons.actors import current_actor
from commons.errors import NotFound
from commons.forms import typed
from commons.i18n import _
from commons.permits import audience
from metrics.catalogue.queries import area

FOUND = "resident_found"


@bp.get("/desk/residents")
@audience("clerk", "operator")
def residents() -> ResponseReturnValue:
    """The form to look for a person by the exact address, and whom it found; nobody is listed."""
    return _page(FindForm(), _county_form())


@bp.post("/desk/residents")
@audience("clerk", "operator")
def find() -> ResponseReturnValue:
    """Looks for the person of this address."""
    form = FindForm()
    session.pop(FOUND, None)
    if form.validate_on_submit():
        limits.count("report", limits.key("find", current_actor().id))
        person = queries.person(typed(form.email))
        if person is not None:
            session[FOUND] = person.account.id
            return redirect(url_for("citizens.residency.residents"), 303)
        form.form_errors.append(_("There is no confirmed account with this address."))
    return _page(form, _county_form()), 422


@bp.post("/desk/residents/confirmation")
@audience("clerk", "operator")
def tick() -> ResponseReturnValue:
    """The person whom the form showed is a resident of the county, by the clerk's word."""
    form, person = _county_form(), _found()
    if person is None:
        raise NotFound
    if typed(form.person) != _key(person):
        return _page(FindForm(formdata=None), _other(person)), 422
    if not form.validate_on_submit():
        return _page(FindForm(formdata=None), form), 422
    county = area(typed(form.county))
    operations.verify(
        actor=current_actor(), account=person.account, area=county, method=Method.CLERK
    )
    session.pop(FOUND, None)
    flash(_("%(name)s is a resident of %(county)s now.", name=person.name, county=county.name))
    return redirect(url_for("citizens.residency.residents"), 303)


def _found() -> queries.Person | None:
    account_id = session.get(FOUND)
    return queries.person_of(account_id) if isinstance(account_id, int) else None


def _key(person: queries.Person) -> str:
    return limits.key("found", person.account.id)


def _other(person: queries.Person) -> ConfirmForm:
    # A second tab looked for somebody else since: the session knows one person, the last one.
    form = _county_form(sent=False)
    words = _(
        "You looked for %(name)s in the meantime. Look again whom you confirm.", name=person.name
    )
    form.form_errors.append(words)
    return form


def _county_form(*, sent: bool = True) -> ConfirmForm:
    form = ConfirmForm() if sent else ConfirmForm(formdata=None)
    form.offer({county.slug: county.name for county in queries.counties()})
    return form


def _page(form: FindForm, county_form: ConfirmForm) -> str:
    person = _found()
    if person is not None and not county_form.person.data:
        county_form.person.data = _key(person)
    return render_template(
        "citizens/residency/residents.html", form=form, county_form=county_form, person=person
    )
