"""Councils in public: the list, the page of one, and who holds office."""

from __future__ import annotations

from commons import actors
from council.councils.rules import Seat
from council.objectives import operations as objectives
from tests.make import (
    make_agency,
    make_council,
    make_measure,
    make_promise,
    make_review,
    make_seat,
)
from tests.page import Page


def test_without_a_council_the_lists_say_so(page: Page) -> None:
    assert "No council has been formed yet." in page.get("/councils").main
    assert "Nobody has been appointed yet." in page.get("/councils/offices").main


def test_a_council_shows_its_goal_its_people_and_its_threshold(page: Page) -> None:
    council = make_council("Getting around", threshold=7)
    make_seat(council, Seat.CHAIR, make_agency("Harbor Works"), "Lena Abara")
    page.get("/councils").follow("Getting around")
    assert page.one("h1").get_text(strip=True) == "Getting around"
    for words in (
        council.goal.title, "Lena Abara", "Chair", "Harbor Works",
        "With the support of 7 residents it must decide on a proposal within 30 days.",
        "No objective has been adopted yet.",
    ):  # fmt: skip
        assert words in page.main
    page.get(f"/goals/{council.goal.slug}")
    assert page.link("Getting around") == f"/councils/{council.slug}"


def test_a_council_with_everything_is_read_in_few_queries(page: Page) -> None:
    council = make_council()
    for number in range(3):
        make_seat(council, Seat.DIRECTOR, make_agency(), f"Alex {number}")
        objectives.adopt(
            actor=actors.system(), council=council, title=f"Objective {number}",
            lead_agency=make_agency(), contributors=[(make_agency(), "ships")],
        )  # fmt: skip
        make_promise(council, f"Promise {number}")
    make_review(make_measure(goal=council.goal), council=council, starts_in=9)
    page.get(f"/councils/{council.slug}", as_=None)
    for number in range(3):
        for what in ("Alex", "Objective", "Promise"):
            assert f"{what} {number}" in page.main
    assert "Getting around meets the Governor" in page.main
    assert len(page.queries) <= 6


def test_unknown_councils_are_not_found(page: Page) -> None:
    page.get("/councils/nowhere", status=404)


def test_lists_take_few_queries(page: Page) -> None:
    for _each in range(3):
        make_seat(make_council(), Seat.CLERK)
    for url in ("/councils", "/councils/offices"):
        page.get(url)
        assert len(page.queries) <= 6
