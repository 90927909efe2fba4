"""Our own drawings: whole, in the page's colours, and readable without seeing."""

import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from datetime import date

import pytest

from metrics.charts.rules import (
    TOKENS,
    ChartData,
    ChartPoint,
    Goalpost,
    Note,
    Place,
    Size,
    Usual,
    is_crossed,
)
from metrics.charts.tables import LETTER, drawing_of, line_chart, sparkline, standalone

SVG = "{http://www.w3.org/2000/svg}"


def texts(svg: str) -> list[str]:
    root = ET.fromstring(svg)
    return [node.text or "" for node in root.iter(f"{SVG}text")]


@pytest.mark.parametrize("size", list(Size))
def test_a_chart_names_itself_and_hides_its_marks(full: ChartData, size: Size) -> None:
    root = ET.fromstring(line_chart(full, size))
    assert root.get("role") == "img"
    assert [child.tag.removeprefix(SVG) for child in root] == ["title", "desc", "g"]
    assert [root[0].text, root[1].text] == ["Sailings <on time>", "Off track & worse."]
    assert root[2].get("aria-hidden") == "true"


@pytest.mark.parametrize("size", list(Size))
def test_colours_are_the_pages_own(full: ChartData, size: Size) -> None:
    svg = line_chart(full, size)
    assert not re.search(r"#[0-9a-f]{3,6}|style=|rgb\(", svg)
    used = set(re.findall(r"var\(--([a-z0-9-]+)\)", svg))
    assert used <= TOKENS.keys()
    assert "rust" in used
    assert "var(" not in standalone(svg)


def test_every_word_handed_in_is_drawn(full: ChartData) -> None:
    words = " ".join(texts(line_chart(full)))
    for part in ("95%", "84.1%", "below the usual range", "Target now: 93%", "by December 2027"):
        assert part in words
    for part in ("First target: 95%", "Moved on 12 May 2026", "Usual range", "no figure"):
        assert part in words
    assert "Cancelled left out" in words


def test_a_phone_is_drawn_anew(full: ChartData) -> None:
    words = " ".join(texts(line_chart(full, Size.PHONE)))
    assert "Cancelled" not in words
    assert "December" in words
    assert "four months" not in words


def test_words_stay_on_the_sheet(full: ChartData) -> None:
    for size in Size:
        root = ET.fromstring(line_chart(full, size))
        width, height = (float(n) for n in (root.get("viewBox") or "").split()[2:])
        for node in root.iter(f"{SVG}text"):
            assert 0 <= float(node.get("x") or -1) <= width, node.text
            assert 0 < float(node.get("y") or -1) <= height, node.text


@pytest.mark.parametrize("size", list(Size))
def test_the_name_of_the_usual_range_stands_off_a_line_that_rises(size: Size) -> None:
    points = tuple(ChartPoint(date(2025, n, 28), 58 + 2 * n) for n in range(1, 13))
    usual = Usual(points[0].day, points[-1].day, 66, 73, "Usual range, 66 to 73")
    drawing = drawing_of(ChartData("Faults", "Rising.", points, usual=usual), size)
    list(drawing.parts())
    way = [drawing.at((point.day, point.value or 0.0)) for point in points]
    named = [label for label in drawing.labels if "range" in label.words or "73" in label.words]
    for label in named:
        wide = len(label.words) * label.size * LETTER
        assert not is_crossed(Place(label.x, label.y - label.size, room=wide), 10, way), label.words


WIDER = 0.62  # the mean width of a letter of what stands in for our sans, in ems


def test_words_of_a_file_of_its_own_have_room_without_our_fonts(full: ChartData) -> None:
    for size in (Size.WIDE, Size.PHONE):
        root = ET.fromstring(standalone(line_chart(full, size)))
        left, _top, width, _height = (float(n) for n in (root.get("viewBox") or "").split())
        ground = root.find(f"{SVG}rect")
        assert ground is not None
        assert (float(ground.get("x") or 0), float(ground.get("width") or 0)) == (left, width)
        for node in root.iter(f"{SVG}text"):
            x = float(node.get("x") or 0)
            wide = len(node.text or "") * float(node.get("font-size") or 0) * WIDER
            side = node.get("text-anchor") or "start"
            begin = {"start": x, "end": x - wide, "middle": x - wide / 2}[side]
            assert left <= begin, node.text
            assert begin + wide <= left + width, node.text


def test_a_long_last_value_begins_on_a_phone_and_not_before_it(full: ChartData) -> None:
    long = replace(full, last_value="11,691 places")
    for cut in range(2, 15):
        root = ET.fromstring(line_chart(replace(long, points=full.points[:cut]), Size.PHONE))
        (node,) = [each for each in root.iter(f"{SVG}text") if each.text == "11,691 places"]
        if node.get("text-anchor") == "end":
            assert float(node.get("x") or 0) >= 13 * 28 * 0.5


def test_only_a_moved_target_is_rust(full: ChartData) -> None:
    assert "--rust" not in line_chart(replace(full, first=None, moved=""))


def test_a_stale_line_is_faint(full: ChartData) -> None:
    plain = replace(full, stale=True, present=None, first=None, points=full.points[12:])
    svg = line_chart(plain)
    assert 'stroke="var(--mark)" stroke-linejoin="round"' in svg
    assert 'stroke="var(--ink)" stroke-linejoin="round"' not in svg


def test_stretches_without_a_figure_are_dotted(full: ChartData) -> None:
    assert 'stroke-dasharray="1 4"' in line_chart(replace(full, gaps=()))
    assert 'stroke-dasharray="1 4"' not in line_chart(full)


def test_two_targets_of_one_day_have_a_straight_arrow() -> None:
    day = date(2021, 6, 30)
    data = ChartData(
        "Places",
        "Fewer",
        (ChartPoint(date(2013, 6, 30), 8391), ChartPoint(date(2016, 6, 30), 11691)),
        last_value="11,691",
        present=Goalpost(day, 19068, "Target now", "19,068"),
        first=Goalpost(day, 23511, "First target", "23,511"),
        moved="Moved",
    )
    for size in Size:
        assert "Moved" in texts(line_chart(data, size))


def test_little_is_enough_for_a_chart() -> None:
    one = ChartData("One", "figure", (ChartPoint(date(2015, 12, 31), 66.0),), last_value="66")
    assert "66" in texts(line_chart(one))
    none = ChartData("No", "figure", (ChartPoint(date(2015, 12, 31), None),), last_value="66")
    gap = replace(none, gaps=(Note(date(2015, 12, 31), "2015: no figure"),))
    target = replace(gap, present=Goalpost(date(2020, 12, 31), 9, "Target", "by 2020"))
    assert "66" not in texts(line_chart(target))
    ends = replace(one, last_value="", present=Goalpost(date(2016, 1, 1), 70, "T" * 60, "by"))
    for size in Size:
        assert "T" * 60 in texts(line_chart(ends, size))


def test_a_sparkline_is_small_and_silent() -> None:
    svg = sparkline([1, None, 2, 3, None, 4], 5)
    assert 'viewBox="0 0 104 28"' in svg
    assert 'aria-hidden="true"' in svg
    assert svg.count('class="line"') == 1
    assert svg.count('class="last"') == 2
    assert svg.count('class="goal"') == 1
    assert 'class="spark stale"' in sparkline([1, 2], stale=True)
    assert sparkline([]).endswith('focusable="false"></svg>')
