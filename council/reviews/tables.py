"""A measure as a document: what the room sees, word for word, and the record keeps.

And the reviews that are near a place.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from commons.db import db
from commons.formats import iso
from commons.hashing import sha256
from commons.i18n import DEFAULT, force_locale
from council.reviews.models import AgendaItem, Review
from council.reviews.rules import COMING, ON_NOW
from metrics.catalogue.models import Area
from metrics.charters.models import Measure
from metrics.charters.queries import with_unit
from metrics.charts.rules import Size
from metrics.charts.tables import line_chart
from metrics.measures import specs
from metrics.measures.queries import MeasurePage, measure_page
from metrics.observations.models import Series
from metrics.signals.tables import by_words, period_words, status_word

NEAR = 5


def frozen(measure: Measure) -> dict[str, Any]:
    """The measure as it stands this minute, in the site's own language."""
    with force_locale(DEFAULT):
        page = measure_page(measure.slug)
        return _head(page) | _target(page) | _chart(page) | {"groups": _groups(page)}


def _head(page: MeasurePage) -> dict[str, Any]:
    said, great = page.said, specs.great(page)
    return {
        "code": page.measure.subject.public_id,
        "title": said.title,
        "name": said.short_title or said.title,
        "path": page.measure.subject.path,
        "headline": specs.headline(page),
        "deck": specs.deck(page),
        "status": page.judged.now.status.value,
        "status_word": status_word(page.judged.now.status),
        "inputs": {str(key): str(value) for key, value in page.judged.now.inputs.items()},
        "latest": with_unit(said.latest, page.charter) if said.latest else "",
        "figure": great.text if great else "",
        "unit": great.unit if great else "",
        "period": period_words(said.latest_label) if said.latest_label else "",
        "line": specs.figure_line(page),
        "charter": str(page.charter.number),
        "source": page.charter.source,
    }


def _target(page: MeasurePage) -> dict[str, Any]:
    said = page.said
    return {
        "target": with_unit(said.target, page.charter) if said.target else "",
        "target_due": by_words(_due(page), said.target_due_text) if said.target else "",
        "first_target": with_unit(said.first_target, page.charter) if said.first_target else "",
        "targets": [
            {
                "value": with_unit(each.target.value.text or "", page.charter),
                "due": iso(each.target.due_on) or each.target.due_text,
                "decided_on": iso(each.target.decided_on),
                "signed_by": each.target.signed_by,
                "verdict": each.assessment.status.value,
            }
            for each in page.judged.against
        ],
    }


def _due(page: MeasurePage) -> Any:
    return page.judged.present.target.due_on if page.judged.present else None


def _chart(page: MeasurePage) -> dict[str, Any]:
    total = page.judged.total
    wide = page.drawn.wide if page.drawn else ""
    return {
        "points": [
            {
                "period": each.label,
                "ends_on": iso(each.ends_on),
                "value": each.cell.text or "",
                "state": each.cell.state.value,
                "vintage": str(each.number),
            }
            for each in (total.figures if total else ())
        ],
        "svg": wide,
        "svg_middle": line_chart(page.chart, Size.MIDDLE) if page.drawn and page.chart else "",
        "svg_phone": page.drawn.phone if page.drawn else "",
        "svg_sha256": sha256(wide.encode()) if wide else "",
    }


def _groups(page: MeasurePage) -> list[dict[str, str]]:
    return [
        {
            "kind": line.kind.value,
            "label": line.label,
            "value": with_unit(line.latest.cell.text, page.charter) if line.latest else "",
            "period": line.latest.label if line.latest else "",
        }
        for line in page.groups
    ]


def reviews_near(area: Area) -> list[Review]:
    """The announced reviews in a county, or over a measure with a line of it; the next first."""
    lines = select(Series.measure_id).where(Series.area_id == area.id)
    looked_at = select(AgendaItem.review_id).where(AgendaItem.measure_id.in_(lines))
    name = area.name.removesuffix(" County")
    return list(
        db.session.scalars(
            select(Review)
            .where(
                Review.noticed_at.is_not(None),
                Review.is_rehearsal.is_(False),
                Review.state.in_(COMING | ON_NOW),
                or_(
                    Review.place.icontains(name, autoescape=True),
                    Review.id.in_(looked_at),
                ),
            )
            .options(joinedload(Review.subject))
            .order_by(Review.starts_at, Review.id)
            .limit(NEAR)
        )
    )
