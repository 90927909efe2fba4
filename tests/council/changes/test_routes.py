"""The change feed as pages, Atom, CSV and JSON, and the part that stands on other pages."""

from __future__ import annotations

import csv
import io
import re
from typing import Any
from xml.etree import ElementTree

import pytest

from citizens.moderation import operations as moderation
from citizens.moderation.rules import Rule
from commons import actors, events
from commons.db import operation
from council.changes.rules import kinds_of
from council.objectives import operations as objectives
from tests.make import make_agency, make_council, make_officer, make_proposal
from tests.page import Page

ATOM = "{http://www.w3.org/2005/Atom}"
MOVED: dict[str, Any] = {
    "old": "95%",
    "new": "93%",
    "old_due": "2026-12-31",
    "new_due": "2028-12-31",
    "word": "later",
    "reason": "The new boat comes later.",
    "signed_by": "Lena Abara, director",
    "verdict_before": "off_track",
    "verdict_after": "behind",
}


def tell(kind: str, **data: Any) -> int:
    """An event of this kind about a council of its own."""
    council = make_council(f"Council of {kind}")
    return tell_of(council.subject_id, kind, **data)


@operation
def tell_of(subject_id: int, kind: str, **data: Any) -> int:
    """An event of this kind about a subject."""
    return events.record(kind, subject_id=subject_id, actor=actors.system(), public=True, **data)


def test_a_month_without_changes_says_so(page: Page) -> None:
    page.get("/changes?month=2024-02")
    assert page.one("h1").get_text(strip=True) == "No goalpost moved in February 2024"
    assert "Nothing of this kind changed." in page.main
    assert len(page.queries) <= 6


def test_a_moved_goalpost_is_the_headline_with_its_days_in_words(page: Page, clock: Any) -> None:
    tell("target.moved", **MOVED)
    page.get("/changes")
    assert page.one("h1").get_text(strip=True) == (
        "One goalpost moved in November 2026, and got easier"
    )
    assert "by December 2028" in page.main
    assert "Lena Abara, director" in page.main
    assert "“The new boat comes later.”" in page.main
    assert not re.search(r"\d{4}-\d\d-\d\d", page.main)
    page.get("/")
    assert "by December 2028" in page.main
    assert not re.search(r"\d{4}-\d\d-\d\d", page.main)


def test_every_kind_stands_in_the_feed_without_raw_words(page: Page) -> None:
    subject_id = make_council().subject_id
    for kind in kinds_of(None):
        tell_of(subject_id, kind, **(MOVED if kind == "target.moved" else {}))
    page.get("/changes")
    rows = page.words("#every tbody tr")
    assert len(rows) >= len(kinds_of(None))
    for row in rows:
        assert not re.search(r"None|\b[a-z]+\.[a-z]+\b|[a-z]_[a-z]", row), row
    assert len(page.queries) <= 6


def test_the_counts_of_the_kinds_add_up_to_all(page: Page) -> None:
    subject_id = make_council().subject_id
    for kind in (*kinds_of(None), "verdict.changed", "answer.late"):
        tell_of(subject_id, kind, **(MOVED if kind == "target.moved" else {}))
    counts = [
        int(words.rpartition(" ")[2]) for words in page.get("/changes").words("#every .tabs a")
    ]
    assert counts[0] == sum(counts[1:]) == len(page.words("#every tbody tr"))


def test_one_kind_can_be_asked_for_and_an_unknown_one_is_not_found(page: Page) -> None:
    tell("target.moved", **MOVED)
    page.get("/changes?kind=targets")
    assert len(page.words("#every tbody tr")) == 1
    assert page.words("#every .tabs [aria-current]") == ["Targets 1"]
    page.get("/changes?kind=everything", status=404)
    page.get("/changes.json?kind=targets")
    assert [each["kind"] for each in page.json["changes"]] == ["target.moved"]


def test_what_changed_since_a_day_leaves_out_what_was_before(page: Page, clock: Any) -> None:
    subject_id = make_council().subject_id
    first = tell_of(subject_id, "answer.late", days=3)
    clock.move(days=5)
    second = tell_of(subject_id, "answer.late", days=8)
    page.get("/changes").submit("Show", since="2026-11-24")
    assert "Every change since 24 November 2026" in page.main
    assert f"E-{second}" in page.main
    assert f"E-{first}" not in page.main
    page.get("/changes.json?since=2026-11-24")
    assert next(each["entry"] for each in page.json["changes"]) == f"E-{second}"


