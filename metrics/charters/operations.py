"""Versions of what a measure means and of its target: each is added, none is ever changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime

from sqlalchemy import func, select

from commons import clock, ids, search, subjects
from commons.actors import Actor
from commons.db import Figure, db, operation
from commons.errors import Invalid
from commons.i18n import _
from commons.text import is_web_address
from metrics.catalogue.models import Agency, Goal
from metrics.charters.models import Charter, Contribution, Measure, Target
from metrics.charters.rules import (
    CharterFields,
    Fault,
    MeasureState,
    TargetFields,
    charter_faults,
    day_faults,
    target_faults,
)


@operation
def create(
    *,
    actor: Actor,
    goal: Goal,
    charter: CharterFields,
    lead_agency: Agency | None,
    contributors: Sequence[tuple[Agency, str]] = (),
    origin_id: int | None = None,
    slug: str | None = None,
    state: MeasureState = MeasureState.ADOPTED,
    is_inherited: bool = False,
    topic: str = "",
    adopted_at: datetime | None = None,
) -> Measure:
    """The measure exists with version 1 of its charter."""
    _refuse(charter_faults(charter, is_inherited=is_inherited))
    name = _free_slug(slug or ids.slug(charter.title))
    subject = subjects.register(
        "measure", title=charter.title, path=f"/measures/{name}", letter="M"
    )
    measure = Measure(
        subject_id=subject.id,
        slug=name,
        goal_id=goal.id,
        topic=topic,
        lead_agency_id=lead_agency.id if lead_agency else None,
        state=state,
        is_inherited=is_inherited,
        origin_id=origin_id,
        sort_key=ids.folded(charter.title),
        created_at=adopted_at or clock.now(),
    )
    db.session.add(measure)
    db.session.flush()
    for agency, part in contributors:
        db.session.add(Contribution(measure_id=measure.id, agency_id=agency.id, part=part))
    add_charter(actor=actor, measure=measure, charter=charter, adopted_at=adopted_at)
    return measure


@operation
def add_charter(
    *,
    actor: Actor,
    measure: Measure,
    charter: CharterFields,
    reason: str = "",
    breaks_series_on: date | None = None,
    decided_by: str = "",
    adopted_at: datetime | None = None,
) -> Charter:
    """The next version of the measure's charter holds; a break starts a new line on its chart."""
    number = _next(Charter, measure.id)
    inherited = measure.is_inherited and number == 1
    faults = charter_faults(charter, is_inherited=inherited)
    if number > 1 and not reason.strip():
        faults["reason"] = Fault.NEEDED
    faults |= _address_faults(charter.source_url) | day_faults(breaks_series_on=breaks_series_on)
    _refuse(faults)
    version = Charter(
        measure_id=measure.id,
        number=number,
        **asdict(charter),
        reason=reason,
        decided_by=decided_by,
        breaks_series_on=breaks_series_on,
        actor_id=actor.id,
        adopted_at=adopted_at or clock.now(),
    )
    db.session.add(version)
    subject = subjects.lock(measure.subject_id)
    if subject.title != charter.title:
        subjects.rename(subject, title=charter.title, path=subject.path)
        measure.sort_key = ids.folded(charter.title)
    db.session.flush()
    search.index(subject, " ".join((measure.topic, charter.definition, charter.why_it_matters)))
    return version


@operation
def add_target(
    *, actor: Actor, measure: Measure, target: TargetFields, is_inherited: bool = False
) -> Target:
    """The next version of the measure's target holds; the first is remembered.

    A move that was made elsewhere (`is_inherited`) may lack the reason and name we ask of others.
    """
    number = _next(Target, measure.id)
    is_move = number > 1 and not is_inherited
    faults = target_faults(target, is_move=is_move, is_inherited=is_inherited)
    _refuse(faults | _address_faults(target.source_url))
    version = Target(
        measure_id=measure.id,
        number=number,
        kind=target.kind,
        value=Figure.of(target.value),
        upper=Figure.of(target.upper),
        due_on=target.due_on,
        due_text=target.due_text,
        path=target.path,
        steps=[[day.isoformat(), text] for day, text in target.steps],
        baseline=Figure.of(target.baseline),
        baseline_on=target.baseline_on,
        baseline_words=target.baseline_words,
        tolerance=target.tolerance,
        basis=target.basis,
        reason=target.reason,
        signed_by=target.signed_by,
        decided_on=target.decided_on,
        source_url=target.source_url,
        actor_id=actor.id,
        published_at=clock.now(),
    )
    db.session.add(version)
    db.session.flush()
    return version


def _next(table: type[Charter] | type[Target], measure_id: int) -> int:
    last = db.session.scalar(select(func.max(table.number)).where(table.measure_id == measure_id))
    return (last or 0) + 1


def _free_slug(wanted: str) -> str:
    taken = set(db.session.scalars(select(Measure.slug).where(Measure.slug.startswith(wanted))))
    if wanted not in taken:
        return wanted
    return next(name for n in range(2, 10_000) if (name := f"{wanted}-{n}") not in taken)


def _address_faults(source_url: str) -> dict[str, Fault]:
    if not source_url or is_web_address(source_url):
        return {}
    return {"source_url": Fault.NO_ADDRESS}


def _refuse(faults: dict[str, Fault]) -> None:
    if faults:
        raise Invalid({name: _words(fault) for name, fault in faults.items()})


def _words(fault: Fault) -> str:
    words = {
        Fault.NEEDED: _("Please fill this in."),
        Fault.TOO_LONG: _("Please say it in fewer words."),
        Fault.NOT_A_NUMBER: _("Please write a number, for example 84.1."),
        Fault.OUT_OF_RANGE: _("This is out of range."),
        Fault.NO_ADDRESS: _("This is no address of a page. It begins with https://."),
    }
    return words[fault]
