"""What a council writes of a strategy."""

from __future__ import annotations

from wtforms import SelectField
from wtforms.validators import Optional

from commons.forms import BodyField, DateField, Form, LineField, OnceField, at_most, needed
from commons.i18n import lazy


class StrategyForm(Form):
    """A strategy put forward."""

    council = SelectField(lazy("Council"), [needed()])
    title = LineField(lazy("What is to be done"), [needed(), at_most(200)])
    measure = SelectField(lazy("For which measure"))
    hypothesis = BodyField(
        lazy("Why it should work"), [needed(), at_most(2000)], render_kw={"rows": 4}
    )
    expected_effect = LineField(lazy("What it should change"), [at_most(300)])
    expected_by = DateField(lazy("By when"), [Optional()])
    owner = LineField(lazy("Who answers for it"), [needed(), at_most(200)])
    once = OnceField()


class MoveForm(Form):
    """Where a strategy goes, and why."""

    state = SelectField(lazy("It becomes"), [needed()])
    reason = BodyField(
        lazy("Why"),
        [needed(), at_most(2000)],
        description=lazy("The reason stands beside the move for good."),
        render_kw={"rows": 3},
    )
    result = BodyField(
        lazy("What came of it so far"), [Optional(), at_most(2000)], render_kw={"rows": 3}
    )
    once = OnceField()
