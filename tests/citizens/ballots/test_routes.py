"""Ballots as residents vote in them and clerks run them."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from citizens.ballots import jobs, operations
from citizens.ballots.models import Ballot
from citizens.moderation import operations as moderation
from citizens.moderation.rules import Rule
from citizens.proposals import operations as proposals
from citizens.proposals.queries import by_code
from commons import clock as time
from commons import search
from commons.db import db
from commons.ledger import Leaf
from council.councils.rules import Seat
from tests.conftest import Clock
from tests.make import (
    make_ballot,
    make_council,
    make_member,
    make_officer,
    make_proposal,
    make_resident,
    make_seat,
)
from tests.page import Page

MOST_QUERIES = 6


def test_a_resident_votes_changes_and_withdraws(page: Page) -> None:
    ballot = make_ballot()
    url = f"/ballots/{ballot.subject.public_id}"
    page.get(url, as_=make_resident())
    page.submit("Vote", choice=["1", "3"])
    assert page.url == f"{url}/paper"
    assert [each.text for each in page.all("main li")][-2:] != []
    assert "Boats on time" in page.text
    assert "Lifts that work" in page.text
    assert "Buses on time" not in page.text
    page.get(url)
    assert "You have voted." in page.text
    assert len(page.all("input[name=choice][checked]")) == 2
    page.submit("Change my vote", choice=["2"])
    assert "Buses on time" in page.text
    page.submit("Withdraw my vote")
    assert "Your vote is withdrawn" in page.text


def test_a_paper_that_cannot_be_taken_is_told_at_the_field(page: Page) -> None:
    ballot = make_ballot(most_ticks=2)
    url = f"/ballots/{ballot.subject.public_id}"
    page.get(url, as_=make_resident())
    page.submit("Vote", status=422)
    assert "Please tick at least one option." in page.one("#choice-error").text
    page.submit("Vote", status=422, choice=["1", "2", "3"])
    assert "at most 2" in page.one("#choice-error").text
    assert len(page.all("input[name=choice][checked]")) == 3
    token = page.all("input[name=csrf_token]")[0]["value"]
    for bad in (["9"], ["x"], ["1", "1"], ["-1"]):
        page.post(f"{url}/paper", {"csrf_token": token, "choice": bad}, status=422)


def test_readers_and_members_see_what_is_missing(page: Page) -> None:
    ballot = make_ballot()
    url = f"/ballots/{ballot.subject.public_id}"
    page.get(url)
    assert "Sign in to vote" in page.text
    page.get(url, as_=make_member())
    assert "Confirm where I live" in page.text
    page.post(f"{url}/paper", {}, status=400)


def test_no_result_is_seen_before_the_close(page: Page) -> None:
    ballot = make_ballot()
    code = ballot.subject.public_id
    for _each in range(11):
        operations.cast(actor=make_resident(), level=2, code=code, positions=[1])
    url = f"/ballots/{code}"
    page.get(url)
    assert "At least 10 people have voted so far." in page.text
    assert not re.search(r"\b11 (people|papers|residents|votes)", page.text)
    document = page.client.get(f"{url}/record.json").json
    assert document is not None
    assert document["papers"] is None
    assert all(each["approvals"] is None for each in document["options"])


def test_a_published_count_names_what_is_chosen(page: Page, clock: Clock) -> None:
    ballot = make_ballot(hours=1)
    code, places = ballot.subject.public_id, [option.position for option in ballot.options]
    for number in range(3):
        chosen = places[:1] if number else places
        operations.cast(actor=make_resident(), level=2, code=code, positions=chosen)
    clock.at(ballot.closes_at)
    jobs.close_due()
    url = f"/ballots/{code}"
    page.get(url)
    assert "Chosen: “Boats on time” with 3 of 3" in page.text
    assert "3 people voted." in page.text
    assert "not an election" in page.text
    document = page.client.get(f"{url}/record.json").json
    assert document is not None
    assert [each["approvals"] for each in document["options"]] == [3, 1, 1]
    page.get("/ballots")
    assert "Counted" in page.text


def test_a_clerk_drafts_opens_and_answers_a_ballot(page: Page, clock: Clock) -> None:
    council = make_council("Getting around")
    clerk = make_seat(council, Seat.CLERK)
    codes = [make_proposal(each, council=council).subject.public_id for each in ("Boats", "Buses")]
    page.get(f"/desk/ballots/new?council=council:{council.slug}", as_=clerk)
    words = {"title": "Which first?", "question": "Which of the two first?", "places": "1"}
    page.submit("See the draft", status=422, **words, proposals=codes, closes_on="2026-11-19")
    assert "later than the opening" in page.text
    page.submit("See the draft", **words, proposals=codes, closes_on="2026-11-25")
    page.submit("Open the ballot")
    assert "Which of the two first?" in page.one("h1").text
    assert by_code(codes[0]).state == "on_ballot"
    clock.move(days=6)
    jobs.close_due()
    code = page.url.rpartition("/")[2]
    page.get(f"/desk/ballots/{code}", as_=clerk)
    page.submit("Publish", words="The council takes the boats.")
    assert "The council takes the boats." in page.text


def test_a_draft_that_cannot_be_opened_says_why_and_is_thrown_away(
    page: Page, clock: Clock
) -> None:
    council = make_council()
    clerk = make_seat(council, Seat.CLERK)
    made = [make_proposal(each, council=council) for each in ("Boats", "Buses")]
    page.get(f"/desk/ballots/new?council={council.subject.public_id}", as_=clerk)
    words = {"title": "Which first?", "question": "Which of the two first?", "places": "1"}
    codes = [each.subject.public_id for each in made]
    page.submit("See the draft", **words, proposals=codes, closes_on="2026-11-25")
    address = page.url
    proposals.withdraw(actor=made[1].actor, proposal=made[1])
    page.submit("Open the ballot", status=422)
    assert "“Buses” has moved on." in page.text
    assert by_code(codes[0]).state == "open"
    page.submit("Throw the draft away")
    assert "The draft is thrown away." in page.text
    assert "Which of the two first?" not in page.main
    page.get(address, status=404)


def hide_first(ballot: Ballot) -> str:
    """The first option's proposal is hidden by a moderator; returns its id."""
    about = ballot.options[0].about
    moderator = make_officer("moderator")
    moderation.hide(actor=moderator, subject=about, rule=Rule.PERSON, reason="It names a driver.")
    return str(about.public_id)


