"""The desk: what waits for whom, overdue first, and only for one's own council."""

from __future__ import annotations

from typing import Any

import pytest

from citizens.ballots import jobs as ballot_jobs
from citizens.proposals import operations as proposals
from commons import actors
from commons.db import db
from council import roles
from council.councils.rules import Seat
from council.decisions import operations as decisions
from council.decisions.rules import Vote
from council.live import operations as live
from metrics.signals import jobs as signals
from tests.council.decisions.room import draft, make_room
from tests.make import (
    make_ballot,
    make_comment,
    make_council,
    make_live_review,
    make_measure,
    make_member,
    make_officer,
    make_promise,
    make_proposal,
    make_question,
    make_review,
    make_seat,
)
from tests.page import Page


def test_a_review_that_began_early_is_on_now_at_the_desk_and_its_band_shows_that_day(
    page: Page, clock: Any
) -> None:
    council = make_council()
    clerk = make_seat(council, Seat.CLERK)
    review = make_review(council=council, starts_in=2)
    page.get("/desk", as_=clerk)
    assert page.words("main li.entry")[0].startswith("22 Nov 2026 Review:")
    early = "The hall is free today only."
    live.go_live(actor=actors.system(), review=review, reason=early)
    page.get("/desk")
    assert page.words("main li.entry")[0].startswith("20 Nov 2026 On now:")
    page.get(f"/live/{review.subject.public_id}")
    assert "Friday, 20 November 2026" in page.one("#band").text
    live.pause(actor=actors.system(), review=review, reason="Snow.")
    page.get("/desk")
    assert page.words("main li.entry")[0].startswith("20 Nov 2026 On now:")
    assert page.one("h1").text == "1 thing waits for you, nothing is overdue"


@pytest.mark.parametrize("role", roles.ALL)
def test_every_office_has_a_desk_whose_links_are_open_to_it(page: Page, role: str) -> None:
    page.get("/desk", as_=make_officer(role))
    assert "Nothing waits for you" in page.main
    links = [str(link["href"]) for link in page.all("aside.rail a")]
    assert len(links) == len(set(links))
    for link in links:
        Page.get(Page(page.app), link, as_=page.actor)


def test_a_reader_is_asked_to_sign_in_and_a_member_refused(page: Page) -> None:
    page.get("/desk", as_=None)
    assert page.url.startswith("/account/sign-in?next=")
    page.get("/desk", as_=make_member(), status=403)
    page.get("/desk/governor", as_=make_officer("clerk"), status=403)


def test_what_is_overdue_stands_first_with_its_days(page: Page, clock: Any) -> None:
    council = make_council()
    clerk = make_seat(council, Seat.CLERK)
    make_proposal("Boats on time", council=council)
    make_promise(council, "Train forty deckhands.")
    clock.move(days=40)
    page.get("/desk", as_=clerk)
    assert page.one("h1").get_text(strip=True) == "1 thing is overdue"
    rows = page.words("main li.entry")
    assert "Train forty deckhands." in rows[0]
    assert "10 days late" in rows[0]
    assert "Boats on time" in rows[1]
    assert "late" not in rows[1]
    for link in page.all("main li.entry a"):
        Page(page.app).get(str(link["href"]), as_=clerk)


def test_a_desk_shows_ones_own_council_only(page: Page, clock: Any) -> None:
    own, other = make_council(), make_council()
    director = make_seat(own, Seat.DIRECTOR)
    make_proposal("Boats on time", council=own)
    theirs = make_proposal("Buses on time", council=other)
    make_promise(other, "Train forty drivers.")
    review = make_live_review(council=other)
    question = make_question(review)
    live.end(actor=actors.system(), review=review)
    clock.move(days=40)
    page.get("/desk", as_=director)
    assert "Boats on time" in page.main
    for words in ("Buses on time", "Train forty drivers.", "Why did the evening boat"):
        assert words not in page.main
    for url in (
        f"/desk/proposals/{theirs.subject.public_id}/answer",
        f"/desk/questions/{question.subject.public_id}",
    ):
        with page.app.app_context():
            answer = page.client.get(url)
        assert answer.status_code in (403, 404), url


def test_a_no_waits_on_the_clerks_desk_until_it_is_public(page: Page, clock: Any) -> None:
    room = make_room(supports=0)
    draft(room, declines=True)
    words = f"Publish the answer: {room.proposal.title}"
    page.get("/desk", as_=room.clerk)
    assert words in page.main
    assert words not in page.get("/desk", as_=room.director).main
    clock.move(days=80)
    page.get(f"/desk/proposals/{room.code}/answer", as_=room.clerk)
    page.submit("Publish the answer")
    assert words not in page.get("/desk").main


def test_what_was_declined_by_the_council_waits_to_be_published(page: Page) -> None:
    room = make_room()
    answer = draft(room, declines=True)
    decisions.decide_by_chair(actor=room.chair, answer=answer, version=answer.version)
    page.get("/desk", as_=room.clerk)
    assert f"Publish the answer: {room.proposal.title}" in page.main


