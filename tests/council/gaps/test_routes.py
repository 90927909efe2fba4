"""The page of what is missing, and the same as data."""

from __future__ import annotations

from typing import Any

from commons import actors
from council.reviews import operations as reviews
from tests.make import make_council, make_measure, make_promise, make_proposal, make_review
from tests.page import Page


def test_with_nothing_missing_each_list_says_so(page: Page) -> None:
    page.get("/gaps")
    assert page.one("h1").get_text(strip=True) == "Nothing is missing today"
    for words in (
        "Every running measure has a current figure.",
        "Every group that is named is counted.",
        "Every proposal was answered in time.",
        "No promise is late.",
        "Every review has its record.",
    ):
        assert words in page.main
    assert len(page.queries) <= 6


def test_what_is_missing_is_counted_named_and_dated(page: Page, clock: Any) -> None:
    council = make_council()
    make_measure("Nights without a last boat", goal=council.goal, values=())
    make_proposal("Boats on time", council=council)
    make_promise(council, "Train forty deckhands.")
    reviews.cancel(
        actor=actors.system(),
        review=make_review(council=council, title="Roads meet the Governor", starts_in=300),
        reason="Storm.",
    )
    clock.move(days=100)
    page.get("/gaps")
    head = page.one("h1").get_text(strip=True)
    assert head.endswith("things are missing, late or broken")
    for words in (
        "Nights without a last boat", "Boats on time", "Train forty deckhands.",
        "Roads meet the Governor", "days late",
    ):  # fmt: skip
        assert words in page.main
    assert "None" not in page.main.replace("None.", "")
    assert len(page.queries) <= 6


def test_the_data_has_the_same_keys_full_or_empty(page: Page, clock: Any) -> None:
    keys = {"stale", "no_data", "groups_without_data", "owed", "archive"}
    assert set(page.get("/gaps.json").json) == keys
    make_measure("Boats", values=())
    make_promise(words="Train forty deckhands.")
    clock.move(days=31)
    found = page.get("/gaps.json").json
    assert set(found) == keys
    (owed,) = found["owed"]
    assert set(owed) == {"kind", "code", "title", "url", "due"}
    assert (owed["kind"], owed["due"]) == ("late_promise", "2026-12-20")
    assert set(found["no_data"][0]) == {
        "title", "url", "goal", "last_period", "due", "last_status",
    }  # fmt: skip


def test_the_spanish_page_leads_to_spanish_pages(page: Page, clock: Any) -> None:
    make_measure("Boats", values=())
    links = [a["href"] for a in page.get("/es/gaps").all("main a") if "/measures/" in a["href"]]
    assert links
    assert all(each.startswith("/es/") for each in links)
