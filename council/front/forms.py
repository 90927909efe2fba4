"""A form that is sent nowhere: it shows every kind of field at /style."""

from __future__ import annotations

from werkzeug.datastructures import MultiDict
from wtforms import (
    BooleanField,
    DateField,
    DateTimeLocalField,
    EmailField,
    FileField,
    IntegerField,
    PasswordField,
    RadioField,
    SelectField,
    SelectMultipleField,
)

from commons.forms import BodyField, Form, LineField, needed, offered
from commons.i18n import _, lazy


class Specimen(Form):
    """One field of each kind."""

    title = LineField(lazy("What should be measured?"), [needed()])
    reason = BodyField(lazy("Why does it matter?"), [needed()], render_kw={"rows": 4})
    email = EmailField(lazy("Your e-mail address"), render_kw={"autocomplete": "email"})
    password = PasswordField(lazy("Password"), render_kw={"autocomplete": "current-password"})
    county = SelectField(lazy("County"), choices=offered({"a": "Lantern Bay", "b": "Northpoint"}))
    side = RadioField(
        lazy("Where do you stand?"),
        choices=offered(
            {"for": lazy("For"), "against": lazy("Against"), "neither": lazy("Neither")}
        ),
        default="neither",
    )
    news = SelectMultipleField(
        lazy("Tell me about"),
        choices=offered({"moved": lazy("Moved goalposts"), "promises": lazy("Promises")}),
        default=["moved"],
    )
    resident = BooleanField(lazy("I live in one of the three counties"), [needed()])
    day = DateField(lazy("Day of the count"))
    begins = DateTimeLocalField(lazy("Day and time of the review"))
    count = IntegerField(lazy("How many were checked"), render_kw={"inputmode": "numeric"})
    upload = FileField(lazy("Figures as a file"))


def opened() -> Specimen:
    """The form as it opens."""
    return Specimen(formdata=None)


def refused() -> Specimen:
    """The same form as it comes back when it was sent empty."""
    form = Specimen(MultiDict({"wrong-county": "a"}), prefix="wrong-")
    form.validate()
    form.form_errors.append(_("It was sent twice."))
    return form
