"""The archive as published: rows of a file read into goals, measures, targets and series."""

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby, pairwise
from pathlib import Path

from commons.periods import Period, parse
from metrics.charters.rules import Direction, Frequency, PathKind, TargetKind, Terms, UnitKind
from metrics.observations.rules import FigureState, SeriesKind

EVERY_YEAR = "each year"
BRACKET = re.compile(
    r"^(?P<name>.*?) \[(?P<kind>group|county|region)(?P<colon>:?) (?P<label>.+)\]$"
)
NOTE = re.compile(r"^(?P<title>.*?) \((?P<note>[^()]*)\)$")
DIRECTIONS = {"up": Direction.UP, "down": Direction.DOWN, "maintain": Direction.NEUTRAL}
UNIT_KINDS = {
    "percent": UnitKind.PERCENT,
    "percent change": UnitKind.PERCENT_CHANGE,
    "dollars": UnitKind.MONEY,
    "minutes": UnitKind.DURATION,
    "rate": UnitKind.RATE,
}
DATE_COLUMNS = ("period", "baseline_date", "target_date")
SLUG_LENGTH = 56
SMALL_WORDS = frozenset(
    {"a", "and", "at", "by", "in", "of", "on", "or", "the", "to", "who", "with"}
)


@dataclass(frozen=True)
class ArchiveFigure:
    """One published figure; `label` names its period, `vintage` counts its versions from 1."""

    line: int
    label: str
    published_label: str
    period: Period | None
    value: str
    state: FigureState
    vintage: int
    source_url: str


@dataclass(frozen=True)
class ArchiveSeries:
    """The figures of the whole, or of one group, county or region."""

    kind: SeriesKind
    label: str
    figures: tuple[ArchiveFigure, ...]


@dataclass(frozen=True)
class ArchiveTarget:
    """A version of a target, in the words and digits of its source."""

    number: int
    value: str
    due_text: str
    terms: Terms
    source_url: str


@dataclass(frozen=True)
class ArchiveMeasure:
    """A measure as its source published it; what is empty was not stated."""

    slug: str
    title: str
    note: str
    published_names: tuple[str, ...]
    topic: str
    unit: str
    unit_kind: UnitKind
    direction: Direction
    decimals: int
    frequency: Frequency
    lead: str
    contributors: tuple[str, ...]
    baseline: str
    baseline_text: str
    targets: tuple[ArchiveTarget, ...]
    series: tuple[ArchiveSeries, ...]
    total_slug: str = ""

    @property
    def total(self) -> ArchiveSeries | None:
        """The series of the whole, if the source published one."""
        return next((one for one in self.series if one.kind is SeriesKind.TOTAL), None)


@dataclass(frozen=True)
class ArchiveGoal:
    """A goal with its measures in the order of the file."""

    slug: str
    title: str
    measures: tuple[ArchiveMeasure, ...]


@dataclass(frozen=True)
class Unread:
    """A text that names no period, where it stands."""

    line: int
    column: str
    text: str
    name: str


@dataclass(frozen=True)
class Archive:
    """The whole file."""

    goals: tuple[ArchiveGoal, ...]
    rows: int
    unread: tuple[Unread, ...]

    @property
    def measures(self) -> tuple[ArchiveMeasure, ...]:
        """Every measure, goal by goal."""
        return tuple(measure for goal in self.goals for measure in goal.measures)


@dataclass(frozen=True)
class _Row:
    line: int
    cells: dict[str, str]
    name: str
    kind: SeriesKind
    label: str

    def __getitem__(self, column: str) -> str:
        return self.cells[column]


def read_archive(path: Path) -> Archive:
    """All goals, measures, targets and series of the file, and every text that is no period."""
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        rows = [_row(reader.line_num, cells) for cells in reader]
    slugs: dict[str, str] = {}
    goals = []
    for title in dict.fromkeys(row["goal_area"] for row in rows):
        names = dict.fromkeys(row.name for row in rows if row["goal_area"] == title)
        groups = [[row for row in rows if row.name == name] for name in names]
        measures = tuple(_measure(group, slugs) for group in groups)
        goals.append(ArchiveGoal(_slug(title, {}), title, _with_totals(measures)))
    return Archive(tuple(goals), len(rows), tuple(_unread(rows)))


def _row(line: int, cells: dict[str, str]) -> _Row:
    found = BRACKET.match(cells["measure"])
    if not found:
        return _Row(line, cells, cells["measure"], SeriesKind.TOTAL, "")
    label = found["label"] if found["colon"] else f"Region {found['label']}"
    return _Row(line, cells, found["name"] + " []", SeriesKind(found["kind"]), label)


def _unread(rows: Iterable[_Row]) -> Iterator[Unread]:
    for row in rows:
        for column in DATE_COLUMNS:
            if row[column] and parse(row[column]) is None:
                yield Unread(row.line, column, row[column], row["measure"])


def _slug(title: str, taken: dict[str, str]) -> str:
    """The words of a title, cut between two of them, longer only where two would be one."""
    words = re.sub(r"[^a-z0-9]+", " ", title.lower().replace("’", "")).split()
    count = len(words)
    while len("-".join(words[:count])) > SLUG_LENGTH or words[count - 1] in SMALL_WORDS:
        count -= 1
    longer = ["-".join(words[:n]) for n in range(count, len(words) + 1)]
    numbered = [f"{longer[-1]}-{n}" for n in range(2, len(taken) + 3)]
    slug = next(one for one in (*longer, *numbered) if one not in taken)
    taken[slug] = title
    return slug


def _title(rows: Sequence[_Row]) -> tuple[str, str]:
    name = rows[0].name
    if name.endswith(" []"):
        kinds = dict.fromkeys(row.kind.value for row in rows)
        return f"{name[:-3]}, by {' and '.join(kinds)}", ""
    found = NOTE.match(name)
    return (found["title"], found["note"]) if found else (name, "")


