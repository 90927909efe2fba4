"""Charts of our own, drawn as SVG text in the page's own colours; every word is handed in."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from html import escape
from itertools import pairwise
from typing import Any

from metrics.charts.rules import (
    FRAMES,
    TOKENS,
    Axis,
    ChartData,
    ChartPoint,
    Frame,
    Goalpost,
    Note,
    Place,
    Size,
    Usual,
    along,
    data_axis,
    day_range,
    is_crossed,
    latest_only,
    place_last,
    place_post,
    segments,
    spark,
    tick_text,
    up,
    year_ticks,
)

HALO = {"stroke": "var(--paper)", "stroke_width": 3, "paint_order": "stroke"}
LETTER = 0.53  # the mean width of a letter of the sans, in ems
SPARE = 0.06  # of the width, beside a drawing that may be read in wider letters
Days = tuple[date, date]


def _xml(name: str, words: str | None = None, **attributes: Any) -> str:
    given = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(str(value))}"'
        for key, value in attributes.items()
        if value is not None
    )
    return f"<{name}{given}/>" if words is None else f"<{name}{given}>{escape(words)}</{name}>"


def _line(x1: float, y1: float, x2: float, y2: float, colour: str, **more: Any) -> str:
    return _xml("line", x1=x1, y1=y1, x2=x2, y2=y2, stroke=f"var(--{colour})", **more)


def _path(places: Sequence[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{x:g} {y:g}" for x, y in places)


def _text(x: float, y: float, words: str, size: int, colour: str = "ink-2", **more: Any) -> str:
    more |= {"x": f"{x:g}", "y": f"{y:g}", "font_size": size, "fill": f"var(--{colour})"}
    return _xml("text", words, **more)


@dataclass(frozen=True)
class Label:
    """Words in a place of a drawing."""

    x: float
    y: float
    words: str
    size: int
    colour: str
    anchor: str
    bold: bool
    serif: bool


def sparkline(
    values: Sequence[float | None], target: float | None = None, *, stale: bool = False
) -> str:
    """A row's line, 104 by 28: gaps open, the last figure a dot, the target dashed."""
    drawn = spark(values, target, (104, 28))
    parts = []
    if drawn.goal is not None:
        parts.append(_xml("line", class_="goal", x1=0, y1=drawn.goal, x2=104, y2=drawn.goal))
    parts += [_xml("path", class_="line", d=_path(run)) for run in drawn.runs if len(run) > 1]
    alone = [run[0] for run in drawn.runs if len(run) == 1 and run[0] != drawn.last]
    parts += [_xml("circle", class_="last", cx=x, cy=y, r=1.2) for x, y in alone]
    if drawn.last:
        parts.append(_xml("circle", class_="last", cx=drawn.last[0], cy=drawn.last[1], r=2.6))
    name = "spark stale" if stale else "spark"
    head = f'<svg class="{name}" viewBox="0 0 104 28" aria-hidden="true" focusable="false">'
    return head + "".join(parts) + "</svg>"


def line_chart(data: ChartData, size: Size = Size.WIDE) -> str:
    """The chart of one series with its targets, title and description first, for one width."""
    drawing = drawing_of(data, size)
    frame, body = drawing.frame, "".join(drawing.parts())
    return root(frame.width, frame.height, data.title, data.description, body)


def drawing_of(data: ChartData, size: Size) -> "Drawing":
    """The drawing for one width, its plot made narrower by long words on the scale."""
    shown = latest_only(data) if size is Size.PHONE else data
    axis, frame = data_axis(shown), FRAMES[size]
    letters = max(len(tick_text(tick, axis)) for tick in axis.ticks)
    frame = replace(frame, left=max(frame.left, int(letters * frame.text * LETTER) + 12))
    return Drawing(shown, frame, axis, day_range(shown))


def root(width: int, height: int, title: str, description: str, body: str) -> str:
    """An SVG that says what it is, its marks hidden from those who hear it."""
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img">'
    named = _xml("title", title) + _xml("desc", description)
    return f'{head}{named}<g aria-hidden="true">{body}</g></svg>'


