"""How dates, numbers and counts are written, in the reader's language and the site's zone."""

from __future__ import annotations

from datetime import date, datetime
from functools import lru_cache

from babel.dates import format_date, format_time, get_timezone_name
from babel.numbers import format_decimal
from flask import Flask

from commons import clock
from commons.i18n import _, language

MOST = 4_096  # dates and numbers of which the written form is remembered


def day(value: date | datetime | None, *, short: bool = False, year: bool = True) -> str:
    """'22 November 2026' (or '22 Nov'), the site's day of a moment."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        value = clock.to_site(value).date()
    return _day(value, short, year, language())


@lru_cache(MOST)
def _day(value: date, short: bool, year: bool, code: str) -> str:  # noqa: FBT001  a key
    month = "MMM" if short else "MMMM"
    spanish = code == "es" and not short
    pattern = f"d 'de' {month}" if spanish else f"d {month}"
    if year:
        pattern += " 'de' y" if spanish else " y"
    return str(format_date(value, pattern, locale=code))


def month(value: date) -> str:
    """'November 2026', in Spanish 'noviembre de 2026'."""
    return dated(value, "LLLL 'de' y" if language() == "es" else "LLLL y")


def dated(value: date | datetime, pattern: str) -> str:
    """The site's day of a moment, by a pattern of the Unicode standard such as `MMMM y`."""
    if isinstance(value, datetime):
        value = clock.to_site(value).date()
    return _dated(value, pattern, language())


@lru_cache(MOST)
def _dated(value: date, pattern: str, code: str) -> str:
    return str(format_date(value, pattern, locale=code))


def weekday(value: date | datetime) -> str:
    """'Tuesday, 24 November 2026'."""
    return f"{dated(value, 'EEEE')}, {day(value)}"


def hour(moment: datetime, *, zone: bool = False) -> str:
    """'10:00', by the site's wall clock; with `zone`, '10:00 Pacific Time'."""
    local = clock.to_site(moment)
    written = format_time(local, "HH:mm", locale=language())
    if zone:
        written += " " + _zone_name(str(clock.zone()), language())
    return str(written)


@lru_cache(MOST)
def _zone_name(_zone: str, code: str) -> str:
    return str(get_timezone_name(clock.zone(), locale=code, width="long"))


def iso(moment: date | datetime | None) -> str:
    """The machine form: a date, or a moment with the offset of the site's zone."""
    if moment is None:
        return ""
    if isinstance(moment, datetime):
        return clock.to_site(moment).isoformat(timespec="seconds")
    return moment.isoformat()


def number(value: float, decimals: int = 0) -> str:
    """A count or figure with the language's separators and just so many decimals."""
    return _number(value, decimals, language())


@lru_cache(MOST)
def _number(value: float, decimals: int, code: str) -> str:
    pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
    return str(format_decimal(value, pattern, locale=code))


def count_word(count: int) -> str:
    """A count as a headline begins with it: `Five`; digits above twenty."""
    names = [
        _("None"), _("One"), _("Two"), _("Three"), _("Four"), _("Five"), _("Six"), _("Seven"),
        _("Eight"), _("Nine"), _("Ten"), _("Eleven"), _("Twelve"), _("Thirteen"), _("Fourteen"),
        _("Fifteen"), _("Sixteen"), _("Seventeen"), _("Eighteen"), _("Nineteen"), _("Twenty"),
    ]  # fmt: skip
    return names[count] if count < len(names) else str(count)


def days_to(first: datetime, last: datetime) -> int:
    """How many days of the site's calendar lie between two moments: 4 from the 22nd to the 26th."""
    return (clock.to_site(last).date() - clock.to_site(first).date()).days


def init_formats(app: Flask) -> None:
    """The filters `day`, `weekday`, `hour`, `iso`, `number`, `count_word`, `days_to` exist."""
    app.jinja_env.filters.update(
        day=day,
        weekday=weekday,
        hour=hour,
        iso=iso,
        number=number,
        count_word=count_word,
        days_to=days_to,
    )