def test_an_answer_waits_again_once_residents_have_voted(page: Page, clock: Any) -> None:
    room = make_room()
    ballot = make_ballot(room.proposal, make_proposal(council=room.council), council=room.council)
    clock.at(ballot.closes_at)
    ballot_jobs.close_due()
    page.get("/desk", as_=room.clerk)
    assert f"Draft an answer: {room.proposal.title}" in page.main


def test_a_late_answer_stays_with_the_governor_while_it_is_only_drafted(
    page: Page, clock: Any
) -> None:
    room = make_room()
    draft(room)
    clock.move(days=40)
    page.get("/desk/governor", as_=make_officer("governor"))
    assert room.proposal.title in page.main
    assert "Draft an answer" not in page.get("/desk", as_=room.clerk).main


def test_what_the_members_have_agreed_to_waits_to_be_written_down(page: Page) -> None:
    room = make_room()
    answer = draft(room)
    words = f"Write down the decision: {room.proposal.title}"
    for member, vote in ((room.chair, Vote.YES), (room.director, Vote.YES)):
        assert words not in page.get("/desk", as_=room.clerk).main
        decisions.vote(actor=member, answer=answer, version=answer.version, vote=vote)
    assert words in page.get("/desk", as_=room.clerk).main
    assert words in page.get("/desk", as_=room.chair).main
    assert words not in page.get("/desk", as_=room.director).main
    decisions.decide_by_votes(actor=room.clerk, answer=answer, version=answer.version)
    assert words not in page.get("/desk", as_=room.clerk).main


def test_what_the_members_have_turned_down_waits_to_be_drafted_anew(page: Page) -> None:
    room = make_room()
    answer = draft(room)
    for member in (room.chair, room.director):
        decisions.vote(actor=member, answer=answer, version=answer.version, vote=Vote.NO)
    page.get("/desk", as_=room.clerk)
    assert f"Draft an answer: {room.proposal.title}" in page.main


def test_what_its_author_has_withdrawn_waits_for_nobody(page: Page) -> None:
    room = make_room(supports=0)
    draft(room, declines=True)
    author = db.session.get_one(actors.Actor, room.proposal.actor_id)
    proposals.withdraw(actor=author, proposal=room.proposal)
    for person in (room.clerk, room.chair, room.director):
        assert room.proposal.title not in page.get("/desk", as_=person).main


def test_no_member_is_asked_while_residents_vote(page: Page, clock: Any) -> None:
    room = make_room()
    draft(room)
    ballot = make_ballot(room.proposal, make_proposal(council=room.council), council=room.council)
    words = f"Say yes or no: {room.proposal.title}"
    assert words not in page.get("/desk", as_=room.chair).main
    clock.at(ballot.closes_at)
    ballot_jobs.close_due()
    assert words in page.get("/desk", as_=room.chair).main


def test_questions_and_records_wait_for_the_clerk_after_a_review(page: Page, clock: Any) -> None:
    council = make_council()
    clerk = make_seat(council, Seat.CLERK)
    review = make_live_review(council=council, title="Roads meet the Governor")
    make_question(review)
    live.end(actor=actors.system(), review=review)
    page.get("/desk", as_=clerk)
    rows = " ".join(page.words("main li.entry"))
    assert "Answer in writing: Why did the evening boat not go?" in rows
    assert "Sign the record: Roads meet the Governor" in rows
    for link in page.all("main li.entry a"):
        Page(page.app).get(str(link["href"]), as_=clerk)


def test_figures_wait_for_the_analyst_and_go_when_they_are_late_enough(
    page: Page, clock: Any
) -> None:
    make_measure("Sailings that leave on time")
    analyst = make_officer("analyst")
    clock.move(days=40)
    page.get("/desk", as_=analyst)
    assert "Report a figure: Sailings that leave on time" in page.main
    assert "Report a figure" not in page.get("/desk", as_=make_officer("moderator")).main


def test_reports_wait_for_the_moderator(page: Page) -> None:
    comment = make_comment(make_proposal().subject, "You are all fools.")
    page.get(comment.subject.path.partition("#")[0], as_=make_member())
    from citizens.moderation import operations as moderation
    from citizens.moderation.rules import Rule

    moderation.report(
        actor=make_member(), subject=comment.subject, rule=Rule.ABUSE, words="It insults."
    )
    assert "Look at a report" in page.get("/desk", as_=make_officer("moderator")).main


def test_the_governor_sees_what_is_late_anywhere_and_can_follow_it(page: Page, clock: Any) -> None:
    governor = make_officer("governor")
    page.get("/desk/governor", as_=governor)
    assert "Nothing is overdue in any council" in page.main
    make_proposal("Boats on time", council=make_council())
    make_promise(make_council(), "Train forty deckhands.")
    make_measure("Sailings that leave on time")
    clock.move(days=100)
    signals.mark_stale()
    page.get("/desk/governor", as_=governor)
    rows = page.words("main li.entry")
    for words in ("Boats on time", "Train forty deckhands.", "Sailings that leave on time"):
        assert [row for row in rows if words in row and "days late" in row], words
    for link in page.all("main li.entry a"):
        Page(page.app).get(str(link["href"]), as_=governor)
