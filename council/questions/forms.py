"""What somebody asks, and what is answered."""

from __future__ import annotations

from wtforms import HiddenField, SelectField

from commons.forms import BodyField, Form, LineField, OfLength, OnceField, at_most, needed
from commons.i18n import lazy
from council.questions.rules import LONGEST, SHORTEST


class AskForm(Form):
    """A question to the council."""

    words = BodyField(
        lazy("Your question to the council"),
        [
            needed(),
            OfLength(
                SHORTEST,
                LONGEST,
                lazy("A question has between %(min)d and %(max)d characters."),
            ),
        ],
        description=lazy("At most %(n)s characters.", n=LONGEST),
        render_kw={"rows": 3},
    )
    once = OnceField()
    next = HiddenField()


class AnswerForm(Form):
    """A written answer."""

    words = BodyField(lazy("The answer"), [needed(), at_most(5000)], render_kw={"rows": 6})
    by = LineField(lazy("Who answers, with the office"), [needed(), at_most(200)])


class DeclineForm(Form):
    """Why a question will not be answered."""

    reason = LineField(lazy("Why it is declined"), [needed(), at_most(500)])


class MergeForm(Form):
    """Which question it is answered with."""

    into = SelectField(lazy("Answer it with"), [needed()])
