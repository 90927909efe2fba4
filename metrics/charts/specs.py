"""The charts' source of record: Altair specs, rendered by the worker without any address."""

import hashlib
import json
import re
from datetime import date
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

import altair as alt
import vl_convert as vlc

from metrics.charts.rules import (
    TOKENS,
    ChartData,
    ChartPoint,
    Goalpost,
    Size,
    along,
    segments,
    tick_text,
    up,
    year_ticks,
)
from metrics.charts.tables import HALO, drawing_of, root

VL_VERSION = "6.4"
FONTS = Path(__file__).parents[2] / "static" / "vendor"
SANS, SERIF = "Public Sans", "Newsreader"
DASHES = {"ink": [7, 5], "rust": [2, 5]}
Layers = list[Any]  # Altair types its marks by the hundred; a spec is checked by its schema
Style = dict[str, Any]


def _rows_of(values: list[dict[str, Any]]) -> Any:
    return alt.Chart({"values": values})


def _fixed(**pixels: float) -> Any:
    """One mark at a place in pixels, whatever the scales are."""
    return _rows_of([{}]).encode(**{side: alt.value(at) for side, at in pixels.items()})


@cache
def _with_fonts() -> None:
    for folder in sorted({file.parent for file in FONTS.glob("*/*.ttf")}):
        vlc.register_font_directory(str(folder))


class _Sheet:
    """Layers on one plot: data by value and day, words by pixel."""

    def __init__(self, data: ChartData, size: Size) -> None:
        self.drawing = drawing_of(data, size)
        self.data, self.frame = self.drawing.data, self.drawing.frame
        self.axis, self.days = self.drawing.axis, self.drawing.days
        frame = self.frame
        self.width, self.height = frame.right - frame.left, frame.bottom - frame.top
        self.x_scale = alt.Scale(domain=[_ms(day) for day in self.days], type="utc", nice=False)
        self.y_scale = alt.Scale(domain=[self.axis.low, self.axis.high], nice=False, zero=False)

    def marks(self, rows: list[dict[str, Any]]) -> Any:
        years = year_ticks(self.days, 4 if self.frame.small else 9)
        starts = [max(self.days[0], date(year, 1, 1)) for year in years]
        x_axis = alt.Axis(values=[_ms(day) for day in starts], format="%Y", **X_AXIS)
        ticks = self.axis.ticks
        texts = {f"{tick:.10g}": tick_text(tick, self.axis) for tick in ticks}
        texts[f"{ticks[-1]:.10g}"] += self.data.unit
        named = f"{json.dumps(texts)}['' + datum.value]"
        y_axis = alt.Axis(
            values=list(ticks), labelExpr=named, labelPadding=self.frame.left, **Y_AXIS
        )
        return _rows_of(rows).encode(
            x=alt.X("day:T", scale=self.x_scale, axis=x_axis, title=None),
            y=alt.Y("value:Q", scale=self.y_scale, axis=y_axis, title=None),
            order=alt.Order("day:T"),
        )

    def words(self, x: float, y: float, text: str, **more: Any) -> Any:
        style: Style = {"font": SANS, "fontSize": self.frame.text, "baseline": "alphabetic"}
        spot = _fixed(x=x - self.frame.left, y=y - self.frame.top)
        return spot.mark_text(text=text, **(style | more))


X_AXIS: dict[str, Any] = {
    "grid": False,
    "labelAlign": "left",
    "labelOffset": 4,
    "labelPadding": 8,
    "labelFlush": False,
    "tickSize": 6,
}
Y_AXIS: dict[str, Any] = {"domain": False, "ticks": False, "labelAlign": "left"}


def _ms(day: date) -> int:
    return (day - date(1970, 1, 1)).days * 86_400_000


def _rows(points: Any) -> list[dict[str, Any]]:
    return [{"day": _ms(day), "value": value} for day, value in points]


