"""Fields of reports and of what moderators decide."""

from __future__ import annotations

from wtforms import HiddenField, RadioField

from citizens.moderation.queries import RULE_WORDS
from commons.forms import BodyField, Form, at_most, needed, offered
from commons.i18n import lazy

RULES = {str(rule): words for rule, words in RULE_WORDS.items()}


class ReportForm(Form):
    """Which rule a contribution breaks."""

    about = HiddenField()
    rule = RadioField(
        lazy("What is wrong with it?"),
        choices=offered(RULES),
        validators=[needed(lazy("Please choose what fits best."))],
    )
    words = BodyField(
        lazy("Anything a moderator should know"), [at_most(1_000)], render_kw={"rows": 3}
    )


class HideForm(Form):
    """Rule and reason; both are public."""

    rule = RadioField(
        lazy("Which rule does it break?"),
        choices=offered(RULES),
        validators=[needed(lazy("Please choose a rule."))],
    )
    reason = BodyField(
        lazy("Reason, in public"),
        [needed(lazy("Please give the reason: it stands in the public log.")), at_most(500)],
        render_kw={"rows": 2},
    )


class RestoreForm(Form):
    """Why something is shown again."""

    reason = BodyField(
        lazy("Reason, in public"),
        [needed(lazy("Please give the reason: it stands in the public log.")), at_most(500)],
        render_kw={"rows": 2},
    )
