"""Fields of residency."""

from __future__ import annotations

from wtforms import HiddenField, SelectField
from wtforms.validators import ValidationError

from citizens.residency.rules import is_code
from commons.forms import Form, LineField, at_most, needed, offered
from commons.i18n import lazy


class CountyForm(Form):
    """The choice of a county, named by its slug."""

    county = SelectField(lazy("County"), [needed(lazy("Please choose a county."))])

    def offer(self, counties: dict[str, str]) -> None:
        """These counties can be chosen: slug and name."""
        self.county.choices = offered({"": lazy("Choose a county"), **counties})


class CodeForm(CountyForm):
    """County and code."""

    code = LineField(
        lazy("Code from the letter"),
        [needed(lazy("Please write the code from your letter.")), at_most(60)],
        render_kw={"autocomplete": "one-time-code", "autocapitalize": "characters"},
    )

    def validate_code(self, field: LineField) -> None:
        """A code has six characters or more."""
        if not is_code(field.data or ""):
            raise ValidationError(lazy("A code has at least six letters and digits."))


class ConfirmForm(CountyForm):
    """A county, and the key of the person whom the page showed."""

    person = HiddenField()


class FindForm(Form):
    """The exact address of somebody who is there."""

    email = LineField(
        lazy("E-mail address of the person"),
        [needed(lazy("Please write the whole address.")), at_most(254)],
        render_kw={"type": "email", "autocomplete": "off"},
    )
