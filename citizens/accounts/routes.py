"""Registering, confirming, signing in and out."""

from __future__ import annotations

from secrets import token_hex

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from citizens.accounts import bp, operations, passwords, queries, sessions
from citizens.accounts.forms import ForgottenForm, PasswordForm, RegisterForm, SignInForm
from citizens.accounts.rules import LinkPurpose, email_key
from commons import limits
from commons.errors import Invalid, NotFound
from commons.forms import typed
from commons.i18n import _, language
from commons.once import is_done, once
from commons.permits import audience
from commons.web import safe_next

bp.record_once(lambda state: sessions.init_sessions(state.app))  # type: ignore[arg-type]


@bp.get("/account/new")
@audience("public")
def new() -> ResponseReturnValue:
    """The form for a new account."""
    return render_template("citizens/accounts/new.html", form=RegisterForm(request.args))


@bp.post("/account/new")
@audience("public")
def register() -> ResponseReturnValue:
    """Registers; the answer is the same for known and unknown addresses."""
    form = RegisterForm()
    if form.validate_on_submit():
        try:
            _register(form)
            return redirect(url_for("citizens.accounts.sent"), 303)
        except Invalid as invalid:
            form.take_errors(invalid)
    return render_template("citizens/accounts/new.html", form=form), 422


@bp.get("/account/sent")
@audience("public")
def sent() -> ResponseReturnValue:
    """Says that a mail is on its way, whether or not it is."""
    return render_template("citizens/accounts/sent.html")


@bp.get("/account/confirm/<token>")
@audience("public")
def confirm(token: str) -> ResponseReturnValue:
    """The page that a mailed link opens; its button confirms."""
    link = queries.link_of(token, LinkPurpose.CONFIRM)
    return render_template(
        "citizens/accounts/confirm.html", token=token, name=link.account.actor.name
    )


@bp.post("/account/confirm/<token>")
@audience("public")
def confirmation(token: str) -> ResponseReturnValue:
    """Confirms the address and signs in."""
    account = operations.confirm(token=token)
    sessions.begin(account)
    flash(_("Your address is confirmed, and you are signed in. Welcome!"))
    return redirect(url_for("citizens.accounts.show"), 303)


@bp.get("/account/sign-in")
@audience("public")
def sign_in() -> ResponseReturnValue:
    """The form to sign in; in the demonstration also the example people."""
    form = SignInForm(next=safe_next(request.args.get("next")))
    return render_template("citizens/accounts/sign_in.html", form=form, examples=_examples())


@bp.post("/account/sign-in")
@audience("public")
def signed_in() -> ResponseReturnValue:
    """Signs in, and goes back to where the visitor came from."""
    form = SignInForm()
    if form.validate_on_submit():
        limits.count("sign_in_address", limits.here())
        limits.count("sign_in", limits.here(limits.key(email_key(typed(form.email)))))
        account = queries.matching(typed(form.email), typed(form.password))
        if account is not None and account.confirmed_at is None:
            _count_mail(typed(form.email))
            operations.ask_again(account=account)
            return redirect(url_for("citizens.accounts.sent"), 303)
        if account is not None:
            sessions.begin(account)
            return _onward(form.next.data)
        form.form_errors.append(_("Address and password do not belong together."))
    return render_template("citizens/accounts/sign_in.html", form=form, examples=_examples()), 422


@bp.post("/account/example/<code>")
@audience("public")
def example(code: str) -> ResponseReturnValue:
    """Signs in as an example person; only in the demonstration."""
    if not current_app.config["DEMONSTRATION"]:
        raise NotFound
    sessions.begin(queries.example(code))
    return _onward(request.form.get("next"))


@bp.post("/account/sign-out")
@audience("public")
def sign_out() -> ResponseReturnValue:
    """Ends this session, here and for every copy of its cookie."""
    sessions.end()
    flash(_("You are signed out."))
    response = current_app.make_response(redirect(url_for("council.front.home"), 303))
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


@bp.get("/account/password")
@audience("public")
def forgotten() -> ResponseReturnValue:
    """The form to ask for a link to a new password."""
    return render_template("citizens/accounts/forgotten.html", form=ForgottenForm())


@bp.post("/account/password")
@audience("public")
def ask_reset() -> ResponseReturnValue:
    """Asks for a link; the answer is the same for known and unknown addresses."""
    form = ForgottenForm()
    if form.validate_on_submit():
        _count_mail(typed(form.email))
        operations.ask_reset(email=typed(form.email))
        return redirect(url_for("citizens.accounts.sent"), 303)
    return render_template("citizens/accounts/forgotten.html", form=form), 422


@bp.get("/account/password/<token>")
@audience("public")
def reset(token: str) -> ResponseReturnValue:
    """The page that a mailed link opens: a new password."""
    queries.link_of(token, LinkPurpose.RESET)
    return render_template("citizens/accounts/reset.html", form=PasswordForm(), token=token)


@bp.post("/account/password/<token>")
@audience("public")
def set_password(token: str) -> ResponseReturnValue:
    """Sets the password, ends all sessions, and signs in anew."""
    form = PasswordForm()
    if not form.validate_on_submit():
        return render_template("citizens/accounts/reset.html", form=form, token=token), 422
    queries.link_of(token, LinkPurpose.RESET)  # a hash costs much: none is made for a guess
    hashed = passwords.make_hash(typed(form.password))
    sessions.begin(operations.reset_password(token=token, password_hash=hashed))
    flash(_("Your password is new. All other sessions were ended."))
    return redirect(url_for("citizens.accounts.show"), 303)


def _register(form: RegisterForm) -> None:
    # With the address: who goes back to mend it asks for something else.
    key = limits.key("once", email_key(typed(form.email)), typed(form.once) or token_hex())
    if is_done(key):
        return
    operations.require_free_name(typed(form.name))  # who has to choose another has cost nothing
    limits.count("register", limits.here())
    hashed = passwords.make_hash(typed(form.password))
    once(
        key,
        lambda: operations.register(
            name=typed(form.name),
            email=typed(form.email),
            password_hash=hashed,
            language=language(),
        ),
    )


def _count_mail(email: str) -> None:
    # By who asks, never by the mailbox alone: else anybody could use up what its holder may ask.
    limits.count("mail_address", limits.here())
    limits.count("mail", limits.here(limits.key(email_key(email))))


def _examples() -> list[queries.Example]:
    return queries.examples() if current_app.config["DEMONSTRATION"] else []


def _onward(target: str | None) -> ResponseReturnValue:
    flash(_("You are signed in."))
    path = safe_next(target)
    inside = path.startswith(request.script_root + "/")
    return redirect(path if inside else request.script_root + path, 303)
