"""Charts are rendered by the worker, soon after what they show has changed."""

from __future__ import annotations

from collections.abc import Iterator

import structlog

from commons import clock
from commons.db import db
from commons.i18n import LANGUAGES, force_locale
from commons.jobs import job
from metrics.charters.models import Measure
from metrics.charters.queries import versions
from metrics.charts import operations
from metrics.charts.queries import SIZES, chart_data, chart_key, unrendered
from metrics.observations.queries import lines
from metrics.signals.queries import judge

MOST_LOOKED_AT = 50

log = structlog.get_logger()


@job("charts.render", seconds=5, is_slow=True, can_wait=True)
def render() -> int:
    """Renders the charts of one measure that changed, the running ones first; one or none.

    They take a second of a core: the hundred of a new site are done in minutes, one by one while
    the machine has room, and till then its pages draw their own. What cannot be drawn is logged
    and keeps none waiting.
    """
    for measure_id, computed_at in unrendered(MOST_LOOKED_AT):
        try:
            charts = list(_charts(measure_id))
        except Exception:
            log.exception("chart_failed", measure=measure_id)
            continue
        operations.keep(measure_id=measure_id, charts=charts, computed_at=computed_at)
        return 1
    return 0


def _charts(measure_id: int) -> Iterator[operations.Rendered]:
    # Only the worker has this in memory: it is large, and no page needs it.
    from metrics.charts import specs  # noqa: PLC0415  for the reason above

    found = versions(measure_id)
    is_inherited = db.session.get_one(Measure, measure_id).is_inherited
    judged = judge(found, lines(measure_id), clock.today())
    for language in LANGUAGES:
        with force_locale(language):
            data = chart_data(found, judged, is_inherited=is_inherited)
            if data is None:
                continue
            for size in SIZES:
                drawn = specs.spec(data, size)
                yield operations.Rendered(
                    key=chart_key(data, size),
                    size=size.value,
                    language=language,
                    spec=drawn,
                    svg=specs.render(drawn, data.title, data.description),
                )
