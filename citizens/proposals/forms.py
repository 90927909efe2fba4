"""Fields of a proposal's words."""

from __future__ import annotations

from typing import Any

from wtforms import SelectField

from citizens.proposals import rules
from citizens.proposals.queries import councils
from commons.forms import BodyField, Form, LineField, OnceField, at_most, needed, offered
from commons.i18n import _, lazy


class WordsForm(Form):
    """The words of a proposal, new or changed."""

    title = LineField(
        lazy("What should be measured?"),
        [
            needed(lazy("Please say in one sentence what you want to be measured.")),
            at_most(rules.TITLE_LENGTH),
        ],
        description=lazy(
            "One sentence that a neighbour understands, of at most %(n)s characters.",
            n=rules.TITLE_LENGTH,
        ),
    )
    body = BodyField(
        lazy("What do you mean, and why does it matter?"),
        [
            needed(lazy("Please say what you mean and why it matters.")),
            at_most(rules.BODY_LENGTH),
        ],
        description=lazy("What you see, for whom, and what is not counted today."),
        render_kw={"rows": 8},
    )
    how_noticed = BodyField(
        lazy("How would one notice that it gets better?"),
        [at_most(rules.NOTICE_LENGTH)],
        render_kw={"rows": 3},
    )


class NewForm(WordsForm):
    """A proposal to be, with the council it is meant for."""

    addressee = SelectField(
        lazy("Which council is it for?"),
        description=lazy("If you are not sure, a clerk finds the right one."),
    )
    once = OnceField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = {each.public_id: each.title for each in councils()}
        self.addressee.choices = offered({"": _("I am not sure")} | named)


class AmendmentForm(WordsForm):
    """Changed words, and why they change."""

    reason = BodyField(
        lazy("Why do you change it?"),
        [at_most(rules.NOTICE_LENGTH)],
        description=lazy("Your supporters get this sentence by mail, with both wordings."),
        render_kw={"rows": 2},
    )


class WithdrawalForm(Form):
    """Taking a proposal back."""

    reason = LineField(lazy("Why do you take it back?"), [at_most(rules.NOTICE_LENGTH)])
