"""Reads the example council's files, and turns its offsets into days."""

import calendar
import re
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[3] / "council/demonstration/data/getting_around"
OFFSET = re.compile(r"([+-]\d+)d(?: (\d\d):(\d\d))?")
MONTHS = {"month": 1, "quarter": 3, "year": 12}

Row = dict[str, Any]


@cache
def read(name: str) -> Row:
    """The content of one file, by its path without the ending."""
    found: Row = yaml.safe_load((ROOT / f"{name}.yaml").read_text(encoding="utf-8"))
    return found


def files() -> list[Path]:
    """Every content file."""
    return sorted(ROOT.rglob("*.yaml"))


def measures() -> list[Row]:
    """Every measure."""
    return [read(f"measures/{path.stem}") for path in sorted((ROOT / "measures").glob("*.yaml"))]


def reviews() -> list[Row]:
    """The reviews, oldest first."""
    return [read(f"reviews/{name}") for name in ("earlier", "latest", "coming")]


def people() -> list[Row]:
    """All who hold an office."""
    found = read("people")
    return [found["governor"], *found["members"], *found["officers"]]


def residents() -> list[Row]:
    """All residents, without organisations."""
    rows: list[Row] = read("residents")["residents"]
    return rows


def slugs(rows: list[Row]) -> set[str]:
    """The slugs of some rows, which must differ."""
    found = [row["slug"] for row in rows]
    assert len(found) == len(set(found)), found
    return set(found)


def offset(text: str) -> float:
    """Days from today, with the time of day as a fraction; a bare day is its end."""
    match = OFFSET.fullmatch(text)
    assert match, text
    days, hour, minute = match.groups()
    clock = int(hour) * 60 + int(minute) if hour else 24 * 60 - 1
    return int(days) + clock / 1440


def moment(text: str, today: date) -> datetime:
    """The local moment an offset means when the demonstration starts on this day."""
    return datetime.combine(today, time()) + timedelta(days=offset(text))


def walk(node: object, path: str = "") -> Iterator[tuple[str, object]]:
    """Every leaf with its path."""
    if isinstance(node, dict):
        for key, value in node.items():
            assert isinstance(key, str | int), (path, key)
            yield from walk(value, f"{path}/{key}")
    elif isinstance(node, list):
        for value in node:
            yield from walk(value, path)
    else:
        yield path, node


def period_end(today: date, frequency: str, lag: int, index: int) -> date:
    """The last day of a period; 0 is the last one whose end and lag lie before today."""
    step = MONTHS[frequency]
    number = (today.year * 12 + today.month - 1) // step
    while _last_day(number * step + step - 1) + timedelta(days=lag) >= today:
        number -= 1
    return _last_day((number + index) * step + step - 1)


def _last_day(month: int) -> date:
    year, number = divmod(month, 12)
    return date(year, number + 1, calendar.monthrange(year, number + 1)[1])
