"""What is signed, and what is corrected."""

from __future__ import annotations

from wtforms import SelectField

from commons.forms import BodyField, Form, LineField, at_most, needed
from commons.i18n import lazy


class PublishForm(Form):
    """The signature under a record."""

    reason = LineField(
        lazy("No strategy changed, because"),
        [at_most(500)],
        description=lazy("Needed when no strategy was adopted, changed or ended."),
    )


class CorrectionForm(Form):
    """One field that says something wrong, and what it should say."""

    path = SelectField(lazy("What is wrong"), [needed()])
    words = BodyField(lazy("It should say"), [needed(), at_most(5000)], render_kw={"rows": 4})
    reason = LineField(lazy("What was wrong, and how it came"), [needed(), at_most(500)])


class AdditionForm(Form):
    """What came after the review."""

    reason = LineField(lazy("What is added"), [needed(), at_most(500)])