class Drawing:
    """The parts of one line chart, each a piece of SVG."""

    def __init__(self, data: ChartData, frame: Frame, axis: Axis, days: Days) -> None:
        self.data, self.frame, self.axis, self.days = data, frame, axis, days
        small = frame.width < FRAMES[Size.WIDE].width and data.short_notes
        self.notes = data.short_notes if small else data.last_notes

        self.labels: list[Label] = []
        self.arrow_path = ""

    def text(
        self, x: float, y: float, words: str, size: int, colour: str = "ink-2", **more: Any
    ) -> str:
        side, serif = more.get("text_anchor", "start"), "class_" in more
        bold = "font_weight" in more
        self.labels.append(Label(x, y, words, size, colour, side, bold, serif))
        return _text(x, y, words, size, colour, **more)

    def at(self, point: tuple[date, float]) -> tuple[float, float]:
        return along(self.frame, self.days, point[0]), up(self.frame, self.axis, point[1])

    def parts(self) -> Iterator[str]:
        if self.data.usual:
            yield from self.usual(self.data.usual)
        yield from self.scale()
        yield from self.years()
        for note in self.data.breaks:
            yield from self.broken(note)
        for note in self.data.gaps:
            yield from self.gap(note)
        if self.data.first:
            yield from self.post(self.data.first, "rust")
        if self.data.present:
            yield from self.post(self.data.present, "ink")
        yield from self.arrow()
        yield from self.series()
        yield from self.last()

    def scale(self) -> Iterator[str]:
        frame = self.frame
        for n, tick in enumerate(self.axis.ticks):
            y = up(frame, self.axis, tick)
            last = n == len(self.axis.ticks) - 1
            if n:
                yield _line(frame.left, y, frame.right, y, "rule")
            words = tick_text(tick, self.axis) + (self.data.unit if last else "")
            yield _text(0, y + 5, words, frame.text)
        yield _line(frame.left, frame.bottom, frame.right, frame.bottom, "line")

    def years(self) -> Iterator[str]:
        frame = self.frame
        for year in year_ticks(self.days, 4 if frame.small else 9):
            day = max(self.days[0], self.days[0].replace(year=year, month=1, day=1))
            x = along(frame, self.days, day)
            yield _line(x, frame.bottom, x, frame.bottom + 6, "line")
            yield _text(min(x + 4, frame.right - 30), frame.bottom + 22, str(year), frame.text)

    def usual(self, usual: Usual) -> Iterator[str]:
        left, top = self.at((usual.begin, usual.high))
        right, bottom = self.at((usual.end, usual.low))
        size: dict[str, Any] = {"width": round(right - left, 1), "height": round(bottom - top, 1)}
        yield _xml("rect", x=left, y=top, fill="var(--tint)", **size)
        lines = _wrapped(usual.label, 18 if self.frame.small else 60)
        wide = max(map(len, lines)) * self.frame.text * LETTER
        at = self.free_spot((left + 4, right - 4), (top, bottom), wide, 18.0 * len(lines))
        for n, words in enumerate(lines, 1):
            yield self.text(at.x, at.y + 18 * n, words, self.frame.text)

    def free_spot(
        self, sides: tuple[float, float], band: tuple[float, float], wide: float, tall: float
    ) -> Place:
        """Where words keep off line and paths: under a band, over it, over all, or else inside."""
        (left, right), (top, bottom) = sides, band
        goals = [post for post in (self.data.present, self.data.first) if post]
        ways = [[(p.day, p.value or 0.0) for p in run] for run in segments(self.data.points)]
        ways += [list(post.path) for post in goals]
        drawn = [[self.at(point) for point in way] for way in ways]
        starts = (left, max(left, right - wide), max(left, (left + right - wide) / 2))
        peak = min([top, *(y for way in drawn for x, y in way if left - 6 <= x <= right + 6)])
        tops = [bottom] if bottom + tall < self.frame.bottom - 4 else []
        tops += [y for y in (top - tall - 6, peak - tall - 14) if y > 8]
        spots = [Place(x, y, room=wide) for y in [*tops, top] for x in starts]
        for last in self.data.known[-1:]:
            end = self.last_place(*self.at((last.day, last.value or 0.0)))
            begin = end.x - 90 if end.ends else end.x
            drawn += [[(begin, end.y + n), (begin + 90, end.y + n)] for n in (-12, 8, 28)]
        free = [spot for spot in spots if not any(is_crossed(spot, tall, way) for way in drawn)]
        return (free or spots)[0]

    def broken(self, note: Note) -> Iterator[str]:
        x, top = along(self.frame, self.days, note.day), 10
        yield _line(x, top, x, self.frame.bottom, "ink-2", stroke_dasharray="1 3")
        letters = int((self.frame.width - x) / (self.frame.text * LETTER)) - 2
        for n, words in enumerate(_wrapped(note.before, min(26, int(x / 8)))):
            yield self.text(x - 10, top + 12 + 18 * n, words, self.frame.text, text_anchor="end")
        for n, words in enumerate(_wrapped(note.words, min(26, letters))):
            yield self.text(x + 10, top + 12 + 18 * n, words, self.frame.text)

    def gap_top(self, note: Note) -> float:
        """Where the line would be, had there been a figure."""
        near = [self.at((p.day, p.value or 0.0))[1] for p in _around(self.data, note)]
        return round(sum(near) / len(near) if near else self.frame.bottom - 60.0, 1)

    def gap(self, note: Note) -> Iterator[str]:
        x, y = along(self.frame, self.days, note.day), self.frame.bottom
        yield _line(x, self.gap_top(note), x, y, "ink-2", stroke_dasharray="1 3")
        room = x + len(note.words) * self.frame.text * LETTER < self.frame.right
        place: dict[str, Any] = {} if room else {"text_anchor": "end"}
        yield self.text(x + (6 if room else -6), y - 9, note.words, self.frame.text, **place)

    def post(self, post: Goalpost, colour: str) -> Iterator[str]:
        x, y = self.at((post.day, post.value))
        given_up = colour == "rust"
        drawn: dict[str, Any] = {"fill": "none", "stroke": f"var(--{colour})"}
        dots: dict[str, Any] = {"stroke_dasharray": "2 5"} if given_up else {}
        yield _line(x, y, x, self.frame.bottom, colour, stroke_width=1.4, **dots)
        if post.path:
            way = [self.at(point) for point in post.path]
            dash = "2 5" if given_up else "7 5"
            yield _xml("path", d=_path(way), stroke_width=1.6, stroke_dasharray=dash, **drawn)
        sides = f"M{x - 12:g} {y - 20:g}V{y + 7:g}M{x + 12:g} {y - 20:g}V{y + 7:g}"
        shape = f"{sides}M{x - 12:g} {y:g}H{x + 12:g}"
        wide: dict[str, Any] = {"stroke_width": 2.4 if given_up else 3.2}
        dots = {"stroke_dasharray": "4 3"} if given_up else {}
        yield _xml("path", d=shape, **drawn, **wide, **dots)
        yield from self.post_words(post, colour, (x, y))

    def post_words(self, post: Goalpost, colour: str, place: tuple[float, float]) -> Iterator[str]:
        x, y = place
        size = self.frame.text
        wide = max(len(post.head), len(post.note)) * size * LETTER
        if colour == "rust":
            at = Place(x - 22, y - 21, ends=True)
        else:
            path = [self.at(point) for point in post.path]
            alone, avoid = self.data.first is None, self.last_box(x - 10 - wide)
            at = place_post(self.frame, place, wide, path, alone=alone, avoid=avoid)
        if at.ends and at.x - wide < self.frame.left:
            at = Place(self.frame.left, at.y)
        side = "end" if at.ends else "start"
        shift = 14 if not at.ends and self.same_day() else 0
        quiet = colour if colour == "rust" else "ink-2"
        bold: dict[str, Any] = {"font_weight": 640, "text_anchor": side}
        yield self.text(at.x + shift, at.y, post.head, size, colour, **bold)
        yield self.text(at.x + shift, at.y + 18, post.note, size, quiet, text_anchor=side)

    def same_day(self) -> bool:
        first, present = self.data.first, self.data.present
        return bool(first and present and first.day == present.day)

    def arrow(self) -> Iterator[str]:
        first, present = self.data.first, self.data.present
        if not (first and present and self.data.moved):
            return
        begin, end = self.at((first.day, first.value)), self.at((present.day, present.value))
        drawn: dict[str, Any] = {"fill": "none", "stroke": "var(--rust)", "stroke_width": 1.6}
        curve, words = _straight(begin, end) if self.same_day() else _curve(begin, end, self.frame)
        self.arrow_path = curve
        yield _xml("path", d=curve, **drawn)
        x = min(self.frame.width, words[0] + len(self.data.moved) * 4)
        bold: dict[str, Any] = {"font_weight": 640, "text_anchor": "end"}
        yield self.text(x, words[1], self.data.moved, self.frame.text, "rust", **bold)

    def untold(self) -> list[tuple[ChartPoint, ChartPoint]]:
        """The ends of stretches without a figure, where no words say why."""
        ends = [(a[-1], b[0]) for a, b in pairwise(segments(self.data.points))]
        same = [(a, b) for a, b in ends if a.definition == b.definition]
        return [] if self.data.gaps else same

    def series(self) -> Iterator[str]:
        known = self.data.known
        latest = known[-1].definition if known else 1
        dots: dict[str, Any] = {"stroke_width": 1.2, "stroke_dasharray": "1 4"}
        for ends in self.untold():
            begin, end = (self.at((point.day, point.value or 0.0)) for point in ends)
            yield _line(*begin, *end, "mark", **dots)
        for run in segments(self.data.points):
            old = self.data.stale or run[0].definition != latest
            yield from self.run(run, "mark" if old else "ink", 2 if old else 3)

    def run(self, run: Sequence[ChartPoint], colour: str, width: float) -> Iterator[str]:
        places = [self.at((point.day, point.value or 0.0)) for point in run]
        drawn: dict[str, Any] = {"stroke": f"var(--{colour})", "stroke_linejoin": "round"}
        if len(places) > 1:
            yield _xml("path", d=_path(places), fill="none", stroke_width=width, **drawn)
        else:
            yield _xml("circle", cx=places[0][0], cy=places[0][1], r=3.5, fill=f"var(--{colour})")
        for point, (x, y) in zip(run, places, strict=True):
            if point.signal:
                shape = f"M{x:g} {y - 6:g}l6 6l-6 6l-6 -6z"
                yield _xml("path", d=shape, fill="var(--paper)", stroke_width=1.8, **drawn)

    def last(self) -> Iterator[str]:
        known = self.data.known
        if not known or not self.data.last_value:
            return
        x, y = self.at((known[-1].day, known[-1].value or 0.0))
        if not known[-1].signal:
            colour = "mark" if self.data.stale else "ink"
            yield _xml("circle", cx=x, cy=y, r=4, fill=f"var(--{colour})")
        place = self.last_place(x, y)
        side = "end" if place.ends else "start"
        great: dict[str, Any] = {"font_weight": 560, "class_": "serif", "text_anchor": side}
        yield self.text(place.x, place.y, self.data.last_value, self.frame.great, "ink", **great)
        letters = int(place.room / (self.frame.text * LETTER))
        lines = [line for words in self.notes for line in _wrapped(words, letters)]
        for n, words in enumerate(lines, 1):
            y = place.y + 4 + 18 * n
            yield self.text(place.x, y, words, self.frame.text, text_anchor=side)

    def last_box(self, left: float) -> tuple[float, float]:
        """Top and foot of the words of the last value, when they reach that far right."""
        known = self.data.known
        if not known or not self.data.last_value:
            return 0.0, 0.0
        place = self.last_place(*self.at((known[-1].day, known[-1].value or 0.0)))
        right = place.x + len(self.data.last_value) * self.frame.great * 0.55
        top, foot = place.y - self.frame.great * 0.7, place.y + 18 * len(self.notes)
        return (top, foot) if right > left else (0.0, 0.0)

    def last_place(self, x: float, y: float) -> Place:
        posts = [post for post in (self.data.present, self.data.first) if post]
        stems = [along(self.frame, self.days, post.day) for post in posts]
        present = self.data.present
        way = [self.at(point) for point in present.path] if present else []
        letters = max((len(words) for words in self.notes), default=0)
        least = len(self.data.last_value) * self.frame.great * 0.5
        widths = (max(letters * self.frame.text * LETTER, least), least)
        return place_last(self.frame, (x, y), widths, stems, way)


