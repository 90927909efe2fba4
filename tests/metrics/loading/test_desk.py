"""The analyst's desk: due first, checked, previewed, published whole."""

from __future__ import annotations

from datetime import date

from tests.make import make_measure, make_member, make_officer
from tests.page import Page

BAD = "period,value\n2026-09,88.1\n2026-10,lots\n"
GOOD = "period,value\n2026-09,88.1\n2026-10,84.1\n"


def test_desk_is_for_those_who_keep_the_numbers(page: Page) -> None:
    page.get("/desk/measures", as_=make_member(), status=403)


def test_overdue_figures_stand_first(page: Page, clock: object) -> None:
    make_measure("Reported in October", values=("88.1", "84.1"))
    make_measure("Never reported", values=())
    page.get("/desk/measures", as_=make_officer("analyst"))
    assert page.words("tbody th a") == ["Never reported", "Reported in October"]


def test_faults_are_named_by_line_and_column_and_what_was_typed_stays(page: Page) -> None:
    measure = make_measure(values=())
    page.get(f"/desk/measures/{measure.slug}/figures", as_=make_officer("analyst"))
    page.submit("Check and preview", text=BAD, status=422)
    assert "Line 3, column value: “lots” is not a number" in page.text
    assert "2026-10,lots" in page.one("textarea[name=text]").text
    page.get(f"/measures/{measure.slug}")
    assert "88.1" not in page.text


def test_what_was_previewed_is_published_with_the_verdict_that_was_told(page: Page) -> None:
    measure = make_measure(values=())
    page.get(f"/desk/measures/{measure.slug}/figures", as_=make_officer("analyst"))
    page.submit("Check and preview", text=GOOD, status=422)
    assert "2 figures would change" in page.text
    assert "Off track" in page.one("#preview").text
    page.submit("Publish these 2 figures")
    assert "84.1" in page.one(".great").text
    assert "Off track" in page.one(".plate").text


def test_one_figure_can_be_typed(page: Page) -> None:
    measure = make_measure(values=("88.1",))
    page.get(f"/desk/measures/{measure.slug}/figures", as_=make_officer("analyst"))
    page.submit("Check and preview", period="2026-11", value="84.4", status=422)
    page.submit("Publish this figure")
    assert "84.4" in page.one(".great").text


def test_goalpost_is_moved_with_reason_and_name_or_not_at_all(page: Page) -> None:
    measure = make_measure(values=("88.1", "84.1"))
    page.get(f"/desk/measures/{measure.slug}/target", as_=make_officer("steward"))
    page.submit("Publish this target", kind="increase", value="90", status=422)
    assert "Please fill this in." in page.text
    page.submit(
        "Publish this target",
        kind="increase",
        value="90",
        due_on=date(2028, 12, 31).isoformat(),
        reason="Training takes longer.",
        signed_by="The council, 5 to 2",
    )
    assert page.one(".moved del").text == "93%"


def test_charter_is_revised_with_a_reason(page: Page) -> None:
    measure = make_measure(values=())
    page.get(f"/desk/measures/{measure.slug}/charter", as_=make_officer("steward"))
    page.submit("Publish this charter", definition="Cancelled boats count as late.", status=422)
    page.submit("Publish this charter", reason="They were left out.")
    assert "Charter 2" in page.text
    assert "Cancelled boats count as late." in page.text
