"""People with real browsers, each with cookies of their own."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from tests.servers import Site

PATIENCE = 30_000
HARMLESS = ("Failed to load resource",)  # an answer of 4xx or 5xx that the test itself looks at


class Visitors:
    """Opens a browser context for each visitor and remembers what went wrong in any of them."""

    def __init__(self, browser: Any) -> None:
        self._browser = browser
        self._contexts: list[Any] = []
        self.faults: list[str] = []

    def come(
        self,
        site: Site | str,
        *,
        scripts: bool = True,
        dark: bool = False,
        width: int = 1280,
        height: int = 900,
        language: str = "en-US",
    ) -> Any:
        """A new visitor's page (of playwright's synchronous kind); addresses begin at the site."""
        home = site if isinstance(site, str) else site.url
        context = self._browser.new_context(
            base_url=home,
            java_script_enabled=scripts,
            color_scheme="dark" if dark else "light",
            viewport={"width": width, "height": height},
            locale=language,
            timezone_id="America/Los_Angeles",
        )
        context.set_default_timeout(PATIENCE)  # a busy machine is no fault
        self._contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: self.faults.append(f"{page.url}: {error}"))
        page.on("console", lambda said: self._hear(page, said))
        page.on("request", lambda asked: self._watch(home, asked.url))
        return page

    def _hear(self, page: Any, said: Any) -> None:
        if said.type == "error" and not said.text.startswith(HARMLESS):
            self.faults.append(f"{page.url}: {said.text}")

    def _watch(self, home: str, url: str) -> None:
        if urlsplit(url).scheme in ("http", "https") and not url.startswith(home + "/"):
            self.faults.append(f"a request left the site: {url}")

    def check(self) -> None:
        """Fails when a script failed, the policy refused something, or a request went elsewhere."""
        assert not self.faults, "\n".join(self.faults)

    def close(self) -> None:
        """All visitors leave."""
        for context in self._contexts:
            context.close()


def follow(what: Any) -> None:
    """Presses a link or button (a locator); the page that it leads to is there afterwards.

    A press alone returns before the old page is gone: what is looked at next may be of neither.
    """
    with what.page.expect_navigation():
        what.click()


def sign_in(page: Any, who: str) -> None:
    """As an example person, with the button that a visitor of the demonstration presses."""
    answer = page.goto("/account/sign-in")
    assert answer.status == 200, answer.text()
    follow(page.locator(f"form[action$='/account/example/{who}'] button"))
