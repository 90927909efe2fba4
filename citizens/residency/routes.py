"""Becoming a resident."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from citizens.accounts.queries import by_actor
from citizens.residency import bp, operations, queries
from citizens.residency.forms import CodeForm
from citizens.residency.rules import Method
from commons import limits
from commons.actors import current_actor
from commons.errors import Invalid
from commons.forms import typed
from commons.i18n import _, lazy
from commons.permits import audience, makes_resident
from metrics.catalogue.queries import area

makes_resident(lazy("Show where you live"), "citizens.residency.show")


@bp.get("/account/residence")
@audience("member")
def show() -> ResponseReturnValue:
    """Where I live, or how to show it."""
    return _page(_form())


@bp.post("/account/residence")
@audience("member")
def claim() -> ResponseReturnValue:
    """Takes a county and a code."""
    form = _form()
    if form.validate_on_submit():
        limits.count("code", limits.here("code"), limits.key("code", current_actor().id))
        try:
            _verify(form)
            flash(_("You are a resident now: you can vote in ballots."))
            return redirect(url_for("citizens.residency.show"), 303)
        except Invalid as invalid:
            form.take_errors(invalid)
    return _page(form), 422


def _verify(form: CodeForm) -> None:
    operations.verify(
        actor=current_actor(),
        account=by_actor(current_actor().id),
        area=area(typed(form.county)),
        method=Method.CODE,
        code=typed(form.code),
    )


def _form() -> CodeForm:
    form = CodeForm()
    form.offer({county.slug: county.name for county in queries.counties()})
    return form


def _page(form: CodeForm) -> str:
    account = by_actor(current_actor().id)
    return render_template(
        "citizens/residency/show.html",
        form=form,
        residence=queries.residence_of(account.id),
        has_roll=queries.codes_left() > 0,
    )
