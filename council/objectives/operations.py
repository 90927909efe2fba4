"""Acts on objectives."""

from __future__ import annotations

from sqlalchemy import func, select

from commons import clock, events, search, subjects
from commons.actors import Actor
from commons.db import db, operation
from commons.errors import Invalid, NotNow
from commons.i18n import _
from council.councils.models import Council
from council.objectives.models import Objective, ObjectivePart, ObjectiveVersion, Tracking
from council.objectives.rules import ObjectiveState
from metrics.catalogue.models import Agency
from metrics.charters.models import Measure


@operation
def adopt(
    *,
    actor: Actor,
    council: Council,
    title: str,
    words: str = "",
    lead_agency: Agency,
    contributors: list[tuple[Agency, str]],
    measures: list[Measure] | None = None,
) -> Objective:
    """The council has an objective with one lead; without contributors it says so."""
    if not title:
        raise Invalid({"title": _("Say in a sentence what is to change.")})
    subject = subjects.register("objective", title=title, path="/objectives/{id}", letter="O")
    objective = Objective(
        subject_id=subject.id,
        council_id=council.id,
        lead_agency_id=lead_agency.id,
        state=ObjectiveState.ADOPTED,
        no_contributor=not contributors,
        adopted_at=clock.now(),
    )
    db.session.add(objective)
    db.session.flush()
    _write_version(actor, objective, title, words, "")
    for agency, part in contributors:
        db.session.add(ObjectivePart(objective_id=objective.id, agency_id=agency.id, part=part))
    for measure in measures or []:
        track(actor=actor, objective=objective, measure=measure)
    search.index(subject, words)
    subjects.touch(council.subject_id)
    subjects.touch_site()
    events.record("objective.adopted", subject_id=subject.id, actor=actor, public=True, title=title)
    return objective


@operation
def revise(*, actor: Actor, objective: Objective, title: str, words: str, reason: str) -> None:
    """The objective has new words; the old ones stay, with the reason."""
    if not reason:
        raise Invalid({"reason": _("Say why the objective changes.")})
    if objective.state is ObjectiveState.ENDED:
        raise NotNow(_("This objective has ended."))
    _write_version(actor, objective, title, words, reason)
    objective.state = ObjectiveState.REVISED
    subject = db.session.get_one(subjects.Subject, objective.subject_id)
    old, subject.title = subject.title, title
    search.index(subject, words)
    subjects.touch(subject.id)
    subjects.touch_site()
    events.record(
        "objective.revised",
        subject_id=subject.id,
        actor=actor,
        public=True,
        old=old,
        new=title,
        reason=reason,
    )


@operation
def track(*, actor: Actor, objective: Objective, measure: Measure) -> None:
    """The objective is followed by the measure; once is enough."""
    if db.session.get(Tracking, (objective.id, measure.id)) is not None:
        return
    count = db.session.scalar(
        select(func.count()).select_from(Tracking).where(Tracking.objective_id == objective.id)
    )
    db.session.add(Tracking(objective_id=objective.id, measure_id=measure.id, position=count or 0))
    subjects.touch(objective.subject_id, measure.subject_id)
    events.record(
        "objective.tracked",
        subject_id=objective.subject_id,
        actor=actor,
        measure=measure.subject_id,
    )


def _write_version(actor: Actor, objective: Objective, title: str, words: str, reason: str) -> None:
    last = db.session.scalar(
        select(func.max(ObjectiveVersion.number)).where(
            ObjectiveVersion.objective_id == objective.id
        )
    )
    db.session.add(
        ObjectiveVersion(
            objective_id=objective.id,
            number=(last or 0) + 1,
            title=title,
            words=words,
            reason=reason,
            actor_id=actor.id,
            at=clock.now(),
        )
    )
