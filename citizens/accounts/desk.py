"""One's own account, and the outbox at the desk."""

from __future__ import annotations

import json

from flask import Response, current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from citizens.accounts import bp, operations, passwords, queries, sessions
from citizens.accounts.forms import ChangePasswordForm, DeleteForm, NameForm
from citizens.accounts.models import Account
from commons import limits
from commons.actors import current, current_actor
from commons.errors import Invalid, NotNow
from commons.forms import Form, typed
from commons.i18n import _
from commons.permits import audience, require
from commons.roles import OPERATOR


@bp.get("/account")
@audience("member")
def show() -> ResponseReturnValue:
    """My page: what I did, what I follow, where I am signed in."""
    return _show()


@bp.post("/account/name")
@audience("member")
def name() -> ResponseReturnValue:
    """Changes the public name and the language of mails."""
    form = NameForm()
    if form.validate_on_submit():
        try:
            operations.change_name(
                actor=current_actor(), name=typed(form.name), language=typed(form.language)
            )
            flash(_("Your name and language are saved."))
            return redirect(url_for("citizens.accounts.show"), 303)
        except Invalid as invalid:
            form.take_errors(invalid)
    return _show(name_form=form), 422


@bp.post("/account/password-change")
@audience("member")
def change_password() -> ResponseReturnValue:
    """Changes the password for whoever knows the old one."""
    form = ChangePasswordForm()
    account = queries.by_actor(current_actor().id)
    if form.validate_on_submit() and _is_own(account, form, typed(form.old), "old"):
        hashed = passwords.make_hash(typed(form.new_password))
        sessions.begin(operations.change_password(actor=current_actor(), password_hash=hashed))
        flash(_("Your password is new. All other sessions were ended."))
        return redirect(url_for("citizens.accounts.show"), 303)
    return _show(password_form=form), 422


@bp.post("/account/sessions/<code>/ending")
@audience("member")
def end_session(code: str) -> ResponseReturnValue:
    """Ends one of one's own sessions."""
    operations.end_other(actor=current_actor(), code=code)
    flash(_("That session is over."))
    return redirect(url_for("citizens.accounts.show"), 303)


@bp.get("/account/data.json")
@audience("member")
def data() -> ResponseReturnValue:
    """All that is kept of the person who asks, as a file."""
    document = queries.own_data(queries.by_actor(current_actor().id))
    response = Response(
        json.dumps(document, ensure_ascii=False, indent=1), mimetype="application/json"
    )
    response.headers["Content-Disposition"] = 'attachment; filename="goalpost-account.json"'
    response.headers["Cache-Control"] = "no-store"
    return response


@bp.get("/account/delete")
@audience("member")
def delete() -> ResponseReturnValue:
    """Says what goes and what stays, and asks for the password."""
    return render_template("citizens/accounts/delete.html", form=DeleteForm())


@bp.post("/account/delete")
@audience("member")
def erase() -> ResponseReturnValue:
    """Erases the account."""
    form = DeleteForm()
    account = queries.by_actor(current_actor().id)
    if account.is_example:
        raise NotNow(_("An example person cannot be erased: others need them."))
    if form.validate_on_submit() and _is_own(account, form, typed(form.password), "password"):
        operations.erase(actor=current_actor())
        sessions.end()
        flash(_("Your account is erased."))
        return redirect(url_for("council.front.home"), 303)
    return render_template("citizens/accounts/delete.html", form=form), 422


@bp.get("/desk/mail")
@audience("public")
def mail() -> ResponseReturnValue:
    """The outbox: whole letters for all in the demonstration, else their state for the operator."""
    is_open = current_app.config["DEMONSTRATION"]
    require(is_open or current().holds(OPERATOR), _("This page is for the operator."))
    return render_template(
        "citizens/accounts/mail.html", letters=queries.letters(), is_open=is_open
    )


def _show(name_form: Form | None = None, password_form: Form | None = None) -> str:
    account = queries.by_actor(current_actor().id)
    return render_template(
        "citizens/accounts/show.html",
        account=account,
        sessions=queries.sessions_of(account.id, sessions.key()),
        name_form=name_form or NameForm(name=account.actor.name, language=account.language),
        password_form=password_form or ChangePasswordForm(),
    )


def _is_own(account: Account, form: Form, password: str, field: str) -> bool:
    limits.count("sign_in", limits.here("own", account.id))
    if passwords.is_right(account.password_hash, password):
        return True
    form.take_errors(Invalid({field: _("This is not your password.")}))
    return False
