"""What a desk may report of a promise."""

from __future__ import annotations

from wtforms import RadioField
from wtforms.validators import Optional

from commons.forms import BodyField, DateField, Form, OnceField, at_most, needed, offered
from commons.i18n import lazy


class ProgressForm(Form):
    """What has been done so far."""

    note = BodyField(lazy("What has been done"), [needed(), at_most(1000)], render_kw={"rows": 3})
    once = OnceField()


class SlipForm(Form):
    """A later date, and why."""

    due_on = DateField(lazy("New day"), [needed()])
    note = BodyField(
        lazy("Why it moves"),
        [needed(), at_most(1000)],
        description=lazy("The old day stays visible, struck out, with this reason."),
        render_kw={"rows": 3},
    )
    once = OnceField()


class EndForm(Form):
    """How it ended."""

    state = RadioField(
        lazy("How it ended"),
        [needed()],
        choices=offered(
            {
                "kept": lazy("Kept"),
                "changed": lazy("Changed: something else was done"),
                "broken": lazy("Broken: it was not done"),
            }
        ),
    )
    note = BodyField(lazy("In a sentence"), [Optional(), at_most(1000)], render_kw={"rows": 3})
    once = OnceField()
