"""The arithmetic of charts: scales, ticks, segments and where words may stand; no words."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from itertools import pairwise

MOST_GRIDLINES = 4
NICE_STEPS = (1, 2, 2.5, 5, 10)
TOKENS = {"paper": "#fbf7ec", "ink": "#1a1813", "mark": "#857c69", "line": "#1a1813"}
TOKENS |= {"ink-2": "#575145", "rule": "#d9d1be", "tint": "#e9ecdd", "rust": "#a33b10"}


class Size(StrEnum):
    """The widths a chart is drawn for; each is drawn anew, none is scaled."""

    WIDE = "wide"
    MIDDLE = "middle"
    PHONE = "phone"


@dataclass(frozen=True)
class Frame:
    """The drawing and the plot inside it, in pixels."""

    width: int
    height: int
    left: int
    right: int
    top: int
    bottom: int
    text: int
    great: int

    @property
    def small(self) -> bool:
        """True on a phone, where labels stand inside the plot."""
        return self.width < 500


SERIF_WIDER = 1.1  # how much wider the digits of another serif may be
FRAMES = {
    Size.WIDE: Frame(1176, 440, 42, 1024, 84, 400, 14, 36),
    Size.MIDDLE: Frame(760, 400, 42, 610, 84, 360, 14, 34),
    Size.PHONE: Frame(350, 340, 42, 336, 84, 300, 14, 28),
}


@dataclass(frozen=True)
class ChartPoint:
    """A figure on the chart; `signal` when it lies outside usual variation."""

    day: date
    value: float | None
    definition: int = 1
    signal: bool = False


@dataclass(frozen=True)
class Goalpost:
    """A target on the chart, in two lines of words; `path` leads to it from the baseline."""

    day: date
    value: float
    head: str
    note: str
    path: tuple[tuple[date, float], ...] = ()


@dataclass(frozen=True)
class Usual:
    """The usual range over the days it was worked out for, with its label."""

    begin: date
    end: date
    low: float
    high: float
    label: str


@dataclass(frozen=True)
class Note:
    """Words at a day: why there is no figure; of a break, what was counted before and after."""

    day: date
    words: str
    before: str = ""


@dataclass(frozen=True)
class ChartData:
    """All that a chart shows; every word comes ready, in the reader's language.

    `short_notes` stand in for `last_notes` where there is less room.
    """

    title: str
    description: str
    points: tuple[ChartPoint, ...]
    last_value: str = ""
    last_notes: tuple[str, ...] = ()
    short_notes: tuple[str, ...] = ()
    unit: str = ""
    present: Goalpost | None = None
    first: Goalpost | None = None
    moved: str = ""
    usual: Usual | None = None
    breaks: tuple[Note, ...] = ()
    gaps: tuple[Note, ...] = ()
    stale: bool = False

    @property
    def known(self) -> list[ChartPoint]:
        """The points that have a value."""
        return [point for point in self.points if point.value is not None]


@dataclass(frozen=True)
class Axis:
    """A scale of values with round ticks, its two ends among them."""

    low: float
    high: float
    ticks: tuple[float, ...]

    def share(self, value: float) -> float:
        """Where a value lies, 0 at the low end and 1 at the high one."""
        return (value - self.low) / (self.high - self.low)


def nice_axis(values: Sequence[float], lines: int = MOST_GRIDLINES) -> Axis:
    """The smallest scale of round ticks that holds all values, with that many lines at most."""
    low, high = min(values), max(values)
    if low == high:
        low, high = low - (abs(low) or 1) / 10, high + (abs(high) or 1) / 10
    if 0 < low < (high - low) / 2:
        low = 0.0
    size = 10 ** math.floor(math.log10((high - low) / lines))
    for step in (nice * size * scale for scale in (1, 10) for nice in NICE_STEPS):
        first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
        if last - first <= lines:
            ticks = tuple(round(n * step, 10) for n in range(first, last + 1))
            return Axis(ticks[0], ticks[-1], ticks)
    raise ValueError(values)  # pragma: no cover


def tick_text(value: float, axis: Axis) -> str:
    """A tick with the decimals that its scale needs, thousands set apart."""
    step = axis.ticks[1] - axis.ticks[0]
    decimals = next(n for n in range(11) if abs(round(step, n) - step) < 1e-9)
    return f"{value:,.{decimals}f}".replace("-", "−")


def data_axis(data: ChartData) -> Axis:
    """The scale of all that a chart shows; targets are on it, so a move never changes it alone."""
    values = [point.value for point in data.points if point.value is not None]
    for post in (data.present, data.first):
        if post:
            values += [post.value, *(value for _, value in post.path)]
    if data.usual:
        values += [data.usual.low, data.usual.high]
    return nice_axis(values or [0.0, 1.0])


def day_range(data: ChartData) -> tuple[date, date]:
    """From the first figure or path to the last figure or target date."""
    days = [point.day for point in data.points]
    for post in (data.present, data.first):
        if post:
            days += [post.day, *(day for day, _ in post.path)]
    first, last = min(days), max(days)
    if first == last:
        return date(first.year, 1, 1), date(last.year, 12, 31)
    return first, last


def along(frame: Frame, days: tuple[date, date], day: date) -> float:
    """The x of a day."""
    share = (day - days[0]).days / (days[1] - days[0]).days
    return round(frame.left + share * (frame.right - frame.left), 1)


def up(frame: Frame, axis: Axis, value: float) -> float:
    """The y of a value."""
    return round(frame.bottom - axis.share(value) * (frame.bottom - frame.top), 1)


def year_ticks(days: tuple[date, date], most: int) -> list[int]:
    """The years to name under a chart, evenly apart, that many at most."""
    years = range(days[0].year + (days[0] > date(days[0].year, 1, 31)), days[1].year + 1)
    step = next(n for n in (1, 2, 5, 10, 20, 50, 100, len(years)) if len(years) <= most * n)
    return [year for year in years if year % step == 0] or [days[0].year]


def segments(points: Sequence[ChartPoint]) -> list[list[ChartPoint]]:
    """Runs without a missing figure or a change of definition between them."""
    runs: list[list[ChartPoint]] = []
    joined = False
    for point in points:
        if point.value is None:
            joined = False
            continue
        if joined and runs[-1][-1].definition == point.definition:
            runs[-1].append(point)
        else:
            runs.append([point])
        joined = True
    return runs


def on_path(path: Sequence[tuple[float, float]], x: float) -> float | None:
    """The y of a drawn path at an x; none outside it."""
    for (x1, y1), (x2, y2) in pairwise(path):
        if x1 <= x <= x2:
            return y1 + (y2 - y1) * ((x - x1) / (x2 - x1) if x2 > x1 else 0)
    return None


@dataclass(frozen=True)
class Place:
    """Where a label stands: its baseline, whether it ends there, and its room in pixels."""

    x: float
    y: float
    ends: bool = False
    room: float = 200


def is_crossed(spot: Place, tall: float, way: Sequence[tuple[float, float]]) -> bool:
    """Whether a drawn way runs through words that begin here and fill their room."""
    heights = [on_path(way, spot.x + spot.room * n / 12) for n in range(13)]
    return any(y is not None and spot.y - 2 < y < spot.y + tall + 10 for y in heights)


def place_last(
    frame: Frame,
    last: tuple[float, float],
    widths: tuple[float, float],
    stems: Sequence[float],
    path: Sequence[tuple[float, float]],
) -> Place:
    """A place for the last value, as wide as it would be or at least must be, clear of all."""
    x, y = last
    walls = [*sorted(stem for stem in stems if stem > x), frame.width + 6.0]
    starts = [x + 14, *(stem + 8 for stem in walls[:-1])]
    rooms = [(s, next(w for w in walls if w > s - 6) - s - 6) for s in starts if s - x < 190]
    fits = [(s, room) for width in widths for s, room in rooms if room >= width]
    if not fits:
        top = y + 22 + frame.great if y + 62 + frame.great < frame.bottom else y - 60
        return Place(min(max(x + 8, SERIF_WIDER * widths[1]), frame.width), top, ends=True)
    start, room = fits[0]
    crossing = on_path(path, start + min(room, widths[0]) / 2)
    baseline = y + frame.great * 0.3
    if crossing is not None and baseline - frame.great < crossing < baseline + 44:
        under = crossing + frame.great + 8
        baseline = under if y >= crossing and under + 44 < frame.bottom else crossing - 56
    lowest = frame.bottom - 2 * (frame.text + 4) - 8
    return Place(start, max(frame.great, min(baseline, lowest)), room=room)


def place_post(
    frame: Frame,
    post: tuple[float, float],
    wide: float,
    path: Sequence[tuple[float, float]],
    *,
    alone: bool,
    avoid: tuple[float, float] = (0.0, 0.0),
) -> Place:
    """A place for the words of the present target: right of it, above it, or off its path."""
    x, y = post
    if x + 22 + wide <= frame.width:
        return Place(x + 22, y - 12)
    if alone and y > 60 and (avoid[1] < y - 62 or avoid[0] > y - 26):
        return Place(frame.width, y - 48, ends=True)
    edge = on_path(path, max(frame.left, x - 16 - wide))
    near = y if edge is None else edge
    if max(near, y) + 50 < frame.bottom:
        under = max(near + 24, y + 40)
        under = avoid[1] + 22 if avoid[0] < under + 24 and under - 14 < avoid[1] else under
        return Place(x - 10, min(under, frame.bottom - 28), ends=True)
    return Place(x - 10, min(near, y) - 34, ends=True)


def latest_only(data: ChartData) -> ChartData:
    """What a phone shows: the figures under the present definition, when there are two of them."""
    known = data.known
    definition = known[-1].definition if known else 1
    kept = tuple(point for point in data.points if point.definition == definition)
    if len([point for point in kept if point.value is not None]) < 2:
        return data
    return replace(data, points=kept, breaks=())


@dataclass(frozen=True)
class Spark:
    """A line in a row of a list: its runs, its last point and the height of the target."""

    runs: tuple[tuple[tuple[float, float], ...], ...]
    last: tuple[float, float] | None
    goal: float | None


def spark(values: Sequence[float | None], target: float | None, box: tuple[int, int]) -> Spark:
    """The values over the width of a box, gaps left open, target and line on one scale."""
    width, height = box
    known = [value for value in values if value is not None]
    if not known:
        return Spark((), None, None)
    scale = [*known, *([] if target is None else [target])]
    low, spread = min(scale), (max(scale) - min(scale)) or 1.0
    flat = max(scale) == min(scale)
    step = (width - 8) / max(1, len(values) - 1)

    def y(value: float) -> float:
        share = 0.5 if flat else (value - low) / spread
        return round(height - 4 - share * (height - 8), 1)

    runs: list[list[tuple[float, float]]] = [[]]
    for n, value in enumerate(values):
        if value is None:
            runs.append([])
        else:
            runs[-1].append((round(4 + n * step, 1), y(value)))
    drawn = tuple(tuple(run) for run in runs if run)
    return Spark(drawn, drawn[-1][-1], None if target is None else y(target))


def percent_at(value: float, axis: Axis, *, flipped: bool = False) -> float:
    """Where a value lies on a scale of 0 to 100, from the other end when lower is better."""
    share = 100 * axis.share(value)
    return round(min(100.0, max(0.0, 100 - share if flipped else share)), 2)


def anchor(at: float) -> str:
    """How a label holds to its place: inward at both ends."""
    if at < 12:
        return "start"
    return "end" if at > 88 else "middle"


@dataclass(frozen=True)
class GoalScale:
    """The goalpost on its scale, positions 0 to 100, better always to the right."""

    axis: Axis
    flipped: bool
    ticks: tuple[tuple[float, float | None], ...]
    now: float
    due: float | None
    first: float | None
    lasts: tuple[float, ...]
    present: float


def goal_scale(
    now: float,
    present: float,
    due: float | None = None,
    given_up: Sequence[float] = (),
    *,
    lower_is_better: bool = False,
) -> GoalScale:
    """Figure, due value and posts on one scale; of many given-up targets the first and last."""
    shown = [now, present, *given_up, *([] if due is None else [due])]
    axis = nice_axis(shown, lines=6)
    fine = len(axis.ticks) - 1

    def at(value: float) -> float:
        return percent_at(value, axis, flipped=lower_is_better)

    step = (axis.high - axis.low) / (5 * fine)
    marks = [axis.low + n * step for n in range(5 * fine + 1)]
    ticks = sorted((at(v), round(v, 10) if n % 5 == 0 else None) for n, v in enumerate(marks))
    lasts = tuple(at(value) for value in given_up[1:][-1:])
    return GoalScale(
        axis=axis,
        flipped=lower_is_better,
        ticks=tuple(ticks),
        now=at(now),
        due=None if due is None else at(due),
        first=at(given_up[0]) if given_up else None,
        lasts=lasts,
        present=at(present),
    )


def years_strip(days: Sequence[date], today: date) -> tuple[list[float], list[tuple[float, str]]]:
    """Places of the strokes on one scale of years up to this one, and its named years."""
    first = min([*(day.year for day in days), today.year - 1])
    span = (date(today.year + 1, 1, 1) - date(first, 1, 1)).days

    def at(day: date) -> float:
        return round(100 * (day - date(first, 1, 1)).days / span, 2)

    step = next(n for n in (1, 2, 5, 10, 20, 50) if (today.year - first) / n <= 6)
    years = [year for year in range(first, today.year + 1) if year % step == 0]
    return [at(day) for day in days], [(at(date(year, 1, 1)), str(year)) for year in years]
