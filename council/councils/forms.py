"""Forms of the people's desk."""

from __future__ import annotations

from wtforms import SelectField

from commons.forms import DateField, Form, LineField, at_most, needed
from commons.i18n import lazy


class AppointForm(Form):
    """Who shall hold which office."""

    email = LineField(
        lazy("E-mail address of their account"),
        [needed(lazy("Write the address of the person’s account.")), at_most(320)],
        render_kw={"autocomplete": "off", "inputmode": "email"},
    )
    role = SelectField(lazy("Office"))
    council = SelectField(
        lazy("Limited to"),
        description=lazy(
            "A council for chairs, directors and clerks; an agency for those who keep its numbers."
        ),
    )
    reason = LineField(
        lazy("Reason"), [needed(lazy("Say why, in a sentence. It is public.")), at_most(300)]
    )


class EndForm(Form):
    """Why an office ends."""

    reason = LineField(
        lazy("Reason"), [needed(lazy("Say why, in a sentence. It is public.")), at_most(300)]
    )


class DeputyForm(Form):
    """Who acts for an office-holder, and until when."""

    email = LineField(
        lazy("E-mail address of the deputy’s account"),
        [needed(lazy("Write the address of the person’s account.")), at_most(320)],
        render_kw={"autocomplete": "off", "inputmode": "email"},
    )
    ends_on = DateField(lazy("Last day"), [needed(lazy("Choose the last day."))])
    reason = LineField(
        lazy("Reason"), [needed(lazy("Say why, in a sentence. It is public.")), at_most(300)]
    )
