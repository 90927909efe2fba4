"""A review as its page shows it: its agenda, and what became of both after the notice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select

from commons.db import db
from commons.events import Event
from commons.subjects import Subject
from council.reviews.models import AgendaItem, Review
from metrics.charters.models import Measure
from metrics.signals.models import Standing

ADDED, MOVED, REMOVED = "agenda.added", "agenda.moved", "agenda.removed"
POSTPONED, CANCELLED = "review.postponed", "review.cancelled"


@dataclass(frozen=True)
class ItemRow:
    """An agenda item with its measure as it stands now, and what befell it after the notice."""

    item: AgendaItem
    measure_path: str
    measure_title: str
    summary: dict[str, Any]
    status: str
    added_at: datetime | None
    moved_at: datetime | None


@dataclass(frozen=True)
class Removal:
    """That an item was taken off the agenda after the notice."""

    title: str
    at: datetime


@dataclass(frozen=True)
class PutOff:
    """That the review was postponed or cancelled: why, from which day, and to which (if any)."""

    is_cancelled: bool
    at: datetime
    reason: str
    old: datetime | None
    new: datetime | None


@dataclass(frozen=True)
class Agenda:
    """The items in order, those that were taken off, and each time that all was put off."""

    rows: list[ItemRow]
    removed: list[Removal]
    put_off: list[PutOff]


@dataclass
class _Told:
    """What changed after the notice: when, by item."""

    added: dict[int, datetime] = field(default_factory=dict)
    moved: dict[int, datetime] = field(default_factory=dict)
    removed: list[Removal] = field(default_factory=list)
    put_off: list[PutOff] = field(default_factory=list)


def agenda(review: Review) -> Agenda:
    """The items with their measures' present verdicts; what came after the notice is marked."""
    told = _told(review)
    measures = _measures([each.measure_id for each in review.items if each.measure_id])
    found = [(each, measures.get(each.measure_id or 0, _NONE)) for each in review.items]
    return Agenda([_item_row(each, told, *of) for each, of in found], told.removed, told.put_off)


def _told(review: Review) -> _Told:
    told = _Told()
    rows = db.session.execute(
        select(Event.kind, Event.at, Event.data)
        .where(
            Event.subject_id == review.subject_id,
            Event.kind.in_((ADDED, MOVED, REMOVED, POSTPONED, CANCELLED)),
        )
        .order_by(Event.id)
    )
    for kind, at, data in rows:
        if kind in (POSTPONED, CANCELLED):
            days = (_moment(data.get("old")), _moment(data.get("new")))
            told.put_off.append(PutOff(kind == CANCELLED, at, data["reason"], *days))
            continue
        number = int(data["item"])
        if kind == ADDED:
            told.added[number] = at
        elif kind == MOVED:
            told.moved[number] = at
        else:
            # The number goes with the row: SQLite may give it to the next item.
            told.added.pop(number, None)
            told.moved.pop(number, None)
            told.removed.append(Removal(data["what"], at))
    return told


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


_NONE = ("", "", None)


def _measures(wanted: Sequence[int]) -> dict[int, tuple[str, str, Standing | None]]:
    if not wanted:
        return {}
    rows = db.session.execute(
        select(Measure.id, Subject.path, Subject.title, Standing)
        .join(Subject, Subject.id == Measure.subject_id)
        .outerjoin(Standing, Standing.measure_id == Measure.id)
        .where(Measure.id.in_(wanted))
    )
    return {number: (path, title, standing) for number, path, title, standing in rows}


def _item_row(
    item: AgendaItem, told: _Told, path: str, title: str, standing: Standing | None
) -> ItemRow:
    summary, status = (standing.summary, standing.status) if standing else ({}, "")
    added, moved = told.added.get(item.id), told.moved.get(item.id)
    return ItemRow(item, path, title, summary, status, added, None if added else moved)
