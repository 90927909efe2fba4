"""Rendered charts: the same words and colours as our own, and no address in them."""

import json
import re
import xml.etree.ElementTree as ET
from dataclasses import replace

import pytest

from metrics.charts.rules import TOKENS, ChartData, Size
from metrics.charts.specs import finished, key, render, spec
from metrics.charts.tables import line_chart

SVG = "{http://www.w3.org/2000/svg}"


def words(svg: str) -> set[str]:
    root = ET.fromstring(svg)
    return {node.text or "" for node in root.iter(f"{SVG}text")}


@pytest.mark.parametrize("size", list(Size))
def test_a_rendered_chart_reads_like_our_own(full: ChartData, size: Size) -> None:
    svg = render(spec(full, size), full.title, full.description)
    assert words(svg) == words(line_chart(full, size))
    root = ET.fromstring(svg)
    assert root.get("viewBox") == ET.fromstring(line_chart(full, size)).get("viewBox")
    assert root.get("role") == "img"
    assert [child.tag.removeprefix(SVG) for child in root] == ["title", "desc", "g"]
    assert root[2].get("aria-hidden") == "true"


def test_it_has_the_pages_colours_and_no_style(full: ChartData) -> None:
    svg = render(spec(full), full.title, full.description)
    assert not re.search(r'#[0-9a-f]{6}|style=|font-family|aria-label|role="graphics', svg)
    used = set(re.findall(r"var\(--([a-z0-9-]+)\)", svg))
    assert used <= TOKENS.keys()
    assert {"ink", "rust", "tint", "rule", "mark"} <= used
    assert 'class="serif"' in svg


def test_a_spec_names_no_address(full: ChartData) -> None:
    drawn = spec(full)
    drawn.pop("$schema")
    assert "http" not in json.dumps(drawn)
    assert '"url"' not in json.dumps(drawn)


def test_the_key_changes_with_the_content_alone(full: ChartData) -> None:
    assert key(spec(full)) == key(spec(full))
    assert len(key(spec(full))) == 64
    keys = {key(spec(full, size)) for size in Size} | {key(spec(replace(full, stale=True)))}
    assert len(keys) == 4


def test_little_is_enough_for_a_spec(full: ChartData) -> None:
    one = ChartData("One", "figure", full.points[-1:], last_value="84.1%")
    assert "84.1%" in words(render(spec(one), "One", "figure"))
    dotted = replace(full, usual=None, gaps=(), first=None, moved="", points=full.points[12:20])
    assert words(render(spec(dotted), "a", "b"))


def test_what_is_no_drawing_is_refused() -> None:
    with pytest.raises(ValueError, match="viewBox"):
        finished("<svg></svg>", "a", "b")
