"""Two clerks run one meeting: each sees what the other does, and loses nothing that was typed."""

from __future__ import annotations

from typing import Any

import pytest

from tests.browser.test_reading import rehearsed_until
from tests.browser.visitor import Visitors, sign_in
from tests.servers import Site

WITHOUT_MOVING = "delete Element.prototype.moveBefore"  # as in browsers of last year
FIELD = "() => document.activeElement.name"

only_sqlite = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


def _screen(site: Site, visitors: Visitors, code: str, *, script: str = "") -> Any:
    page = visitors.come(site)
    page.add_init_script(script)
    sign_in(page, "odile-fenn")
    page.goto(f"/desk/live/{code}")
    return page


def _says(page: Any, words: str) -> None:
    page.locator("[name=said-words]").fill(words)
    page.locator("[name=said-by]").fill("T. Okafor")
    page.locator("form[action$='/words'] button").click()


def _is_told(page: Any, within: str, words: str) -> None:
    page.locator(within).filter(has_text=words).first.wait_for()


@only_sqlite
@pytest.mark.parametrize("script", ["", WITHOUT_MOVING], ids=["today", "last year"])
def test_a_clerk_sees_what_others_do_and_types_on(
    fresh_site: Site, visitors: Visitors, script: str
) -> None:
    code = rehearsed_until(fresh_site, "open").rpartition("/")[2]
    ann = _screen(fresh_site, visitors, code, script=script)
    bob = _screen(fresh_site, visitors, code)
    ann.locator("[name=said-words]").fill("Half a sentence")
    fold = ann.locator("#questions details").first
    fold.locator("summary").click()
    name = fold.locator("input[name$=reason]").get_attribute("name")
    reason = ann.locator(f"[name={name}]")
    reason.press_sequentially("It was ans")

    _says(bob, "The boats are late.")
    _is_told(ann, "#so-far", "The boats are late.")
    asking = visitors.come(fresh_site)
    sign_in(asking, "t-nguyen")
    asking.goto(f"/live/{code}")
    asking.locator("[name=words]").first.fill("Who rings whom at night?")
    asking.get_by_role("button", name="Ask").first.click()
    _is_told(ann, "#questions .question-row > p", "Who rings whom at night?")
    assert ann.evaluate(FIELD) == name
    ann.keyboard.type("wered.")
    assert reason.input_value() == "It was answered."

    here = ann.locator("#air .verdict").inner_text()
    bob.locator("#run form[action*='/next/'] button").click()
    _is_told(ann, "#air .notice", f"What you take down here stands under “{here}”.")
    assert ann.locator("#air .verdict").inner_text() == here
    assert ann.locator("[name=said-words]").input_value() == "Half a sentence"
    visitors.check()


@only_sqlite
def test_an_answer_that_is_being_typed_outlives_the_one_that_came_first(
    fresh_site: Site, visitors: Visitors
) -> None:
    code = rehearsed_until(fresh_site, "open").rpartition("/")[2]
    bob = _screen(fresh_site, visitors, code)
    ann = _screen(fresh_site, visitors, code)
    bob.locator("#questions form[action$='/airing'] button").first.click()
    ann.locator("[name=answer-words]").fill("There was a great storm.")
    ann.locator("[name=answer-by]").fill("T. Okafor")
    bob.locator("[name=answer-words]").fill("The crew was short.")
    bob.locator("[name=answer-by]").fill("T. Okafor")
    bob.locator("form[action$='/answer'] button").click()
    _is_told(ann, "#so-far", "The crew was short.")
    assert ann.locator("[name=answer-words]").input_value() == "There was a great storm."
    ann.locator("form[action$='/answer'] button").click()
    _is_told(ann, "main", "it now says “The crew was short.”")
    _is_told(ann, "main", "There was a great storm.")
    visitors.check()


@only_sqlite
def test_a_note_that_was_not_saved_comes_back_under_its_own_item(
    fresh_site: Site, visitors: Visitors
) -> None:
    code = rehearsed_until(fresh_site, "open").rpartition("/")[2]
    page = _screen(fresh_site, visitors, code)
    fold = page.locator("details", has=page.locator("[name=note-note]"))
    fold.locator("summary").click()
    page.locator("[name=note-note]").fill("Half a note.")
    page.reload()
    assert page.locator("[name=note-note]").input_value() == "Half a note."
    here = page.locator("#air .verdict").inner_text()
    page.locator("#run form[action*='/next/'] button").click()
    page.locator("#air .verdict").filter(has_not_text=here).wait_for()
    assert page.locator("[name=note-note]").input_value() == ""
    visitors.check()