def _curve(
    begin: tuple[float, float], end: tuple[float, float], frame: Frame
) -> tuple[str, tuple[float, float]]:
    side = 1 if end[0] >= begin[0] else -1
    x1, y1, x2, y2 = begin[0] + 20 * side, begin[1] - 15, end[0] - 16 * side, end[1] - 18
    peak = min(y1, y2) - (22 if frame.small else 14)
    curve = f"M{x1:g} {y1:g}Q{(x1 + x2) / 2 + 20 * side:g} {peak:g} {x2:g} {y2:g}"
    head = f"M{x2 - 11 * side:g} {y2 - 7:g}L{x2:g} {y2:g}L{x2 - 13 * side:g} {y2 + 1:g}"
    return curve + head, ((x1 + x2) / 2, peak - 4)


def _straight(
    begin: tuple[float, float], end: tuple[float, float]
) -> tuple[str, tuple[float, float]]:
    x, side = end[0] + 20, 1 if end[1] >= begin[1] else -1
    y1, y2 = begin[1] + 2 * side, end[1] - 4 * side
    head = f"M{x - 5:g} {y2 - 8 * side:g}L{x:g} {y2:g}L{x + 5:g} {y2 - 8 * side:g}"
    return f"M{x:g} {y1:g}V{y2:g}" + head, (x, min(begin[1], end[1]) - 42)


