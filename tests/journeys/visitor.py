"""A person at the site: goes, follows, presses, sees. Through HTTP, or with a real Chromium."""

from __future__ import annotations

import time
from abc import ABC, abstractmethod
from typing import Any
from urllib.parse import urlsplit

from bs4 import BeautifulSoup, Tag
from flask import Flask

from tests.page import Page, parsed

Fields = dict[str, Any]


class Visitor(ABC):
    """Somebody who looks at one page at a time."""

    def __init__(self, name: str) -> None:
        self.name = name

    @property
    @abstractmethod
    def html(self) -> BeautifulSoup:
        """The page as it is now."""

    @property
    @abstractmethod
    def address(self) -> str:
        """The path of the page, without a fragment."""

    @abstractmethod
    def go(self, url: str) -> None:
        """Opens a page of the site."""

    @abstractmethod
    def _send(self, number: int, button: int, fields: Fields, *, again: bool) -> None:
        """Fills form `number` of the page and presses button `button` of it."""

    # ------------------------------------------------------------ acts

    def follow(self, *words: str) -> None:
        """Follows the first link that says one of these."""
        self.go(self.link(*words))

    def press(
        self, button: str = "", fields: Fields | None = None, *, at: str = "", again: bool = False
    ) -> None:
        """Fills and sends the form with this button, these fields and this part in its address.

        `again`: the same page comes back, with a preview or with what is wrong.
        """
        fields = fields or {}
        forms = self.html.select("main form")
        for number, form in enumerate(forms):
            names = {str(each["name"]) for each in form.select("[name]")}
            if at not in str(form.get("action", "")) or not names.issuperset(fields):
                continue
            for place, each in enumerate(form.select("button, input[type=submit]")):
                if button in ("", _words(each)):
                    self._send(number, place, fields, again=again)
                    return
        known = [(f.get("action"), [_words(b) for b in f.select("button")]) for f in forms]
        raise AssertionError(f"{self} finds no “{button}” {at} {list(fields)}: {known}")

    # ------------------------------------------------------------ looking

    @property
    def text(self) -> str:
        """The words of the page's own part."""
        return _words(self.html.select_one("main") or self.html)

    def see(self, *words: str) -> None:
        """All of these stand on the page."""
        text = self.text
        for each in words:
            assert each in text, f"{self} does not see “{each}”: {text[:1500]}"

    def miss(self, *words: str) -> None:
        """None of these stand on the page."""
        for each in words:
            assert each not in self.text, f"{self} sees “{each}”"

    def words(self, selector: str) -> list[str]:
        """The words of each element."""
        return [_words(each) for each in self.html.select(selector)]

    def link(self, *words: str) -> str:
        """Where the first link of these words leads."""
        for each in self.html.select("main a[href]"):
            if _words(each) in words:
                return str(each["href"])
        raise AssertionError(f"{self} finds no link {words}; there are {self.words('main a')}")

    def links_to(self, part: str) -> list[str]:
        """The addresses on the page that contain `part`, each once."""
        found = [str(each["href"]) for each in self.html.select("main a[href]")]
        return list(dict.fromkeys(each for each in found if part in each))

    def options(self, name: str) -> dict[str, str]:
        """The choices of a field: value and words."""
        found = {}
        for each in self.html.select(f"main [name='{name}']"):
            for option in each.select("option"):
                found[str(option.get("value", ""))] = _words(option)
            if each.get("type") in ("radio", "checkbox"):
                label = self.html.select_one(f"label[for='{each.get('id')}']")
                found[str(each["value"])] = _words(label) if label else ""
        return found

    def option(self, name: str, words: str) -> str:
        """The value of the choice that says this."""
        options = self.options(name)
        for value, said in options.items():
            if words in said and value:
                return value
        raise AssertionError(f"{self} is offered {options} as {name}, not “{words}”")

    def code(self) -> str:
        """The public code in the address of the page."""
        return next(part for part in self.address.split("/") if part[1:2] == "-")

    def __str__(self) -> str:
        return f"{self.name} at {self.address}"


def _words(each: Tag) -> str:
    return " ".join(each.get_text(" ").split())


class Reader(Visitor):
    """Through HTTP, checking every page that comes."""

    def __init__(self, name: str, app: Flask) -> None:
        super().__init__(name)
        self.page = Page(app)

    @property
    def html(self) -> BeautifulSoup:
        return self.page.html

    @property
    def address(self) -> str:
        return urlsplit(self.page.url).path

    def go(self, url: str) -> None:
        self.page.get(urlsplit(url)._replace(scheme="", netloc="", fragment="").geturl())

    def _send(self, number: int, button: int, fields: Fields, *, again: bool) -> None:
        form = self.page.html.select("main form")[number]
        form["id"] = "chosen"
        pressed = form.select("button, input[type=submit]")[button]
        given = {
            name: (value["name"], value["buffer"]) if isinstance(value, dict) else value
            for name, value in fields.items()
        }
        self.page.submit(_words(pressed), form="#chosen", status=422 if again else 200, **given)


class Browser(Visitor):
    """With a real Chromium, with scripts or without."""

    def __init__(self, name: str, page: Any, *, scripts: bool) -> None:
        super().__init__(name)
        self.page = page
        self.scripts = scripts

    @property
    def html(self) -> BeautifulSoup:
        return parsed(self.page.content())

    @property
    def address(self) -> str:
        return str(urlsplit(self.page.url).path)

    def go(self, url: str) -> None:
        answer = self.page.goto(url, wait_until="load")
        assert answer is None or answer.ok, f"{url} answered {answer.status}"

    def _send(self, number: int, button: int, fields: Fields, *, again: bool) -> None:
        form = self.page.locator("main form").nth(number)
        # A person would press the line above a folded form.
        form.evaluate(
            "f => { for (let e = f; e; e = e.parentElement) if (e.open === false) e.open = true }"
        )
        for name, value in fields.items():
            _fill(form.locator(f'[name="{name}"]'), value)
        pressed = form.locator("button, input[type=submit]").nth(button)
        if self.scripts and form.get_attribute("hx-post"):
            with self.page.expect_response(lambda r: r.request.method == "POST") as given:
                pressed.click()
            assert given.value.status < 400, f"{self} pressed, and got {given.value.status}"
            return
        with self.page.expect_navigation(wait_until="load") as came:
            pressed.click()
        status = came.value.status
        assert status == (422 if again else 200), f"{self} pressed, and got {status}: {self.text}"

    def seconds_until_seen(self, words: str, within: float = 10) -> float:
        """How long until the open page, which nobody touches, shows the words."""
        began = time.monotonic()
        self.page.locator("main").get_by_text(words).first.wait_for(timeout=within * 1000)
        return time.monotonic() - began


def _fill(field: Any, value: Any) -> None:
    kind = field.first.evaluate("e => e.type")
    if kind in ("radio", "checkbox"):
        wanted = [str(each) for each in value] if isinstance(value, list) else [str(value)]
        for each in field.all():
            on = value if isinstance(value, bool) else each.get_attribute("value") in wanted
            if kind == "checkbox" or on:
                each.set_checked(on, force=True)
    elif kind.startswith("select"):
        field.select_option(value)
    elif kind == "file":
        field.set_input_files(value)
    else:
        field.fill(str(value))
