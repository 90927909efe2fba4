"""The life of a measure, and what its charter and targets may hold."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import pairwise
from math import isfinite


class MeasureState(StrEnum):
    """Where a measure is in its life."""

    SUGGESTED = "suggested"
    SCREENED = "screened"
    SHAPED = "shaped"
    TESTED = "tested"
    ADOPTED = "adopted"
    BASELINED = "baselined"
    TARGETED = "targeted"
    REPORTED = "reported"
    REVIEWED = "reviewed"
    REVISED = "revised"
    PAUSED = "paused"
    RETIRED = "retired"
    INHERITED = "inherited"


class MeasureKind(StrEnum):
    """What a measure shows: a change in lives, an early sign, or what was done."""

    OUTCOME = "outcome"
    LEADING = "leading"
    OUTPUT = "output"
    NOT_STATED = "not_stated"


class UnitKind(StrEnum):
    """How the unit behaves in sums and sentences."""

    COUNT = "count"
    PERCENT = "percent"
    PERCENT_CHANGE = "percent_change"
    RATE = "rate"
    MONEY = "money"
    DURATION = "duration"
    INDEX = "index"
    OTHER = "other"


class Direction(StrEnum):
    """Which way is better."""

    UP = "up"
    DOWN = "down"
    NEUTRAL = "neutral"


class Frequency(StrEnum):
    """How often a figure is due."""

    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"
    IRREGULAR = "irregular"


class TargetKind(StrEnum):
    """What a target asks for."""

    INCREASE = "increase"
    DECREASE = "decrease"
    KEEP_ABOVE = "keep_above"
    KEEP_BELOW = "keep_below"
    RANGE = "range"
    MILESTONE = "milestone"
    NONE_YET = "none_yet"


class PathKind(StrEnum):
    """How the path runs from the baseline to the target."""

    LINEAR = "linear"
    HOLD = "hold"
    STEPPED = "stepped"


class Move(StrEnum):
    """What a new target is, seen from the one before."""

    EASIER = "easier"
    HARDER = "harder"
    LATER = "later"
    EARLIER = "earlier"
    SAME = "same"
    INCOMPARABLE = "incomparable"


MONTHS = {
    Frequency.MONTH: 1,
    Frequency.QUARTER: 3,
    Frequency.YEAR: 12,
    Frequency.IRREGULAR: 12,  # held to a year
}
KEEPS = frozenset({TargetKind.KEEP_ABOVE, TargetKind.KEEP_BELOW, TargetKind.RANGE})
SIGNS = {
    TargetKind.INCREASE: 1,
    TargetKind.KEEP_ABOVE: 1,
    TargetKind.MILESTONE: 1,
    TargetKind.DECREASE: -1,
    TargetKind.KEEP_BELOW: -1,
}


PLAIN_NUMBER = re.compile(r"[+-]?(\d{1,3}(,\d{3})+|\d+)(\.\d+)?", re.ASCII)
YEARS = range(1900, 2200)
PUBLIC_STATES = frozenset(MeasureState) - {
    MeasureState.SUGGESTED,
    MeasureState.SCREENED,
    MeasureState.SHAPED,
    MeasureState.TESTED,
}
LONGEST_TITLE = 200


@dataclass(frozen=True)
class CharterFields:
    """One version of what a measure means, as it is proposed; an empty text was not stated."""

    title: str
    short_title: str = ""
    definition: str = ""
    why_it_matters: str = ""
    does_not_tell: str = ""
    how_gamed: str = ""
    how_to_help: str = ""
    kind: MeasureKind = MeasureKind.NOT_STATED
    direction: Direction = Direction.UP
    unit: str = "percent"
    unit_kind: UnitKind = UnitKind.PERCENT
    decimals: int = 1
    numerator: str = ""
    denominator: str = ""
    source: str = ""
    source_url: str = ""
    data_owner_id: int | None = None
    contact: str = ""
    frequency: Frequency = Frequency.YEAR
    lag_days: int = 0


@dataclass(frozen=True)
class TargetFields:
    """One version of a target, as it is set; figures as texts, in the digits of their source."""

    kind: TargetKind
    value: str = ""
    upper: str = ""
    due_on: date | None = None
    due_text: str = ""
    path: PathKind = PathKind.LINEAR
    steps: tuple[tuple[date, str], ...] = ()
    baseline: str = ""
    baseline_on: date | None = None
    baseline_words: str = ""
    tolerance: float | None = None
    basis: str = ""
    reason: str = ""
    signed_by: str = ""
    decided_on: date | None = None
    source_url: str = ""


class Fault(StrEnum):
    """What is wrong with a field; the words are made where they are shown."""

    NEEDED = "needed"
    TOO_LONG = "too_long"
    NOT_A_NUMBER = "not_a_number"
    OUT_OF_RANGE = "out_of_range"
    NO_ADDRESS = "no_address"


def charter_faults(fields: CharterFields, *, is_inherited: bool) -> dict[str, Fault]:
    """What keeps a charter from being adopted; an inherited one may leave out all but its name."""
    needed = ("title", "unit") if is_inherited else ("title", "definition", "unit")
    found = {name: Fault.NEEDED for name in needed if not getattr(fields, name).strip()}
    if len(fields.title) > LONGEST_TITLE:
        found["title"] = Fault.TOO_LONG
    if not 0 <= fields.decimals <= 6:
        found["decimals"] = Fault.OUT_OF_RANGE
    if not 0 <= fields.lag_days <= 3_660:
        found["lag_days"] = Fault.OUT_OF_RANGE
    return found


def target_faults(
    fields: TargetFields, *, is_move: bool, is_inherited: bool = False
) -> dict[str, Fault]:
    """What keeps a target from being set; a goalpost never moves without a reason and a name.

    Of an inherited one its source may have stated the day and not the value.
    """
    found = _value_faults(fields, may_lack=is_inherited and fields.due_on is not None)
    found |= day_faults(due_on=fields.due_on, baseline_on=fields.baseline_on)
    if is_move and not fields.reason.strip():
        found["reason"] = Fault.NEEDED
    if is_move and not fields.signed_by.strip():
        found["signed_by"] = Fault.NEEDED
    return found


def _value_faults(fields: TargetFields, *, may_lack: bool) -> dict[str, Fault]:
    """What is wrong with the numbers of a target; a decimal comma would make 841 of 84,1."""
    found: dict[str, Fault] = {}
    is_range = fields.kind is TargetKind.RANGE
    has_value = fields.value or (is_range and fields.upper)
    if fields.kind is not TargetKind.NONE_YET and not has_value and not may_lack:
        found["value"] = Fault.NEEDED
    for name in ("value", "upper", "baseline"):
        text = getattr(fields, name).strip()
        if text and (not PLAIN_NUMBER.fullmatch(text) or number_of(text) is None):
            found[name] = Fault.NOT_A_NUMBER
    if is_range and not found:
        low, high = number_of(fields.value), number_of(fields.upper)
        if low is not None and high is not None and high < low:
            found["upper"] = Fault.OUT_OF_RANGE
    return found


def day_faults(**days: date | None) -> dict[str, Fault]:
    """The days of mistyped years: no chart has room for the year 26 or 3026."""
    return {name: Fault.OUT_OF_RANGE for name, day in days.items() if day and day.year not in YEARS}


def is_share(unit_kind: UnitKind, unit: str, denominator: str) -> bool:
    """Whether a percentage says of what whole it is a share, so that it cannot pass a hundred."""
    return unit_kind is UnitKind.PERCENT and bool(denominator.strip() or " of " in f" {unit} ")


def number_of(text: str) -> float | None:
    """The number that a published text such as `1,150` stands for, if it is one."""
    try:
        number = float(text.replace(",", ""))
    except ValueError:
        return None
    return number if isfinite(number) else None


@dataclass(frozen=True)
class Terms:
    """What one version of a target asks; of a range `value` is the lower end."""

    kind: TargetKind
    value: float | None = None
    upper: float | None = None
    due: date | None = None
    baseline_value: float | None = None
    baseline_date: date | None = None
    path: PathKind = PathKind.LINEAR
    tolerance: float | None = None
    steps: tuple[tuple[date, float], ...] = ()
    definition: int = 1

    @property
    def is_set(self) -> bool:
        """True when it asks for a value, or at least one end of a range."""
        ends = (self.value, self.upper if self.kind is TargetKind.RANGE else None)
        return self.kind is not TargetKind.NONE_YET and any(end is not None for end in ends)


def _holds(terms: Terms) -> bool:
    return terms.kind in KEEPS or terms.path is PathKind.HOLD or terms.due is None


def expected(terms: Terms, on: date) -> float | None:
    """The value due on a day: the target held, its last step, or the straight line by days."""
    if terms.value is None or _holds(terms):
        return terms.value
    due = terms.due or on
    if terms.path is PathKind.STEPPED or terms.kind is TargetKind.MILESTONE:
        reached = [value for day, value in (*terms.steps, (due, terms.value)) if day <= on]
        return reached[-1] if reached else terms.baseline_value
    if terms.baseline_date is None or terms.baseline_value is None:
        return None
    line = [(terms.baseline_date, terms.baseline_value), *terms.steps, (due, terms.value)]
    return _on_line(sorted(dict(line).items()), on)


def _on_line(line: Sequence[tuple[date, float]], on: date) -> float:
    for (begin, low), (end, high) in pairwise(line):
        if on <= end:
            days = max(0, (on - begin).days)
            return low + (high - low) * days / (end - begin).days
    return line[-1][1]


def tolerance(terms: Terms, unit: float = 0.0) -> float:
    """How far from the path still counts as on it: never under half the smallest unit."""
    value = terms.value if terms.value is not None else (terms.upper or 0.0)
    if terms.tolerance is not None:
        allowed = terms.tolerance
    elif _holds(terms) or terms.baseline_value is None:
        allowed = 0.05 * abs(value)
    else:
        allowed = 0.10 * abs(value - terms.baseline_value)
    return max(allowed, unit / 2)


def gap(terms: Terms, value: float, due: float | None) -> float | None:
    """How much better than due a value is; negative when worse, 0 inside a range."""
    if terms.kind is TargetKind.RANGE:
        under = 0.0 if terms.value is None else min(0.0, value - terms.value)
        over = 0.0 if terms.upper is None else min(0.0, terms.upper - value)
        return min(under, over)
    return None if due is None else SIGNS[terms.kind] * (value - due)


def reaches(terms: Terms, value: float) -> bool:
    """True when a value is at or beyond the target itself."""
    lead = gap(terms, value, terms.value)
    return lead is not None and lead >= 0


def easier_or_harder(old: Terms, new: Terms, direction: Direction) -> Move:
    """What a new target is beside the old one: its value first, then its date.

    Easier in one and harder in the other is neither, and so is another path to the same, or
    what is counted by another definition.
    """
    if old.definition != new.definition:
        return Move.INCOMPARABLE
    eased, when = _eased(old, new, direction), dates_moved(old, new)
    if eased is None:
        return when if _is_half_known(old, new) else Move.INCOMPARABLE
    if (eased < 0 and when is Move.LATER) or (eased > 0 and when is Move.EARLIER):
        return Move.INCOMPARABLE
    if eased:
        return Move.EASIER if eased > 0 else Move.HARDER
    return Move.INCOMPARABLE if when is Move.SAME and _way(old) != _way(new) else when


def _way(terms: Terms) -> tuple[object, ...]:
    """What beside value and date decides whether a figure is on its path."""
    start = (terms.baseline_value, terms.baseline_date)
    return (*start, terms.path, terms.steps, terms.tolerance, terms.kind)


def _is_half_known(old: Terms, new: Terms) -> bool:
    """Whether two targets of one kind differ in that a source did not state the value of one."""
    alike = old.kind is new.kind and old.kind not in (TargetKind.RANGE, TargetKind.NONE_YET)
    return alike and (old.value is None) != (new.value is None)


def dates_moved(old: Terms, new: Terms) -> Move:
    """Whether the due date came later or earlier; giving up a date is later."""
    if old.due == new.due:
        return Move.SAME
    if old.due is None or new.due is None:
        return Move.LATER if new.due is None else Move.EARLIER
    return Move.LATER if new.due > old.due else Move.EARLIER


def _eased(old: Terms, new: Terms, direction: Direction) -> float | None:
    if TargetKind.RANGE in (old.kind, new.kind):
        return _widened(old, new)
    if old.value is None or new.value is None or SIGNS.get(old.kind) != SIGNS.get(new.kind):
        return None
    sign = {Direction.UP: 1, Direction.DOWN: -1}.get(direction, SIGNS.get(new.kind, 1))
    return sign * (old.value - new.value)


def _widened(old: Terms, new: Terms) -> float | None:
    ends = (old.value, old.upper, new.value, new.upper)
    if old.kind is not new.kind or None in ends:
        return None
    low, high, new_low, new_high = (end or 0.0 for end in ends)
    return (low - new_low) + (new_high - high)


def definition_at(breaks: Sequence[date], end: date) -> int:
    """Which definition counts a period that ends then: 1, and one more for each break before."""
    return 1 + sum(1 for day in breaks if day <= end)
