"""Proposals as people see and make them."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from citizens.accounts import operations as accounts
from citizens.moderation import operations as moderation
from citizens.moderation.rules import Rule
from citizens.proposals import jobs, operations
from citizens.proposals.models import Proposal
from citizens.proposals.queries import by_code
from citizens.proposals.rules import AnswerKind, ProposalState
from citizens.supports import operations as supports
from commons import events, mail
from commons.actors import system
from commons.db import db
from commons.events import Event
from commons.roles import Level
from commons.subjects import Subject
from tests.conftest import Clock
from tests.make import (
    make_account,
    make_council,
    make_measure,
    make_member,
    make_officer,
    make_proposal,
    make_supports,
)
from tests.page import Page

MOST_QUERIES = 6


def test_a_member_proposes_in_three_steps(page: Page) -> None:
    council = make_council("Getting around")
    make_proposal("Measure whether the boats leave on time")
    page.get("/proposals/new", as_=make_member("Ana R."))
    page.submit("Go on", title="Do the boats leave in time?")
    assert "Measure whether the boats leave on time" in page.text
    page.get("/proposals/new/words?title=Do+the+boats+leave+in+time%3F")
    page.submit(
        "See how it looks",
        body="They **do not**.",
        how_noticed="Nobody runs.",
        addressee=f"council:{council.slug}",
    )
    assert "Only you can see this draft" in page.text
    page.submit("Make it public")
    assert page.one("h1").text == "Do the boats leave in time?"
    assert "Step 1 of 6" in page.text
    assert "18 February 2027" in page.text or "answer is due by" in page.text
    assert "Proposed by Ana R." in page.text


def test_the_home_pages_box_leads_to_the_second_step(page: Page) -> None:
    page.get("/proposals/new?title=Boats")
    assert page.url.startswith("/proposals/new/similar")
    assert "Nobody has proposed this yet" in page.text


def test_an_empty_box_is_told_so_and_a_reader_keeps_what_was_typed(page: Page) -> None:
    page.get("/proposals/new/similar?title=", status=422)
    assert "Please say in one sentence" in page.text
    page.get("/proposals/new/words?title=Boats+%26+buses")
    assert page.url.startswith("/account/sign-in")
    assert "Boats" in page.url


def test_a_title_that_is_too_long_is_refused_whole(page: Page) -> None:
    long = "Count the boats that leave late. " * 20
    page.get("/proposals/new").submit("Go on", title=long, status=422)
    assert page.one("#title")["value"] == long.strip()
    assert "at most 120 characters; it has 659." in page.one(".error").text
    page.get(f"/proposals/new/words?title={long}", as_=make_member())
    page.submit("See how it looks", body="Every evening.", status=422)
    assert page.one("#title")["value"] == long.strip()
    page.get("/")
    assert not page.one("#idea").get("maxlength")


def test_a_similar_proposal_says_what_became_of_it(page: Page) -> None:
    measure = make_measure("Boats on time")
    operations.set_answer(
        actor=system(),
        proposal=make_proposal("Measure whether the boats leave on time"),
        kind=AnswerKind.ADOPTED,
        words="It is a measure now.",
        answered_by="Imani Roe",
        result_id=measure.subject_id,
    )
    page.get("/proposals/new", as_=make_member()).submit("Go on", title="Do the boats leave?")
    assert " · Adopted · 0 supports" in page.one("article .note").text
    assert page.link("What came of it: Boats on time") == measure.subject.path
    assert "Support this instead" not in page.main


def test_words_that_are_missing_are_named_and_the_rest_is_kept(page: Page) -> None:
    page.get("/proposals/new/words", as_=make_member())
    page.submit("See how it looks", status=422, title="Boats", how_noticed="Nobody runs.")
    assert "Please say what you mean and why it matters." in page.text
    assert page.one("#title")["value"] == "Boats"
    assert "Nobody runs." in page.one("#how_noticed").text


def test_nobody_else_opens_changes_or_withdraws_it(page: Page) -> None:
    author, stranger = make_member(), make_member()
    draft = operations.draft(actor=author, title="Boats", body="Late.", once="x")
    code = draft.subject.public_id
    page.get(f"/proposals/{code}", as_=stranger, status=404)
    for part in ("draft", "amendments/new", "withdrawal"):
        page.get(f"/proposals/{code}/{part}", status=404)
    page.get(f"/proposals/{code}.json", as_=None, status=404)


def test_a_second_press_leads_to_the_proposal_that_the_first_one_opened(page: Page) -> None:
    author = make_member()
    draft = operations.draft(actor=author, title="Boats", body="Late.", once="x")
    code = draft.subject.public_id
    page.get(f"/proposals/{code}/draft", as_=author)
    form = page.html, page.url
    for _press in range(2):
        page.html, page.url = form
        page.submit("Make it public")
        assert page.url == f"/proposals/{code}"


def test_its_author_changes_words_that_others_support(page: Page) -> None:
    author = make_member()
    proposal = make_proposal("Boats on time", author=author)
    make_supports(proposal, 1)
    code = proposal.subject.public_id
    page.get(f"/proposals/{code}/amendments/new", as_=author)
    page.submit("Save", status=422, title="Ferries on time")
    assert "tell your supporters why" in page.text
    page.submit("Save", title="Ferries on time", reason="Boats are canoes, too.")
    assert page.one("h1").text == "Ferries on time"
    page.get(f"/proposals/{code}/amendments", as_=None)
    assert "Boats on time" in page.text
    assert "Boats are canoes, too." in page.text


def test_how_one_would_notice_cannot_change_unseen(page: Page) -> None:
    author = make_member()
    proposal = make_proposal(author=author, how_noticed="Nine of ten boats leave on time.")
    make_supports(proposal, 1)
    code = proposal.subject.public_id
    page.get(f"/proposals/{code}/amendments/new", as_=author)
    page.submit("Save", how_noticed="Five of ten do.", reason="It is easier.")
    page.get(f"/proposals/{code}/amendments", as_=None)
    assert "Nine of ten boats leave on time." in page.main


def test_its_author_takes_it_back(page: Page) -> None:
    author = make_member()
    proposal = make_proposal(author=author)
    page.get(f"/proposals/{proposal.subject.public_id}/withdrawal", as_=author)
    page.submit("Take it back", reason="Another was faster.")
    assert "Another was faster." in page.text
    page.get("/proposals", as_=None)
    assert proposal.title not in page.text


def test_supporters_are_not_mailed_more_than_three_new_wordings_a_day(
    app: Flask, page: Page, clock: Clock
) -> None:
    author = make_member()
    proposal, other = (make_proposal(f"{n} on time", author=author) for n in ("Boats", "Buses"))
    make_supports(proposal, 1)
    for number in range(5):  # nobody supports it: nobody gets a letter
        page.get(f"/proposals/{other.subject.public_id}/amendments/new", as_=author)
        page.submit("Save", title=f"Buses {number}")
    path = f"/proposals/{proposal.subject.public_id}/amendments/new"
    for number in range(4):
        page.get(path)
        status = 200 if number < 3 else 429
        page.submit("Save", title=f"Boats {number}", reason="Clearer.", status=status)
    clock.move(days=1, minutes=1)
    page.get(path, as_=author).submit("Save", title="Boats 5", reason="Clearer.")


def test_what_is_hidden_is_neither_changed_nor_mailed(page: Page) -> None:
    author = make_member()
    proposal = make_proposal("Boats on time", author=author)
    supporter = make_account()
    supports.give(actor=supporter.actor, subject_id=proposal.subject_id, level=1)
    words = {"title": "Ferries on time", "body": "Late.", "how_noticed": "", "reason": "Clearer."}
    operations.amend(actor=author, proposal=proposal, **words)
    moderation.hide(
        actor=make_officer("moderator"), subject=proposal.subject, rule=Rule.SPAM, reason="Twice."
    )
    events.relay()
    told = [each for each in db.session.query(mail.Letter) if each.to_address == supporter.email]
    assert told == []
    page.get(f"/proposals/{proposal.subject.public_id}/amendments/new", as_=author)
    page.submit("Save", title="Buy pills", reason="Cheap.", status=422)
    assert "While they do, its words stay." in page.main
    assert by_code(proposal.subject.public_id).title == "Ferries on time"


@pytest.mark.parametrize("act", ["throw_away", "erase"])
def test_of_a_draft_that_is_gone_nothing_is_kept(page: Page, act: str) -> None:
    author = make_account().actor
    words = {"title": "Boats on time", "body": "They are late.", "how_noticed": "I was there."}
    draft = operations.draft(actor=author, once="x", **words)
    code, draft_id = draft.subject.public_id, draft.id
    page.get(f"/proposals/{code}/withdrawal", as_=author)
    if act == "throw_away":
        page.submit("Take it back")
        assert page.url == "/account"
        assert "The draft is gone for good." in page.text
        assert "Boats on time" not in page.text
        for path in ("", "/draft", "/withdrawal", "/amendments/new"):
            page.get(f"/proposals/{code}{path}", status=404)
    else:
        accounts.erase(actor=author)
    kept = db.session.get_one(Proposal, draft_id, populate_existing=True)
    assert (kept.title, kept.body, kept.html, kept.how_noticed) == ("", "", "", "")
    assert kept.subject.title == ""
    told = db.session.scalars(select(Event.data).where(Event.subject_id == kept.subject_id))
    assert "Boats" not in str(list(told))


def test_an_answer_shows_decision_reason_office_and_date(page: Page, clock: Clock) -> None:
    proposal = make_proposal()
    operations.set_answer(
        actor=system(),
        proposal=proposal,
        kind=AnswerKind.DECLINED,
        words="It is counted by the port.",
        answered_by="Bo Halvard for Getting around",
    )
    page.get(f"/proposals/{proposal.subject.public_id}")
    for words in (
        "The council declines this",
        "It is counted by the port.",
        "Bo Halvard for Getting around, 20 November 2026",
        "Step 5 of 6",
    ):
        assert words in page.text
    document = page.client.get(f"/proposals/{proposal.subject.public_id}.json").json
    assert document is not None
    assert document["answer"]["kind"] == "declined"


def test_everybody_sees_that_an_answer_is_late(page: Page, clock: Clock) -> None:
    proposal = make_proposal(council=make_council("Getting around"))
    clock.move(days=95)
    page.get(f"/proposals/{proposal.subject.public_id}")
    assert "is 5 days late" in page.text
    page.get("/proposals?show=late")
    assert "answer 5 days late" in page.text


def test_a_list_finds_filters_and_turns_its_pages(page: Page) -> None:
    for number in range(23):
        make_proposal(f"Proposal number {number}")
    make_proposal("Something about ferries")
    page.get("/proposals")
    assert len(page.all("li.entry")) == 20
    page.get(str(page.one("a[rel=next]")["href"]))
    assert len(page.all("li.entry")) == 4
    page.get("/proposals?q=ferry")
    assert [each.text for each in page.all("li.entry a")] == ["Something about ferries"]
    page.get("/proposals?show=nonsense&after=x")
    page.get("/proposals?q=%22%27+OR+*")


def test_twins_hold_all_public_proposals(page: Page) -> None:
    make_proposal("=HYPERLINK()")
    operations.draft(actor=make_member(), title="Secret", body="B", once="x")
    document = page.client.get("/proposals.json").json
    assert document is not None
    assert [row["title"] for row in document["proposals"]] == ["=HYPERLINK()"]
    assert "'=HYPERLINK()" in page.client.get("/proposals.csv").text
    feed = page.client.get("/proposals.atom").text
    assert "=HYPERLINK()" in feed
    assert "Secret" not in feed


def test_pages_ask_the_database_little(page: Page) -> None:
    proposal = make_proposal(council=make_council(threshold=2))
    make_supports(proposal, 2)
    jobs.reached_threshold()
    for url in ("/proposals", f"/proposals/{proposal.subject.public_id}"):
        page.get(url)
        assert len(page.queries) <= MOST_QUERIES, "\n".join(page.queries)


def test_the_page_says_who_is_counted_and_how_many_there_are(page: Page) -> None:
    proposal = make_proposal(council=make_council(threshold=25))
    make_supports(proposal, 2)
    make_supports(proposal, 3, level=Level.MEMBER)
    page.get(f"/proposals/{proposal.subject.public_id}")
    assert "2 of the 25 who bring it before the council" in page.main
    assert "Supported by 25 residents" in page.main
    page.get(f"/proposals/{proposal.subject.public_id}.json")
    assert (page.json["supports"], page.json["residents"]) == (5, 2)


def test_a_supported_proposal_is_with_its_council(page: Page, app: Flask) -> None:
    proposal = make_proposal(council=make_council("Getting around", threshold=2))
    make_supports(proposal, 2)
    jobs.reached_threshold()
    page.get(f"/proposals/{proposal.subject.public_id}")
    assert "Step 2 of 6" in page.text
    assert "With Getting around; the answer is due by" in page.text
    assert by_code(proposal.subject.public_id).state is ProposalState.SUPPORTED
    assert db.session.get(Subject, proposal.subject_id) is not None


def test_somebody_who_wants_the_same_supports_it_in_one_press(page: Page) -> None:
    proposal = make_proposal("Measure whether the boats leave on time")
    person = make_member()
    page.get("/proposals/new/similar?title=Do+boats+leave+in+time%3F", as_=person)
    page.submit("Support this instead")
    assert page.url == f"/proposals/{proposal.subject.public_id}"
    assert "You support this" in page.text


def test_a_hidden_proposal_leaves_a_tombstone_and_no_words(page: Page) -> None:
    proposal = make_proposal("Boats of a certain neighbour", body="His name is on them.")
    moderation.hide(
        actor=make_officer("moderator"),
        subject=proposal.subject,
        rule=Rule.PERSON,
        reason="It names a private person.",
    )
    page.get(f"/proposals/{proposal.subject.public_id}")
    assert "It names a private person." in page.text
    assert "neighbour" not in page.text
    page.get("/proposals")
    assert "neighbour" not in page.text
    page.get("/proposals/new/similar?title=Boats+of+a+neighbour")
    assert "certain" not in page.text
    page.get(f"/proposals/{proposal.subject.public_id}/similar")
    assert "neighbour" not in page.text
    assert page.client.get(f"/proposals/{proposal.subject.public_id}.json").status_code == 404
