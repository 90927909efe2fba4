"""Reads of the change feed: public events, each as a sentence that says who, what and why."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

from citizens.moderation.queries import is_hidden_column
from commons import clock, formats
from commons.db import db
from commons.events import Event
from commons.i18n import _
from commons.paging import Page, cut
from council.changes import tables as wording
from council.changes.rules import Group, group_of, kinds_of, month_bounds
from metrics.signals.tables import author

PAGE = 50
Rows = list[tuple[Event, bool]]


@dataclass(frozen=True)
class Change:
    """One public change, ready to be shown or sent."""

    id: int
    at: datetime
    kind: str
    group: Group
    label: str
    title: str
    path: str
    code: str
    words: str
    by: str
    data: dict[str, Any]

    @property
    def entry(self) -> str:
        """The entry's number in the feed."""
        return f"E-{self.id}"


@dataclass(frozen=True)
class Month:
    """A month of changes on one screen."""

    first: date
    name: str
    before: tuple[str, str]
    after: tuple[str, str] | None
    moved: list[Change]
    verdicts: list[Change]
    stale: list[Change]
    corrected: list[Change]
    late: list[Change]
    kept: list[Change]
    counts: dict[str, int]
    total: int

    @property
    def easier(self) -> int:
        """How many goalposts were made easier."""
        return self._moved("easier", "later")

    @property
    def harder(self) -> int:
        """How many goalposts were made harder."""
        return self._moved("harder", "earlier")

    def _moved(self, *ways: str) -> int:
        return sum(1 for each in self.moved if each.data.get("word") in ways)


def month(year: int, number: int) -> Month:
    """The month's changes of the kinds that a reader looks for first, and the counts of all."""
    first = date(year, number, 1)
    before, after = month_bounds(year, number)
    start, end = clock.at_site(first, time(0)), clock.at_site(date(*after, 1), time(0))
    rows = _events(start=start, end=end, kinds=_SHOWN_FIRST)
    changes = [_change(*row) for row in rows]
    counts = _counts(start, end)
    return Month(
        first=first,
        name=month_name(first),
        before=_month_link(before),
        after=_month_link(after) if end <= clock.now() else None,
        moved=_of(changes, "target.moved"),
        verdicts=_of(changes, "verdict.changed"),
        stale=_of(changes, "measure.stale"),
        corrected=_of(changes, "figure.corrected"),
        late=_of(changes, "answer.late"),
        kept=[c for c in _of(changes, "promise.ended") if c.data.get("state") == "kept"],
        counts={group.value: counts[group] for group in Group if counts[group]},
        total=sum(counts.values()),
    )


_SHOWN_FIRST = (
    "target.moved",
    "verdict.changed",
    "measure.stale",
    "figure.corrected",
    "answer.late",
    "promise.ended",
)


def feed(
    *,
    group: Group | None = None,
    start: datetime | None = None,
    end: datetime | None = None,
    before_id: int | None = None,
    limit: int | None = PAGE,
) -> Page[Change]:
    """Changes, latest first, a page at a time, or all of them without a limit."""
    most = limit + 1 if limit else None
    rows = _events(start=start, end=end, kinds=kinds_of(group), before_id=before_id, limit=most)
    changes = [_change(*row) for row in rows]
    return cut(changes, "id", limit) if limit else Page(changes)


def of_subject(subject_id: int, limit: int = 20) -> list[Change]:
    """What changed about one subject, latest first."""
    rows = db.session.execute(
        _shown()
        .where(
            Event.subject_id == subject_id, Event.public.is_(True), Event.kind.in_(kinds_of(None))
        )
        .options(joinedload(Event.subject), joinedload(Event.actor))
        .order_by(Event.id.desc())
        .limit(limit)
    )
    return [_change(*row) for row in rows]


def month_name(first: date) -> str:
    """'November 2026', in the reader's language."""
    return formats.month(first)


def _month_link(month: tuple[int, int]) -> tuple[str, str]:
    first = date(*month, 1)
    return formats.dated(first, "LLLL"), f"{first:%Y-%m}"


def _of(changes: list[Change], kind: str) -> list[Change]:
    return [each for each in changes if each.kind == kind]


def _events(
    *,
    start: datetime | None,
    end: datetime | None,
    kinds: tuple[str, ...],
    before_id: int | None = None,
    limit: int | None = 400,
) -> Rows:
    statement = (
        _shown()
        .where(Event.public.is_(True), Event.kind.in_(kinds))
        .options(joinedload(Event.subject), joinedload(Event.actor))
        .order_by(Event.at.desc(), Event.id.desc())
        .limit(limit)
    )
    if start is not None:
        statement = statement.where(Event.at >= start)
    if end is not None:
        statement = statement.where(Event.at < end)
    if before_id is not None:
        edge = select(Event.at).where(Event.id == before_id).scalar_subquery()
        statement = statement.where(
            (Event.at < edge) | ((Event.at == edge) & (Event.id < before_id))
        )
    return [(event, is_hidden) for event, is_hidden in db.session.execute(statement)]


def _counts(start: datetime, end: datetime) -> Counter[Group]:
    rows = db.session.execute(
        select(Event.kind, func.count())
        .where(Event.public.is_(True), Event.at >= start, Event.at < end)
        .group_by(Event.kind)
    )
    found: Counter[Group] = Counter()
    for kind, number in rows:
        group = group_of(kind)
        if group:
            found[group] += number
    return found


def _shown() -> Select[Event, bool]:
    """Events, each with whether what it is about is hidden now."""
    return select(Event, is_hidden_column(Event.subject_id))


def _change(event: Event, is_hidden: bool) -> Change:  # noqa: FBT001  a column of a row
    group = group_of(event.kind)
    if group is None:
        raise ValueError(f"The feed does not show {event.kind}")
    title = _("a hidden contribution") if is_hidden else event.subject.title
    data = {} if is_hidden and group is not Group.MODERATION else event.data
    return Change(
        id=event.id,
        at=event.at,
        kind=event.kind,
        group=group,
        label=wording.label(event.kind),
        title=title,
        path=event.subject.path,
        code=event.subject.public_id,
        words=wording.sentence(event.kind, title, data),
        by=author(event.kind, data.get("signed_by") or event.actor.name),
        data=data,
    )
