"""No kind of page has a fault that axe can find, in the light or in the dark, or scrolls sideways.

Each page is looked at with all that it folds away opened: once by axe, once more for contrast in
the dark, and once 320 pixels wide. A third of the pages in each run, all of them in the soak.
"""

from __future__ import annotations

import random
import re
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.visitor import PATIENCE, Visitors, sign_in
from tests.servers import Site

NARROW = {"width": 320, "height": 700}
WIDE = {"width": 1280, "height": 900}
CONTRAST = {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}
AXE = Axe().axe_script
VIOLATIONS = "options => axe.run(document, options).then(done => done.violations)"
OPEN_ALL = "document.querySelectorAll('main details').forEach(each => each.open = true)"
TOO_WIDE = """limit => document.documentElement.scrollWidth > limit
    ? [...document.querySelectorAll('body *')]
        .filter(each => each.getBoundingClientRect().right > limit + 1 && !each.closest('.scroll'))
        .slice(0, 3).map(each => each.outerHTML.slice(0, 120)).concat('it scrolls sideways')
    : []"""

READ = [
    "/", "/goals", "/measures", "/changes", "/gaps", "/councils",
    "/councils/offices", "/objectives", "/strategies", "/promises", "/promises-to-you", "/reviews",
    "/records", "/log", "/verify", "/proposals", "/ballots", "/moderation", "/moderation/rules",
    "/search?q=bus", "/about", "/accessibility", "/data", "/style", "/es/",
    "/account/sign-in", "/account/new", "/account/password", "/proposals/new",
    "/proposals/new/similar?title=boats", "/no-such-page", "/desk/mail",
    "/measures/sailings-on-time", "/measures/sailings-on-time/targets",
    "/measures/sailings-on-time/changes", "/measures/sailings-on-time/charters/1",
]  # fmt: skip
LED_TO = [
    ("/goals", r"/goals/[\w-]+"),
    ("/measures?part=archive", r"/measures/[\w-]+"),
    ("/councils", r"/councils/(?!offices)[\w-]+"),
    ("/measures/sailings-on-time", r"/agencies/[\w-]+"),
    ("/measures/sailings-on-time", r"/counties/[\w-]+"),
    ("/measures/sailings-on-time", r"/comments/C-[\w-]+"),
    ("/objectives", r"/objectives/O-[\w-]+"),
    ("/strategies", r"/strategies/S-[\w-]+"),
    ("/promises", r"/promises/A-[\w-]+"),
    ("/reviews", r"/reviews/V-[\w-]+"),
    ("/records", r"/records/R-[\w-]+"),
    ("/proposals", r"/proposals/P-[\w-]+"),
    ("/ballots", r"/ballots/B-[\w-]+"),
]
OF_A_REVIEW = ["/live/{}", "/live/{}/plain", "/live/{}/stage", "/reviews/{}/questions"]
SIGNED_IN = {
    "odile-fenn": [
        "/desk", "/desk/reviews", "/desk/reviews/new", "/desk/promises", "/desk/proposals",
        "/desk/questions", "/desk/strategies", "/desk/strategies/new", "/desk/ballots",
        "/desk/ballots/new", "/desk/residents",
    ],
    "kaveh-lund": [
        "/desk", "/desk/measures", "/desk/measures/sailings-on-time/figures",
        "/desk/measures/sailings-on-time/target", "/desk/measures/sailings-on-time/charter",
    ],
    "sana-whitlow": ["/desk", "/desk/moderation"],
    "hedda-quist": ["/desk", "/desk/people"],
    "tomas-okafor": ["/desk", "/desk/proposals", "/measures/sailings-on-time"],
    "rosa-m": [
        "/", "/account", "/account/residence", "/proposals/new/words?title=Boats",
        "/ballots", "/measures/sailings-on-time",
    ],
}  # fmt: skip
LED_TO_AT_A_DESK = {
    "odile-fenn": [
        ("/desk/reviews", r"/desk/reviews/V-[\w-]+"),
        ("/desk/reviews", r"/desk/live/V-[\w-]+"),
        ("/desk/promises", r"/desk/promises/A-[\w-]+"),
        ("/desk/questions", r"/desk/questions/Q-[\w-]+"),
        ("/desk/strategies", r"/desk/strategies/S-[\w-]+"),
        ("/desk/proposals", r"/desk/proposals/P-[\w-]+/answer"),
    ],
    "rosa-m": [("/ballots", r"/ballots/B-[\w-]+")],
}
REFUSED = {
    "": ["/account/new", "/account/sign-in", "/account/password"],
    "odile-fenn": ["/desk/reviews/new", "/desk/strategies/new", "/desk/ballots/new"],
    "kaveh-lund": ["/desk/measures/sailings-on-time/target"],
    "rosa-m": ["/proposals/new/words?title=Boats"],
}

