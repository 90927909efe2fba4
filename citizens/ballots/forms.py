"""Fields of drafting a ballot, of a paper, and of the council's answer."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from wtforms import DateField, IntegerField, SelectMultipleField, TimeField
from wtforms.validators import NumberRange, Optional, ValidationError

from citizens.ballots.rules import MOST_OPTIONS
from citizens.proposals.tables import Row
from commons import clock
from commons.forms import BodyField, Form, LineField, at_most, needed, offered
from commons.i18n import lazy

LONGEST = timedelta(days=365)


class PaperForm(Form):
    """A paper: its ticks are read by the route, for they are judged against the frozen options."""


class BallotForm(Form):
    """A ballot to be drafted over proposals of one council."""

    title = LineField(lazy("Title"), [needed(), at_most(120)])
    question = LineField(
        lazy("What is asked?"),
        [needed(), at_most(200)],
        description=lazy("One question that can be answered by ticking options."),
    )
    explanation = BodyField(
        lazy("What residents should know first"), [at_most(2_000)], render_kw={"rows": 4}
    )
    proposals = SelectMultipleField(
        lazy("Options"), [needed(lazy("Please choose at least two proposals."))]
    )
    places = IntegerField(
        lazy("How many shall the council take?"),
        [needed(), NumberRange(1, MOST_OPTIONS)],
        default=1,
        render_kw={"inputmode": "numeric"},
    )
    most_ticks = IntegerField(
        lazy("How many may one person tick?"),
        [Optional(), NumberRange(1, MOST_OPTIONS)],
        description=lazy("Leave it empty for as many as one likes."),
        render_kw={"inputmode": "numeric"},
    )
    closes_on = DateField(lazy("Closes on"), [needed()])
    closes_time = TimeField(lazy("Time"), [needed()], default=time(20))

    def __init__(self, rows: list[Row], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.proposals.choices = offered({row.code: f"{row.title} ({row.code})" for row in rows})

    def validate_closes_on(self, field: DateField) -> None:
        """A vote that nobody now in office will answer is a slip of the keyboard."""
        if field.data and field.data > clock.today() + LONGEST:
            raise ValidationError(lazy("Please choose a day within a year from now."))

    def closes_at(self) -> datetime | None:
        """The moment of the close, by the site's wall clock."""
        if self.closes_on.data is None or self.closes_time.data is None:
            return None
        return clock.at_site(self.closes_on.data, self.closes_time.data)


class AnswerForm(Form):
    """What the council does with a result."""

    words = BodyField(
        lazy("What the council does with the result"),
        [needed(), at_most(4_000)],
        render_kw={"rows": 5},
    )