def spec(data: ChartData, size: Size = Size.WIDE) -> dict[str, Any]:
    """The Vega-Lite spec of a measure's chart; it holds its data and names no address."""
    sheet = _Sheet(data, size)
    layers = [*_usual(sheet), *_notes(sheet)]
    for post, colour in ((sheet.data.first, "rust"), (sheet.data.present, "ink")):
        if post:
            layers += _post(sheet, post, colour)
    layers += [*_series(sheet), *_texts(sheet)]
    chart = alt.layer(*layers).properties(
        width=sheet.width,
        height=sheet.height,
        description=data.description,
        padding=_padding(sheet),
        autosize=alt.AutoSizeParams(type="none"),
    )
    return dict(chart.configure(**_config()).to_dict())


def _padding(sheet: _Sheet) -> dict[str, int]:
    frame = sheet.frame
    edges = (frame.left, frame.top, frame.width - frame.right, frame.height - frame.bottom)
    return dict(zip(("left", "top", "right", "bottom"), edges, strict=True))


def _config() -> dict[str, Any]:
    label = {"labelFont": SANS, "labelFontSize": 14, "labelColor": TOKENS["ink-2"]}
    lines = {"domainColor": TOKENS["line"], "tickColor": TOKENS["line"]}
    return {
        "background": "transparent",
        "view": {"stroke": None},
        "axis": {**label, **lines, "gridColor": TOKENS["rule"]},
    }


def _usual(sheet: _Sheet) -> Layers:
    usual = sheet.data.usual
    # the first layer carries the axes, also where there is no usual range
    begin = usual.begin if usual else sheet.days[0]
    low = usual.low if usual else sheet.axis.low
    row = {"day": _ms(begin), "value": low}
    row |= {"end": _ms(usual.end if usual else begin), "high": usual.high if usual else low}
    band = sheet.marks([row]).mark_rect(color=TOKENS["tint"], opacity=1)
    return [band.encode(x2="end:T", y2="high:Q")]


def _notes(sheet: _Sheet) -> Layers:
    drawn: Style = {"color": TOKENS["ink-2"], "strokeDash": [1, 3], "strokeWidth": 1}
    tops = [(note.day, 10.0) for note in sheet.data.breaks]
    tops += [(note.day, sheet.drawing.gap_top(note)) for note in sheet.data.gaps]
    made = []
    for day, top in tops:
        x = along(sheet.frame, sheet.days, day) - sheet.frame.left
        made.append(_fixed(x=x, y=top - sheet.frame.top, y2=sheet.height).mark_rule(**drawn))
    return made


def _post(sheet: _Sheet, post: Goalpost, colour: str) -> Layers:
    hexed, given_up = TOKENS[colour], colour == "rust"
    x = along(sheet.frame, sheet.days, post.day) - sheet.frame.left
    y = up(sheet.frame, sheet.axis, post.value) - sheet.frame.top
    dots: Style = {"strokeDash": [2, 5]} if given_up else {}
    stem = _fixed(x=x, y=y, y2=sheet.height).mark_rule(color=hexed, strokeWidth=1.4, **dots)
    wide: Style = {"color": hexed, "strokeWidth": 2.4 if given_up else 3.2}
    wide |= {"strokeDash": [4, 3]} if given_up else {}
    sides = [_fixed(x=x + s, y=y - 20, y2=y + 7).mark_rule(**wide) for s in (-12, 12)]
    bar = _fixed(x=x - 12, x2=x + 12, y=y).mark_rule(**wide)
    dashes: Style = {"strokeDash": DASHES[colour], "strokeWidth": 1.6}
    path = sheet.marks(_rows(post.path)).mark_line(color=hexed, **dashes)
    return [stem, *([path] if post.path else []), *sides, bar]


