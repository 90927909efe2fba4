"""What time alone changes: figures that did not come, target dates that passed."""

from __future__ import annotations

from commons import clock
from commons.actors import system
from commons.jobs import job, until_told
from metrics.signals import operations, queries


@job("signals.mark_stale", cron="7 0 * * *")
def mark_stale() -> int:
    """Looks at every measure whose figure or target is past its day; counts what changed."""
    actor = system()
    changed = [
        operations.age(actor=actor, measure_id=measure_id)
        for measure_id in until_told(queries.aged(clock.today()))
    ]
    return sum(changed)
