"""Figures arrive: checked before, staged in one release, published now or at a minute."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from commons import clock, events
from commons.actors import Actor
from commons.db import operation
from commons.errors import Invalid, NotNow
from commons.i18n import _
from commons.permits import require_office
from metrics.charters.models import Measure
from metrics.charters.queries import bodies_of, not_kept, versions
from metrics.charters.rules import MeasureState
from metrics.loading.queries import counted
from metrics.observations import operations as observations
from metrics.observations.models import Release
from metrics.observations.rules import FigureRow
from metrics.releases import operations as releases
from metrics.roles import KEEPERS


@operation
def publish(
    *,
    actor: Actor,
    measure: Measure,
    rows: Sequence[FigureRow],
    note: str = "",
    file_name: str = "",
    file_sha256: str = "",
    publish_at: datetime | None = None,
) -> Release:
    """All rows stand in one release, public at once or at `publish_at`; or none of them does."""
    require_office(actor, KEEPERS, bodies_of(measure), not_kept())
    _refuse_what_is_not_over(rows)
    if measure.state is MeasureState.RETIRED:
        raise NotNow(_("This measure was retired. It takes no more figures."))
    rows = counted(measure, versions(measure.id).charter, rows)
    later = publish_at is not None and publish_at > clock.now()
    release = observations.add_release(
        actor=actor,
        measure=measure,
        rows=rows,
        note=note,
        file_name=file_name,
        file_sha256=file_sha256,
        scheduled_for=publish_at if later else None,
    )
    if not later:
        return releases.publish(actor=actor, release=release)
    events.record(
        "figures.scheduled",
        subject_id=measure.subject_id,
        actor=actor,
        public=False,
        count=len(rows),
    )
    return release


def _refuse_what_is_not_over(rows: Sequence[FigureRow]) -> None:
    today = clock.today()
    if any(row.ends_on is not None and row.ends_on >= today for row in rows):
        raise Invalid({"period": _("A figure can come when its period is over.")})
