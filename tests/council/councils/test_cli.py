"""A new site without the example gets its goals, agencies and councils by commands."""

from __future__ import annotations

import pytest
from flask import Flask

from council.councils.queries import council
from tests.page import Page

pytestmark = pytest.mark.usefixtures("app", "clock")


def say(app: Flask, *words: str) -> str:
    """What a command prints, which must end well."""
    told = app.test_cli_runner().invoke(args=list(words))
    assert told.exit_code == 0, told.output
    return told.output.strip()


def refused(app: Flask, *words: str) -> str:
    """What a command says that could not be done."""
    told = app.test_cli_runner().invoke(args=list(words))
    assert told.exit_code == 1
    assert told.output.count("\n") == 1
    return told.output


def test_a_site_is_founded_by_commands(app: Flask, page: Page) -> None:
    goal = say(app, "catalogue", "goal", "Everyone comes home", "--summary", "Safe roads.")
    lead = say(app, "catalogue", "agency", "Roads Agency", "--remit", "Keeps the roads.")
    other = say(app, "catalogue", "agency", "Planning Office")
    assert say(app, "catalogue", "county", "Northpoint") == "northpoint"
    made = say(app, "councils", "form", goal, "Getting around", "--threshold", "40")
    assert council(made).threshold == 40
    code = say(
        app, "councils", "objective", made, "Fewer people are hurt", "--lead", lead,
        "--part", f"{other}=Keeps the map of crashes.",
    )  # fmt: skip
    page.get(f"/objectives/{code}")
    assert "Fewer people are hurt" in page.main
    assert "Keeps the map of crashes." in page.main
    page.get(f"/councils/{made}")
    assert "Getting around" in page.main


def test_what_is_not_there_or_stands_already_is_said_in_a_line(app: Flask) -> None:
    goal = say(app, "catalogue", "goal", "Everyone comes home")
    say(app, "councils", "form", goal, "Getting around")
    assert "has a council already" in refused(app, "councils", "form", goal, "Another")
    assert "no goal elsewhere" in refused(app, "councils", "form", "elsewhere", "Another")
    bad = ("councils", "objective", "getting-around", "Fewer", "--lead", "nobody")
    assert "no agency nobody" in refused(app, *bad)
    assert "at least one letter" in refused(app, "catalogue", "agency", " ")
