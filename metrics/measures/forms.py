"""What the address of the list asks for, and the frame that stands around the list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from flask import request

from commons.i18n import _, ngettext
from commons.paging import whole_number
from metrics.catalogue.rules import Part
from metrics.measures.queries import SORTS, Counts, Filters
from metrics.signals import tables as words
from metrics.signals.rules import Status

PAGE = 120


def filters() -> Filters:
    """What the address asks the list to show; what it cannot mean is left out."""
    asked = request.args
    part = asked.get("part", "")
    status = asked.get("status", "")
    sort = asked.get("sort", "")
    return Filters(
        part=Part(part) if part in list(Part) else None,
        goal=asked.get("goal", "")[:80],
        agency=asked.get("agency", "")[:80],
        status=status if status in list(Status) else "",
        q=asked.get("q", "")[:200],
        sort=sort if sort in SORTS else "worst",
        limit=whole_number(asked.get("limit")),
    )


@dataclass(frozen=True)
class Listing:
    """The frame of a list: its tabs, its counts, its filters and its pages."""

    shown: Filters
    headline: str
    statuses: Sequence[tuple[str, str]]
    tabs: Sequence[Mapping[str, Any]]
    counts: Sequence[Mapping[str, Any]]
    older: tuple[str, str] | None
    newer: tuple[str, str] | None


def listing(shown: Filters, counted: Counts, page: int) -> Listing:
    """What stands around a list of measures."""
    tabs = [
        {
            "text": f"{part_word(part)} {counted.by_part.get(part, 0)}",
            "url": address(part=part),
            "current": part == counted.part,
        }
        for part in Part
    ]
    counts = [
        {
            "count": count,
            "key": status.value,
            "label": words.status_word(status),
            "url": _filtered(shown, status=status.value),
        }
        for status, count in counted.by_status.items()
    ]
    more = page * PAGE < counted.listed(shown.status)
    return Listing(
        shown,
        _headline(counted),
        [(status.value, words.status_word(status)) for status in Status],
        tabs,
        counts,
        (_("More measures"), _filtered(shown, page=str(page + 1))) if more else None,
        (_("The ones before"), _filtered(shown, page=str(page - 1))) if page > 1 else None,
    )


def part_word(part: Part) -> str:
    """What a part of the site is called."""
    return {Part.RUNNING: _("Running now"), Part.ARCHIVE: _("Archive")}[part]


def address(**asked: str) -> str:
    """The address of a list."""
    return "/measures?" + urlencode({name: value for name, value in asked.items() if value})


def _filtered(shown: Filters, **more: str) -> str:
    kept = {"part": shown.part or "", "goal": shown.goal, "agency": shown.agency, "q": shown.q}
    sort = "" if shown.sort == "worst" else shown.sort
    return address(**{**kept, "status": shown.status, "sort": sort, **more})


def _headline(counted: Counts) -> str:
    well = sum(counted.by_status.get(status, 0) for status in words.WELL)
    return ngettext(
        "%(num)d of %(total)s measures is on track",
        "%(num)d of %(total)s measures are on track",
        well,
        total=counted.total,
    )
