"""What the home page calls the next review, and whose words it quotes."""

from __future__ import annotations

import pytest

from citizens.comments import operations as comments
from citizens.moderation import operations as moderation
from citizens.moderation.rules import Rule
from commons import actors
from council.live import operations as live
from council.reviews import operations as reviews
from tests.make import make_council, make_member, make_officer, make_proposal, make_review
from tests.page import Page

pytestmark = pytest.mark.usefixtures("app", "clock")


def test_a_review_that_was_put_off_or_never_begun_is_not_the_next(page: Page, clock) -> None:
    council, system = make_council(), actors.system()
    put_off = make_review(council=council, starts_in=2, title="Put off")
    make_review(council=council, starts_in=1, title="Never begun")
    make_review(council=council, starts_in=5, title="To come")
    reviews.postpone(actor=system, review=put_off, reason="Snow.")
    clock.move(days=3)
    page.get("/")
    assert "Next live review in 2 days" in page.html.get_text(" ", strip=True)
    late = make_review(council=council, starts_in=3, title="The one on now")
    clock.move(days=3)
    live.go_live(actor=system, review=late)
    page.get("/")
    assert "A review is live now" in page.html.get_text(" ", strip=True)


def test_words_about_a_hidden_proposal_are_not_quoted(page: Page) -> None:
    proposal = make_proposal("Measure the boats of Bad Person")
    comment = comments.say(
        actor=make_member(),
        about=proposal.subject.public_id,
        body="They never leave.",
        once="a form",
    )
    clerk = make_officer("clerk")
    comments.answer(actor=clerk, comment=comment, words="We look.", answered_by="A clerk")
    assert "They never leave." in page.get("/").main
    moderation.hide(
        actor=make_officer("moderator"), subject=proposal.subject, rule=Rule.ABUSE, reason="A name."
    )
    assert "Bad Person" not in page.get("/").html.get_text(" ", strip=True)
