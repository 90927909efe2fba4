"""The analyst's desk: due first, checked, previewed, published whole."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from commons.actors import system
from metrics.catalogue import operations as catalogue
from metrics.catalogue.rules import AreaKind
from metrics.charters.models import Measure
from metrics.charters.rules import CharterFields, Frequency, UnitKind
from metrics.loading import operations as loading
from metrics.measures import operations as measures
from metrics.observations.queries import lines
from metrics.observations.rules import FigureRow, FigureState
from tests.make import make_agency, make_figures, make_goal, make_measure, make_member, make_officer
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


def test_one_figure_can_be_typed(page: Page, clock: Any) -> None:
    measure = make_measure(values=("88.1",))
    clock.move(days=11)
    page.get(f"/desk/measures/{measure.slug}/figures", as_=make_officer("analyst"))
    page.submit("Check and preview", period="2026-11", value="84.4", status=422)
    page.submit("Publish this figure")
    assert "84.4" in page.one(".great").text


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        (
            {"text": "period,value\n2026-10,84.1\n2026-11,83.9\n"},
            "column period: “2026-11” is not over yet. Its figure can come from 1 December 2026",
        ),
        (
            {"text": "period_start,period_end,value\n2026-11-01,2026-11-20,83.9\n"},
            "Line 2, column period_end: “2026-11-01/2026-11-20” is not over yet.",
        ),
        ({"text": "period,value\n2026-10,100.5\n"}, "Line 2, column value: “100.5” is no share"),
        ({"text": "period,value\n2026-10,-1\n"}, "Line 2, column value: “-1” is no share"),
        (
            {"text": "period,value,lower,upper\n2026-10,99,98,101\n"},
            "Line 2, column upper: “101” is no share",
        ),
        (
            {"text": "period,value,numerator,denominator\n2026-10,99,990,980\n"},
            "Line 2, column numerator: 990 is more than the number it is out of.",
        ),
        (
            {"text": "period,value,county\n2026-10,70,Atlantis\n"},
            "Line 2, column county: we know no place of this kind called “Atlantis”.",
        ),
        (
            {"text": "period,value,region\n2026-10,70,Lantern Bay\n"},
            "Line 2, column region: we know no place of this kind called “Lantern Bay”.",
        ),
        (
            {"text": f"period,value,note\n2026-10,70,{'a' * 70_000}\n"},
            "Line 2, column note: this text is longer than 2000 letters.",
        ),
    ],
)
def test_impossible_figures_are_refused_at_line_and_column(
    page: Page, clock: object, sent: dict[str, str], told: str
) -> None:
    measure = share()
    catalogue.add_area(actor=system(), name="Lantern Bay", kind=AreaKind.COUNTY)
    page.get(f"/desk/measures/{measure.slug}/figures", as_=make_officer("analyst"))
    page.submit("Check and preview", **sent, status=422)
    assert told in page.text
    assert not page.all("#preview")


def test_impossible_figure_that_was_typed_is_refused_at_its_field(
    page: Page, clock: object
) -> None:
    measure = share()
    page.get(f"/desk/measures/{measure.slug}/figures", as_=make_officer("analyst"))
    page.submit("Check and preview", period="2026-11", value="120", status=422)
    assert "is not over yet" in page.one("#period-error").text
    assert "is no share of a whole" in page.one("#value-error").text


def test_figure_ten_times_the_last_one_is_published_when_somebody_says_it_is_right(
    page: Page, clock: object
) -> None:
    measure = make_measure(values=())
    page.get(f"/desk/measures/{measure.slug}/figures", as_=make_officer("analyst"))
    slip = "period,value\n2026-09,85\n2026-10,850\n"
    page.submit("Check and preview", text=slip, status=422)
    assert "Line 3: 850% is 10 times the last figure, 85%. Is it right?" in page.text
    page.submit("Publish these 2 figures", status=422)
    assert "once more" in page.one("#is_right-error").text
    page.submit("Publish these 2 figures", is_right="y")
    assert "850" in page.one(".great").text


@pytest.mark.parametrize(
    ("figures", "told"),
    [
        (("85", "8.4"), "the last figure, 85%, is 10 times 8.4%"),
        (("85", "104"), "104% is more than a hundred percent"),
        (("85", "99"), ""),
        (("101", "104"), ""),
        (("0", "104"), "more than a hundred"),
        (("0", "50"), ""),
    ],
)
def test_unusual_figures_are_asked_about_and_usual_ones_are_not(
    page: Page, clock: Any, figures: tuple[str, str], told: str
) -> None:
    measure = make_measure(values=figures[:1])
    clock.move(days=11)
    page.get(f"/desk/measures/{measure.slug}/figures", as_=make_officer("analyst"))
    page.submit("Check and preview", text=f"period,value\n2026-11,{figures[1]}\n", status=422)
    assert bool(page.all("input[name=is_right]")) is bool(told)
    assert told in page.text


def test_small_count_of_a_group_is_hidden_in_the_preview_as_on_the_page(
    page: Page, clock: object
) -> None:
    measure = measures.adopt(
        actor=system(),
        goal=make_goal(),
        charter=CharterFields(
            title="Falls", definition="All falls.", unit="falls", unit_kind=UnitKind.COUNT
        ),
        lead_agency=make_agency(),
    )
    page.get(f"/desk/measures/{measure.slug}/figures", as_=make_officer("analyst"))
    table = "period,value,group\n2026-10,84,\n2026-10,7,Night\n"
    page.submit("Check and preview", text=table, status=422)
    told = page.words("#preview tbody td.number")
    assert told[0].startswith("84")
    assert "7" not in told[1]
    page.submit("Publish these 2 figures")
    assert "7" not in page.words("#figures tbody td.number")[-1]


def test_a_percentage_that_its_own_numbers_deny_is_asked_about(page: Page, clock: object) -> None:
    measure = share()
    page.get(f"/desk/measures/{measure.slug}/figures", as_=make_officer("analyst"))
    head = "period,value,numerator,denominator\n"
    page.submit("Check and preview", text=f"{head}2026-10,82,8,100\n", status=422)
    assert "Line 2: the numbers beside it make 8%, and not 82%. Is it right?" in page.text
    assert page.all("input[name=is_right]")
    page.submit("Check and preview", text=f"{head}2026-10,82.3,513,623\n", status=422)
    assert not page.all("input[name=is_right]")


def test_preview_names_what_is_new_and_shows_each_note(page: Page, clock: object) -> None:
    measure = share()
    catalogue.add_area(actor=system(), name="Clallam County", kind=AreaKind.COUNTY)
    page.get(f"/desk/measures/{measure.slug}/figures", as_=make_officer("analyst"))
    head = "period,value,group,county,note\n"
    text = f"{head}2026-10,82,,,Two storms.\n2026-10,70,Night,,\n2026-10,75,,Clallam,\n"
    page.submit("Check and preview", text=text, status=422)
    for name in ("Night", "Clallam"):
        assert f"“{name}” is new: this measure had no figures of it." in page.one("#preview").text
    assert page.words("#preview tbody .basis") == ["Two storms."]
    page.submit("Publish these 3 figures")
    page.get(f"/desk/measures/{measure.slug}/figures")
    page.submit("Check and preview", text=f"{head}2026-09,71,Night,,\n", status=422)
    assert "is new" not in page.one("#preview").text


@pytest.mark.parametrize(
    ("stands", "sent", "is_asked"),
    [
        (None, "2026 Q3", True),
        (None, "2026-10", False),
        (None, "2026-10-05", True),
        (("2026-09", date(2026, 9, 1), date(2026, 9, 30)), "2026 Q3", True),
        (("2025 Q3", date(2025, 7, 1), date(2025, 9, 30)), "2026 Q3", False),
    ],
)
def test_a_period_of_another_length_is_asked_about(
    page: Page, clock: object, stands: Any, sent: str, is_asked: bool
) -> None:
    measure = share()
    if stands:
        label, start, end = stands
        row = FigureRow(label, "80", start, end)
        loading.publish(actor=system(), measure=measure, rows=[row])
    page.get(f"/desk/measures/{measure.slug}/figures", as_=make_officer("analyst"))
    page.submit("Check and preview", text=f"period,value\n{sent},81\n", status=422)
    told = f"“{sent}” is longer or shorter than the periods of this measure."
    assert (told in page.one("#preview").text) == is_asked
    assert bool(page.all("input[name=is_right]")) == is_asked


def test_nothing_chosen_is_said_as_that_and_an_empty_file_as_one(page: Page) -> None:
    measure = share()
    page.get(f"/desk/measures/{measure.slug}/figures", as_=make_officer("analyst"))
    page.submit("Check and preview", status=422)
    assert "Please choose a file, paste a table, or type one figure." in page.text
    page.submit("Check and preview", text=",,\n", status=422)
    assert "The file is empty." in page.text


def share() -> Measure:
    """A monthly measure in percent that says out of what."""
    return measures.adopt(
        actor=system(),
        goal=make_goal(),
        charter=CharterFields(
            title="Boats on time",
            definition="Those on time.",
            denominator="All sailings",
            frequency=Frequency.MONTH,
        ),
        lead_agency=make_agency(),
    )


def test_goalpost_is_moved_with_reason_and_name_or_not_at_all(page: Page) -> None:
    measure = make_measure(values=("88.1", "84.1"))
    steward = make_officer("steward", "Sten Steward")
    page.get(f"/desk/measures/{measure.slug}/target", as_=steward)
    page.submit("Publish this target", kind="increase", value="90", status=422)
    assert "Please fill this in." in page.text
    page.submit(
        "Publish this target",
        kind="increase",
        value="90",
        due_on=date(2028, 12, 31).isoformat(),
        reason="Training takes longer.",
        signed_by="Sten Steward, steward",
        decided_on="2026-11-02",
    )
    assert page.one(".moved del").text == "93%"


def test_charter_is_revised_with_a_reason(page: Page) -> None:
    measure = make_measure(values=())
    page.get(f"/desk/measures/{measure.slug}/charter", as_=make_officer("steward"))
    page.submit("Publish this charter", definition="Cancelled boats count as late.", status=422)
    page.submit("Publish this charter", reason="They were left out.")
    assert "Charter 2" in page.text
    assert "Cancelled boats count as late." in page.text


@pytest.mark.parametrize("label", ["October 2026", "2026 Oct", "Oct 2026"])
def test_a_period_in_another_spelling_is_the_same_period(
    label: str, page: Page, clock: object
) -> None:
    measure = make_measure(values=("88.1", "84.1"))
    page.get(f"/desk/measures/{measure.slug}/figures", as_=make_officer("analyst"))
    page.submit("Check and preview", text=f"period,value\n{label},80\n", status=422)
    assert "84.1" in page.one("#preview").text
    page.submit("Publish this figure")
    (line,) = lines(measure.id)
    assert [(each.label, each.cell.text) for each in line.figures[-2:]] == [
        ("2026-09", "88.1"),
        ("2026-10", "80"),
    ]


FINAL = FigureState.FINAL


def test_a_table_sent_again_changes_nothing_of_what_is_final(page: Page, clock: object) -> None:
    measure = make_measure(values=("88.1", "84.1"))
    make_figures(measure, ("88.1", "84.1"), state=FINAL)
    page.get(f"/desk/measures/{measure.slug}/figures", as_=make_officer("analyst"))
    page.submit("Check and preview", text="period,value\n2026-09,88.1\n2026-10,84.3\n", status=422)
    assert "1 figure would change" in page.text
    page.submit("Publish this figure")
    (line,) = lines(measure.id)
    told = [(each.cell.text, each.cell.state) for each in line.figures[-2:]]
    assert told == [("88.1", FINAL), ("84.3", FigureState.CORRECTED)]


def test_a_figure_that_becomes_final_is_a_change(page: Page, clock: object) -> None:
    measure = make_measure(values=("88.1", "84.1"))
    page.get(f"/desk/measures/{measure.slug}/figures", as_=make_officer("analyst"))
    page.submit("Check and preview", text=GOOD, status=422)
    assert "2 rows stand here already" in page.text
    page.submit("Check and preview", text=GOOD, state="final", status=422)
    assert "2 figures would change" in page.text
    page.submit("Publish these 2 figures", state="provisional", status=422)
    page.submit("Check and preview", state="final", status=422)
    page.submit("Publish these 2 figures")
    assert {each.cell.state for each in lines(measure.id)[0].figures} == {FINAL}


def test_a_minute_that_no_clock_can_hold_is_refused_at_its_field(page: Page, clock: object) -> None:
    measure = make_measure(values=())
    page.get(f"/desk/measures/{measure.slug}/figures", as_=make_officer("analyst"))
    page.submit("Check and preview", text=GOOD, status=422)
    page.submit("Publish these 2 figures", publish_at="9999-12-31T23:59", status=422)
    assert "Choose a day before the year 2200." in page.text
