"""The files of the example council, and the days that they mean."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Any

import yaml

from commons import clock
from commons.config import ROOT
from council.example.rules import MORNING, offset

FOLDER = ROOT / "council/demonstration/data/getting_around"
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # in C where it is there: seconds count
REVIEWS = ("earlier", "latest", "coming")
Row = dict[str, Any]


@cache
def read(name: str) -> Row:
    """One file, by its path without the ending."""
    text = (FOLDER / f"{name}.yaml").read_text(encoding="utf-8")
    found: Row = LOADER(text).get_single_data()
    return found


def rows(name: str, key: str | None = None) -> list[Row]:
    """The rows of a file, under the key of its own name or another."""
    found: list[Row] = read(name)[key or name]
    return found


def measures() -> list[Row]:
    """Every measure, by its slug."""
    return [read(f"measures/{path.stem}") for path in sorted((FOLDER / "measures").glob("*.yaml"))]


def people() -> list[Row]:
    """All who hold an office, or held one."""
    found = read("people")
    return [found["governor"], *found["members"], *found["officers"]]


def signature(slug: str) -> str:
    """The name of a person with the office."""
    found = next(row for row in people() if row["slug"] == slug)
    return f"{found['name']}, {found['office']}"


def reviews() -> list[Row]:
    """The reviews, oldest first."""
    return [read(f"reviews/{name}") for name in REVIEWS]


class Calendar:
    """Turns days counted from the first start into days and moments of the site's zone."""

    def __init__(self, today: date) -> None:
        self.today = today

    def day(self, text: str) -> date:
        """The day that an offset means."""
        return self.today + timedelta(days=offset(text).days)

    def moment(self, text: str, at: time = MORNING) -> datetime:
        """The moment that an offset means; `at` where it has no time of its own."""
        return clock.at_site(self.day(text), offset(text).at or at)

    def at(self, moment: datetime, at: time) -> datetime:
        """Another time of the same day."""
        return clock.at_site(clock.to_site(moment).date(), at)

    def closing(self, text: str) -> datetime:
        """The moment of an offset as a deadline: a bare day lasts to its end."""
        if offset(text).at is None:
            return clock.end_of_day(self.day(text))
        return self.moment(text)


def review(slug: str) -> Row:
    """The file of one review."""
    return read(f"reviews/{slug}")


def item_at(slug: str, minute: int) -> str:
    """The agenda item that is on air in that minute of a review; the last one stays."""
    agenda: list[Row] = review(slug)["agenda"]
    return str(next((each["slug"] for each in agenda if minute < each["to"]), agenda[-1]["slug"]))
