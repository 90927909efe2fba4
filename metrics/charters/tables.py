"""A charter field by field, and what a new version changed in it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from commons.i18n import _
from metrics.charters.models import Charter
from metrics.charters.rules import Direction, Frequency, MeasureKind, TargetKind


@dataclass(frozen=True)
class Field:
    """A field of a charter: what it says, and what it said in the version before."""

    name: str
    text: str
    before: str = ""

    @property
    def is_changed(self) -> bool:
        """Whether the version before said something else."""
        return self.text != self.before


def fields(charter: Charter) -> list[tuple[str, str]]:
    """Every field with its name; an empty text was not stated."""
    return [
        (_("Name"), charter.title),
        (_("What is counted"), charter.definition),
        (_("Number above the line"), charter.numerator),
        (_("Out of what"), charter.denominator),
        (_("Unit"), charter.unit),
        (_("What kind of measure"), kind_word(charter.kind)),
        (_("Which way is better"), direction_word(charter.direction)),
        (_("Why it matters"), charter.why_it_matters),
        (_("What it does not tell"), charter.does_not_tell),
        (_("How it could be gamed"), charter.how_gamed),
        (_("How you can help"), charter.how_to_help),
        (_("Where the figures come from"), charter.source),
        (_("Address of the source"), charter.source_url),
        (_("Whom to ask"), charter.contact),
        (_("How often a figure is due"), frequency_word(charter.frequency)),
        (_("Days from the end of a period to its figure"), str(charter.lag_days)),
    ]


def compared(charter: Charter, before: Charter | None) -> Iterator[Field]:
    """The fields of a version beside those of the one before it."""
    old = dict(fields(before)) if before else {}
    for name, text in fields(charter):
        yield Field(name, text, old.get(name, text))


def kind_word(kind: MeasureKind) -> str:
    """What a measure shows."""
    return {
        MeasureKind.OUTCOME: _("outcome: a change in lives"),
        MeasureKind.LEADING: _("leading: an early sign"),
        MeasureKind.OUTPUT: _("output: what was done"),
        MeasureKind.NOT_STATED: "",
    }[kind]


def direction_word(direction: Direction) -> str:
    """Which way is better."""
    return {
        Direction.UP: _("higher is better"),
        Direction.DOWN: _("lower is better"),
        Direction.NEUTRAL: _("neither way is better"),
    }[direction]


def frequency_word(frequency: Frequency) -> str:
    """How often a figure is due."""
    return {
        Frequency.MONTH: _("each month"),
        Frequency.QUARTER: _("each quarter"),
        Frequency.YEAR: _("each year"),
        Frequency.IRREGULAR: _("not regularly; held to a year"),
    }[frequency]


def target_kind_word(kind: TargetKind) -> str:
    """What a target asks for."""
    return {
        TargetKind.INCREASE: _("rise to a value"),
        TargetKind.DECREASE: _("fall to a value"),
        TargetKind.KEEP_ABOVE: _("stay above a value"),
        TargetKind.KEEP_BELOW: _("stay below a value"),
        TargetKind.RANGE: _("stay within a range"),
        TargetKind.MILESTONE: _("reach a milestone"),
        TargetKind.NONE_YET: _("no target yet"),
    }[kind]
