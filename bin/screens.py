"""Pictures of every kind of page, to be looked at: wide, phone, dark, print, without scripts.

    python -m bin.screens [FOLDER]     starts the demonstration on a folder of its own
    python -m bin.screens --of URL     pictures of a site that runs already

It walks the site from its home page, as a reader and as the example people, and takes the first
page that it meets of each endpoint. A page that cannot be taken is named at the end, and the
others are taken all the same.
"""

from __future__ import annotations

import argparse
import contextlib
import re
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from flask import Flask
from playwright.sync_api import Browser, Page, Response, sync_playwright
from playwright.sync_api import Error as PlaywrightError
from werkzeug.exceptions import HTTPException

from app import create_app
from bin.run import Part, Plan, await_health, prepare, stop
from commons.config import read_settings
from tests.running import free_port
from tests.servers import chromium_options, find_chromium

MOST_PAGES = 400
PATIENCE = 20_000
STARTS = ("/", "/style", "/desk", "/account", "/proposals/new", "/no-such-page")
OFFERS = "form[action*='/account/example/']"
KINDS: dict[str, dict[str, Any]] = {
    "wide": {"viewport": {"width": 1280, "height": 900}},
    "phone": {"viewport": {"width": 390, "height": 844}, "has_touch": True},
    "narrow": {"viewport": {"width": 320, "height": 700}},
    "dark": {"viewport": {"width": 1280, "height": 900}, "color_scheme": "dark"},
    "plain": {"viewport": {"width": 1280, "height": 900}, "java_script_enabled": False},
    "print": {"viewport": {"width": 900, "height": 1200}},
}


@dataclass(frozen=True)
class Visit:
    """A page to be taken: which endpoint, where, and as whom (the cookies of a context)."""

    endpoint: str
    path: str
    who: str


def main() -> int:
    """Takes the pictures and says where they are."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("folder", nargs="?", default="screens", type=Path)
    parser.add_argument("--of", default="")
    given = parser.parse_args()
    given.folder.mkdir(parents=True, exist_ok=True)
    with demonstration(given.of) as home, chromium() as browser:
        states = {"reader": None, **people(browser, home)}
        visits = walk(browser, home, site_map(), states)
        missed = [
            each
            for who, state in states.items()
            for kind in KINDS
            for each in take(browser, home, kind, state, given.folder, of(visits, who))
        ]
    taken = len(visits) * len(KINDS) - len(missed)
    print(f"{len(visits)} pages, {taken} pictures in {given.folder}/")
    print("\n".join(f"not taken: {each}" for each in missed), file=sys.stderr)
    return 1 if missed else 0


def of(visits: list[Visit], who: str) -> list[Visit]:
    """The pages that are taken as somebody."""
    return [visit for visit in visits if visit.who == who]


@contextlib.contextmanager
def demonstration(url: str) -> Iterator[str]:
    """The address of a running site: the one given, or a demonstration for as long as it takes."""
    if url:
        yield url.rstrip("/")
        return
    with tempfile.TemporaryDirectory(prefix="goalpost-screens-") as folder:
        plan = Plan("127.0.0.1", free_port(), Path(folder), "", demonstration=True)
        prepare(plan)
        parts = [Part(name, line, plan.environment()) for name, line in plan.parts().items()]
        try:
            for part in parts:
                part.start()
            await_health(plan, parts)
            yield plan.url
        finally:
            stop(parts)


@contextlib.contextmanager
def chromium() -> Iterator[Browser]:
    """The Chromium of this machine."""
    program = find_chromium()
    if program is None:
        sys.exit("Chromium is not on this machine (apt-get install chromium).")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=chromium_options())
        yield browser
        browser.close()


def site_map() -> Flask:
    """The app as a map of addresses."""
    with tempfile.TemporaryDirectory(prefix="goalpost-map-") as folder:
        return create_app(read_settings({"INSTANCE": folder}))


def people(browser: Browser, home: str) -> dict[str, Any]:
    """The cookies of one example person of each office; the sign-in page offers them."""
    page = browser.new_page(base_url=home)
    page.goto("/account/sign-in")
    offices = [
        text.split(",")[0].strip() for text in page.locator(f"{OFFERS} .note").all_inner_texts()
    ]
    page.close()
    return {
        re.sub(r"\W+", "-", office.lower()): cookies(browser, home, offices.index(office))
        for office in dict.fromkeys(offices)
    }


def cookies(browser: Browser, home: str, number: int) -> Any:
    """The cookies of the example person whose button is this one."""
    context = browser.new_context(base_url=home)
    page = context.new_page()
    page.goto("/account/sign-in")
    page.locator(f"{OFFERS} button").nth(number).click()
    state = context.storage_state()
    context.close()
    return state


def walk(browser: Browser, home: str, app: Flask, states: dict[str, Any]) -> list[Visit]:
    """The first page of each endpoint that links lead to, readers first."""
    found: dict[str, Visit] = {}
    for who, state in states.items():
        context = browser.new_context(base_url=home, storage_state=state)
        page = context.new_page()
        waiting, seen = list(STARTS), set[str]()
        while waiting and len(seen) < MOST_PAGES:
            path = waiting.pop(0)
            endpoint = endpoint_of(app, path)
            if path in seen or (endpoint in found and path not in STARTS):
                continue
            seen.add(path)
            answer = opened(page, path)
            if answer is None or "html" not in answer.headers.get("content-type", ""):
                continue
            arrived = urlsplit(page.url).path
            if endpoint_of(app, arrived) == endpoint and answer.status in (200, 404):
                found.setdefault(endpoint, Visit(endpoint, path, who))
            waiting += links(page, home)
        context.close()
    return sorted(found.values(), key=lambda visit: visit.endpoint)


def links(page: Any, home: str) -> list[str]:
    """The paths of this site that a page leads to."""
    addresses = page.eval_on_selector_all("a[href]", "all => all.map(a => a.href)")
    inside = [urlsplit(each) for each in addresses if each.startswith(home + "/")]
    return [each.path for each in inside if not re.search(r"\.\w+$|^/es(/|$)", each.path)]


def endpoint_of(app: Flask, path: str) -> str:
    """The endpoint that answers at a path, `not_found` for none."""
    try:
        return str(app.url_map.bind("localhost").match(path)[0])
    except HTTPException:
        return "not_found"


def opened(page: Page, path: str) -> Response | None:
    """The answer to a path; none when it is a file to be saved, or does not come in time."""
    try:
        return page.goto(path, wait_until="domcontentloaded", timeout=PATIENCE)
    except PlaywrightError:
        return None


def take(
    browser: Browser, home: str, kind: str, state: Any, folder: Path, visits: list[Visit]
) -> list[str]:
    """Pictures of one kind of all that somebody sees, in one window; what could not be taken."""
    if not visits:
        return []
    context = browser.new_context(base_url=home, storage_state=state, **KINDS[kind])
    page, missed = context.new_page(), []
    if kind == "print":
        page.emulate_media(media="print")
    for visit in visits:
        try:
            page.goto(visit.path, wait_until="load", timeout=PATIENCE)
            name = folder / f"{visit.endpoint}.{kind}.png"
            page.screenshot(path=name, full_page=True, timeout=PATIENCE)
        except PlaywrightError as error:
            missed.append(f"{visit.path} ({kind}): {error.message.splitlines()[0]}")
    context.close()
    return missed


if __name__ == "__main__":
    sys.exit(main())
