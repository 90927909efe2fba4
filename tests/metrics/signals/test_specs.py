"""Counts by verdict are told alike everywhere, and add up."""

from __future__ import annotations

from flask import Flask

from metrics.signals.rules import Status
from metrics.signals.specs import HEADS, heads, heads_note, statuses_of


def test_every_verdict_stands_under_one_head() -> None:
    assert sorted(each for own in HEADS.values() for each in own) == sorted(Status)


def test_counts_add_up_to_all_measures(app: Flask) -> None:
    by_status = {status: place for place, status in enumerate(Status, 1)}
    assert sum(head.count for head in heads(by_status)) == sum(by_status.values())
    assert len(heads(by_status)) == 5


def test_note_names_the_verdicts_that_a_head_takes_together(app: Flask) -> None:
    found = heads({Status.ON_TRACK: 3, Status.AHEAD: 1, Status.NO_DATA: 1, Status.BROKEN_SERIES: 2})
    assert [(head.label, head.count) for head in found] == [("On track", 4), ("No verdict", 3)]
    assert heads_note(found) == (
        "Counted as on track: 1 ahead. No verdict: 2 broken series, 1 no data."
    )


def test_head_of_one_verdict_carries_its_own_name(app: Flask) -> None:
    found = heads({Status.ACHIEVED: 2, Status.NO_DATA: 1})
    assert [(head.label, head.asked) for head in found] == [
        ("Achieved", "achieved"),
        ("No data", "no_data"),
    ]
    assert heads_note(found) == ""


def test_list_is_asked_for_a_head_or_for_one_verdict() -> None:
    assert statuses_of("on_track") == (Status.ON_TRACK,)
    assert Status.AHEAD in statuses_of("on_track_or_better")
    assert statuses_of("well") == ()