def _measure(rows: Sequence[_Row], slugs: dict[str, str]) -> ArchiveMeasure:
    title, note = _title(rows)
    first = rows[0]
    series = tuple(_series(rows))
    unit = first["unit"]
    rate = UnitKind.RATE if re.search(r"\bper\b", unit) else UnitKind.COUNT
    return ArchiveMeasure(
        slug=_slug(title, slugs),
        title=title,
        note=note,
        published_names=tuple(dict.fromkeys(row["measure"] for row in rows)),
        topic=first["topic"],
        unit=unit,
        unit_kind=UNIT_KINDS.get(unit, rate),
        direction=DIRECTIONS[first["direction"]],
        decimals=_decimals(rows),
        frequency=_frequency(series),
        lead=first["lead_agency"],
        contributors=tuple(name for name in first["contributing_agencies"].split("; ") if name),
        baseline=first["baseline_value"],
        baseline_text=first["baseline_date"],
        targets=tuple(_targets(rows)),
        series=series,
    )


def _with_totals(measures: Sequence[ArchiveMeasure]) -> tuple[ArchiveMeasure, ...]:
    """Series of groups point at the measure whose name begins like theirs and has the whole."""

    def pointed(measure: ArchiveMeasure) -> ArchiveMeasure:
        stem = measure.title.split(", by ")[0]
        whole = [m.slug for m in measures if m.total and m.title.startswith(stem)]
        if measure.total or not whole:
            return measure
        return ArchiveMeasure(**{**measure.__dict__, "total_slug": whole[0]})

    return tuple(pointed(measure) for measure in measures)


def _decimals(rows: Iterable[_Row]) -> int:
    columns = ("value", "baseline_value", "target_value")
    texts = [row[column] for row in rows for column in columns]
    return max(len(text.partition(".")[2]) for text in texts)


def _series(rows: Sequence[_Row]) -> Iterator[ArchiveSeries]:
    for kind, label in dict.fromkeys((row.kind, row.label) for row in rows):
        own = [row for row in rows if (row.kind, row.label) == (kind, label)]
        figures = [row for row in own if row["period"] or row["value"]]
        yield ArchiveSeries(kind, label, tuple(_figures(figures)))


def _figures(rows: Iterable[_Row]) -> Iterator[ArchiveFigure]:
    seen: list[str] = []
    for row in rows:
        published = row["period"]
        label = re.sub(r" \(as reported [^)]*\)$", "", published)
        seen.append(label)
        yield ArchiveFigure(
            line=row.line,
            label=label,
            published_label=published,
            period=parse(published),
            value=row["value"],
            state=FigureState.PROVISIONAL if "(estimate)" in published else FigureState.FINAL,
            vintage=seen.count(label),
            source_url=row["source_url"],
        )


def _frequency(series: Iterable[ArchiveSeries]) -> Frequency:
    """What the published periods show; one figure shows nothing."""
    gaps: set[int] = set()
    for one in series:
        starts = sorted({figure.period.start for figure in one.figures if figure.period})
        months = [(b.year - a.year) * 12 + b.month - a.month for a, b in pairwise(starts)]
        gaps.update(months)
    known = {1: Frequency.MONTH, 3: Frequency.QUARTER, 12: Frequency.YEAR}
    return known.get(min(gaps, default=0), Frequency.IRREGULAR)


def _targets(rows: Sequence[_Row]) -> Iterator[ArchiveTarget]:
    stated = [row for row in rows if row["target_value"]]
    dues = dict.fromkeys(row["target_date"] for row in stated)
    rolling = len(dues) > 1 and all(row["target_date"] == row["period"] for row in stated)
    if len(dues) > 1 and not rolling:
        return (yield _path(stated))
    runs = [next(run) for _, run in groupby(stated, key=lambda row: row["target_value"])]
    named = sorted(runs, key=lambda row: _place(row, row["target_value"]))
    for number, row in enumerate(named, 1):
        due = "" if rolling else row["target_date"]
        terms = _terms(row, due, held=rolling or due == EVERY_YEAR)
        shown = row["target_date"] if rolling else due
        yield ArchiveTarget(number, row["target_value"], shown, terms, row["source_url"])


def _place(row: _Row, value: str) -> int:
    """Where the name of the measure tells of this target, when it tells of several."""
    return row.name.replace(",", "").find(value)


def _path(rows: Sequence[_Row]) -> ArchiveTarget:
    last = rows[-1]
    terms = _terms(last, last["target_date"], held=False)
    steps = [(_end(row["target_date"]), float(row["target_value"])) for row in rows[:-1]]
    dated = tuple((day, value) for day, value in steps if day)
    terms = Terms(**{**terms.__dict__, "steps": dated})
    return ArchiveTarget(1, last["target_value"], last["target_date"], terms, last["source_url"])


def _end(text: str) -> date | None:
    period = parse(text)
    return period.end if period else None


def _terms(row: _Row, due: str, *, held: bool) -> Terms:
    value = float(row["target_value"])
    kinds = {"up": TargetKind.INCREASE, "down": TargetKind.DECREASE}
    keeps = {"up": TargetKind.KEEP_ABOVE, "down": TargetKind.KEEP_BELOW}
    kind = (keeps if held else kinds).get(row["direction"], TargetKind.RANGE)
    return Terms(
        kind,
        value=value,
        upper=value if kind is TargetKind.RANGE else None,
        due=_end(due),
        baseline_value=float(row["baseline_value"]) if row["baseline_value"] else None,
        baseline_date=_end(row["baseline_date"]),
        path=PathKind.HOLD if held else PathKind.LINEAR,
    )
