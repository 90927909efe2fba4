"""The desk where answers are drafted, decided, taken on and published."""

from __future__ import annotations

import pytest

from citizens.proposals import jobs
from citizens.proposals.models import Proposal
from citizens.proposals.queries import by_code
from citizens.proposals.rules import ProposalKind
from council.councils.models import Council
from council.councils.rules import Seat
from tests.conftest import Clock
from tests.council.decisions.room import draft, make_room
from tests.make import (
    make_agency,
    make_council,
    make_member,
    make_officer,
    make_proposal,
    make_seat,
    make_supports,
)
from tests.page import Page

CHARTER = {
    "title": "Boats on time",
    "definition": "Boats that leave within two minutes of the timetable.",
    "unit": "percent",
    "source": "The timetable office",
}


def supported(council: Council) -> Proposal:
    """A proposal that the council must answer."""
    proposal = make_proposal(council=council)
    make_supports(proposal, council.threshold)
    jobs.reached_threshold()
    return by_code(proposal.subject.public_id)


def test_a_council_adopts_a_proposal_from_draft_to_measure(page: Page) -> None:
    council, ferries = make_council("Getting around", threshold=1), make_agency("Ferries")
    clerk = make_seat(council, Seat.CLERK)
    chair = make_seat(council, Seat.CHAIR, name="Imani Roe")
    director = make_seat(council, Seat.DIRECTOR, ferries)
    proposal = supported(council)
    url = f"/desk/proposals/{proposal.subject.public_id}/answer"

    page.get("/desk/proposals", as_=clerk)
    assert proposal.title in page.text
    page.get(url)
    page.submit(
        "Keep the draft",
        answer_kind="adopted",
        reason="It is what islanders ask.",
        lead_agency=ferries.slug,
        **CHARTER,
    )
    assert "The draft is kept." in page.text
    for member in (chair, director):
        page.get(url, as_=member)
        page.submit("Vote", vote="yes")
    page.submit("Decided by these votes")
    page.submit("We take it on")
    page.get(url, as_=clerk)
    page.submit("Publish the answer")
    assert "The council adopts this" in page.text
    assert "by 2 votes to 0" in page.text
    assert "What came of it: Boats on time" in page.text
    page.get("/measures/boats-on-time", as_=None)
    assert "Boats on time" in page.text


@pytest.mark.parametrize("kind", [each for each in ProposalKind if each != ProposalKind.MEASURE])
def test_what_is_not_a_measure_is_answered_without_a_charter(
    page: Page, kind: ProposalKind
) -> None:
    council, ferries = make_council(threshold=1), make_agency("Ferries")
    clerk, chair = make_seat(council, Seat.CLERK), make_seat(council, Seat.CHAIR, ferries)
    proposal = make_proposal(council=council, kind=kind)
    make_supports(proposal, 1)
    jobs.reached_threshold()
    page.get(f"/desk/proposals/{proposal.subject.public_id}/answer", as_=clerk)
    page.submit("Keep the draft", status=422, answer_kind="adopted", reason="Yes, by route.")
    assert page.words(".error-summary li") == [
        "Which agency leads: Please choose the agency that leads."
    ]
    page.submit("Keep the draft", lead_agency=ferries.slug)
    assert "The draft is kept." in page.text
    page.get(page.url, as_=chair)
    page.submit("Vote", vote="yes")
    page.submit("Decided by these votes")
    page.submit("We take it on")
    page.submit("Publish the answer")
    assert "The council adopts this" in page.text


def test_what_two_people_typed_at_once_is_shown_and_nothing_is_lost(page: Page) -> None:
    council = make_council(threshold=1)
    first, second = make_seat(council, Seat.CLERK), make_seat(council, Seat.CHAIR)
    proposal = supported(council)
    url = f"/desk/proposals/{proposal.subject.public_id}/answer"
    other = Page(page.app)
    other.get(url, as_=second)
    page.get(url, as_=first)
    page.submit("Keep the draft", answer_kind="declined", reason="The first draft.")
    other.submit("Keep the draft", status=409, answer_kind="declined", reason="The second one.")
    assert "Somebody else has changed this draft" in other.text
    assert "The first draft." in other.text
    assert "The second one." in other.one("#reason").text
    other.submit("Keep the draft", answer_kind="declined", reason="Both together.")
    assert "Both together." in other.one("#reason").text


