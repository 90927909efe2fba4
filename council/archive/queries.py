"""The file of the archive as it reads, and what of it could not be read."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from pathlib import Path

from sqlalchemy import select

from commons.config import ROOT
from commons.db import db
from metrics.catalogue.models import Goal
from metrics.catalogue.rules import Part
from metrics.charters.models import Measure
from metrics.loading.tables import Archive, read_archive

FOLDER = ROOT / "council/demonstration/data/washington"
FILE = FOLDER / "washington-measures.csv"
EARLIER = FOLDER / "earlier-targets.csv"


@cache
def archive(path: Path = FILE) -> Archive:
    """The file as it reads."""
    return read_archive(path)


@cache
def earlier_targets(path: Path = EARLIER) -> dict[str, list[dict[str, str]]]:
    """By measure, the targets before those of the file: what a source tells of them, no more."""
    found: dict[str, list[dict[str, str]]] = {}
    with path.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            found.setdefault(row["measure"], []).append(row)
    return found


@dataclass(frozen=True)
class NotRead:
    """A text of the file that names no days, and where it stands."""

    text: str
    is_period: bool
    title: str
    path: str
    lines: tuple[int, ...]


def not_read() -> list[NotRead]:
    """Every text that should name days and does not, of the measures that stand here."""
    inherited = select(Measure.slug).join(Goal).where(Goal.part == Part.ARCHIVE)
    there = set(db.session.scalars(inherited))
    return [each for each in _not_read() if each.path.removeprefix("/measures/") in there]


def _not_read() -> Iterator[NotRead]:
    measures = {name: each for each in archive().measures for name in each.published_names}
    for (name, column, text), rows in groupby(
        archive().unread, key=lambda each: (each.name, each.column, each.text)
    ):
        measure = measures[name]
        lines = tuple(each.line for each in rows)
        path = f"/measures/{measure.slug}"
        yield NotRead(text, column == "period", measure.title, path, lines)