only_sqlite = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
some_or_all = pytest.mark.parametrize(
    "share", [3, pytest.param(1, marks=pytest.mark.soak)], ids=["some", "all"]
)


def chosen(paths: list[str], share: int) -> list[str]:
    """One in `share` of these pages, others in each run, drawn from the run's own seed."""
    every = list(dict.fromkeys(paths))
    return random.sample(every, -(-len(every) // share))


def faults(page: Any) -> list[str]:
    """What axe finds on this page, in the light and in the dark, and what is too wide for it."""
    page.evaluate(OPEN_ALL)
    found = told(page, {})
    page.emulate_media(color_scheme="dark")
    found += [f"in the dark: {each}" for each in told(page, CONTRAST)]
    page.emulate_media(color_scheme="light")
    page.set_viewport_size(NARROW)
    found += page.evaluate(TOO_WIDE, NARROW["width"])
    page.set_viewport_size(WIDE)
    return [f"{page.url}: {each}" for each in found]


def told(page: Any, options: dict[str, Any]) -> list[str]:
    """Each violation with the first elements that have it."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    violations = page.evaluate(VIOLATIONS, {"resultTypes": ["violations"], **options})
    return [
        f"{each['id']}: {[node['html'][:160] for node in each['nodes'][:3]]}" for each in violations
    ]


def led_to(page: Any, start: str, pattern: str) -> str | None:
    """The first address of this kind that a page leads to."""
    page.goto(start, timeout=PATIENCE)
    addresses = page.eval_on_selector_all("a[href]", "all => all.map(a => a.pathname)")
    return next((each for each in addresses if re.fullmatch(pattern, each)), None)


@only_sqlite
@some_or_all
def test_axe_finds_nothing_where_anybody_reads(
    live_site: Site, visitors: Visitors, share: int
) -> None:
    page = visitors.come(live_site)
    paths = READ + [path for path in (led_to(page, *way) for way in LED_TO) if path]
    review = led_to(page, "/reviews", r"/reviews/V-[\w-]+")
    assert review is not None
    paths += [path.format(review.rpartition("/")[2]) for path in OF_A_REVIEW]
    found = []
    for path in chosen(paths, share):
        page.goto(path, timeout=PATIENCE)
        found += faults(page)
    assert not found, "\n".join(found)


@only_sqlite
@some_or_all
@pytest.mark.parametrize("who", SIGNED_IN)
def test_axe_finds_nothing_at_a_desk(
    live_site: Site, visitors: Visitors, who: str, share: int
) -> None:
    page = visitors.come(live_site)
    sign_in(page, who)
    ways = LED_TO_AT_A_DESK.get(who, [])
    paths = SIGNED_IN[who] + [path for path in (led_to(page, *way) for way in ways) if path]
    found = []
    for path in chosen(paths, share):
        answer = page.goto(path, timeout=PATIENCE)
        assert answer is not None
        assert answer.status == 200, path
        found += faults(page)
    assert not found, "\n".join(found)


@only_sqlite
@pytest.mark.parametrize("who", REFUSED)
def test_axe_finds_nothing_in_a_form_that_was_refused(
    live_site: Site, visitors: Visitors, who: str
) -> None:
    page = visitors.come(live_site)
    if who:
        sign_in(page, who)
    found = []
    for path in REFUSED[who]:
        page.goto(path, timeout=PATIENCE)
        page.locator("main form.form[method=post]").first.evaluate("form => form.submit()")
        page.wait_for_selector(".error-summary")
        found += faults(page)
    assert not found, "\n".join(found)
