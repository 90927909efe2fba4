"""What the numbers say is worked out again whenever a figure, target or definition changed."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from commons import clock, events, subjects
from commons.actors import Actor
from commons.db import db, operation
from metrics.charters.models import Measure
from metrics.charters.queries import versions
from metrics.observations.queries import lines
from metrics.observations.rules import newest
from metrics.signals.models import Standing, Verdict
from metrics.signals.queries import (
    Judged,
    contributors_of,
    judge,
    label_of,
    standing,
    summary,
)
from metrics.signals.rules import RULE_VERSION, Status, severity


@operation
def recompute(*, actor: Actor, measure_id: int, cause: str) -> Standing:
    """The measure's standing is that of this moment; a changed status is a verdict of its own."""
    measure = db.session.get_one(Measure, measure_id)
    found = versions(measure_id)
    judged = judge(found, lines(measure_id), clock.today())
    before = standing(measure_id)
    old = before.status if before else None
    values = _values(judged) | {
        "targets_moved": max(0, len(judged.asked) - 1),
        "summary": asdict(summary(found, judged, contributors_of(measure_id))),
        "computed_at": clock.now(),
    }
    stands = before or Standing(measure_id=measure_id)
    for name, value in values.items():
        setattr(stands, name, value)
    if before is None:
        db.session.add(stands)
    if old != stands.status:
        _record(actor, measure, old, judged, cause)
    db.session.flush()
    subjects.touch(measure.subject_id, measure.goal.subject_id)
    subjects.touch_site()
    return stands


def _values(judged: Judged) -> dict[str, Any]:
    now = judged.now
    return {
        "status": now.status.value,
        "last_status": now.last_verdict.value if now.last_verdict else None,
        "last_status_on": now.last_verdict_on,
        "rank": severity(now.status),
        "latest_on": now.latest.end if now.latest else None,
        "next_due_on": now.next_due,
    }


def _record(actor: Actor, measure: Measure, old: str | None, judged: Judged, cause: str) -> None:
    now = judged.now
    db.session.add(
        Verdict(
            measure_id=measure.id,
            old_status=old,
            status=now.status.value,
            cause=cause,
            rule_version=RULE_VERSION,
            inputs=dict(now.inputs),
            at=clock.now(),
        )
    )
    if old is None:
        return
    if now.status is Status.STALE:
        last = newest(judged.points)
        label = label_of(judged.total, (now.latest or last).end) if last else ""
        _tell(actor, measure, "measure.stale", label=label)
    else:
        _tell(actor, measure, "verdict.changed", old=old, new=now.status.value, cause=cause)


def _tell(actor: Actor, measure: Measure, kind: str, **data: str) -> None:
    events.record(kind, subject_id=measure.subject_id, actor=actor, public=True, **data)


@operation
def age(*, actor: Actor, measure_id: int) -> bool:
    """The measure stands as time left it: stale, or past its target; whether its status changed."""
    before = standing(measure_id)
    old = before.status if before else None
    return recompute(actor=actor, measure_id=measure_id, cause="time").status != old