def _around(data: ChartData, note: Note) -> list[ChartPoint]:
    before = [point for point in data.known if point.day < note.day][-1:]
    return before + [point for point in data.known if point.day > note.day][:1]


def _wrapped(words: str, letters: int) -> list[str]:
    lines = [""]
    for word in words.split():
        if lines[-1] and len(lines[-1]) + 1 + len(word) > max(8, letters):
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return [line for line in lines if line]


def standalone(svg: str) -> str:
    """The same drawing for a file of its own: colours written out, on paper, with room beside it.

    A reader without our fonts sees wider letters, and no style of a page lets them run over.
    """
    svg = re.sub(r"var\(--([a-z0-9-]+)\)", lambda found: TOKENS[found[1]], svg)
    found = re.search(r'viewBox="0 0 (\d+) (\d+)"', svg)
    width, height = (int(size) for size in found.groups()) if found else (0, 0)
    left, wide = -round(SPARE * width / 3), round((1 + SPARE * 4 / 3) * width)
    svg = svg.replace(f'viewBox="0 0 {width} ', f'viewBox="{left} 0 {wide} ', 1)
    ground = f'<rect x="{left}" width="{wide}" height="{height}" fill="{TOKENS["paper"]}"/>'
    fonts = 'font-family="Public Sans, Segoe UI, Helvetica, Arial, sans-serif"'
    svg = svg.replace('class="serif"', 'font-family="Newsreader, Georgia, serif"')
    return svg.replace("<g aria-hidden", f"{ground}<g {fonts} aria-hidden", 1)