def test_what_is_missing_is_named_at_its_field(page: Page) -> None:
    council = make_council(threshold=1)
    clerk = make_seat(council, Seat.CLERK)
    proposal = supported(council)
    page.get(f"/desk/proposals/{proposal.subject.public_id}/answer", as_=clerk)
    page.submit("Keep the draft", status=422, answer_kind="adopted", reason="Yes.", title="")
    for field in ("lead_agency", "title", "definition", "unit"):
        assert page.all(f"#{field}-error"), field
    page.submit("Keep the draft", status=422, answer_kind="adopted", decimals="many")
    assert page.all("#decimals-error")


def test_other_councils_and_members_are_refused(page: Page) -> None:
    council = make_council(threshold=1)
    proposal = supported(council)
    url = f"/desk/proposals/{proposal.subject.public_id}/answer"
    stranger = make_seat(make_council(), Seat.CLERK)
    page.get(url, as_=stranger, status=403)
    page.get("/desk/proposals")
    assert proposal.title not in page.text
    page.get(url, as_=make_member(), status=403)


def test_a_clerk_elsewhere_does_not_send_on_what_he_has_as_a_director(page: Page) -> None:
    council, other = make_council(threshold=1), make_council()
    proposal = supported(council)
    person = make_seat(other, Seat.CLERK)
    make_seat(council, Seat.DIRECTOR, person=person)
    page.get(f"/desk/proposals/{proposal.subject.public_id}/answer", as_=person)
    token = page.all("[name=csrf_token]")[0]["value"]
    url = f"/desk/proposals/{proposal.subject.public_id}/assignment"
    sent = {"csrf_token": token, "council": f"council:{other.slug}"}
    page.post(url, sent, status=403)
    assert by_code(proposal.subject.public_id).addressee_id == council.subject_id


def test_an_office_for_the_whole_site_that_answers_nothing_widens_no_list(page: Page) -> None:
    supported(make_council(threshold=1))
    person = make_officer("moderator")
    make_seat(make_council(), Seat.DIRECTOR, person=person)
    page.get("/desk/proposals", as_=person)
    assert not page.all("tbody tr")


def test_a_clerk_finds_the_council_for_a_proposal_without_one(page: Page) -> None:
    council = make_council("Getting around", threshold=3)
    proposal = make_proposal("Count the boats")
    page.get("/desk/proposals", as_=make_seat(council, Seat.CLERK))
    page.submit("Send it there", council=f"council:{council.slug}")
    assert "The proposal is with Getting around." in page.text
    stands = by_code(proposal.subject.public_id)
    assert stands.addressee_id == council.subject_id
    assert stands.threshold == 3


def test_a_proposal_stays_with_the_council_that_drafts_its_answer(page: Page) -> None:
    room, other = make_room(), make_council()
    draft(room, declines=True)
    page.get("/desk", as_=room.clerk)
    token = page.all("[name=csrf_token]")[0]["value"]
    seen = f"council:{room.council.slug}"
    sent = {"csrf_token": token, "council": f"council:{other.slug}", "seen": seen}
    page.post(f"/desk/proposals/{room.code}/assignment", sent, status=422)
    assert "is drafted already" in page.main
    assert by_code(room.code).addressee_id == room.council.subject_id


def test_of_two_clerks_who_send_a_proposal_the_first_decides(page: Page) -> None:
    council, other = make_council("Getting around"), make_council("Roofs")
    clerk = make_seat(council, Seat.CLERK)
    proposal = make_proposal("Count the boats")
    early = Page(page.app).get("/desk/proposals", as_=clerk)
    page.get("/desk/proposals", as_=make_seat(other, Seat.CLERK))
    page.submit("Send it there", council=f"council:{council.slug}")
    early.submit("Send it there", status=422, council=f"council:{other.slug}")
    assert "in the meantime" in early.main
    assert by_code(proposal.subject.public_id).addressee_id == council.subject_id


def test_the_governors_office_sees_what_is_overdue_everywhere(page: Page, clock: Clock) -> None:
    proposal = make_proposal("Count the boats", council=make_council("Getting around"))
    clock.move(days=95)
    page.get("/desk/proposals", as_=make_officer("governor"))
    assert proposal.title in page.text
    assert "answer 5 days late" in page.text
