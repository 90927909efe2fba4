"""Fields of an answer to a proposal, and of the charter of a measure to be adopted."""

from __future__ import annotations

from typing import Any

from wtforms import HiddenField, IntegerField, RadioField, SelectField
from wtforms.validators import NumberRange, Optional

from citizens.proposals.models import Proposal
from citizens.proposals.rules import AnswerKind, ProposalKind
from commons.forms import BodyField, Form, LineField, at_most, needed, offered
from commons.i18n import _, lazy
from council.decisions.models import Answer
from council.decisions.queries import agencies_of, objectives_of
from council.decisions.rules import REASON_LENGTH, Vote
from metrics.charters.rules import (
    LONGEST_TITLE,
    CharterFields,
    Direction,
    Frequency,
    MeasureKind,
    UnitKind,
)

KINDS = offered(
    {
        AnswerKind.ADOPTED.value: lazy("Adopt it"),
        AnswerKind.ADOPTED_CHANGED.value: lazy("Adopt it with changes"),
        AnswerKind.DECLINED.value: lazy("Decline it"),
    }
)
MEASURE_KINDS = offered(
    {
        MeasureKind.OUTCOME.value: lazy("Outcome: a change in people’s lives"),
        MeasureKind.LEADING.value: lazy("Leading: an early sign of one"),
        MeasureKind.OUTPUT.value: lazy("Output: what was done"),
    }
)
DIRECTIONS = offered(
    {
        Direction.UP.value: lazy("More is better"),
        Direction.DOWN.value: lazy("Less is better"),
        Direction.NEUTRAL.value: lazy("Neither"),
    }
)
UNIT_KINDS = offered(
    {
        UnitKind.PERCENT.value: lazy("Percent"),
        UnitKind.COUNT.value: lazy("Count"),
        UnitKind.RATE.value: lazy("Rate"),
        UnitKind.DURATION.value: lazy("Duration"),
        UnitKind.MONEY.value: lazy("Money"),
        UnitKind.INDEX.value: lazy("Index"),
        UnitKind.OTHER.value: lazy("Something else"),
    }
)
FREQUENCIES = offered(
    {
        Frequency.MONTH.value: lazy("Each month"),
        Frequency.QUARTER.value: lazy("Each quarter"),
        Frequency.YEAR.value: lazy("Each year"),
        Frequency.IRREGULAR.value: lazy("Now and then"),
    }
)


class CharterForm(Form):
    """What the measure would mean; read only when something is adopted."""

    title = LineField(lazy("Title of the measure"), [at_most(LONGEST_TITLE)])
    definition = BodyField(
        lazy("Definition"),
        [at_most(2_000)],
        description=lazy("So exact that two people would count the same."),
        render_kw={"rows": 4},
    )
    kind = SelectField(lazy("What kind of measure"), choices=MEASURE_KINDS)
    direction = SelectField(lazy("Which way is better"), choices=DIRECTIONS)
    unit = LineField(
        lazy("Unit"), [at_most(60)], description=lazy("For instance: percent, minutes, people.")
    )
    unit_kind = SelectField(lazy("Kind of unit"), choices=UNIT_KINDS)
    decimals = IntegerField(lazy("Decimals"), [Optional(), NumberRange(0, 6)], default=0)
    frequency = SelectField(lazy("How often is a figure due"), choices=FREQUENCIES)
    lag_days = IntegerField(
        lazy("Days from the end of a period to its figure"),
        [Optional(), NumberRange(0, 3_660)],
        default=30,
    )
    source = LineField(lazy("Source of the figures"), [at_most(300)])
    data_owner = SelectField(lazy("Who owns the data"))
    contact = LineField(lazy("Whom to ask"), [at_most(200)])
    why_it_matters = BodyField(lazy("Why it matters"), [at_most(2_000)], render_kw={"rows": 3})
    does_not_tell = BodyField(
        lazy("What it does not tell"), [at_most(2_000)], render_kw={"rows": 3}
    )
    how_gamed = BodyField(lazy("How could it be gamed?"), [at_most(2_000)], render_kw={"rows": 3})


class AnswerForm(CharterForm):
    """The answer itself, with the charter under it."""

    answer_kind = RadioField(lazy("What does the council do?"), [needed()], choices=KINDS)
    reason = BodyField(
        lazy("Why?"),
        [needed(lazy("An answer needs its reason.")), at_most(REASON_LENGTH)],
        description=lazy("This stands on the proposal’s page and goes to its supporters."),
        render_kw={"rows": 6},
    )
    lead_agency = SelectField(lazy("Which agency leads"))
    objective = SelectField(lazy("Which objective it serves"))
    version = HiddenField(default="0")

    def __init__(self, council_id: int, kind: ProposalKind, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.agencies = {a.slug: a for a in agencies_of(council_id)}
        self.objectives = {o.subject.public_id: o for o in objectives_of(council_id)}
        named = {slug: agency.name for slug, agency in self.agencies.items()}
        self.lead_agency.choices = offered({"": _("Choose one")} | named)
        self.data_owner.choices = offered({"": _("The lead agency")} | named)
        titles = {code: each.subject.title for code, each in self.objectives.items()}
        self.objective.choices = offered({"": _("None yet")} | titles)
        if kind != ProposalKind.MEASURE:
            for name in CharterForm(formdata=None).data:
                del self[name]

    def charter(self) -> CharterFields | None:
        """The charter as typed; none where the proposal is not about a measure."""
        if "title" not in self:
            return None
        lead = self.agencies.get(self.lead_agency.data)
        owner = self.agencies.get(self.data_owner.data) or lead
        texts = ("title", "definition", "unit", "source", "contact", "why_it_matters")
        more = ("does_not_tell", "how_gamed")
        return CharterFields(
            **{name: self[name].data or "" for name in (*texts, *more)},
            kind=MeasureKind(self.kind.data),
            direction=Direction(self.direction.data),
            unit_kind=UnitKind(self.unit_kind.data),
            decimals=self.decimals.data or 0,
            frequency=Frequency(self.frequency.data),
            lag_days=self.lag_days.data or 0,
            data_owner_id=owner.id if owner else None,
        )


class VoteForm(Form):
    """A member's vote on the draft of this version."""

    version = HiddenField()

    vote = RadioField(
        lazy("Your vote"),
        [needed()],
        choices=offered(
            {
                Vote.YES.value: lazy("Yes"),
                Vote.NO.value: lazy("No"),
                Vote.ABSTAIN.value: lazy("I abstain"),
            }
        ),
    )


def answer_form(council_id: int, proposal: Proposal, answer: Answer | None) -> AnswerForm:
    """The form, filled with the draft as it stands or with the proposal's own words."""
    if answer is None:
        return AnswerForm(council_id, proposal.kind, data={"title": proposal.title, "unit": ""})
    form = AnswerForm(
        council_id,
        proposal.kind,
        data={
            **answer.charter,
            "title": answer.charter.get("title") or proposal.title,
            "answer_kind": answer.kind.value,
            "reason": answer.reason,
            "lead_agency": answer.lead_agency.slug if answer.lead_agency else "",
            "version": str(answer.version),
        },
    )
    chosen = [code for code, each in form.objectives.items() if each.id == answer.objective_id]
    form.objective.data = chosen[0] if chosen else ""
    owner_id = answer.charter.get("data_owner_id")
    owners = [slug for slug, each in form.agencies.items() if each.id == owner_id]
    if "data_owner" in form:
        form.data_owner.data = owners[0] if owners else ""
    return form
