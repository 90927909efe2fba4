"""What a reader with a phone meets: pages that end, and nothing essential that is folded away."""

from __future__ import annotations

import subprocess
import sys
from subprocess import PIPE
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.browser.visitor import Visitors, follow, sign_in
from tests.servers import ROOT, Site

PHONE = 390
MEASURE = "/measures/sailings-on-time"
LONGEST = {"/": 3_800, MEASURE: 4_000, "/changes": 3_000}
LIVE, RECORD, PEOPLE = 2_500, 4_300, 2_500
FULLEST = "decision"  # of the rehearsal: by then a promise is made and a measure still on the air
FOLDED = "[...document.querySelectorAll('main details')].filter(each => !each.open).length"
PARTS = "all => all.filter(each => each.checkVisibility()).map(each => each.id)"
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


def rehearsed_until(site: Site, act: str) -> str:
    """The path of a rehearsal that was broken off after an act, and so stays on the air."""
    line = [sys.executable, "-m", "flask", "--app", "app", "live", "rehearse", "--speed", "60"]
    with subprocess.Popen(
        line, cwd=ROOT, env=site.environment, stdout=PIPE, stderr=PIPE, text=True
    ) as play:
        assert play.stdout
        assert play.stderr
        path = urlsplit(play.stdout.readline().strip()).path
        while act not in play.stderr.readline():
            assert play.poll() is None
        play.kill()
    return path


@only_sqlite
def test_the_fullest_moment_of_a_live_review_fits_a_phone(
    fresh_site: Site, visitors: Visitors
) -> None:
    path = rehearsed_until(fresh_site, FULLEST)
    page = visitors.come(fresh_site, width=PHONE, height=844)
    page.goto(path)
    assert page.evaluate(LENGTH) <= LIVE
    for words in ("Behind", "The council says", "Promise made at", "1 decision", "Answered at"):
        assert page.evaluate(SEEN, words), words
    page.locator(".log-rest > summary").click()
    assert page.evaluate(SEEN, "Review opened. The figures are published and frozen.")


@only_sqlite
def test_a_record_on_a_phone_begins_with_what_binds_and_folds_what_is_long(
    live_site: Site, visitors: Visitors
) -> None:
    page = visitors.come(live_site, width=PHONE, height=844)
    page.goto("/records")
    follow(page.locator("main li.entry a").first)
    assert page.evaluate(LENGTH) <= RECORD
    parts = page.eval_on_selector_all(".document [id]:is(section)", PARTS)
    first = ["strategies", "progress", "promises", "decisions", "findings", "questions", "said"]
    assert parts[: len(first)] == first
    follow(page.get_by_role("link", name="What was said"))
    assert page.evaluate(FOLDED) >= 4
    page.set_viewport_size({"width": 1280, "height": 900})
    said = page.locator("#said li").first
    said.wait_for(state="visible")
    page.set_viewport_size({"width": PHONE, "height": 844})
    said.wait_for(state="hidden")
    page.emulate_media(media="print")
    said.wait_for(state="visible")


@only_sqlite
def test_on_paper_there_are_only_forms_that_a_page_is_for(
    live_site: Site, visitors: Visitors
) -> None:
    page = visitors.come(live_site)
    sign_in(page, "tomas-okafor")
    page.emulate_media(media="print")
    page.goto("/desk/strategies/new")
    assert page.get_by_label("Why it should work").is_visible()
    page.goto(MEASURE)
    assert page.get_by_role("heading", name="comments").is_visible()
    assert page.locator("main form").count() > 0
    for each in page.locator("main form, main .button").all():
        assert not each.is_visible()


@only_sqlite
def test_the_list_of_offices_on_a_phone_ends(live_site: Site, visitors: Visitors) -> None:
    page = visitors.come(live_site, width=PHONE, height=844)
    sign_in(page, "hedda-quist")
    page.goto("/desk/people")
    assert page.evaluate(LENGTH) <= PEOPLE


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
    follow(bar.get_by_role("link"))
    assert page.locator("h1").is_visible()
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(MEASURE)
    assert not page.locator(".act-bar").is_visible()


@only_sqlite
def test_the_menu_of_a_phone_leads_to_the_counties(live_site: Site, visitors: Visitors) -> None:
    page = visitors.come(live_site, width=PHONE, height=844)
    page.goto("/")
    page.locator("details.menu > summary").click()
    follow(page.locator("details.menu").get_by_role("link", name="Counties and regions"))
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
