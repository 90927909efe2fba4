"""What belongs to others: another council's things, drafts, what is closed or hidden."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from citizens.moderation import operations as moderation
from citizens.moderation.rules import Rule
from citizens.proposals import operations as proposals
from citizens.proposals.models import Proposal
from citizens.supports.queries import supported_by
from commons import clock as time
from commons import search
from commons.actors import Actor
from commons.db import db
from commons.errors import NotNow
from commons.subjects import Subject
from council.councils.models import Council
from council.councils.rules import Seat
from council.live import operations as live
from council.promises.models import Promise
from council.promises.rules import PromiseState
from council.questions import operations as questions
from council.questions.models import Question
from council.records import operations as records
from council.records import queries as records_read
from council.records.models import Record
from council.reviews import operations as reviews
from council.strategies.models import Strategy
from council.strategies.rules import StrategyState
from tests.make import (
    make_agency,
    make_comment,
    make_council,
    make_live_review,
    make_measure,
    make_member,
    make_officer,
    make_promise,
    make_proposal,
    make_question,
    make_seat,
    make_strategy,
)
from tests.page import Page

pytestmark = [
    pytest.mark.usefixtures("app", "clock"),
    pytest.mark.parametrize("database", ["sqlite"], indirect=True),
]


def a_stranger(seat: Seat = Seat.CLERK) -> tuple[Council, Actor]:
    """Somebody with an office in a council, and the council; all others are not theirs."""
    council = make_council()
    return council, make_seat(council, seat, make_agency())


def send(page: Page, who: Actor, url: str, status: int, **data: Any) -> None:
    """A POST as somebody who never saw the form it came from."""
    page.get("/account", as_=who)
    token = page.all("[name=csrf_token]")[0]["value"]
    page.post(url, {"csrf_token": token, **data}, status=status)


def a_draft(author: Actor, council: Council | None = None) -> Proposal:
    """Words that nobody but their author has seen."""
    return proposals.draft(
        actor=author, title="Nobody shall read this yet", body="Not yet.", once="a draft",
        addressee_id=council.subject_id if council else None,
    )  # fmt: skip


def test_no_council_moves_the_strategy_of_another(page: Page) -> None:
    strategy = make_strategy()
    code, number = strategy.subject.public_id, strategy.id
    send(page, a_stranger()[1], f"/desk/strategies/{code}/move", 403, state="done", reason="X")
    assert db.session.get_one(Strategy, number).state is StrategyState.PROPOSED


def test_no_council_ends_the_promise_of_another_in_its_own_meeting(page: Page) -> None:
    council, clerk = a_stranger()
    review, promise = make_live_review(council=council), make_promise()
    code, number = promise.subject.public_id, promise.id
    data = {f"called-{code}-state": "broken", f"called-{code}-note": "It is none of ours."}
    url = f"/desk/live/{review.subject.public_id}/promises/{code}"
    send(page, clerk, url, 403, **data)
    assert db.session.get_one(Promise, number).state is PromiseState.OPEN


def things_of(council: Council) -> list[Any]:
    """What belongs to a council and is talked about."""
    return [
        make_proposal(council=council).subject,
        make_measure(goal=council.goal).subject,
        make_promise(council).subject,
        make_strategy(council).subject,
        make_live_review(council=council).subject,
        db.session.get_one(Subject, council.goal.subject_id),
        db.session.get_one(Subject, council.subject_id),
    ]


def test_what_is_said_to_a_council_is_answered_by_that_council(page: Page) -> None:
    council = make_council()
    own = make_seat(council, Seat.DIRECTOR, make_agency())
    other = a_stranger(Seat.DIRECTOR)[1]
    codes = [make_comment(about).subject.public_id for about in things_of(council)]
    for code in codes:
        send(page, other, f"/comments/{code}/answer", 403, words="We know better.")
        page.get(f"/comments/{code}")
        assert not page.all(f"form[action$='/comments/{code}/answer']"), code
    for code in codes:
        send(page, own, f"/comments/{code}/answer", 200, words="We are at it.")
        assert "We are at it." in page.main


def test_what_is_hidden_is_not_answered(page: Page) -> None:
    comment = make_comment(make_proposal().subject)
    code = comment.subject.public_id
    moderation.hide(
        actor=make_officer("moderator"), subject=comment.subject, rule=Rule.ABUSE, reason="Rude."
    )
    send(page, make_officer("director"), f"/comments/{code}/answer", 422, words="Thank you.")


def test_no_council_gives_away_the_proposal_of_another(page: Page) -> None:
    proposal = make_proposal(council=make_council())
    code, number, addressee = proposal.subject.public_id, proposal.id, proposal.addressee_id
    council, clerk = a_stranger()
    url = f"/desk/proposals/{code}/assignment"
    send(page, clerk, url, 403, council=council.subject.public_id)
    assert db.session.get_one(Proposal, number).addressee_id == addressee


def test_a_draft_is_read_by_no_office(page: Page) -> None:
    council, clerk = a_stranger()
    code = a_draft(make_member(), council).subject.public_id
    page.get(f"/desk/proposals/{code}/answer", as_=clerk, status=404)
    send(page, clerk, f"/desk/proposals/{code}/answer", 404, answer_kind="declined", reason="No.")
    url = f"/desk/proposals/{code}/assignment"
    send(page, clerk, url, 404, council=council.subject.public_id)


def test_a_draft_is_not_there_to_be_reported(page: Page) -> None:
    code = a_draft(make_member()).subject.public_id
    page.get(f"/moderation/reports/new?about={code}", as_=make_member(), status=404)
    page.get(f"/desk/moderation/{code}", as_=make_officer("moderator"), status=404)


def test_hidden_words_are_not_repeated_to_whoever_reports_them(page: Page) -> None:
    proposal = make_proposal("Seven words that a moderator hid away")
    code = proposal.subject.public_id
    moderation.hide(
        actor=make_officer("moderator"), subject=proposal.subject, rule=Rule.ABUSE, reason="Rude."
    )
    page.get(f"/moderation/reports/new?about={code}", as_=make_member())
    assert "moderator hid away" not in page.text


def test_what_is_answered_or_taken_back_gains_no_supports(page: Page) -> None:
    author, late = make_member(), make_member()
    proposal = make_proposal(author=author)
    code, subject_id = proposal.subject.public_id, proposal.subject_id
    proposals.withdraw(actor=author, proposal=proposal, reason="Done.")
    send(page, late, f"/supports/{code}", 409)
    assert supported_by(late.id, [subject_id]) == set()


def test_changed_words_of_a_hidden_proposal_are_not_found(page: Page) -> None:
    author = make_member()
    proposal = make_proposal(author=author)
    moderation.hide(
        actor=make_officer("moderator"), subject=proposal.subject, rule=Rule.ABUSE, reason="Rude."
    )
    with pytest.raises(NotNow):
        proposals.amend(
            actor=author, proposal=proposal, title="Quokka words", body="Quokka.", how_noticed=""
        )
    assert search.find("quokka") == []


def test_a_review_that_was_never_announced_stays_unknown_when_cancelled(page: Page) -> None:
    council = make_council()
    clerk = make_seat(council, Seat.CLERK, make_agency())
    review = reviews.draft(
        actor=clerk, council=council, title="Planned in silence",
        starts_at=time.now() + timedelta(days=3),
    )  # fmt: skip
    code = review.subject.public_id
    reviews.cancel(actor=clerk, review=review, reason="Nobody could come.")
    page.get(f"/reviews/{code}", as_=None, status=404)
    for url in ("/reviews", "/reviews.json", "/reviews.atom", "/reviews.ics", "/changes"):
        assert "Planned in silence" not in page.client.get(url).get_data(as_text=True), url


def test_nobody_takes_the_key_of_the_form_of_another(page: Page) -> None:
    review, key = make_live_review(), "the same key " * 20
    url = f"/reviews/{review.subject.public_id}/questions"
    words = {"title": "Count the boats", "body": "They are late.", "once": key}
    for name in ("Ann", "Bob"):
        person = make_member(name)
        for _press in range(2):
            send(page, person, url, 200, words=f"{name} asks for the evening boat", once=key)
            send(page, person, "/proposals/new/words", 200, addressee="", **words)
    assert db.session.scalar(select(func.count()).select_from(Question)) == 2
    assert db.session.scalar(select(func.count()).select_from(Proposal)) == 2


def test_no_clerk_signs_for_the_council_by_adding_to_an_unsigned_record(page: Page) -> None:
    council = make_council()
    clerk = make_seat(council, Seat.CLERK, make_agency())
    chair = make_seat(council, Seat.CHAIR, make_agency())
    review = make_live_review(council=council)
    asked = make_question(review)
    live.end(actor=clerk, review=review)
    first = records.publish(actor=clerk, review=review, approved=False)
    record = records_read.record(db.session.get_one(Record, first.record_id).subject.public_id)
    answer = {"words": "It had no crew.", "by": "T. Okafor", "in_writing": True}
    questions.answer(actor=clerk, review=review, question=asked, **answer)
    assert not records.add(actor=clerk, record=record, reason="An answer came.").approved
    assert records.add(actor=chair, record=record, reason="The chair agrees.").approved