def _series(sheet: _Sheet) -> Layers:
    known = sheet.data.known
    made: Layers = []
    faint: Style = {"color": TOKENS["mark"], "strokeWidth": 1.2, "strokeDash": [1, 4]}
    for ends in sheet.drawing.untold():
        made.append(sheet.marks(_rows((p.day, p.value) for p in ends)).mark_line(**faint))
    for run in segments(sheet.data.points):
        old = sheet.data.stale or run[0].definition != known[-1].definition
        colour = TOKENS["mark" if old else "ink"]
        rows = sheet.marks(_rows((point.day, point.value) for point in run))
        line: Style = {"color": colour, "strokeWidth": 2 if old else 3, "strokeJoin": "round"}
        dot: Style = {"color": colour, "size": 40, "opacity": 1}
        made.append(rows.mark_line(**line) if len(run) > 1 else rows.mark_circle(**dot))
        made += _signals(sheet, run, colour)
    if known and not known[-1].signal:
        end = sheet.marks(_rows([(known[-1].day, known[-1].value)]))
        colour = TOKENS["mark" if sheet.data.stale else "ink"]
        made.append(end.mark_circle(color=colour, size=50, opacity=1))
    return made


def _signals(sheet: _Sheet, run: list[ChartPoint], colour: str) -> Layers:
    rows = _rows((point.day, point.value) for point in run if point.signal)
    shape: Style = {"shape": "diamond", "size": 90, "strokeWidth": 1.8, "opacity": 1}
    drawn = sheet.marks(rows).mark_point(fill=TOKENS["paper"], stroke=colour, filled=True, **shape)
    return [drawn] if rows else []


def _texts(sheet: _Sheet) -> Layers:
    """The words where the page's own drawing has them, so that both charts read alike."""
    drawing, made = sheet.drawing, []
    "".join(drawing.parts())
    if drawing.arrow_path:
        shape: Style = {"shape": drawing.arrow_path, "size": 4, "filled": False, "opacity": 1}
        shape |= {"color": TOKENS["rust"], "strokeWidth": 1.6}
        arrow = _fixed(x=-sheet.frame.left, y=-sheet.frame.top)
        made.append(arrow.mark_point(**shape))
    sides = {"start": "left", "middle": "center", "end": "right"}
    for label in drawing.labels:
        style: dict[str, Any] = {"color": TOKENS[label.colour], "align": sides[label.anchor]}
        style |= {"fontSize": label.size, "fontWeight": 600 if label.bold else 400}
        style |= {"font": SERIF} if label.serif else {}
        made.append(sheet.words(label.x, label.y, label.words, **style))
    return made


def key(drawn: dict[str, Any]) -> str:
    """The name of a rendered chart: a hash of its spec and of the renderer's version."""
    text = json.dumps(
        [VL_VERSION, version("vl-convert-python"), drawn], sort_keys=True, ensure_ascii=False
    )
    return hashlib.sha256(text.encode()).hexdigest()


def render(drawn: dict[str, Any], title: str, description: str) -> str:
    """The spec as SVG in the page's own colours, with title and description, marks hidden."""
    _with_fonts()
    svg = vlc.vegalite_to_svg(drawn, vl_version=VL_VERSION, allowed_base_urls=[])
    return finished(svg, title, description)


def finished(svg: str, title: str, description: str) -> str:
    """A rendered SVG without its labels for each mark, without fixed colours and ground."""
    box = re.search(r'viewBox="0 0 (\d+) (\d+)"', svg)
    if box is None:
        raise ValueError("viewBox")
    body = svg[svg.index(">") + 1 : svg.rindex("</svg>")]
    body = re.sub(r' (?:aria-[a-z]+|role|pointer-events|style)="[^"]*"', "", body)
    for name, colour in TOKENS.items():
        if name != "line":
            body = body.replace(f'"{colour}"', f'"var(--{name})"')
    halo = " ".join(f'{name.replace("_", "-")}="{value}"' for name, value in HALO.items())
    body = body.replace("<text ", f"<text {halo} ")
    body = body.replace(f'font-family="{SERIF}"', 'class="serif"')
    body = body.replace(f'font-family="{SANS}"', "")
    return root(int(box[1]), int(box[2]), title, description, body)
