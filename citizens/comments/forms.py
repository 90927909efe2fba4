"""Fields of a comment."""

from __future__ import annotations

from wtforms import HiddenField, RadioField
from wtforms.validators import Optional

from citizens.comments.rules import MOST_ANSWER, MOST_BODY, Side
from commons.forms import BodyField, Form, OnceField, at_most, needed, offered
from commons.i18n import lazy

SIDES = {
    Side.FOR: lazy("For"),
    Side.AGAINST: lazy("Against"),
    Side.NEITHER: lazy("Neither"),
}


class CommentForm(Form):
    """What somebody says, and where it stands."""

    about = HiddenField()
    reply = HiddenField()
    pin = HiddenField()
    once = OnceField()
    side = RadioField(
        lazy("Where do you stand?"),
        id="comment-side",
        choices=offered({str(side): label for side, label in SIDES.items()}),
        default=str(Side.NEITHER),
        validators=[Optional()],
    )
    body = BodyField(
        lazy("Your comment"),
        [needed(lazy("Please write something.")), at_most(MOST_BODY)],
        id="comment-body",
        render_kw={"rows": 4},
    )


class AnswerForm(Form):
    """The answer of an office."""

    words = BodyField(
        lazy("The answer"),
        [needed(lazy("Please write the answer.")), at_most(MOST_ANSWER)],
        render_kw={"rows": 4},
    )