def test_the_line_about_a_late_answer_stays_true_as_days_go_by(page: Page, clock: Any) -> None:
    tell_of(make_council().subject_id, "answer.late", days=1, due="2026-11-19")
    tell_of(make_council().subject_id, "answer.late", days=3)  # as older versions wrote it
    page.get("/changes")
    assert page.main.count("due 19 November 2026") == 2
    assert "in time" in page.main
    clock.move(days=9)
    page.get("/changes.json")
    told = [each["change"] for each in page.json["changes"] if each["kind"] == "answer.late"]
    assert not any("late" in words for words in told)


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("month=2026-13", "Write the month as in 2026-03."),
        ("month=0001-01", "Write the month as in 2026-03."),
        ("month=November", "Write the month as in 2026-03."),
        ("month=2026-12", "That month has not come yet."),
        ("since=tomorrow", "Write the day as in 2026-03-31."),
        ("since=9999-99-99", "Write the day as in 2026-03-31."),
        ("since=2026-11-21", "That day has not come yet."),
    ],
)
def test_a_time_that_is_none_or_has_not_come_is_named(
    page: Page, clock: Any, asked: str, told: str
) -> None:
    assert told in page.get(f"/changes?{asked}", status=422).text
    for ending in ("json", "csv", "atom"):
        page.get(f"/changes.{ending}?{asked}", status=422)
    page.get("/changes?month=&since=&kind=")


def test_the_files_of_a_month_hold_what_its_page_shows_and_all_of_it(
    page: Page, clock: Any
) -> None:
    subject_id = make_council().subject_id
    before = tell_of(subject_id, "review.live")
    clock.move(days=20)
    now = [f"E-{tell_of(subject_id, 'review.live')}" for _each in range(60)]
    tell_of(subject_id, "answer.late", days=3)
    page.get("/changes?month=2026-12&kind=reviews")
    csv_link, json_link = page.link("CSV"), page.link("JSON")
    page.get(json_link)
    assert {each["entry"] for each in page.json["changes"]} == set(now)
    assert page.json["before"] is None
    page.get(csv_link)
    rows = csv.DictReader(io.StringIO(page.response.get_data(as_text=True)))
    assert {row["entry"] for row in rows} == set(now)
    page.get("/changes.json?month=2026-11")
    assert f"E-{before}" in {each["entry"] for each in page.json["changes"]}
    assert not set(now) & {each["entry"] for each in page.json["changes"]}
    page.get("/changes?since=2026-12-01")
    page.get(page.link("CSV"))
    assert f"\nE-{before}," not in page.response.get_data(as_text=True)


@pytest.mark.parametrize("asked", ["before=x", "before=99999999999", "limit=0", "limit=x"])
def test_a_strange_question_is_answered_with_the_usual_page(page: Page, asked: str) -> None:
    page.get(f"/changes?{asked}")


def test_a_long_month_is_read_page_by_page_without_gap_or_repetition(page: Page) -> None:
    subject_id = make_council().subject_id
    for _each in range(60):
        tell_of(subject_id, "review.live")
    page.get("/changes?kind=reviews")
    first = page.words("#every tbody td:last-child")
    page.follow("Older changes")
    second = page.words("#every tbody td:last-child")
    assert (len(first), len(second)) == (50, 10)
    assert not set(first) & set(second)
    assert len(page.queries) <= 6


def test_months_lead_back_and_never_into_the_future(page: Page, clock: Any) -> None:
    page.get("/changes?month=2026-10")
    assert page.words(".tabs[aria-label=Months] a, [aria-label=Months] a") == [
        "September",
        "October 2026",
        "November",
    ]
    assert "December" not in " ".join(page.get("/changes").words("[aria-label=Months] a"))


