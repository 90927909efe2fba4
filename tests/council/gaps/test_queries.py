"""Each gap appears when it is true and goes when what was missing is delivered."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from citizens.moderation import operations as moderation
from citizens.moderation.rules import Rule
from citizens.proposals import operations as proposals
from citizens.proposals.rules import AnswerKind
from commons import actors
from commons import clock as now
from council.gaps.queries import gaps
from council.live import operations as live
from council.promises import operations as promises
from council.promises.rules import PromiseState
from council.questions import operations as questions
from council.reviews import operations as reviews
from metrics.loading import operations as loading
from metrics.observations import operations as observations
from metrics.observations.rules import FigureRow, Marker, SeriesKind
from metrics.signals import jobs as signals
from tests.make import (
    make_council,
    make_figures,
    make_live_review,
    make_measure,
    make_officer,
    make_promise,
    make_proposal,
    make_question,
    make_record,
    make_review,
)


def owed(kind: str) -> list[str]:
    """The titles of what is owed of a kind."""
    return [each.title for each in gaps().owed_of(kind)]


def test_a_new_site_misses_nothing(app: Any) -> None:
    assert gaps().total == 0


def test_a_measure_is_missing_until_its_first_figure(app: Any, clock: Any) -> None:
    measure = make_measure("Boats", values=())
    assert [each.title for each in gaps().never] == ["Boats"]
    make_figures(measure, ["88.1"])
    assert gaps().never == []


def test_a_measure_is_stale_until_its_next_figure(app: Any, clock: Any) -> None:
    measure = make_measure("Boats")
    assert gaps().stale == []
    clock.move(days=120)
    signals.mark_stale()
    (missing,) = gaps().stale
    assert (missing.title, missing.latest_label) == ("Boats", "2026-10")
    make_figures(measure, ["84.1", "84.2", "84.3", "84.4"])
    assert gaps().stale == []


def test_a_group_is_missing_until_a_figure_of_it_is_public(app: Any, clock: Any) -> None:
    measure = make_measure("Boats")
    observations.add_series(
        actor=actors.system(), measure=measure, kind=SeriesKind.GROUP, label="Lowest-paid fifth"
    )
    assert [(each.label, each.title) for each in gaps().groups] == [("Lowest-paid fifth", "Boats")]
    last = now.today().replace(day=1) - timedelta(days=1)

    def publish(label: str, **fields: Any) -> None:
        row = FigureRow(
            label=label, starts_on=last.replace(day=1), ends_on=last, kind=SeriesKind.GROUP,
            series="Lowest-paid fifth", **fields,
        )  # fmt: skip
        loading.publish(actor=actors.system(), measure=measure, rows=[row])

    publish("2026-10", marker=Marker.NOT_AVAILABLE)
    assert len(gaps().groups) == 1
    publish("2026-10", value="71.3")
    assert gaps().groups == []


def test_an_answer_is_owed_from_its_day_until_it_is_given(app: Any, clock: Any) -> None:
    proposal = make_proposal("Boats on time", council=make_council())
    due = proposal.answer_due_on
    assert due is not None
    clock.move(days=(due - now.today()).days)
    assert owed("answer") == []
    clock.move(days=1)
    assert owed("answer") == ["Boats on time"]
    assert gaps().owed_of("answer")[0].days == 1
    proposals.set_answer(
        actor=actors.system(), proposal=proposal, kind=AnswerKind.DECLINED,
        words="It is counted already.", answered_by="The clerk",
    )  # fmt: skip
    assert owed("answer") == []


def test_what_is_hidden_is_owed_without_its_words(app: Any, clock: Any) -> None:
    proposal = make_proposal("My neighbour Joe is a thief", council=make_council())
    moderation.hide(
        actor=make_officer("moderator"), subject=proposal.subject, rule=Rule.PERSON, reason="Joe."
    )
    clock.move(days=200)
    assert owed("answer") == ["A hidden contribution"]


def test_a_question_is_owed_from_its_day_until_it_is_answered(app: Any, clock: Any) -> None:
    review = make_live_review()
    question = make_question(review, "Why did the evening boat not go?")
    live.end(actor=actors.system(), review=review)
    assert owed("question") == []
    clock.move(days=30)
    assert owed("question") == ["Why did the evening boat not go?"]
    questions.answer(
        actor=actors.system(), review=review, question=question, words="It had no crew.",
        by="Lena Abara", in_writing=True,
    )  # fmt: skip
    assert owed("question") == []


def test_a_promise_is_late_until_it_is_kept(app: Any, clock: Any) -> None:
    promise = make_promise(words="Train forty deckhands.")
    clock.move(days=31)
    assert owed("late_promise") == ["Train forty deckhands."]
    promises.end(actor=actors.system(), promise=promise, state=PromiseState.KEPT, note="Done.")
    assert owed("late_promise") == []
    assert owed("broken_promise") == []


def test_a_broken_promise_stays(app: Any, clock: Any) -> None:
    promise = make_promise(words="Train forty deckhands.")
    promises.end(actor=actors.system(), promise=promise, state=PromiseState.BROKEN, note="No.")
    clock.move(days=400)
    assert owed("broken_promise") == ["Train forty deckhands."]


def test_a_cancelled_review_stays(app: Any, clock: Any) -> None:
    review = make_review(title="Roads meet the Governor")
    assert owed("cancelled_review") == []
    reviews.cancel(actor=actors.system(), review=review, reason="Storm.")
    assert owed("cancelled_review") == ["Roads meet the Governor"]


def test_a_review_that_was_held_misses_its_record_until_it_is_out(app: Any, clock: Any) -> None:
    review = make_live_review(title="Roads meet the Governor")
    assert owed("no_record") == []
    live.end(actor=actors.system(), review=review)
    assert owed("no_record") == ["Roads meet the Governor"]
    make_record(review)
    assert owed("no_record") == []


def test_rehearsals_are_no_gaps(app: Any, clock: Any) -> None:
    review = make_live_review(is_rehearsal=True)
    make_question(review)
    live.end(actor=actors.system(), review=review)
    clock.move(days=60)
    assert owed("question") == owed("no_record") == []


def test_the_latest_longest_stands_first(app: Any, clock: Any) -> None:
    make_promise(words="Later", due_on=now.today() + timedelta(days=5))
    make_promise(words="Sooner", due_on=now.today() + timedelta(days=2))
    clock.move(days=10)
    assert owed("late_promise") == ["Sooner", "Later"]
