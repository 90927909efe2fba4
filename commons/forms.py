"""The base of all forms: text cleaned once, messages in plain words; a token in every POST."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from functools import cache
from typing import Any

from flask import Flask, g
from flask_wtf import CSRFProtect, FlaskForm
from wtforms import DateField as _DateField
from wtforms import Field, HiddenField, SelectChoice
from wtforms import StringField as _StringField
from wtforms import TextAreaField as _TextAreaField
from wtforms.form import BaseForm
from wtforms.i18n import get_translations
from wtforms.validators import InputRequired, Length, StopValidation, ValidationError

from commons.errors import Invalid
from commons.i18n import _, language, lazy
from commons.text import clean, is_web_address

csrf = CSRFProtect()
LAST_YEAR = 2199


class Form(FlaskForm):
    """A form whose errors an operation can add to."""

    class Meta(FlaskForm.Meta):
        """Its own messages in the language of the request, their catalogue read once.

        `CSRFProtect` looks at every POST before any form does; the token stands in the page.
        """

        csrf = False

        def get_translations(self, form: BaseForm) -> Any:  # noqa: ARG002  WTForms' signature
            """WTForms' catalogue."""
            return _messages(language())

    def take_errors(self, invalid: Invalid) -> None:
        """Messages of a refused operation stand at their fields, or at the top."""
        for name, message in invalid.messages.items():
            field = self._fields.get(name)
            if field is None:
                self.form_errors.append(message)
            else:
                field.errors = [*field.errors, message]


@cache
def _messages(code: str) -> Any:
    return get_translations([code])


class LineField(_StringField):
    """One line of text, cleaned."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """What was typed, without control characters and line breaks."""
        if valuelist:
            self.data = clean(str(valuelist[0]), lines=False)


class DateField(_DateField):
    """A day that a calendar of ours can hold; a year with a digit too many is told at the field."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """The day that was chosen."""
        super().process_formdata(valuelist)
        if self.data is not None and self.data.year > LAST_YEAR:
            raise ValueError(_("Choose a day before the year %(year)s.", year=LAST_YEAR + 1))


class BodyField(_TextAreaField):
    """Text of several lines, cleaned."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """What was typed, without control characters."""
        if valuelist:
            self.data = clean(str(valuelist[0]))


class WebAddressField(LineField):
    """The address of a page elsewhere, which becomes a link: http or https, nothing else."""

    def post_validate(self, form: BaseForm, validation_stopped: bool) -> None:  # noqa: ARG002, FBT001  WTForms' signature
        """Says when a link to this could do something else than lead to a page."""
        if self.data and not is_web_address(self.data):
            raise ValidationError(lazy("This is no address of a page. It begins with https://."))


def once_key() -> str:
    """A key for one form of one page, which the request remembers."""
    key = secrets.token_hex(16)
    g.setdefault("once_keys", []).append(key)
    return key


class OnceField(HiddenField):
    """A key made with the form, so that a second press finds what the first one did."""

    def __init__(self, **given: Any) -> None:
        super().__init__(default=once_key, **given)


def typed(field: Field) -> str:
    """What stands in a field of text, empty when nothing does."""
    return str(field.data or "")


def offered(choices: Mapping[str, Any]) -> list[SelectChoice]:
    """What can be chosen: the value that is sent, and its words, which may be lazy."""
    return [SelectChoice(value=value, label=label) for value, label in choices.items()]


class Needed(InputRequired):
    """Something stands in the field that can be read: spaces alone are nothing."""

    def __call__(self, form: BaseForm, field: Field) -> None:
        """Ends the checks of a field that is empty, with the message."""
        super().__call__(form, field)
        if isinstance(field.data, str) and not field.data.strip():
            field.errors = []
            raise StopValidation(self.message)


def needed(message: Any = None) -> InputRequired:
    """The field must not be empty."""
    return Needed(message or lazy("Please fill this in."))


class OfLength(Length):
    """Checked here alone: a browser that knew the limit would cut what is pasted, unseen."""

    def __init__(self, least: int = -1, most: int = -1, message: Any = None) -> None:
        super().__init__(min=least, max=most, message=message)
        self.field_flags: dict[str, Any] = {}


def at_most(length: int) -> Length:
    """The field holds no more characters than this."""
    return OfLength(most=length, message=lazy("Please use at most %(max)d characters."))


def first_errors(form: Form) -> list[tuple[str, str]]:
    """Each field's id and first message, in the form's order, for the summary at the top."""
    found: list[tuple[str, str]] = [("", str(error)) for error in form.form_errors]
    fields: list[Field] = list(form)
    found += [(field.id, str(field.errors[0])) for field in fields if field.errors]
    return found


def init_forms(app: Flask) -> None:
    """Every POST needs a token; it lives as long as the session does."""
    app.config["WTF_CSRF_TIME_LIMIT"] = None
    app.config["WTF_CSRF_SSL_STRICT"] = False
    app.config["WTF_CSRF_HEADERS"] = ["X-CSRFToken"]
    csrf.init_app(app)
    app.jinja_env.globals["first_errors"] = first_errors
