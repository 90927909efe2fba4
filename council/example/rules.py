"""Days counted from the first start, periods counted from the latest, acts in their order."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from graphlib import TopologicalSorter
from heapq import heappop, heappush
from typing import Generic, TypeVar

from commons.periods import add_months
from metrics.charters.rules import MONTHS, Frequency

OFFSET = re.compile(r"(?P<days>[+-]\d+)d(?: (?P<hour>\d\d):(?P<minute>\d\d))?")
MORNING = time(9)
S = TypeVar("S")


@dataclass(frozen=True)
class Offset:
    """A day counted from today, with a time of day where one was written."""

    days: int
    at: time | None


def offset(text: str) -> Offset:
    """What `-26d 10:00` or `+39d` says."""
    found = OFFSET.fullmatch(text)
    if found is None:
        raise ValueError(f"Not a day counted from today: {text}")
    at = time(int(found["hour"]), int(found["minute"])) if found["hour"] else None
    return Offset(int(found["days"]), at)


def period_end(today: date, frequency: Frequency, lag_days: int, index: int) -> date:
    """The last day of a period; 0 is the last one whose end and lag lie before today."""
    step = MONTHS[frequency]
    number = (today.year * 12 + today.month - 1) // step
    while _last_day(number, step) + timedelta(days=lag_days) >= today:
        number -= 1
    return _last_day(number + index, step)


def period_start(end: date, frequency: Frequency) -> date:
    """The first day of the period that ends so."""
    return add_months(end, 1 - MONTHS[frequency])


def _last_day(number: int, step: int) -> date:
    year, month = divmod((number + 1) * step, 12)
    return date(year, month + 1, 1) - timedelta(days=1)


def period_label(end: date, frequency: Frequency) -> str:
    """How a period is named: `2026-10`, `2026 Q3`, `2026`."""
    if frequency is Frequency.YEAR:
        return str(end.year)
    if frequency is Frequency.QUARTER:
        return f"{end.year} Q{end.month // 3}"
    return f"{end.year}-{end.month:02}"


def spread(begin: datetime, end: datetime, count: int) -> list[datetime]:
    """So many moments from `begin` to `end`, both among them, evenly."""
    if count < 2:
        return [begin] * count
    step = (end - begin) / (count - 1)
    return [begin + step * n for n in range(count)]


@dataclass(frozen=True)
class Act(Generic[S]):
    """Something that was done at a moment, and what it rests on."""

    name: str
    at: datetime
    play: Callable[[S], None]
    after: tuple[str, ...] = ()


def in_order(acts: Sequence[Act[S]]) -> Iterator[tuple[datetime, Act[S]]]:
    """Every act at its moment, or right after what it rests on when that comes later."""
    places = {act.name: n for n, act in enumerate(acts)}
    if len(places) != len(acts):
        raise ValueError("Two acts have one name")
    sorter = TopologicalSorter({n: [places[a] for a in act.after] for n, act in enumerate(acts)})
    sorter.prepare()
    played: dict[int, datetime] = {}
    ready: list[tuple[datetime, int]] = []
    while sorter.is_active():
        for n in sorter.get_ready():
            rests = [played[places[name]] for name in acts[n].after]
            heappush(ready, (max([acts[n].at, *rests]), n))
        moment, place = heappop(ready)
        played[place] = moment
        yield moment, acts[place]
        sorter.done(place)