def test_atom_has_what_the_standard_asks_of_a_feed(page: Page) -> None:
    tell("target.moved", **MOVED)
    tell("review.cancelled", reason="Storm <& tide>.")
    page.get("/changes.atom")
    assert page.response.mimetype == "application/atom+xml"
    feed = ElementTree.fromstring(page.response.get_data())
    entries = feed.findall(f"{ATOM}entry")
    assert len(entries) >= 4
    for holder in (feed, *entries):
        for name in ("id", "title", "updated"):
            assert (holder.findtext(f"{ATOM}{name}") or "").strip(), name
        assert re.fullmatch(
            r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)",
            holder.findtext(f"{ATOM}updated") or "",
        )
    assert any(link.get("rel") == "self" for link in feed.findall(f"{ATOM}link"))
    ids = [each.findtext(f"{ATOM}id") for each in entries]
    assert len(set(ids)) == len(ids)
    assert all(each.findtext(f"{ATOM}author/{ATOM}name") for each in entries)
    assert all((each.find(f"{ATOM}link").get("href") or "").startswith("http") for each in entries)


def test_an_empty_feed_is_a_feed(page: Page) -> None:
    page.get("/changes.atom?month=2020-01")
    assert ElementTree.fromstring(page.response.get_data()).findall(f"{ATOM}entry") == []


def test_the_table_is_harmless_when_a_spreadsheet_opens_it(page: Page) -> None:
    proposal = make_proposal("=cmd|' /C calc'!A0")
    tell_of(proposal.subject_id, "review.cancelled", reason="+1 storm")
    page.get("/changes.csv")
    rows = list(csv.DictReader(io.StringIO(page.response.get_data(as_text=True))))
    assert list(rows[0]) == ["entry", "at", "kind", "subject", "title", "change", "by", "reason"]
    assert {"'=cmd|' /C calc'!A0"} <= {row["title"] for row in rows}
    cells = [str(cell) for row in rows for cell in row.values()]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))]
    assert page.response.headers["Access-Control-Allow-Origin"] == "*"


def test_json_names_what_changed_and_where_to_go_on(page: Page) -> None:
    tell("target.moved", **MOVED)
    page.get("/changes.json?limit=1")
    assert set(page.json) == {"changes", "before"}
    (first,) = page.json["changes"]
    assert set(first) == {
        "entry", "at", "kind", "subject", "title", "url", "change", "by", "data",
    }  # fmt: skip
    page.get(f"/changes.json?limit=1&before={page.json['before']}")
    assert page.json["changes"][0]["entry"] != first["entry"]


def test_what_is_hidden_is_nowhere_in_the_feed_until_it_is_restored(page: Page) -> None:
    subject = make_proposal("My neighbour Joe is a thief").subject
    moderator = make_officer("moderator")
    moderation.hide(actor=moderator, subject=subject, rule=Rule.PERSON, reason="It names him.")
    for url in ("/changes", "/changes.json", "/changes.csv", "/changes.atom", "/"):
        page.get(url)
        assert "thief" not in page.response.get_data(as_text=True), url
    assert "One contribution hidden under the rule" in page.get("/changes").main
    other = make_officer("moderator")
    moderation.restore(actor=other, subject=subject, reason="It is fair.")
    assert "thief" in page.get("/changes").main


def test_a_thing_shows_its_own_changes_with_words(page: Page) -> None:
    council = make_council("Getting around")
    objective = objectives.adopt(
        actor=actors.system(),
        council=council,
        title="Crossings people can plan a day around",
        lead_agency=make_agency(),
        contributors=[],
    )
    page.get(objective.subject.path)
    assert "The council wants: Crossings people can plan a day around" in page.text


def test_the_spanish_feed_leads_to_spanish_pages(page: Page) -> None:
    tell("review.live")
    links = page.get("/es/changes").all("#every tbody a")
    assert links
    assert all(str(each["href"]).startswith("/es/") for each in links)


def test_a_change_on_the_last_evening_belongs_to_its_month(page: Page, clock: Any) -> None:
    clock.at(clock.now().replace(month=12, day=1, hour=7, minute=59))  # 23:59 in Olympia
    entry = tell("review.live")
    clock.move(minutes=2)
    assert f"E-{entry}" in page.get("/changes?month=2026-11").main
    assert f"E-{entry}" not in page.get("/changes?month=2026-12").main
