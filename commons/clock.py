"""The only caller of the system's clock. Rows hold UTC; days and deadlines are the site's."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

_zone = ZoneInfo("America/Los_Angeles")
_fixed: datetime | None = None


def use_zone(name: str) -> None:
    """Makes `name` the site's zone."""
    global _zone  # noqa: PLW0603  one site, one zone, set once at start
    _zone = ZoneInfo(name)


def zone() -> ZoneInfo:
    """The zone in which days begin and deadlines fall."""
    return _zone


def now() -> datetime:
    """This moment, aware, in UTC."""
    return _fixed or datetime.now(UTC)


def today() -> date:
    """The day it is at the site."""
    return to_site(now()).date()


def to_site(moment: datetime) -> datetime:
    """The same moment on the site's wall clock."""
    return moment.astimezone(_zone)


def at_site(day: date, at: time) -> datetime:
    """The UTC moment at which the site's wall clock shows `day` and `at`."""
    return datetime.combine(day, at, tzinfo=_zone).astimezone(UTC)


def end_of_day(day: date) -> datetime:
    """The UTC moment at which `day` is over at the site; deadlines are half open before it."""
    return at_site(day + timedelta(days=1), time(0))


def last_day(deadline: datetime | None) -> date | None:
    """The last day that lies before a deadline at the site; midnight ends the day before."""
    return to_site(deadline - timedelta(seconds=1)).date() if deadline else None


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Within the block it is `moment`: for tests and for playing the demonstration's past."""
    global _fixed  # noqa: PLW0603  the one place where time is held
    before, _fixed = _fixed, moment.astimezone(UTC)
    try:
        yield
    finally:
        _fixed = before
