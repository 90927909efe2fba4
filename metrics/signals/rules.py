"""Where a series stands against its target, and whether it changed: the one table of verdicts."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from itertools import pairwise

from commons.periods import add_months
from metrics.charters.rules import (
    KEEPS,
    MONTHS,
    Direction,
    Frequency,
    Move,
    Terms,
    expected,
    gap,
    reaches,
    tolerance,
)
from metrics.observations.rules import Marker, Point, known_points, newest, next_due, value_of

RULE_VERSION = 1
USUAL_FACTOR = 2.66  # three sigma on individual values, Nelson 1982
SCREEN_FACTOR = 3.267
FEWEST_FOR_USUAL = 6
Inputs = dict[str, str | float | bool | None]


class Status(StrEnum):
    """The one vocabulary of verdicts, worst first."""

    OFF_TRACK = "off_track"
    BEHIND = "behind"
    TARGET_DATE_PASSED = "target_date_passed"
    STALE = "stale"
    BROKEN_SERIES = "broken_series"
    NO_DATA = "no_data"
    SUPPRESSED = "suppressed"
    BASELINE_ONLY = "baseline_only"
    ON_TRACK = "on_track"
    AHEAD = "ahead"
    ACHIEVED = "achieved"


WORST_FIRST = tuple(Status)


class ChangeWord(StrEnum):
    """What may be said of the change since the same period a year before."""

    BETTER = "better"
    WORSE = "worse"
    CHANGED = "changed"
    LITTLE_CHANGED = "little_changed"
    TOO_FEW = "too_few"
    NO_YEAR_AGO = "no_year_ago"


@dataclass(frozen=True)
class Limits:
    """The usual range of a series."""

    mean: float
    lower: float
    upper: float
    moving_range: float
    n: int


@dataclass(frozen=True)
class Assessment:
    """A status with all it was worked out from; the gap is negative when worse than due."""

    status: Status
    met: bool | None = None
    last_verdict: Status | None = None
    last_verdict_on: date | None = None
    latest: Point | None = None
    expected: float | None = None
    tolerance: float | None = None
    gap: float | None = None
    year_ago: Point | None = None
    change: float | None = None
    change_word: ChangeWord = ChangeWord.NO_YEAR_AGO
    next_due: date | None = None
    inputs: Inputs = field(default_factory=dict)


def severity(status: Status) -> int:
    """The place of a status in a list ordered worst first."""
    return WORST_FIRST.index(status)


def usual_range(
    values: Sequence[float | None], fix: int | None = None, *, screen: bool = True
) -> Limits | None:
    """Mean and limits of the first `fix` values; wide moving ranges are screened out once."""
    window = values[:fix]
    known = [value for value in window if value is not None]
    if len(known) < FEWEST_FOR_USUAL:
        return None
    ranges = [abs(b - a) for a, b in pairwise(window) if a is not None and b is not None]
    # A sum of equal figures may miss them by a hair, and put each outside its own range.
    mean = known[0] if len(set(known)) == 1 else sum(known) / len(known)
    rough = sum(ranges) / len(ranges) if ranges else 0.0
    most = SCREEN_FACTOR * rough if screen else float("inf")
    kept = [r for r in ranges if r < most] or [rough]
    width = USUAL_FACTOR * sum(kept) / len(kept)
    return Limits(mean, mean - width, mean + width, width / USUAL_FACTOR, len(known))


class Mark(StrEnum):
    """Why a figure is more than usual variation, the strongest reason first."""

    OUTSIDE = "outside"
    TREND = "trend"
    TWO_OF_THREE = "two_of_three"
    SHIFT = "shift"
    COMMON = "common"


def marks(values: Sequence[float | None], limits: Limits) -> list[tuple[Mark, int]]:
    """The mark of each value and its side, 1 above or rising; the NHS rules, each member marked."""
    sides = [_sign(value, limits.mean) for value in values]
    far = limits.moving_range * USUAL_FACTOR
    apart = [0.0 if value is None else abs(value - limits.mean) for value in values]
    outside = [side * (a > far) for side, a in zip(sides, apart, strict=True)]
    close = [side * (far * 2 / 3 < a <= far) for side, a in zip(sides, apart, strict=True)]
    steps = [0, *(_sign(b, a) for a, b in pairwise(values))]
    rising, falling = (_members([step == way for step in steps], 6, 1) for way in (1, -1))
    trend = [_way(rising, falling, steps, n) for n in range(len(values))]
    pairs = [_pair(sides, close, n) for n in range(len(values))]
    above, below = (_members([side == way for side in sides], 7, 0) for way in (1, -1))
    shift = [(n in above) - (n in below) for n in range(len(values))]
    rules = (outside, trend, pairs, shift)
    return [_strongest(rules, n) for n in range(len(values))]


def _strongest(rules: Sequence[Sequence[int]], n: int) -> tuple[Mark, int]:
    found = zip(Mark, (rule[n] for rule in rules), strict=False)
    return next((one for one in found if one[1]), (Mark.COMMON, 0))


def _sign(value: float | None, other: float | None) -> int:
    return 0 if value is None or other is None else (value > other) - (value < other)


def _members(holds: Sequence[bool], size: int, before: int) -> set[int]:
    """All places in a window of that size which holds throughout, and so many before it."""
    starts = [n for n in range(len(holds) - size + 1) if all(holds[n : n + size])]
    return {n for start in starts for n in range(start - before, start + size)}


def _way(rising: set[int], falling: set[int], steps: Sequence[int], n: int) -> int:
    if n in rising and n in falling:
        return steps[n + 1] if n + 1 in rising | falling else steps[n]
    return (n in rising) - (n in falling)


def _pair(sides: Sequence[int], close: Sequence[int], n: int) -> int:
    starts = range(max(0, n - 2), min(n, len(sides) - 3) + 1)
    held = [
        k for k in starts if abs(sum(sides[k : k + 3])) == 3 and sum(map(abs, close[k : k + 3])) > 1
    ]
    return close[n] if held else 0


def with_baseline(target: Terms, known: Sequence[Point]) -> Terms:
    """The target, starting at the first figure when its source states no dated baseline."""
    if target.baseline_value is not None and target.baseline_date is not None:
        return target
    first = known[0]
    return replace(target, baseline_value=value_of(first), baseline_date=first.end)


def assess(
    points: Sequence[Point],
    target: Terms,
    direction: Direction,
    today: date,
    frequency: Frequency = Frequency.YEAR,
    publication_lag_days: int = 0,
    unit: float = 0.0,
) -> Assessment:
    """The status of a series on a day; stale, hidden and missing come before any verdict."""
    known, shown = known_points(points), newest(points)
    if shown is not None and shown.marker is Marker.SUPPRESSED:
        return _hidden(shown.end, target, today, frequency, publication_lag_days)
    if not known:
        return Assessment(Status.NO_DATA, inputs=_inputs(target, today, frequency))
    started = with_baseline(target, known)
    found = _compared(_placed(known, started, unit), known, spaced(known, frequency), direction)
    due = next_due(known[-1].end, frequency, publication_lag_days)
    status, met = verdict(known, started, today, frequency, unit)
    inputs = _inputs(started, today, frequency, target) | _figures(found, due)
    found = replace(found, status=status, met=met, next_due=due, inputs=inputs)
    if today > next_due(known[-1].end, frequency, publication_lag_days, periods=2):
        on = known[-1].end
        last, met = verdict(known, started, on, frequency, unit)
        found = replace(found, last_verdict=last, last_verdict_on=on)
        return replace(found, status=Status.STALE, met=met)
    return found


def _hidden(end: date, target: Terms, today: date, frequency: Frequency, lag: int) -> Assessment:
    """What is hidden has its next figure due, and goes stale, like everything else."""
    given, due = _inputs(target, today, frequency), next_due(end, frequency, lag)
    found = Assessment(Status.SUPPRESSED, next_due=due, inputs=given)
    if today <= next_due(end, frequency, lag, periods=2):
        return found
    return replace(found, status=Status.STALE, last_verdict=found.status, last_verdict_on=end)


def verdict(
    known: Sequence[Point], target: Terms, on: date, frequency: Frequency, unit: float = 0.0
) -> tuple[Status, bool | None]:
    """The verdict of the figures against a target on a day, and whether a passed date was met."""
    latest = known[-1]
    if not target.is_set:
        return Status.BASELINE_ONLY, None
    if latest.definition != target.definition:
        return Status.BROKEN_SERIES, None
    if target.due and (target.due < on or latest.end >= target.due):
        decisive = [point for point in known if point.end >= target.due]
        met = reaches(target, value_of(decisive[0]) or 0.0) if decisive else None
        return Status.TARGET_DATE_PASSED, met
    if len(known) == 1 and latest.end <= (target.baseline_date or latest.end):
        return Status.BASELINE_ONLY, None
    if _achieved(known, target, frequency):
        return Status.ACHIEVED, None
    return _by_gap(known, target, unit), None


def _achieved(known: Sequence[Point], target: Terms, frequency: Frequency) -> bool:
    last = known[-2:]
    if target.kind in KEEPS or len(last) < 2 or not _adjacent(last[0], last[1], frequency):
        return False
    return all(reaches(target, value_of(point) or 0.0) for point in last)


def _by_gap(known: Sequence[Point], target: Terms, unit: float) -> Status:
    due = expected(target, known[-1].end)
    lead = gap(target, value_of(known[-1]) or 0.0, due) or 0.0  # with_baseline gave it a start
    allowed = tolerance(target, unit) * (1 + 1e-9) + 1e-12
    if lead > allowed:
        return Status.ON_TRACK if target.kind in KEEPS else Status.AHEAD
    if lead >= -allowed:
        return Status.ON_TRACK
    return Status.BEHIND if lead >= -2 * allowed else Status.OFF_TRACK


def _adjacent(first: Point, second: Point, frequency: Frequency) -> bool:
    apart = (second.end.year - first.end.year) * 12 + second.end.month - first.end.month
    return frequency is Frequency.IRREGULAR or apart <= MONTHS[frequency]


def spaced(known: Sequence[Point], frequency: Frequency) -> list[float | None]:
    """The values under the present definition, with a None wherever a period is missing."""
    found: list[float | None] = []
    for n, point in enumerate(known):
        if n and not _adjacent(known[n - 1], point, frequency):
            found.append(None)
        found.append(value_of(point))
    return found


def _placed(known: Sequence[Point], target: Terms, unit: float) -> Assessment:
    latest = known[-1]
    if not target.is_set or latest.definition != target.definition:
        return Assessment(Status.BASELINE_ONLY, latest=latest)
    due, allowed = expected(target, latest.end), tolerance(target, unit)
    lead = gap(target, value_of(latest) or 0.0, due)
    return Assessment(Status.NO_DATA, latest=latest, expected=due, tolerance=allowed, gap=lead)


def _compared(
    found: Assessment, known: Sequence[Point], series: Sequence[float | None], direction: Direction
) -> Assessment:
    latest = known[-1]
    before = add_months(latest.end, -12)
    same = [p for p in known if (p.end.year, p.end.month) == (before.year, before.month)]
    if not same:
        return found
    change = (value_of(latest) or 0.0) - (value_of(same[-1]) or 0.0)
    word = change_word(change, usual_range(series), direction)
    return replace(found, year_ago=same[-1], change=change, change_word=word)


def change_word(change: float, limits: Limits | None, direction: Direction) -> ChangeWord:
    """Change is called change only outside 2.66 mean moving ranges, of six figures or more."""
    if limits is None:
        return ChangeWord.TOO_FEW
    if abs(change) <= USUAL_FACTOR * limits.moving_range:
        return ChangeWord.LITTLE_CHANGED
    if direction is Direction.NEUTRAL:
        return ChangeWord.CHANGED
    better = (change > 0) is (direction is Direction.UP)
    return ChangeWord.BETTER if better else ChangeWord.WORSE


def _inputs(
    target: Terms, today: date, frequency: Frequency, stated: Terms | None = None
) -> Inputs:
    return {
        "rule_version": RULE_VERSION,
        "today": today.isoformat(),
        "frequency": frequency.value,
        "target_kind": target.kind.value,
        "target_value": target.value,
        "target_upper": target.upper,
        "target_due": target.due.isoformat() if target.due else None,
        "path": target.path.value,
        "baseline_value": target.baseline_value,
        "baseline_date": target.baseline_date.isoformat() if target.baseline_date else None,
        "baseline_is_first_figure": stated is not None and stated != target,
    }


def _figures(found: Assessment, due: date) -> Inputs:
    latest = found.latest
    return {
        "latest_end": latest.end.isoformat() if latest else None,
        "latest_value": value_of(latest) if latest else None,
        "latest_state": latest.state.value if latest else None,
        "expected": found.expected,
        "tolerance": found.tolerance,
        "gap": found.gap,
        "change": found.change,
        "next_due": due.isoformat(),
    }


class Lead(StrEnum):
    """What the first sentence of a headline says."""

    NOTHING = "nothing"
    BETTER = "better_than_a_year_ago"
    WORSE = "worse_than_a_year_ago"
    LITTLE_CHANGED = "little_changed_since_a_year_ago"


class Qualifier(StrEnum):
    """What a moved target adds to the second sentence."""

    NOTHING = "nothing"
    EVEN_EASIER = "even_for_the_easier_target"
    ONLY_EASIER = "only_for_the_easier_target"
    THOUGH_HARDER = "though_the_target_got_harder"
    NOT_FIRST = "not_for_the_first_target"


@dataclass(frozen=True)
class Headline:
    """What a headline must say, before it has words; `on` dates the move or last verdict."""

    lead: Lead
    claim: Status
    qualifier: Qualifier = Qualifier.NOTHING
    met: bool | None = None
    last_verdict: Status | None = None
    on: date | None = None


LEADS = {
    ChangeWord.BETTER: Lead.BETTER,
    ChangeWord.WORSE: Lead.WORSE,
    ChangeWord.LITTLE_CHANGED: Lead.LITTLE_CHANGED,
}
SILENT = frozenset({Status.STALE, Status.NO_DATA, Status.SUPPRESSED, Status.BROKEN_SERIES})
SHORT = frozenset({Status.OFF_TRACK, Status.BEHIND})
WELL = frozenset({Status.ON_TRACK, Status.AHEAD, Status.ACHIEVED})


def headline(
    now: Assessment,
    first: Assessment | None = None,
    moved: Move | None = None,
    moved_on: date | None = None,
) -> Headline:
    """The kind of headline: the change of a year, the verdict, and what a moved target adds."""
    quiet = now.status in SILENT
    lead = Lead.NOTHING if quiet else LEADS.get(now.change_word, Lead.NOTHING)
    qualifier = _qualifier(now.status, first.status if first else None, moved)
    on = now.last_verdict_on if quiet else moved_on
    return Headline(lead, now.status, qualifier, now.met, now.last_verdict, on)


def _qualifier(now: Status, first: Status | None, moved: Move | None) -> Qualifier:
    if moved in (Move.EASIER, Move.LATER):
        if now in SHORT:
            return Qualifier.EVEN_EASIER
        return Qualifier.ONLY_EASIER if now in WELL and first in SHORT else Qualifier.NOTHING
    if moved is None or now not in WELL:
        return Qualifier.NOTHING
    if first in SHORT:
        return Qualifier.NOT_FIRST
    harder = moved in (Move.HARDER, Move.EARLIER)
    return Qualifier.THOUGH_HARDER if harder else Qualifier.NOTHING
