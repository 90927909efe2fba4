"""Following a thing, and no longer."""

from __future__ import annotations

from citizens.following import queries
from tests.make import make_member, make_proposal
from tests.page import Page


def test_one_follows_once_and_finds_it_on_ones_page(page: Page) -> None:
    proposal, ann = make_proposal("Count the full boats"), make_member()
    code = proposal.subject.public_id
    page.get("/account", as_=ann)
    token = str(page.all("[name=csrf_token]")[0]["value"])
    for _each in range(2):
        page.post(f"/following/{code}", {"csrf_token": token})
        assert page.url == f"/proposals/{code}"
    assert queries.how_many(proposal.subject_id) == 1
    page.get("/account")
    page.follow("Count the full boats")
    page.post(f"/following/{code}/ending", {"csrf_token": token})
    assert queries.how_many(proposal.subject_id) == 0


def test_the_button_says_what_it_does(page: Page) -> None:
    proposal = make_proposal()
    page.get("/account", as_=make_member())
    token = str(page.all("[name=csrf_token]")[0]["value"])
    with page.app.app_context():
        answer = page.client.post(
            f"/following/{proposal.subject.public_id}",
            data={"csrf_token": token},
            headers={"HX-Request": "true"},
        )
    assert "You follow this. Stop" in answer.get_data(as_text=True)
