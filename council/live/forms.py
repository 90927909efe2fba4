"""What a clerk takes down in the room; each form is one press."""

from __future__ import annotations

from wtforms import BooleanField, HiddenField, IntegerField, SelectField
from wtforms.validators import NumberRange, Optional

from commons.forms import BodyField, DateField, Form, LineField, OnceField, at_most, needed, offered
from commons.i18n import lazy
from council.live.rules import Claim

ROWS = {"rows": 2}


class StartForm(Form):
    """Why the review begins at another time than announced."""

    reason = LineField(lazy("Why now, when it is not the announced time"), [at_most(500)])


class PauseForm(Form):
    """Why it pauses."""

    reason = LineField(lazy("Why it pauses"), [at_most(500)])


class TakenForm(Form):
    """What is taken down of the item that the clerk saw on air, once for each form."""

    item = HiddenField()
    once = OnceField()


class PresenterForm(TakenForm):
    """Who speaks to the item."""

    presenter = LineField(lazy("Presents"), [at_most(200)])


class FindingForm(Form):
    """The council's finding on the item on air."""

    finding = BodyField(lazy("Finding, one sentence"), [needed(), at_most(500)], render_kw=ROWS)
    claim = SelectField(
        lazy("The council says it is"),
        choices=offered(
            {
                "": lazy("nothing about that"),
                Claim.ON_TRACK.value: lazy("on track"),
                Claim.BEHIND.value: lazy("behind"),
                Claim.OFF_TRACK.value: lazy("off track"),
                Claim.NO_DATA.value: lazy("without figures"),
            }
        ),
    )
    version = HiddenField()


class NoteForm(Form):
    """The note of the item on air."""

    note = BodyField(lazy("Note"), [at_most(5000)], render_kw={"rows": 4})
    version = HiddenField()


class SaidForm(TakenForm):
    """What somebody said."""

    words = BodyField(lazy("Said"), [needed(), at_most(1000)], render_kw=ROWS)
    by = LineField(lazy("By"), [needed(), at_most(200)])


class PromiseForm(TakenForm):
    """A promise made in the room."""

    words = BodyField(lazy("Promised"), [needed(), at_most(500)], render_kw=ROWS)
    owner = LineField(lazy("By whom"), [needed(), at_most(200)])
    agency = SelectField(lazy("Agency"))
    due_on = DateField(lazy("By when"), [needed()])
    by_governor = BooleanField(lazy("The Governor promised it"))


class CalledForm(TakenForm):
    """What was reported of an open promise."""

    state = SelectField(
        lazy("It is"),
        choices=offered(
            {
                "": lazy("still open"),
                "kept": lazy("kept"),
                "changed": lazy("changed"),
                "broken": lazy("broken"),
            }
        ),
    )
    due_on = DateField(lazy("New day, if it slipped"), [Optional()])
    note = LineField(lazy("In a sentence"), [needed(), at_most(500)])


class DecisionForm(TakenForm):
    """A decision taken in the room."""

    words = BodyField(lazy("Decided"), [needed(), at_most(500)], render_kw=ROWS)
    decided_by = LineField(lazy("By whom"), [needed(), at_most(200)])
    votes_for = IntegerField(lazy("For"), [Optional(), NumberRange(0, 200)])
    votes_against = IntegerField(lazy("Against"), [Optional(), NumberRange(0, 200)])
    abstained = IntegerField(lazy("Abstained"), [Optional(), NumberRange(0, 200)])


class StrategyMoveForm(TakenForm):
    """A strategy that moves."""

    strategy = SelectField(lazy("Strategy"), [needed()])
    state = SelectField(lazy("It is now"), [needed()])
    reason = LineField(lazy("Why"), [needed(), at_most(500)])


class StrategyForm(TakenForm):
    """A strategy adopted in the room."""

    title = LineField(lazy("What is to be done"), [needed(), at_most(200)])
    reason = LineField(lazy("Why it should work"), [needed(), at_most(500)])
    owner = LineField(lazy("Who answers for it"), [needed(), at_most(200)])


class AnswerForm(Form):
    """The answer to the question on air."""

    words = BodyField(lazy("Answered"), [needed(), at_most(1000)], render_kw=ROWS)
    by = LineField(lazy("By whom"), [needed(), at_most(200)])


class AttendanceForm(Form):
    """Who is there."""

    name = LineField(lazy("Name"), [needed(), at_most(200)])
    office = LineField(lazy("Office"), [at_most(200)])
    absent = BooleanField(lazy("Is absent"))


FORMS: dict[str, type[Form]] = {
    "start": StartForm,
    "pause": PauseForm,
    "presenter": PresenterForm,
    "finding": FindingForm,
    "note": NoteForm,
    "said": SaidForm,
    "promise": PromiseForm,
    "decision": DecisionForm,
    "move": StrategyMoveForm,
    "strategy": StrategyForm,
    "answer": AnswerForm,
    "attendance": AttendanceForm,
}
