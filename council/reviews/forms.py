"""What a clerk writes of a review."""

from __future__ import annotations

from wtforms import BooleanField, IntegerField, SelectField, TimeField
from wtforms.validators import NumberRange, Optional

from commons.forms import (
    BodyField,
    DateField,
    Form,
    LineField,
    OnceField,
    WebAddressField,
    at_most,
    needed,
    offered,
)
from commons.i18n import lazy
from council.reviews.rules import ItemKind, ReviewKind

KINDS = {
    ReviewKind.RESULTS.value: lazy("Results review, with the Governor"),
    ReviewKind.COUNCIL.value: lazy("Council meeting"),
    ReviewKind.JOINT.value: lazy("Joint meeting of councils"),
    ReviewKind.EXTRAORDINARY.value: lazy("Extraordinary meeting"),
}
ITEM_KINDS = {
    ItemKind.MEASURE.value: lazy("A measure"),
    ItemKind.STRATEGY.value: lazy("A strategy"),
    ItemKind.QUESTIONS.value: lazy("Questions from residents"),
    ItemKind.DECISIONS.value: lazy("Decisions"),
    ItemKind.NEW_PROMISES.value: lazy("New promises"),
    ItemKind.CLOSING.value: lazy("Closing"),
    ItemKind.OTHER.value: lazy("Something else"),
}
WHY = lazy("The reason is public.")


class ReviewForm(Form):
    """What the review is called, where and for how long."""

    title = LineField(lazy("Title"), [needed(), at_most(160)])
    kind = SelectField(lazy("Kind"), choices=offered(KINDS))
    place = LineField(lazy("Place"), [at_most(200)])
    minutes = IntegerField(lazy("Length in minutes"), [needed(), NumberRange(10, 600)], default=60)
    governor_attends = BooleanField(lazy("The Governor attends"))
    video_url = WebAddressField(lazy("Address of the video"), [at_most(500)])


class DescribedForm(ReviewForm):
    """A review that is planned, and until when one may ask."""

    close_day = DateField(lazy("Questions close on"), [Optional()])
    close_time = TimeField(lazy("At"), [Optional()])


class ScheduleForm(ReviewForm):
    """A new review with its day and time."""

    council = SelectField(lazy("Council"), [needed()])
    day = DateField(lazy("Day"), [needed()])
    time = TimeField(lazy("Time"), [needed()])


class ItemForm(Form):
    """One more item of the agenda."""

    kind = SelectField(lazy("About"), choices=offered(ITEM_KINDS))
    measure = SelectField(lazy("Measure"))
    title = LineField(lazy("Title"), [at_most(160)])
    presenter = LineField(lazy("Who presents"), [at_most(200)])
    minutes = IntegerField(lazy("Minutes"), [needed(), NumberRange(1, 240)], default=10)
    once = OnceField()


class PostponeForm(Form):
    """A later time, or none yet, and why."""

    reason = BodyField(
        lazy("Why"), [needed(), at_most(1000)], description=WHY, render_kw={"rows": 2}
    )
    day = DateField(lazy("New day"), [Optional()])
    time = TimeField(lazy("New time"), [Optional()])


class CancelForm(Form):
    """Why it will not be held."""

    reason = BodyField(
        lazy("Why"), [needed(), at_most(1000)], description=WHY, render_kw={"rows": 2}
    )
