"""A meeting, act by act."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from commons import actors
from commons import live as streams
from commons.errors import Conflict, Refused
from commons.events import Event
from council.live import operations, queries
from council.live.rules import Claim, mark
from council.promises.queries import made_in
from council.questions.rules import QuestionState
from council.reviews import operations as reviews
from council.reviews import queries as review_queries
from council.strategies import operations as strategies
from council.strategies.queries import moved_in
from council.strategies.rules import StrategyState
from tests.make import (
    make_figures,
    make_live_review,
    make_measure,
    make_question,
    make_record,
    make_review,
    make_strategy,
)

pytestmark = pytest.mark.usefixtures("app", "clock")


def kinds(review):
    return [line.kind for line in queries.log(review.id)][::-1]


def streamed(review):
    return [event.kind for event in streams.since(review_queries.channel(review), 0) or []]


def test_going_live_freezes_the_figures_that_are_published_in_the_same_act(clock):
    measure = make_measure(values=("88.1",))
    review = make_review(measure)
    make_figures(measure, ("88.1", "84.1"), publish_at=clock.now().replace(hour=23))
    assert "84.1" not in str(review_queries.frozen(review.id))

    clock.move(hours=0)
    reviews_end = review_queries.planned_end(review)
    assert reviews_end > clock.now()
    operations.go_live(actor=actors.system(), review=review)

    frozen = review_queries.frozen(review.id)[measure.id]
    assert frozen["latest"].startswith("88.1")
    make_figures(measure, ("88.1", "60.0"))
    assert review_queries.frozen(review.id)[measure.id] == frozen


def test_figures_announced_for_the_review_go_public_and_are_frozen(clock):
    measure = make_measure(values=("88.1",))
    review = make_review(measure)
    make_figures(measure, ("84.1",), publish_at=review.starts_at.replace(minute=30))
    operations.go_live(actor=actors.system(), review=review)
    assert review_queries.frozen(review.id)[measure.id]["latest"].startswith("84.1")


def test_a_review_far_from_its_time_needs_a_reason_to_begin():
    review = make_review(starts_in=2)
    with pytest.raises(Exception, match="say why you begin now"):
        operations.go_live(actor=actors.system(), review=review)
    operations.go_live(actor=actors.system(), review=review, reason="The hall is free today only.")
    assert queries.room(review.subject.public_id).state == "live"


def test_one_item_is_on_air_and_the_one_before_it_is_over():
    review = make_live_review()
    first, second = review.items
    assert first.on_air_to is not None
    assert queries.on_air(review) is second
    operations.put_item_on_air(actor=actors.system(), review=review, item=second)
    assert kinds(review).count("on_air") == 2


def test_two_clerks_do_not_overwrite_each_other():
    review = make_live_review()
    item = queries.on_air(review)
    seen = mark(item.finding)
    system = actors.system()
    operations.find(actor=system, review=review, item=item, words="Crews are short.", version=seen)
    with pytest.raises(Conflict, match="Crews are short"):
        operations.find(
            actor=system, review=review, item=item, words="The weather was bad.", version=seen
        )
    assert item.finding == "Crews are short."


def test_a_promise_taken_down_stands_in_the_log_on_the_stream_and_with_the_review():
    review = make_live_review()
    before = len(streamed(review))
    made = operations.take_promise(
        actor=actors.system(),
        review=review,
        words="Every cancelled sailing will be published within a day.",
        owner="Tomas Okafor",
        due_on=date(2027, 1, 15),
        item=queries.on_air(review),
    )
    assert [row.code for row in made_in(review.id)] == [made.subject.public_id]
    assert made.measure_id == queries.on_air(review).measure_id
    assert kinds(review)[-1] == "promise"
    assert streamed(review)[before:] == ["promise"]


def test_a_strategy_adopted_in_the_room_is_under_way_and_moved_in_this_review():
    review = make_live_review()
    operations.adopt_strategy(
        actor=actors.system(), review=review, title="Train our own crew", reason="They stay."
    )
    assert [(m.title, m.state) for m in moved_in(review.subject_id)] == [
        ("Train our own crew", StrategyState.UNDER_WAY)
    ]


def test_open_questions_are_owed_a_written_answer_in_fourteen_days_after_the_end(clock):
    review = make_live_review()
    answered, left = make_question(review), make_question(review, "Who can be rung at night?")
    system = actors.system()
    operations.put_question_on_air(actor=system, review=review, question=answered)
    operations.answer_question(
        actor=system, review=review, question=answered, words="The crew was short.", by="T. Okafor"
    )
    operations.end(actor=system, review=review)
    assert answered.state is QuestionState.ANSWERED_LIVE
    assert (left.state, left.answer_due_on) == (QuestionState.OPEN, date(2026, 12, 4))


def test_a_second_press_to_start_is_refused_and_leaves_one_log_line():
    review = make_live_review()
    with pytest.raises(Refused):
        operations.go_live(actor=actors.system(), review=review)
    assert kinds(review).count("opened") == 1


def test_a_rehearsal_binds_nobody():
    strategy = make_strategy()
    strategies.move(
        actor=actors.system(), strategy=strategy, state=StrategyState.UNDER_WAY, reason="Begin."
    )
    review = make_live_review(is_rehearsal=True)
    system = actors.system()
    operations.take_promise(
        actor=system, review=review, words="Boats.", owner="Me", due_on=date(2027, 1, 1)
    )
    operations.take_decision(actor=system, review=review, words="Yes.", decided_by="All")
    operations.move_strategy(
        actor=system, review=review, strategy=strategy, state=StrategyState.DONE, reason="Done."
    )
    operations.end(actor=system, review=review)
    assert made_in(review.id) == []
    assert strategy.state is StrategyState.UNDER_WAY
    assert kinds(review)[-4:] == ["promise", "decision", "strategy", "ended"]
    calendar = review_queries.calendar()
    assert (calendar.on_now, calendar.coming, calendar.past) == ([], [], [])


def test_no_public_event_comes_from_a_rehearsal(db):
    review = make_live_review(is_rehearsal=True)
    told = db.session.scalars(
        select(Event.kind).where(Event.subject_id == review.subject_id, Event.public)
    )
    assert list(told) == []


def test_a_pause_says_why_and_the_review_goes_on():
    review = make_live_review()
    system = actors.system()
    operations.pause(actor=system, review=review, reason="The microphone has failed.")
    assert queries.room(review.subject.public_id).state == "paused"
    operations.resume(actor=system, review=review)
    assert kinds(review)[-2:] == ["paused", "resumed"]
    reviews.attend(actor=system, review=review, name="Marit Solano", office="Governor")
    assert [each.name for each in review_queries.attendance(review.id)] == ["Marit Solano"]


def test_nothing_new_goes_on_air_while_the_review_is_paused():
    review = make_live_review(make_measure(), make_measure())
    by = {"actor": actors.system(), "review": review}
    operations.pause(**by, reason="The microphone has failed.")
    with pytest.raises(Refused, match="let it go on first"):
        operations.next_item(**by)
    operations.resume(**by)
    operations.next_item(**by)
    assert kinds(review)[-3:] == ["paused", "resumed", "on_air"]


def test_a_finding_and_its_claim_are_written_only_while_the_review_is_on():
    review = make_live_review()
    item = queries.on_air(review)
    found = {"actor": actors.system(), "review": review, "item": item}
    operations.find(**found, words="Crews are short.", claim=Claim.OFF_TRACK)
    operations.end(actor=actors.system(), review=review)
    before = kinds(review)
    with pytest.raises(Refused, match="only be done while the review is on"):
        operations.find(**found, words="All is well.", claim=Claim.ON_TRACK)
    assert (item.finding, kinds(review)) == ("Crews are short.", before)


def test_notes_and_attendance_are_written_until_the_record_is_out_and_then_corrected_there():
    review = make_live_review()
    item = queries.on_air(review)
    by = {"actor": actors.system(), "review": review}
    operations.end(**by)
    operations.write_note(**by, item=item, note="Twelve people came.")
    reviews.attend(**by, name="Marit Solano", office="Governor")
    make_record(review)
    before = kinds(review)
    with pytest.raises(Refused, match="correction of the record"):
        operations.write_note(**by, item=item, note="Nobody came.")
    with pytest.raises(Refused, match="correction of the record"):
        reviews.attend(**by, name="Marit Solano", was_present=False)
    assert (item.note, kinds(review)) == ("Twelve people came.", before)
    assert [each.was_present for each in review_queries.attendance(review.id)] == [True]
