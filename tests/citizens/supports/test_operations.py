"""Supports: one row a person and thing, counted from the rows."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from citizens.moderation import operations as moderation
from citizens.moderation.rules import Rule
from citizens.supports import jobs, operations, queries
from citizens.supports.models import Support, Tally
from citizens.supports.rules import Counted
from commons import subjects
from commons.db import db, operation
from commons.errors import NotFound, Refused
from commons.subjects import Subject
from tests.conftest import Clock
from tests.make import make_member, make_officer, make_proposal, make_resident
from tests.page import Page


def rows() -> int:
    """How many supports the database holds."""
    return db.session.scalar(select(func.count()).select_from(Support)) or 0


def test_a_support_is_one_row_however_often_it_is_pressed(app: Flask, clock: Clock) -> None:
    proposal, ann = make_proposal(), make_member()
    for _each in range(3):
        operations.give(actor=ann, subject_id=proposal.subject_id, level=1)
        clock.move(seconds=1)
    assert rows() == 1
    assert jobs.count_supports() == 1
    assert queries.tally(proposal.subject_id) == Counted(1, 0, 0)


def test_withdrawing_and_giving_again_keeps_the_row_and_its_first_day(
    app: Flask, clock: Clock
) -> None:
    proposal, ann = make_proposal(), make_resident()
    about = proposal.subject_id
    operations.give(actor=ann, subject_id=about, level=2)
    first = db.session.scalar(select(Support.first_at))
    clock.move(days=1)
    operations.withdraw(actor=ann, subject_id=about)
    jobs.count_supports()
    assert queries.tally(proposal.subject_id) == Counted(0, 0, 1)
    assert queries.supported_by(ann.id, [proposal.subject_id]) == set()
    clock.move(days=1)
    operations.give(actor=ann, subject_id=about, level=2)
    jobs.count_supports()
    assert queries.tally(proposal.subject_id) == Counted(1, 1, 0)
    assert rows() == 1
    assert db.session.scalar(select(Support.first_at)) == first


def test_levels_are_counted_apart(app: Flask) -> None:
    proposal = make_proposal()
    for person, level in ((make_member(), 1), (make_resident(), 2), (make_resident(), 2)):
        operations.give(actor=person, subject_id=proposal.subject_id, level=level)
    jobs.count_supports()
    assert queries.tally(proposal.subject_id) == Counted(3, 2, 0)


def test_a_count_raises_the_version_of_what_it_changed_and_of_nothing_else(
    app: Flask, clock: Clock
) -> None:
    one, other = make_proposal(), make_proposal("Count the buses that are full")
    operations.give(actor=make_member(), subject_id=one.subject_id, level=1)
    before = versions(one.subject_id, other.subject_id)
    clock.move(seconds=2)
    assert jobs.count_supports() == 1
    after = versions(one.subject_id, other.subject_id)
    assert after[0] == before[0] + 1
    assert after[1] == before[1]
    clock.move(seconds=10)
    assert jobs.count_supports() == 0
    assert versions(one.subject_id, other.subject_id) == after


def versions(*subject_ids: int) -> list[int]:
    """The versions of these subjects."""
    db.session.rollback()
    found = [db.session.get_one(Subject, each, populate_existing=True) for each in subject_ids]
    return [each.version for each in found]


def test_a_row_committed_after_the_count_is_counted_by_the_next(app: Flask, clock: Clock) -> None:
    proposal, ann, bob = make_proposal(), make_member(), make_member()
    operations.give(actor=ann, subject_id=proposal.subject_id, level=1)
    clock.move(seconds=2)
    jobs.count_supports()
    clock.move(seconds=-1)  # written before the count, visible after it
    operations.give(actor=bob, subject_id=proposal.subject_id, level=1)
    clock.move(seconds=2)
    jobs.count_supports()
    assert queries.tally(proposal.subject_id).standing == 2


def test_what_was_pressed_while_the_worker_was_down_is_counted(app: Flask, clock: Clock) -> None:
    proposal = make_proposal()
    operations.give(actor=make_member(), subject_id=proposal.subject_id, level=1)
    jobs.count_supports()
    clock.move(hours=3)
    operations.give(actor=make_member(), subject_id=proposal.subject_id, level=1)
    clock.move(hours=3)
    jobs.count_supports()
    assert queries.tally(proposal.subject_id).standing == 2


def test_drift_is_found_and_mended(app: Flask, clock: Clock) -> None:
    proposal = make_proposal()
    operations.give(actor=make_member(), subject_id=proposal.subject_id, level=1)
    clock.move(seconds=10)
    jobs.count_supports()
    spoil()
    clock.move(hours=1)
    assert jobs.count_supports() == 0
    assert jobs.recount_supports() == 1
    assert queries.tally(proposal.subject_id).standing == 1
    assert jobs.recount_supports() == 0


@operation
def spoil() -> None:
    """A count is wrong."""
    db.session.execute(update(Tally).values(standing=99))


def test_ones_own_press_shows_at_once(app: Flask, clock: Clock) -> None:
    proposal, ann = make_proposal(), make_member()
    operations.give(actor=make_member(), subject_id=proposal.subject_id, level=1)
    jobs.count_supports()
    clock.at(clock.now() + timedelta(seconds=1))
    operations.give(actor=ann, subject_id=proposal.subject_id, level=1)
    mine = queries.standings([proposal.subject_id], ann.id)[proposal.subject_id]
    assert (mine.count, mine.mine) == (2, True)
    others = queries.standings([proposal.subject_id])[proposal.subject_id]
    assert (others.count, others.mine) == (1, False)


def test_what_is_hidden_or_no_contribution_cannot_be_supported(app: Flask) -> None:
    proposal, ann = make_proposal(), make_member()
    moderation.hide(
        actor=make_officer("moderator"), subject=proposal.subject, rule=Rule.SPAM, reason="Twice."
    )
    with pytest.raises(Refused):
        operations.give(actor=ann, subject_id=proposal.subject_id, level=1)
    with pytest.raises(Refused):
        operations.give(actor=ann, subject_id=subjects.site_id(), level=1)
    with pytest.raises(NotFound):
        operations.give(actor=ann, subject_id=10**6, level=1)
    assert rows() == 0


@pytest.mark.parametrize("count", [8, pytest.param(50, marks=pytest.mark.soak)])
def test_people_pressing_sixteen_times_at_once_make_a_row_each(app: Flask, count: int) -> None:
    proposal = make_proposal()
    subject_id, url = proposal.subject_id, f"/proposals/{proposal.subject.public_id}"
    people = [make_member() for _each in range(count)]
    senders = []
    for person in people:
        page = Page(app).get(url, as_=person)
        token = str(page.one("form.support [name=csrf_token]")["value"])
        cookie = page.client.get_cookie("goalpost")
        assert cookie is not None
        senders.append((token, cookie.value))
    db.session.remove()

    def press(sender: tuple[str, str]) -> int:
        token, cookie = sender
        client = app.test_client(use_cookies=False)
        with app.app_context():
            answer = client.post(
                f"/supports/{url.rpartition('/')[2]}",
                data={"csrf_token": token},
                headers={"Cookie": f"goalpost={cookie}"},
            )
        return answer.status_code

    with ThreadPoolExecutor(16) as pool:
        codes = set(pool.map(press, senders * 16))
    assert codes == {303}
    assert rows() == count
    jobs.count_supports()
    assert queries.tally(subject_id).standing == count
