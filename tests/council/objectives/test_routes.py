"""Objectives in public: the list, its table and data, and the page of one."""

from __future__ import annotations

import csv
import io
from typing import Any

from commons import actors
from council.objectives import operations
from council.objectives.models import Objective
from tests.make import make_agency, make_council, make_measure
from tests.page import Page


def adopted(title: str = "Crossings people can plan a day around", **fields: Any) -> Objective:
    """An objective of a council of its own, led by Harbor Works."""
    return operations.adopt(
        actor=actors.system(), council=make_council("Getting around"), title=title,
        lead_agency=make_agency("Harbor Works"), **{"contributors": [], **fields},
    )  # fmt: skip


def test_without_an_objective_the_list_says_so(page: Page) -> None:
    assert "No objective has been adopted yet." in page.get("/objectives").main
    assert page.get("/objectives.json").json == {"objectives": []}


def test_the_list_names_the_lead_and_counts_the_measures(page: Page) -> None:
    adopted(measures=[make_measure(), make_measure()])
    page.get("/objectives")
    (row,) = page.words("tbody tr")
    assert row == "Crossings people can plan a day around Harbor Works Getting around 2"
    assert len(page.queries) <= 6
    page.get("/objectives.csv")
    (told,) = csv.DictReader(io.StringIO(page.response.get_data(as_text=True)))
    assert (told["lead"], told["measures"]) == ("Harbor Works", "2")
    page.get("/objectives.json")
    assert set(page.json["objectives"][0]) == {
        "code", "title", "lead", "council", "state", "measures",
    }  # fmt: skip


def test_the_table_is_harmless_when_a_spreadsheet_opens_it(page: Page) -> None:
    adopted("=1+1")
    page.get("/objectives.csv")
    assert "'=1+1" in page.response.get_data(as_text=True)


def test_a_page_shows_words_lead_parts_measures_and_history(page: Page) -> None:
    measure = make_measure("Sailings that leave on time")
    objective = adopted(
        words="So that nobody waits.", contributors=[(make_agency("Crossings Agency"), "ships")],
        measures=[measure],
    )  # fmt: skip
    operations.revise(
        actor=actors.system(), objective=objective, title="Crossings on time",
        words="So that nobody waits long.", reason="Some wait will stay.",
    )  # fmt: skip
    page.get(objective.subject.path)
    assert page.one("h1").get_text(strip=True) == "Crossings on time"
    for words in (
        "So that nobody waits long.", "Harbor Works", "Crossings Agency: ships",
        "Sailings that leave on time", "Version 1", "Some wait will stay.",
        "“Crossings people can plan a day around” became “Crossings on time”",
    ):  # fmt: skip
        assert words in page.main
    assert len(page.queries) <= 6


def test_without_contributors_the_page_says_none(page: Page) -> None:
    assert "Contributors: none." in page.get(adopted().subject.path).main


def test_an_unknown_objective_is_not_found(page: Page) -> None:
    page.get("/objectives/O-1999-001", status=404)
    page.get("/objectives/%27", status=404)
