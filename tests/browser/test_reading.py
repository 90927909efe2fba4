"""What a reader with a phone meets: pages that end, and nothing essential that is folded away."""

from __future__ import annotations

from typing import Any

import pytest

from tests.browser.visitor import Visitors
from tests.servers import Site

PHONE = 390
MEASURE = "/measures/sailings-on-time"
LONGEST = {"/": 3_800, MEASURE: 4_000, "/changes": 3_000}
LENGTH = "document.documentElement.scrollHeight"
SEEN = """words => [...document.querySelectorAll('main *')].some(each =>
    each.children.length === 0 && each.textContent.includes(words) && each.checkVisibility())"""

only_sqlite = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@only_sqlite
@pytest.mark.parametrize("path", LONGEST)
def test_a_page_on_a_phone_is_no_longer_than_it_may_be(
    live_site: Site, visitors: Visitors, path: str
) -> None:
    page = visitors.come(live_site, width=PHONE, height=844)
    page.goto(path)
    assert page.evaluate(LENGTH) <= LONGEST[path]


@only_sqlite
def test_nothing_essential_of_a_measure_is_folded_on_a_phone(
    live_site: Site, visitors: Visitors
) -> None:
    page = visitors.come(live_site, width=PHONE, height=844)
    page.goto(MEASURE)
    for words in ("Off track", "95%", "93%", "Crossings Agency", "Furthest behind", "comments"):
        assert page.evaluate(SEEN, words), words


@only_sqlite
def test_a_measure_has_its_bar_at_the_foot_of_a_phone_and_nowhere_else(
    live_site: Site, visitors: Visitors
) -> None:
    page = visitors.come(live_site, width=PHONE, height=844)
    page.goto(MEASURE)
    bar = page.locator(".act-bar")
    assert bar.is_visible()
    box = bar.bounding_box()
    assert round(box["y"] + box["height"]) == 844
    bar.get_by_role("link").click()
    assert page.locator("h1").is_visible()
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(MEASURE)
    assert not page.locator(".act-bar").is_visible()


@only_sqlite
def test_the_menu_of_a_phone_leads_to_the_counties(live_site: Site, visitors: Visitors) -> None:
    page = visitors.come(live_site, width=PHONE, height=844)
    page.goto("/")
    page.locator("details.menu > summary").click()
    page.locator("details.menu").get_by_role("link", name="Counties and regions").click()
    assert page.url.endswith("/counties")


@only_sqlite
def test_a_font_is_fetched_once_under_the_address_that_was_announced(
    live_site: Site, visitors: Visitors
) -> None:
    page = visitors.come(live_site)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(MEASURE, wait_until="networkidle")
    fonts = [url for url in asked if ".woff2" in url]
    announced = page.eval_on_selector_all("link[rel=preload]", "all => all.map(each => each.href)")
    assert len(fonts) == len(set(fonts))
    assert set(announced) <= set(fonts)
    assert all("upright.woff2" not in url or url in announced for url in fonts)


def _counts(page: Any) -> list[str]:
    return [each.strip() for each in page.locator(".counts li").all_inner_texts()]


@only_sqlite
def test_home_goal_and_list_count_measures_alike(live_site: Site, visitors: Visitors) -> None:
    page = visitors.come(live_site)
    found = []
    for path in ("/", "/goals", "/goals/getting-around", "/measures"):
        page.goto(path)
        found.append(_counts(page))
        numbers = [int(text) for text in page.locator(".counts b").all_inner_texts()]
        assert sum(numbers) == 16, path
    assert found[1:] == found[:-1]