def data(page: Page, address: str) -> dict[str, Any]:
    """A ballot as data."""
    document = page.client.get(address).json
    assert document is not None
    return dict(document)


def leaf(ballot: Ballot) -> bytes:
    """What the ledger holds of a ballot."""
    held = select(Leaf.content).where(Leaf.subject_id == ballot.subject_id)
    return db.session.scalars(held).one()


def test_a_proposal_that_is_hidden_is_not_offered_for_a_ballot(page: Page) -> None:
    council = make_council()
    made = [make_proposal(each, council=council) for each in ("Boats", "Buses", "Lifts")]
    hides = make_officer("moderator")
    moderation.hide(actor=hides, subject=made[0].subject, rule=Rule.PERSON, reason="A name.")
    page.get(
        f"/desk/ballots/new?council={council.subject.public_id}", as_=make_seat(council, Seat.CLERK)
    )
    assert "Boats" not in page.main
    assert "Buses" in page.main
    drafted = {
        "title": "A",
        "question": "B?",
        "options": [(p.title, "", p.subject_id) for p in made],
    }
    ballot = operations.draft(
        actor=hides,
        addressee_id=council.subject_id,
        closes_at=time.now() + timedelta(days=2),
        **drafted,
    )
    operations.open_(actor=hides, ballot=ballot)
    assert [found.kind for found in search.find("buses")].count("ballot") == 1
    assert not search.find("boats")


