"""What nobody can do to a record."""

from __future__ import annotations

import json
import re
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from commons import actors, ledger
from commons.db import operation
from commons.errors import Refused
from council.live import operations as live
from council.records import jobs, operations, queries
from council.reviews import queries as reviews
from council.reviews.rules import ReviewState
from tests.make import make_live_review, make_record

pytestmark = pytest.mark.usefixtures("app", "clock")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE record_version SET reason = 'no reason'",
        "DELETE FROM record_version",
        "UPDATE ledger_leaf SET kind = 'other'",
        "DELETE FROM ledger_leaf",
        "UPDATE frozen_figure SET document = '{}'",
        "DELETE FROM review_log",
    ],
)
def test_the_database_itself_refuses_to_change_what_was_published(db, statement):
    make_record()

    @operation(durable=True)
    def tamper() -> None:
        db.session.execute(text(statement))

    with pytest.raises(DatabaseError, match="append-only"):
        tamper()


def test_a_record_holds_no_float_and_the_same_bytes_come_back():
    version = make_record()
    assert ledger.verify().bad is None

    def no_float(_text: str) -> None:
        raise AssertionError("a float")

    json.loads(version.content, parse_float=no_float)


def test_an_unsigned_record_is_published_at_midnight_as_not_approved(clock):
    review = make_live_review()
    live.end(actor=actors.system(), review=review)
    assert jobs.publish_overdue() == 0
    clock.at(reviews.record_due_at(review) + timedelta(seconds=1))
    assert (jobs.publish_overdue(), jobs.publish_overdue()) == (1, 0)
    version = queries.version(queries.of_review(review.id).id)
    gaps = [gap["kind"] for gap in json.loads(version.content)["gaps"]]
    assert not version.approved
    assert {"not_approved", "no_attendance", "no_finding", "no_reason"} <= set(gaps)
    assert review.state is ReviewState.PUBLISHED


def test_publishing_twice_gives_one_version():
    first = make_record()
    again = operations.publish(
        actor=actors.system(), review=queries.record(queries.records()[0].code).review
    )
    assert again.id == first.id
    assert ledger.head().size == 1


def test_a_rehearsal_leaves_no_record():
    review = make_live_review(is_rehearsal=True)
    live.end(actor=actors.system(), review=review)
    with pytest.raises(Refused, match="rehearsal"):
        operations.publish(actor=actors.system(), review=review)
    assert reviews.without_record() == []


def test_figures_cannot_be_corrected():
    make_record()
    record = queries.record(queries.records()[0].code)
    with pytest.raises(Exception, match="Nothing would change"):
        operations.correct(
            actor=actors.system(), record=record, reason="Wish.",
            changes={"figures[1].latest": "99%", "version.number": "7"},
        )  # fmt: skip


def test_no_route_writes_to_a_published_version(app):
    writing = [
        rule.rule
        for rule in app.url_map.iter_rules()
        if "POST" in (rule.methods or ()) and re.search(r"/records/", rule.rule)
    ]
    assert sorted(writing) == [
        "/desk/records/<code>/addition",
        "/desk/records/<code>/correction",
        "/desk/records/<code>/publication",
    ]
