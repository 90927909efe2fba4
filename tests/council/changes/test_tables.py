"""The sentences of the change feed, for every kind that it shows."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask import Flask

from council.changes.rules import kinds_of
from council.changes.tables import due_words, goal_words, label, label_words, sentence

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)

TITLE = "Sailings on time"
ON_BALLOT = (
    f"Residents vote on “{TITLE}”: "
    "its answer was due 20 December 2026, and is due 5 January 2027 now"
)
SAID: dict[str, tuple[dict[str, Any], str]] = {
    "target.moved": (
        {"old": "95%", "new": "93%", "old_due": "2026-12-31", "new_due": "2028-12-31"},
        "Sailings on time: 95% by December 2026 became 93% by December 2028",
    ),
    "target.set": (
        {"new": "93%", "due": "2028-06-15"},
        "Sailings on time: target 93% by 15 June 2028",
    ),
    "verdict.changed": (
        {"old": "on_track", "new": "off_track", "cause": "target"},
        "Sailings on time: on track to off track, because the target moved; the figure did not",
    ),
    "measure.stale": ({"label": "2026-07"}, "Sailings on time: last figure July 2026"),
    "figures.published": (
        {"label": "2026-10", "value": "84.1%", "state": "provisional", "count": 1},
        "Sailings on time, October 2026: 84.1%",
    ),
    "figure.corrected": (
        {"label": "Lantern Bay 2026-08", "old": "38", "new": "41", "note": "counted twice"},
        "Sailings on time, Lantern Bay, August 2026: 41, not 38",
    ),
    "figure.withdrawn": ({"label": "2026-08"}, "Sailings on time, August 2026: withdrawn"),
    "measure.adopted": (
        {"title": TITLE, "origin": "P-2026-001"},
        "Sailings on time is measured from now on",
    ),
    "measure.retired": (
        {"reason": "replaced", "successor": ""},
        "Sailings on time is measured no more",
    ),
    "charter.revised": ({"number": 2, "reason": "clearer"}, "Sailings on time: charter 2"),
    "objective.adopted": ({"title": TITLE}, "The council wants: Sailings on time"),
    "objective.revised": (
        {"old": "Boats", "new": "Sailings on time", "reason": "clearer"},
        "“Boats” became “Sailings on time”",
    ),
    "promise.made": (
        {"words": TITLE, "due": "2026-12-31", "owner": "Lena Abara"},
        "Lena Abara promised by December 2026: Sailings on time",
    ),
    "promise.slipped": (
        {"old_due": "2026-09-30", "new_due": "2027-01-15", "note": "crew"},
        "Sailings on time: from September 2026 to 15 January 2027",
    ),
    "promise.ended": ({"state": "kept_late", "note": "done"}, "Kept late: Sailings on time"),
    "promise.late": (
        {"words": TITLE, "due": "2026-11-12", "owner": "Lena Abara"},
        "Sailings on time: it was due 12 November 2026",
    ),
    "strategy.moved": (
        {"old": "under_way", "new": "scaled", "reason": "it worked"},
        "Sailings on time: scaled up",
    ),
    "proposal.opened": ({"title": TITLE}, "Proposed: “Sailings on time”"),
    "proposal.supported": (
        {"title": TITLE, "supports": 25},
        "“Sailings on time” has the support that it needs: the council must decide",
    ),
    "proposal.answered": (
        {"kind": "declined", "result": "", "departs": True},
        "Declined: “Sailings on time”. It departs from the vote",
    ),
    "proposal.on_ballot": (
        {"was": "2026-12-20", "due": "2027-01-05"},
        ON_BALLOT,
    ),
    "proposal.amended": ({"number": 2}, "Amended by its author: “Sailings on time”"),
    "proposal.withdrawn": ({"reason": "no"}, "Withdrawn by its author: “Sailings on time”"),
    "proposal.carried_out": ({"words": "done"}, "Carried out: “Sailings on time”"),
    "answer.late": (
        {"days": 13, "due": "2026-11-09"},
        "No answer to “Sailings on time”: it was due 9 November 2026",
    ),
    "question.answered": ({"words": "Yes."}, "Answered: “Sailings on time”"),
    "ballot.opened": ({"title": TITLE}, "A vote is open: Sailings on time"),
    "ballot.closed": ({"title": TITLE}, "The vote has closed: Sailings on time"),
    "ballot.published": ({"title": TITLE}, "The count is published: Sailings on time"),
    "ballot.answered": ({"title": TITLE}, "The council answered the vote: Sailings on time"),
    "review.noticed": ({"starts": "2026-11-24T18:00:00Z"}, "Announced: Sailings on time"),
    "agenda.added": (
        {"item": 7, "what": "Fares"},
        "Sailings on time: “Fares” added to the agenda after the notice",
    ),
    "agenda.moved": (
        {"item": 7, "what": "Fares"},
        "Sailings on time: “Fares” moved on the agenda after the notice",
    ),
    "agenda.removed": (
        {"item": 7, "what": "Fares"},
        "Sailings on time: “Fares” taken off the agenda after the notice",
    ),
    "review.postponed": ({"reason": "Storm."}, "Postponed: Sailings on time. Storm."),
    "review.cancelled": ({"reason": "Storm."}, "Cancelled: Sailings on time. Storm."),
    "review.live": ({}, "Opened live: Sailings on time"),
    "review.ended": ({}, "Ended: Sailings on time"),
    "decision.taken": (
        {"words": "Keep two boats.", "by": "The members", "on": "2026-11-20"},
        "Keep two boats.",
    ),
    "record.published": ({"number": 2, "kind": "correction"}, "Sailings on time, version 2"),
    "office.appointed": (
        {"role": "steward", "name": "Ada Ruiz", "reason": "new"},
        "Ada Ruiz appointed: Data steward",
    ),
    "office.ended": (
        {"role": "clerk", "name": "Ada Ruiz", "reason": "moved"},
        "Ada Ruiz left office: Clerk",
    ),
    "council.formed": ({"title": TITLE}, "Sailings on time was formed"),
    "content.hidden": (
        {"rule": "off_topic"},
        "One contribution hidden under the rule “Not about this subject”",
    ),
    "content.restored": ({}, "One contribution restored"),
    "setting.changed": (
        {"name": "Threshold", "old": "25", "new": "40"},
        "Threshold: 25 became 40",
    ),
}
RAW = re.compile(r"None|\b[a-z]+_[a-z]+\b|\b[a-z]+\.[a-z]+\b|\d{4}-\d\d-\d\d|%\(")


@pytest.fixture(autouse=True)
def _request(app: Flask):
    with app.test_request_context("/"):
        yield


def test_no_kind_of_the_feed_is_left_out_here() -> None:
    assert set(SAID) == set(kinds_of(None))


@pytest.mark.parametrize("kind", SAID)
def test_a_change_is_told_in_a_sentence(kind: str) -> None:
    data, said = SAID[kind]
    assert sentence(kind, TITLE, data) == said


@pytest.mark.parametrize("kind", SAID)
def test_a_change_is_told_without_raw_keys_whatever_its_data(kind: str) -> None:
    for data in (SAID[kind][0], {}, dict.fromkeys(SAID[kind][0])):
        told = sentence(kind, TITLE, data)
        assert told
        assert not RAW.search(told), told
    assert label(kind) != kind


def test_a_first_verdict_comes_from_nowhere() -> None:
    told = sentence("verdict.changed", TITLE, {"old": None, "new": "behind", "cause": "figures"})
    assert told == "Sailings on time: first verdict, behind"


def test_several_figures_are_counted() -> None:
    told = sentence("figures.published", TITLE, {"count": 12, "label": "2026-10", "value": "1"})
    assert told == "Sailings on time: 12 figures published"


def test_a_target_that_is_not_set_is_said_to_be_none() -> None:
    assert goal_words("", "2028-12-31") == "no target"
    assert goal_words("70 acres", "") == "70 acres"


def test_days_are_read_and_words_of_the_source_stay() -> None:
    assert due_words("2028-12-31") == "December 2028"
    assert due_words("2028-12-30") == "30 December 2028"
    assert due_words("the 2020-21 school year") == "the 2020-21 school year"
    assert due_words(None) == ""


def test_labels_of_groups_keep_their_group() -> None:
    assert label_words("2026-10") == "October 2026"
    assert label_words("Outer Islands 2026-10") == "Outer Islands, October 2026"
    assert label_words("2015-17 Q1") == "2015-17 Q1"