def test_a_close_in_a_far_year_is_refused_at_its_field(page: Page, clock: Clock) -> None:
    council = make_council()
    codes = [make_proposal(each, council=council).subject.public_id for each in ("Boats", "Buses")]
    address = f"/desk/ballots/new?council={council.subject.public_id}"
    page.get(address, as_=make_seat(council, Seat.CLERK))
    words = {"title": "Which first?", "question": "Which of the two?", "places": "1"}
    for day in ("9999-12-31", "2027-11-21"):
        page.submit("See the draft", status=422, **words, proposals=codes, closes_on=day)
        assert "Please choose a day within a year from now." in page.one("#closes_on-error").text
    page.submit("See the draft", **words, proposals=codes, closes_on="2027-11-20")


def test_a_proposal_hidden_while_people_vote_is_called_by_its_id(page: Page, clock: Clock) -> None:
    ballot = make_ballot(hours=1)
    voter, code = make_resident(), ballot.subject.public_id
    operations.cast(actor=voter, level=2, code=code, positions=[1])
    url = f"/ballots/{code}"
    page.get(url)
    assert "Boats on time" in page.main
    code = hide_first(ballot)
    for address, reader in ((url, None), (url, voter), (f"{url}/paper", voter)):
        page.get(address, as_=reader)
        assert code in page.main
        assert "Boats on time" not in page.main
        assert len(page.queries) <= MOST_QUERIES + (reader is not None)
    for address in (f"{url}.json", f"{url}/record.json"):
        options = data(page, address)["options"]
        assert [each["title"] for each in options] == [code, "Buses on time", "Lifts that work"]
    clock.at(ballot.closes_at)
    jobs.close_due()
    page.get(url, as_=None)
    assert f"Chosen: “{code}” with 1 of 1" in page.main
    assert "Boats on time" not in page.main
    assert b"Boats on time" not in leaf(ballot)


def test_a_proposal_hidden_after_the_count_changes_pages_and_not_the_ledger(
    page: Page, clock: Clock
) -> None:
    council = make_council()
    ballot = make_ballot(council=council, hours=1)
    code = ballot.subject.public_id
    operations.cast(actor=make_resident(), level=2, code=code, positions=[1])
    clock.at(ballot.closes_at)
    jobs.close_due()
    before = leaf(ballot)
    code = hide_first(ballot)
    assert leaf(ballot) == before
    assert b"Boats on time" in before
    url = f"/ballots/{ballot.subject.public_id}"
    page.get(url)
    assert f"Chosen: “{code}” with 1 of 1" in page.main
    assert data(page, f"{url}/record.json")["options"][0]["approvals"] == 1
    page.get(f"/desk{url}", as_=make_seat(council, Seat.CLERK))
    assert code in page.main
    assert "Boats on time" not in page.main
    about = ballot.options[0].about
    moderation.restore(actor=make_officer("moderator"), subject=about, reason="No name in it.")
    page.get(url, as_=None)
    assert "Chosen: “Boats on time” with 1 of 1" in page.main


def test_a_draft_is_nobodys_but_the_desks(page: Page) -> None:
    council = make_council()
    ballot = operations.draft(
        actor=make_member(),
        addressee_id=council.subject_id,
        title="A",
        question="B?",
        options=[("One", "", None), ("Two", "", None)],
        closes_at=make_ballot().closes_at,
    )
    page.get(f"/ballots/{ballot.subject.public_id}", status=404)
    page.get(f"/ballots/{ballot.subject.public_id}/record.json", status=404)
    other = make_seat(make_council(), Seat.CLERK)
    page.get(f"/desk/ballots/{ballot.subject.public_id}", as_=other, status=403)


def test_pages_ask_the_database_little(page: Page) -> None:
    ballot = make_ballot()
    for url in ("/ballots", f"/ballots/{ballot.subject.public_id}"):
        page.get(url)
        assert len(page.queries) <= MOST_QUERIES, "\n".join(page.queries)


def test_a_member_who_is_no_resident_is_told_how_to_become_one(page: Page) -> None:
    code = make_ballot().subject.public_id
    page.get(f"/ballots/{code}/paper", as_=make_member(), status=403)
    assert page.one("h1").text == "This is for residents"
    assert page.link("Show where you live") == "/account/residence"
    assert "office" not in page.one(".deck").text
