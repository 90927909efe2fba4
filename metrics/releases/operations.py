"""Figures go public: at once, or at the minute that was announced."""

from __future__ import annotations

from commons import events
from commons.actors import Actor
from commons.db import db, operation
from metrics.charters.models import Measure
from metrics.charters.queries import versions, with_unit
from metrics.observations import operations as observations
from metrics.observations.models import Release
from metrics.observations.queries import Change, changes_of
from metrics.observations.rules import FigureState, SeriesKind
from metrics.signals.operations import recompute

MOST_CORRECTIONS_TOLD = 20


@operation
def publish(*, actor: Actor, release: Release) -> Release:
    """The release is public, its corrections are told one by one, the verdict is worked out."""
    measure = db.session.get_one(Measure, release.measure_id)
    observations.publish_release(release=release)
    _tell(actor, measure, release)
    recompute(actor=actor, measure_id=measure.id, cause="figures")
    return release


def _tell(actor: Actor, measure: Measure, release: Release) -> None:
    changes = changes_of(release.id)
    charter = versions(measure.id).charter
    latest = next((c for c in changes if c.kind is SeriesKind.TOTAL), changes[0])
    subject_id = measure.subject_id

    def said(change: Change, *, old: bool = False) -> str:
        cell = change.old if old else change.new
        return with_unit(cell.text if cell else None, charter)

    events.record(
        "figures.published",
        subject_id=subject_id,
        actor=actor,
        public=True,
        label=latest.label,
        value=said(latest),
        state=latest.new.state.value,
        count=len(changes),
    )
    for change in [c for c in changes if is_correction(c)][:MOST_CORRECTIONS_TOLD]:
        events.record(
            "figure.corrected",
            subject_id=subject_id,
            actor=actor,
            public=True,
            label=" ".join(part for part in (change.series, change.label) if part),
            old=said(change, old=True),
            new=said(change),
            note=change.note or release.note,
        )


def is_correction(change: Change) -> bool:
    """Whether a figure that was called final stands otherwise now."""
    if change.old is None or change.new.state is not FigureState.CORRECTED:
        return False
    return change.old.text != change.new.text
