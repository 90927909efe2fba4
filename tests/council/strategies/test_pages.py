"""Strategies from the day they were put forward to their end."""

from __future__ import annotations

import pytest

from council.councils.rules import Seat
from council.strategies import queries
from council.strategies.rules import StrategyState
from tests.make import make_agency, make_council, make_measure, make_seat, make_strategy
from tests.page import Page

pytestmark = pytest.mark.usefixtures("app", "clock")


def test_a_director_puts_a_strategy_forward_and_moves_it(page: Page):
    council = make_council()
    director = make_seat(council, Seat.DIRECTOR, make_agency())
    measure = make_measure("Boats", goal=council.goal)
    page.get("/desk/strategies/new", as_=director)
    page.submit("Put it forward", title="Train our own crew", status=422)
    page.submit(
        "Put it forward",
        hypothesis="Who lives here stays.",
        owner="T. Okafor",
        measure=measure.slug,
        expected_effect="Five points more",
        expected_by="2027-06-01",
    )
    code = queries.strategies()[0].code
    page.get(f"/desk/strategies/{code}")
    page.submit("Move the strategy", state="under_way", reason="The first class begins.")
    assert "The first class begins." in page.one("#moves").text
    assert len(page.queries) <= 7
    assert queries.of_measure(measure.id)[0].state is StrategyState.UNDER_WAY
    page.get("/desk/strategies")
    page.get("/strategies", as_=None)
    assert len(page.queries) <= 6


def test_strategies_are_data_too(client):
    strategy = make_strategy()
    code = strategy.subject.public_id
    assert client.get("/strategies.json").json["strategies"][0]["code"] == code
    assert client.get(f"/strategies/{code}.json").json["moves"][0]["state"] == "proposed"
