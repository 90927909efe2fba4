"""Fields of registering, signing in, and one's own account."""

from __future__ import annotations

from typing import Any

from wtforms import HiddenField, PasswordField, SelectField
from wtforms.form import BaseForm
from wtforms.validators import InputRequired, ValidationError

from citizens.accounts import passwords
from citizens.accounts.rules import (
    LEAST_PASSWORD,
    MOST_EMAIL,
    MOST_NAME,
    MOST_PASSWORD,
    PasswordFault,
    is_email,
    is_reserved,
)
from commons.forms import Form, LineField, OnceField, at_most, needed, offered
from commons.i18n import LANGUAGES, lazy

FAULTS = {
    PasswordFault.SHORT: lazy(
        "Please use at least %(n)s characters. Four words that do not belong together are good.",
        n=LEAST_PASSWORD,
    ),
    PasswordFault.LONG: lazy("Please use at most %(n)s characters.", n=MOST_PASSWORD),
    PasswordFault.COMMON: lazy("Many people use this password, so it is tried first."),
    PasswordFault.PATTERN: lazy("This is a pattern on the keyboard, so it is tried first."),
    PasswordFault.OWN: lazy("Please do not use your name or address as the password."),
}


class EmailField(LineField):
    """An e-mail address; the browser offers the right keys for it."""

    def post_validate(self, form: BaseForm, validation_stopped: bool) -> None:  # noqa: ARG002, FBT001  WTForms' signature
        """Says when this cannot be an address."""
        if self.data and not validation_stopped and not is_email(self.data):
            raise ValidationError(
                lazy("This is not an e-mail address. It looks like name@example.org.")
            )


class NewPasswordField(PasswordField):
    """A password to be: judged against the list, and against words of the person's own."""

    own: tuple[str, ...] = ()

    def pre_validate(self, form: BaseForm) -> None:  # noqa: ARG002  WTForms' signature
        """Says why a password is too easy to guess."""
        fault = passwords.fault(self.data or "", *self.own) if self.data else None
        if fault is not None:
            raise ValidationError(FAULTS[fault])


def _email() -> EmailField:
    return EmailField(
        lazy("E-mail address"),
        [needed(lazy("Please write your e-mail address.")), at_most(MOST_EMAIL)],
        render_kw={"type": "email", "autocomplete": "email", "inputmode": "email"},
    )


def _new_password(label: Any) -> NewPasswordField:
    return NewPasswordField(
        label, [needed(lazy("Please choose a password."))],
        render_kw={"autocomplete": "new-password"},
    )  # fmt: skip


def _old_password(label: Any) -> PasswordField:
    return PasswordField(
        label, [needed(lazy("Please write your password."))],
        render_kw={"autocomplete": "current-password"},
    )  # fmt: skip


def _name() -> LineField:
    return LineField(
        lazy("Public name"),
        [needed(lazy("Please write the name that others will see.")), at_most(MOST_NAME)],
        render_kw={"autocomplete": "nickname"},
    )


class RegisterForm(Form):
    """A new account."""

    name = _name()
    email = _email()
    password = _new_password(lazy("Password"))
    once = OnceField()
    next = HiddenField()

    def validate_name(self, field: LineField) -> None:
        """Says at once when the name is that of an office."""
        if field.data and is_reserved(field.data):
            raise ValidationError(lazy("This is the name of an office. Please choose another one."))

    def validate(self, extra_validators: object = None) -> bool:
        """Judges the password also against the name and the address."""
        self.password.own = (self.name.data or "", (self.email.data or "").partition("@")[0])
        return bool(super().validate(extra_validators))


class SignInForm(Form):
    """Address and password."""

    email = _email()
    password = _old_password(lazy("Password"))
    next = HiddenField()


class ForgottenForm(Form):
    """Where the link to a new password shall go."""

    email = _email()


class PasswordForm(Form):
    """A new password, by a mailed link."""

    password = _new_password(lazy("New password"))


class ChangePasswordForm(Form):
    """A new password, by the old one."""

    old = _old_password(lazy("Password until now"))
    new_password = _new_password(lazy("New password"))


class NameForm(Form):
    """Name and language."""

    name = _name()
    language = SelectField(lazy("Language of mails"), [InputRequired()], choices=offered(LANGUAGES))


class DeleteForm(Form):
    """The password, once more."""

    password = _old_password(lazy("Your password"))
