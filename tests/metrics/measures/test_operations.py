"""A target that is set, one that moves, and one that is taken away."""

from __future__ import annotations

from datetime import date

from flask import Flask
from sqlalchemy import select

from commons import actors
from commons.db import db
from commons.events import Event
from metrics.charters.models import Measure
from metrics.charters.rules import CharterFields, TargetFields, TargetKind
from metrics.measures import operations as measures
from tests.make import make_agency, make_goal

NONE_YET = TargetFields(TargetKind.NONE_YET, reason="Not counted yet.", signed_by="The council")


def rise_to(value: str) -> TargetFields:
    """A target."""
    return TargetFields(
        TargetKind.INCREASE, value=value, due_on=date(2027, 12, 31), baseline="79",
        baseline_on=date(2025, 1, 31), reason="Now counted.", signed_by="The council",
    )  # fmt: skip


def told_of(measure: Measure) -> list[str]:
    """The kinds of what was told of its targets."""
    about = Event.subject_id == measure.subject_id, Event.kind.startswith("target.")
    return list(db.session.scalars(select(Event.kind).where(*about).order_by(Event.id)))


def test_the_first_target_after_none_yet_is_told_as_set_and_each_other_as_moved(app: Flask) -> None:
    charter = CharterFields(title="Boats on time", definition="Boats.")
    measure = measures.adopt(
        actor=actors.system(), goal=make_goal(), charter=charter, lead_agency=make_agency()
    )
    for target in (NONE_YET, NONE_YET, rise_to("90"), rise_to("85"), NONE_YET, rise_to("80")):
        measures.retarget(actor=actors.system(), measure=measure, target=target)
    assert told_of(measure) == ["target.set"] * 3 + ["target.moved"] * 3
