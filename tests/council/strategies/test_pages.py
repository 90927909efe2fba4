"""Strategies from the day they were put forward to their end."""

from __future__ import annotations

import pytest

from commons.actors import system
from commons.errors import NotNow
from council.councils.rules import Seat
from council.live import operations as live
from council.strategies import operations, queries
from council.strategies.rules import StrategyState
from tests.make import (
    make_agency,
    make_council,
    make_live_review,
    make_measure,
    make_seat,
    make_strategy,
)
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


def test_a_measure_of_another_council_s_goal_is_refused_and_not_dropped(page: Page):
    mine, other = make_council(), make_council()
    director = make_seat(mine, Seat.DIRECTOR, make_agency())
    make_seat(other, Seat.DIRECTOR, make_agency(), person=director)
    measure = make_measure("Boats", goal=other.goal)
    page.get("/desk/strategies/new", as_=director)
    page.submit(
        "Put it forward", title="Train", hypothesis="They stay.", owner="I", council=mine.slug,
        measure=measure.slug, status=422,
    )  # fmt: skip
    assert "another council’s goal" in page.one("#measure-error").text
    assert queries.strategies() == []


def test_a_second_press_puts_one_strategy_forward_and_moves_it_once(page: Page):
    director = make_seat(make_council(), Seat.DIRECTOR, make_agency())
    page.get("/desk/strategies/new", as_=director)
    form = page.html, page.url
    for _press in range(3):
        page.html, page.url = form
        page.submit("Put it forward", title="Train", hypothesis="Who lives here stays.", owner="I")
    code = queries.strategies()[0].code
    assert page.url == f"/strategies/{code}"
    assert len(queries.strategies()) == 1
    page.get(f"/desk/strategies/{code}")
    form = page.html, page.url
    for _press in range(3):
        page.html, page.url = form
        page.submit("Move the strategy", state="under_way", reason="The first class begins.")
        assert page.url == f"/strategies/{code}"
    assert [move.state for move in queries.strategy_page(code).moves] == ["proposed", "under_way"]


def test_strategies_are_data_too(client):
    strategy = make_strategy()
    code = strategy.subject.public_id
    assert client.get("/strategies.json").json["strategies"][0]["code"] == code
    assert client.get(f"/strategies/{code}.json").json["moves"][0]["state"] == "proposed"


def test_a_strategy_does_not_move_to_where_it_is_at_the_desk_or_in_a_review(page: Page):
    council = make_council()
    strategy = make_strategy(council)
    for state in (StrategyState.UNDER_WAY, StrategyState.SCALED):
        operations.move(actor=system(), strategy=strategy, state=state, reason="It works.")
    page.get(f"/desk/strategies/{strategy.subject.public_id}", as_=make_seat(council, Seat.CLERK))
    assert page.words("#state option") == ["Choose one", "Changed", "Stopped", "Done"]
    page.submit(form="form:has(#state)", status=422, reason="It works no more.")
    assert "Please fill this in." in page.main
    review = make_live_review(council=council)
    with pytest.raises(NotNow):
        live.move_strategy(
            actor=system(),
            review=review,
            strategy=strategy,
            state=StrategyState.SCALED,
            reason="It still works.",
        )
    assert queries.moved_in(review.subject_id) == []
