"""What people see of a measure."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from commons import actors, clock
from council.archive.operations import load_goal
from council.archive.queries import archive
from metrics.catalogue import operations as catalogue
from metrics.catalogue.rules import Part
from metrics.charters.models import Measure
from metrics.charters.rules import (
    CharterFields,
    Direction,
    Frequency,
    MeasureState,
    TargetFields,
    TargetKind,
)
from metrics.loading import operations as loading
from metrics.measures import operations as measures
from metrics.observations.rules import FigureRow, FigureState, Marker, SeriesKind
from tests.make import make_agency, make_figures, make_goal, make_measure
from tests.page import Page

MOST_QUERIES = 6
FALLING = ("88.2", "88.0", "88.1", "87.9", "88.2", "88.0", "88.1", "87.8", "88.0", "88.1", "88.0")


def the_move(value: str = "90") -> TargetFields:
    """An easier target, with what every move needs."""
    return TargetFields(
        TargetKind.INCREASE,
        value=value,
        due_on=date(2028, 12, 31),
        baseline="86.0",
        baseline_on=date(2025, 1, 31),
        reason="Training takes longer.",
        signed_by="The council, 5 to 2",
        decided_on=clock.today(),
    )


def label_of(months_ago: int) -> FigureRow:
    """The period that ended so many months ago."""
    end = clock.today().replace(day=1) - timedelta(days=1)
    for _each in range(months_ago):
        end = end.replace(day=1) - timedelta(days=1)
    return FigureRow(f"{end:%Y-%m}", starts_on=end.replace(day=1), ends_on=end)


def with_value(row: FigureRow, value: str, **more: object) -> FigureRow:
    """The same period with a figure."""
    return FigureRow(**{**row.__dict__, "value": value, **more})


def publish(measure: Measure, *rows: FigureRow) -> None:
    """These figures are public."""
    loading.publish(actor=actors.system(), measure=measure, rows=rows)


def test_measure_opens_with_its_verdict_its_figure_and_who_leads(page: Page, clock: object) -> None:
    measure = make_measure("Boats on time", values=("88.1", "84.1"))
    page.get(f"/measures/{measure.slug}")
    assert "Off track." in page.one("h1").text
    assert "84.1" in page.one(".great").text
    assert "Who leads" in page.text
    assert measure.lead_agency
    assert measure.lead_agency.name in page.text


def test_a_page_of_a_measure_asks_the_database_at_most_six_times(page: Page) -> None:
    measure = make_measure(values=FALLING)
    for url in (
        "/measures",
        "/measures?q=boats&sort=name",
        "/goals",
        f"/measures/{measure.slug}/targets",
        f"/measures/{measure.slug}/changes",
        f"/measures/{measure.slug}/charters/1",
    ):
        page.get(url)
        assert len(page.queries) <= MOST_QUERIES, (url, page.queries)


def test_moved_goalpost_stands_struck_out_beside_the_new_one(page: Page) -> None:
    measure = make_measure(values=FALLING)
    measures.retarget(actor=actors.system(), measure=measure, target=the_move())
    page.get(f"/measures/{measure.slug}")
    assert page.one(".moved del").text == "93%"
    assert page.one(".moved ins").text.startswith("90%")
    assert "Training takes longer." in page.text
    assert "The goalpost moved once, and is now easier" in page.text
    page.get(f"/measures/{measure.slug}/targets")
    assert len(page.all("tbody tr")) == 2


def test_corrected_figure_keeps_what_stood_there(page: Page) -> None:
    measure = make_measure(values=())
    publish(measure, with_value(label_of(1), "38.0", state=FigureState.FINAL))
    publish(measure, with_value(label_of(1), "41.0", note="Three reports came late."))
    page.get(f"/measures/{measure.slug}")
    assert page.one("#figures del").text == "38.0%"
    assert "corrected" in page.one("#figures").text
    page.get(f"/measures/{measure.slug}/changes")
    assert "41.0%, not 38.0%. Three reports came late." in page.text


def test_withdrawn_figure_is_told(page: Page, clock: object) -> None:
    measure = make_measure(values=("88.1", "84.1"))
    withdrawn = with_value(label_of(0), "84.1", state=FigureState.WITHDRAWN, note="It was a draft.")
    publish(measure, withdrawn)
    page.get(f"/measures/{measure.slug}/changes")
    assert "Withdrawn." in page.words(".entry b")
    assert "October 2026: withdrawn; 84.1% stood there. It was a draft." in page.text
    page.get("/changes")
    assert "October 2026: withdrawn" in page.text


def test_a_correction_of_no_figure_says_so(page: Page, clock: object) -> None:
    measure = make_measure(values=())
    publish(measure, with_value(label_of(0), "84.1", state=FigureState.FINAL))
    publish(measure, with_value(label_of(0), "", marker=Marker.NOT_AVAILABLE, note="It broke."))
    page.get(f"/measures/{measure.slug}/changes")
    assert "October 2026: no figure, not 84.1%. It broke." in page.text


def test_a_verdict_is_said_by_the_rule_and_a_figure_by_somebody(page: Page, clock: Any) -> None:
    measure = make_measure(values=())
    make_figures(measure, ("88.1", "84.1"))
    page.get(f"/measures/{measure.slug}/changes")
    kinds, names = page.words(".entry b"), page.words(".entry .note")
    by = dict(zip(kinds, names, strict=True))
    assert by["Verdict changed."] == "By the rule"
    assert by["Figures published."] == "By Goalpost"


def test_a_target_to_come_is_told_as_none(page: Page, clock: Any) -> None:
    measure = measures.adopt(
        actor=actors.system(),
        goal=make_goal(),
        charter=CharterFields(title="Riders told", definition="Those told."),
        lead_agency=make_agency(),
    )
    to_come = TargetFields(TargetKind.NONE_YET, due_on=date(2027, 2, 6))
    measures.retarget(actor=actors.system(), measure=measure, target=to_come)
    page.get(f"/measures/{measure.slug}/changes")
    assert "None yet; it is to be set by 6 February 2027." in page.text
    sent = page.client.get("/changes.csv").get_data(as_text=True)
    assert "Riders told: no target yet; it is to be set by 6 February 2027" in sent
    assert "target no target" not in sent


def test_one_of_a_count_is_not_said_in_the_plural(page: Page) -> None:
    slug = "southern-resident-killer-whales-july-census"
    (goal,) = [each for each in archive().goals if slug in {one.slug for one in each.measures}]
    load_goal(goal=goal)
    page.get(f"/measures/{slug}")
    assert "Up to 1 beside the path counts as on it" in page.text
    assert "1 whales" not in page.text


def test_measure_is_shown_as_it_was_known_on_a_day(page: Page, clock: object) -> None:
    measure = make_measure(values=())
    publish(measure, with_value(label_of(1), "88.0"))
    before = clock.now().date()  # type: ignore[attr-defined]
    clock.move(days=3)  # type: ignore[attr-defined]
    publish(measure, with_value(label_of(0), "70.0"))
    page.get(f"/measures/{measure.slug}?asof={before}")
    assert "88.0" in page.one(".great").text
    assert "70.0" not in page.text
    page.get(f"/measures/{measure.slug}")
    assert "70.0" in page.one(".great").text


def test_day_on_which_a_figure_was_published_is_the_day_at_the_site(page: Page, clock: Any) -> None:
    clock.at(datetime(2026, 11, 21, 5, tzinfo=UTC))  # 9 in the evening of the 20th
    page.get(f"/measures/{make_measure(values=('84.1',)).slug}")
    assert page.one("#figures tbody td.day").text == "20 November 2026"


def test_figures_of_the_archive_are_recorded_here_and_published_elsewhere(page: Page) -> None:
    slug = "coronary-heart-disease-deaths"
    (goal,) = [each for each in archive().goals if slug in {one.slug for one in each.measures}]
    load_goal(goal=goal)
    page.get(f"/measures/{slug}")
    heads = page.words("#figures thead th")
    assert "Recorded here" in heads
    assert "Published" not in heads
    assert "from what the source had published. On which day it did is not stated" in page.text


def test_day_before_a_measure_was_published_says_when_it_was(page: Page, clock: Any) -> None:
    measure = make_measure("Boats on time")
    clock.move(days=9)
    url = f"/measures/{measure.slug}"
    page.get(f"{url}?asof=2026-11-19", status=404)
    told = (
        "“Boats on time” was first published here on 20 November 2026; "
        "there is nothing to show for 19 November 2026."
    )
    assert told in page.main
    page.follow("As it was on its first day")
    assert page.one(".great")
    for twin in (".json", ".csv", "/status.json"):
        answer = page.client.get(f"{url}{twin}?asof=2026-11-19")
        assert (answer.status_code, answer.get_json()["detail"]) == (404, told)
    page.get("/measures/none-such?asof=2026-11-19", status=404)
    assert "first published" not in page.text


@pytest.mark.parametrize("asked", ["yesterday", "2026-13-01", "2199-01-01"])
def test_a_day_that_is_none_or_not_yet_is_refused_in_words(page: Page, asked: str) -> None:
    measure = make_measure()
    page.get(f"/measures/{measure.slug}?asof={asked}", status=422)


def test_small_group_never_shows_its_value_anywhere(page: Page) -> None:
    measure = make_measure(values=("88.1", "84.1"))
    small = {"kind": SeriesKind.GROUP, "series": "Night", "numerator": "7", "denominator": "12"}
    publish(measure, with_value(label_of(0), "58.3", **small))
    page.get(f"/measures/{measure.slug}")
    assert "hidden: too few people" in page.text
    for end in ("", ".json", ".csv", ".svg", "/status.json", "/changes", "/targets"):
        body = page.client.get(f"/measures/{measure.slug}{end}").get_data(as_text=True)
        assert "58.3" not in body, end


def test_figures_that_wait_are_shown_nowhere(page: Page, clock: object) -> None:
    measure = make_measure(values=("88.1",))
    at = clock.now() + timedelta(days=1)  # type: ignore[attr-defined]
    row = with_value(label_of(0), "77.7")
    loading.publish(actor=actors.system(), measure=measure, rows=[row], publish_at=at)
    for end in ("", ".json", ".csv", ".svg", "/status.json", "/changes"):
        body = page.client.get(f"/measures/{measure.slug}{end}").get_data(as_text=True)
        assert "77.7" not in body, end


def test_inherited_measure_says_what_its_source_did_not(page: Page) -> None:
    goal = make_goal(part=Part.ARCHIVE)
    measure = measures.adopt(
        actor=actors.system(),
        goal=goal,
        charter=CharterFields(title="Adults who smoke", direction=Direction.DOWN),
        lead_agency=None,
        is_inherited=True,
        state=MeasureState.INHERITED,
    )
    page.get(f"/measures/{measure.slug}")
    assert "not stated by the source" in page.text.lower()
    assert "No target has been set" in page.text


def test_period_that_cannot_be_read_is_shown_and_never_charted(page: Page) -> None:
    measure = make_measure(values=("88.1", "84.1"))
    publish(measure, FigureRow("the forum year", value="12.5"))
    page.get(f"/measures/{measure.slug}")
    assert "the forum year" in page.one("#figures").text
    assert "84.1" in page.one(".great").text
    assert "12.5" not in page.client.get(f"/measures/{measure.slug}.svg").get_data(as_text=True)


def test_parts_of_the_site_are_never_counted_together(page: Page) -> None:
    make_measure("A running one")
    archive = make_goal(part=Part.ARCHIVE)
    make_measure("An old one", goal=archive)
    page.get("/measures")
    assert "A running one" in page.main
    assert "An old one" not in page.main
    assert "of 1 measure" in page.one("h1").text
    page.get("/measures?part=archive")
    assert "An old one" in page.main
    assert "A running one" not in page.main


def test_list_is_filtered_searched_and_sorted(page: Page) -> None:
    goal = make_goal()
    make_measure("Zebra crossings painted", goal=goal, values=())
    make_measure("Boats that leave on time", goal=goal, values=("88.1", "84.1"))
    page.get(f"/measures?goal={goal.slug}")
    assert page.words("th.name a") == ["Boats that leave on time", "Zebra crossings painted"]
    page.get("/measures?status=no_data")
    assert page.words("th.name a") == ["Zebra crossings painted"]
    page.get("/measures?q=zebras")
    assert page.words("th.name a") == ["Zebra crossings painted"]
    page.get("/measures?q=nothing-like-it")
    assert "No measure fits this" in page.text


def test_files_of_the_list_hold_what_the_list_shows(page: Page) -> None:
    goal = make_goal()
    make_measure("Zebra crossings painted", goal=goal, values=())
    make_measure("Boats that leave on time", goal=goal)
    make_measure("An old one", goal=make_goal(part=Part.ARCHIVE))
    for asked, count in (("", 2), ("?status=no_data", 1), ("?q=zebras", 1), ("?part=archive", 1)):
        page.get(f"/measures{asked}")
        shown, csv_link, json_link = page.words("th.name a"), page.link("CSV"), page.link("JSON")
        assert len(shown) == count
        assert {each["title"] for each in page.get(json_link).json["measures"]} == set(shown)
        page.get(csv_link)
        assert page.response.get_data(as_text=True).count("\n") == count + 1


def test_a_measure_says_how_to_cite_it_and_the_address_leads_to_that_day(
    page: Page, clock: Any
) -> None:
    measure = make_measure("Boats that leave on time")
    code = measure.subject.public_id
    first = clock.now().date()
    clock.move(days=3)
    page.get(f"/measures/{measure.slug}?asof={first}")
    lead = measure.lead_agency.name if measure.lead_agency else "Goalpost"
    told = page.one(".cite").get_text(" ", strip=True)
    assert f"{lead}, “Boats that leave on time” ({code}), as known on 20 November 2026." in told
    assert f"/cite/{code}?asof=2026-11-20, read on 23 November 2026." in told
    page.get(f"/cite/{code}?asof=2026-11-20")
    assert page.url == f"/measures/{measure.slug}?asof=2026-11-20"
    assert page.link("Permanent address") == f"/cite/{code}"


def test_charter_shows_what_its_version_changed(page: Page) -> None:
    measure = make_measure()
    measures.revise(
        actor=actors.system(),
        measure=measure,
        charter=CharterFields(title="Boats on time", definition="Cancelled boats count as late."),
        reason="They were left out.",
    )
    page.get(f"/measures/{measure.slug}/charters/2")
    assert "They were left out." in page.text
    assert page.all("del")
    page.get(f"/measures/{measure.slug}/charters/9", status=404)


def test_figure_that_is_counted_otherwise_than_the_target_is_not_measured_by_it(page: Page) -> None:
    measure = make_measure(values=FALLING)
    page.get(f"/measures/{measure.slug}")
    assert page.all("figure.scale")
    measures.revise(
        actor=actors.system(),
        measure=measure,
        charter=CharterFields(
            title="Boats on time", definition="Cancelled boats count.", frequency=Frequency.MONTH
        ),
        reason="They were left out.",
        breaks_series_on=label_of(0).starts_on,
    )
    page.get(f"/measures/{measure.slug}")
    assert "figure and target are not counted alike yet" in page.text
    assert not page.all("figure.scale")
    assert "short of" not in page.text
    page.get(f"/measures/{measure.slug}/status.json")


def test_first_target_after_none_yet_is_no_move(page: Page) -> None:
    system, charter = actors.system(), CharterFields(title="Boats on time", definition="Boats.")
    goal, lead = make_goal(), make_agency()
    measure = measures.adopt(actor=system, goal=goal, charter=charter, lead_agency=lead)
    none = TargetFields(TargetKind.NONE_YET, reason="Not counted yet.", signed_by="The council")
    for target in (none, the_move()):
        measures.retarget(actor=system, measure=measure, target=target)
    page.get(f"/measures/{measure.slug}")
    assert "The goalpost has never moved" in page.text
    assert not page.all("p.moved")
    measures.retarget(actor=system, measure=measure, target=the_move("89"))
    page.get(f"/measures/{measure.slug}")
    assert "The goalpost moved once, and is now easier" in page.text


def test_figure_above_what_it_is_to_keep_below_is_over_and_not_short(page: Page) -> None:
    measure = make_measure(values=FALLING)
    target = replace(the_move("80"), kind=TargetKind.KEEP_BELOW)
    measures.retarget(actor=actors.system(), measure=measure, target=target)
    page.get(f"/measures/{measure.slug}")
    assert "8.0 points over 80%" in page.text


def test_goal_has_counts_and_no_grade(page: Page) -> None:
    area = catalogue.add_goal(
        actor=actors.system(), title="Clean water", summary="", part=Part.RUNNING
    )
    make_figures(make_measure(goal=area, values=()), ("88.1", "84.1"))
    page.get("/goals")
    assert "Clean water" in page.text
    assert "Off track" in page.text


def test_figures_that_all_round_to_zero_are_told_as_that(page: Page, clock: object) -> None:
    measure = make_measure(values=())
    zero = Marker.ROUNDS_TO_ZERO
    publish(measure, *(with_value(label_of(ago), "", marker=zero) for ago in (0, 1, 2)))
    page.get(f"/measures/{measure.slug}")
    assert "From rounds to zero in" in page.text
