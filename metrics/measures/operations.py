"""The life of a measure as other packages see it: adopted, revised, its target moved, retired."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from commons import clock, events, subjects
from commons.actors import SYSTEM, Actor
from commons.db import db, operation
from commons.errors import Invalid, NotNow
from commons.i18n import _
from commons.permits import require_office
from metrics.catalogue.models import Agency, Goal
from metrics.charters import operations as charters
from metrics.charters.models import Charter, Measure, Target
from metrics.charters.queries import (
    Versions,
    bodies_of,
    not_kept,
    signatories,
    versions,
    with_unit,
)
from metrics.charters.rules import (
    CharterFields,
    MeasureState,
    Move,
    TargetFields,
    TargetKind,
    easier_or_harder,
)
from metrics.observations.queries import lines
from metrics.roles import KEEPERS
from metrics.signals.operations import recompute
from metrics.signals.queries import judge, standing


@operation
def adopt(
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
    """The measure is public with version 1 of its charter, and a standing without figures."""
    measure = charters.create(
        actor=actor,
        goal=goal,
        charter=charter,
        lead_agency=lead_agency,
        contributors=contributors,
        origin_id=origin_id,
        slug=slug,
        state=state,
        is_inherited=is_inherited,
        topic=topic,
        adopted_at=adopted_at,
    )
    origin = db.session.get(subjects.Subject, origin_id) if origin_id else None
    _tell(
        actor,
        measure,
        "measure.adopted",
        title=charter.title,
        origin=origin.public_id if origin else "",
    )
    recompute(actor=actor, measure_id=measure.id, cause="adopted")
    agencies = [lead_agency] if lead_agency else []
    subjects.touch(*(each.subject_id for each in (*agencies, *(a for a, _part in contributors))))
    return measure


@operation
def revise(
    *,
    actor: Actor,
    measure: Measure,
    charter: CharterFields,
    reason: str,
    breaks_series_on: date | None = None,
    decided_by: str = "",
) -> Charter:
    """A new version of the charter holds; the ones before stay readable."""
    _refuse_retired(measure)
    _require_keeper(actor, measure)
    if decided_by:
        _signed(actor, measure, "decided_by", decided_by)
    version = charters.add_charter(
        actor=actor,
        measure=measure,
        charter=charter,
        reason=reason,
        breaks_series_on=breaks_series_on,
        decided_by=decided_by,
    )
    _tell(actor, measure, "charter.revised", number=version.number, reason=reason)
    recompute(actor=actor, measure_id=measure.id, cause="charter")
    return version


@operation
def retarget(*, actor: Actor, measure: Measure, target: TargetFields) -> Target:
    """A new version of the target holds, and it is told what the move did to the verdict."""
    _refuse_retired(measure)
    _require_keeper(actor, measure)
    decided_on = _signed(actor, measure, "signed_by", target.signed_by)
    target = replace(target, decided_on=decided_on or target.decided_on)
    _check_day(actor, target.decided_on)
    before = standing(measure.id)
    old_status = before.status if before else ""
    is_move = versions(measure.id).is_movable
    version = charters.add_target(actor=actor, measure=measure, target=target)
    found = versions(measure.id)
    stands = recompute(actor=actor, measure_id=measure.id, cause="target")
    if is_move:
        _tell(
            actor,
            measure,
            "target.moved",
            verdict_before=old_status,
            verdict_after=stands.status,
            **_move(found, measure.id),
        )
    else:
        new = target_words(version, found)
        _tell(actor, measure, "target.set", new=new, due=due_words(version))
    return version


def _require_keeper(actor: Actor, measure: Measure) -> None:
    require_office(actor, KEEPERS, bodies_of(measure), not_kept())


def _signed(actor: Actor, measure: Measure, field: str, words: str) -> date | None:
    """The day of the decision that these words name; Invalid when nobody who may sign is named.

    What the site itself loads is signed as its source says.
    """
    if actor.kind == SYSTEM:
        return None
    named = next((each for each in signatories(measure, actor) if each.words == words), None)
    if named is None:
        raise Invalid({field: _("Choose who signs: somebody who holds the office, or you.")})
    return named.decided_on


def _check_day(actor: Actor, day: date | None) -> None:
    if day is None and actor.kind != SYSTEM:
        raise Invalid({"decided_on": _("Please fill this in.")})
    if day is not None and day > clock.today():
        raise Invalid({"decided_on": _("That day has not come yet.")})


def _move(found: Versions, measure_id: int) -> dict[str, str]:
    old, new = found.targets[-2:]
    direction = found.charter.direction
    move = easier_or_harder(found.terms(old), found.terms(new), direction)
    judged = judge(found, lines(measure_id), clock.today())
    vague = move in (Move.SAME, Move.INCOMPARABLE)
    return {
        "old": target_words(old, found),
        "new": target_words(new, found),
        "old_due": due_words(old),
        "new_due": due_words(new),
        "word": "changed" if vague else move.value,
        "reason": new.reason,
        "signed_by": new.signed_by,
        "verdict_first": judged.against[0].assessment.status.value,
    }


def target_words(target: Target, found: Versions) -> str:
    """The target as a short text: `93%`, `70 to 90 acres`, empty when there is none."""
    if target.kind is TargetKind.NONE_YET:
        return ""
    charter = found.charter
    low, high = target.value.text, target.upper.text
    if low and high and low != high:
        return _("%(low)s to %(high)s", low=low, high=with_unit(high, charter))
    return with_unit(low or high, charter)


def due_words(target: Target) -> str:
    """The day a target is due as a date, or in the words of its source."""
    return target.due_on.isoformat() if target.due_on else target.due_text


@operation
def retire(
    *, actor: Actor, measure: Measure, reason: str, successor_id: int | None = None
) -> Measure:
    """The measure is reported no more; its page stays, with its last verdict and its successor."""
    _refuse_retired(measure)
    measure.state = MeasureState.RETIRED
    measure.successor_id = successor_id
    successor = db.session.get(subjects.Subject, successor_id) if successor_id else None
    _tell(
        actor,
        measure,
        "measure.retired",
        reason=reason,
        successor=successor.public_id if successor else "",
    )
    subjects.touch(measure.subject_id, measure.goal.subject_id)
    subjects.touch_site()
    return measure


def _refuse_retired(measure: Measure) -> None:
    if measure.state is MeasureState.RETIRED:
        raise NotNow(_("This measure was retired. Its page stays as it is."))


def _tell(actor: Actor, measure: Measure, kind: str, **data: str | int) -> None:
    events.record(kind, subject_id=measure.subject_id, actor=actor, public=True, **data)
