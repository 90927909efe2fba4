"""How dates, numbers and counts are written, in the reader's language and the site's zone."""

from __future__ import annotations

from datetime import date, datetime

from babel.dates import format_time, get_timezone_name
from flask import Flask
from flask_babel import format_date, format_decimal
from flask_babel import get_locale as _locale

from commons import clock


def day(value: date | datetime | None, *, short: bool = False, year: bool = True) -> str:
    """'22 November 2026' (or '22 Nov'), the site's day of a moment."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        value = clock.to_site(value).date()
    month = "MMM" if short else "MMMM"
    spanish = str(_locale()).startswith("es") and not short
    pattern = f"d 'de' {month}" if spanish else f"d {month}"
    if year:
        pattern += " 'de' y" if spanish else " y"
    return str(format_date(value, pattern))


def weekday(value: date | datetime) -> str:
    """'Tuesday, 24 November 2026'."""
    if isinstance(value, datetime):
        value = clock.to_site(value).date()
    return f"{format_date(value, 'EEEE')}, {day(value)}"


def hour(moment: datetime, *, zone: bool = False) -> str:
    """'10:00', by the site's wall clock; with `zone`, '10:00 Pacific Time'."""
    local = clock.to_site(moment)
    written = format_time(local, "HH:mm", locale=_locale())
    if zone:
        written += " " + get_timezone_name(clock.zone(), locale=_locale(), width="long")
    return str(written)


def iso(moment: date | datetime | None) -> str:
    """The machine form: a date, or a moment in UTC with Z."""
    if moment is None:
        return ""
    if isinstance(moment, datetime):
        return clock.to_site(moment).isoformat(timespec="seconds")
    return moment.isoformat()


def number(value: float, decimals: int = 0) -> str:
    """A count or figure with the language's separators and just so many decimals."""
    pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
    return str(format_decimal(value, pattern))


def init_formats(app: Flask) -> None:
    """The filters `day`, `weekday`, `hour`, `iso` and `number` exist in templates."""
    app.jinja_env.filters.update(day=day, weekday=weekday, hour=hour, iso=iso, number=number)
