"""Figures go public: at once, or at the minute that was announced."""

from __future__ import annotations

from commons import events
from commons.actors import Actor
from commons.db import db, operation
from metrics.charters.models import Charter, Measure
from metrics.charters.queries import versions, with_unit
from metrics.observations import operations as observations
from metrics.observations.models import Release
from metrics.observations.queries import Change, changes_of
from metrics.observations.rules import FigureState, SeriesKind
from metrics.signals.operations import recompute

MOST_CORRECTIONS_TOLD = MOST_WITHDRAWALS_TOLD = 20


@operation
def publish(*, actor: Actor, release: Release) -> Release:
    """The release is public, what it corrects or withdraws is told, the verdict is worked out."""
    measure = db.session.get_one(Measure, release.measure_id)
    observations.publish_release(release=release)
    _tell(actor, measure, release)
    recompute(actor=actor, measure_id=measure.id, cause="figures")
    return release


def _tell(actor: Actor, measure: Measure, release: Release) -> None:
    changes = changes_of(release.id)
    charter = versions(measure.id).charter
    latest = next((c for c in changes if c.kind is SeriesKind.TOTAL), changes[0])
    events.record(
        "figures.published",
        subject_id=measure.subject_id,
        actor=actor,
        public=True,
        label=latest.label,
        value=with_unit(latest.new.text, charter),
        state=latest.new.state.value,
        count=len(changes),
    )
    for change in [c for c in changes if is_correction(c)][:MOST_CORRECTIONS_TOLD]:
        events.record(
            "figure.corrected",
            subject_id=measure.subject_id,
            actor=actor,
            public=True,
            label=_whose(change),
            old=_stood(change, charter),
            new=with_unit(change.new.text, charter),
            note=change.note or release.note,
        )
    for change in [c for c in changes if is_withdrawal(c)][:MOST_WITHDRAWALS_TOLD]:
        events.record(
            "figure.withdrawn",
            subject_id=measure.subject_id,
            actor=actor,
            public=True,
            label=_whose(change),
            old=_stood(change, charter),
            note=change.note or release.note,
        )


def _whose(change: Change) -> str:
    return " ".join(part for part in (change.series, change.label) if part)


def _stood(change: Change, charter: Charter) -> str:
    return with_unit(change.old.text if change.old else None, charter)


def is_correction(change: Change) -> bool:
    """Whether a figure that was called final stands otherwise now."""
    if change.old is None or change.new.state is not FigureState.CORRECTED:
        return False
    return change.old.text != change.new.text


def is_withdrawal(change: Change) -> bool:
    """Whether a figure that stood is taken back."""
    if change.old is None or change.old.state is FigureState.WITHDRAWN:
        return False
    return change.new.state is FigureState.WITHDRAWN
