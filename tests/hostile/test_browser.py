"""Hostile strings in Chromium: nothing runs, nothing is asked for but what our pages ask for.

First the proof that we would notice: the same strings, shown raw, do what they are known to do.
"""

from __future__ import annotations

from itertools import cycle
from typing import Any
from urllib.parse import quote, urlsplit

import pytest

from app import create_app
from citizens.accounts.rules import claims_office
from citizens.comments import operations as comments
from citizens.comments.models import Comment
from citizens.comments.rules import Side
from citizens.moderation import operations as moderation
from citizens.moderation.rules import Rule
from citizens.proposals.models import Proposal
from citizens.proposals.rules import TITLE_LENGTH
from commons.actors import Actor
from commons.config import read_settings
from commons.db import db
from commons.subjects import Subject
from tests.browser.visitor import Visitors, sign_in
from tests.hostile import corpus
from tests.hostile.careless import HARMFUL, RAN, SEEN, TELL, careless_site
from tests.make import make_member, make_officer, make_proposal
from tests.servers import Site

OURS = ("document", "fetch", "xhr", "eventsource")  # what a page asks for beside its parts
MODERATOR = "sana-whitlow"

only_sqlite = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.fixture
def careless(_chromium):
    """A site that shows the strings raw, for as long as the test takes."""
    with careless_site(_chromium) as site:
        yield site


def write(texts: list[str]) -> list[str]:
    """The strings as titles, names, comments, reports and reasons; where they are read."""
    # A name with an office in it is refused, so it cannot be shown: those stand in titles only.
    names = [name for name in corpus.packs(texts, 60) if not claims_office(name)]
    titles = corpus.packs(texts, TITLE_LENGTH - 5)
    bodies = cycle(corpus.packs(texts, 2_000, "\n\n"))
    shorter = cycle(corpus.packs(texts, 590, "\n\n"))
    moderator, paths = make_officer("moderator"), []
    for number in range(max(len(names), len(titles))):
        name, title = names[number % len(names)], titles[number % len(titles)]
        person = make_member(f"{number} {name}")
        proposal = make_proposal(
            f"{title} {number}", author=person, body=next(bodies), how_noticed=next(shorter)
        )
        comment = comments.say(
            actor=person, about=proposal.subject.public_id, body=next(bodies), side=Side.FOR,
            once=f"hostile {number}",
        )  # fmt: skip
        paths += [proposal.subject.path, *_moderate(number, moderator, proposal, comment)]
    return paths


def _moderate(number: int, moderator: Actor, proposal: Proposal, comment: Comment) -> list[str]:
    """Every fourth comment is reported and hidden with words of the proposal."""
    if number % 4:
        return []
    subject = db.session.get_one(Subject, comment.subject_id)
    moderation.report(
        actor=make_member(), subject=subject, rule=Rule.SPAM, words=proposal.how_noticed
    )
    code = subject.public_id
    moderation.hide(actor=moderator, subject=subject, rule=Rule.SPAM, reason=proposal.how_noticed)
    return [f"/comments/{code}", f"/desk/moderation/{code}"]


def come(site: Site, visitors: Visitors) -> Any:
    """A moderator whose browser tells when a string does something."""
    page = visitors.come(site)
    page.add_init_script(TELL)

    def hear(said: Any) -> None:
        if said.text == RAN:
            visitors.faults.append(f"{page.url}: {RAN}")

    def watch(request: Any) -> None:
        path = urlsplit(request.url).path
        within = request.resource_type == "document" and request.frame.parent_frame
        if within or not (request.resource_type in OURS or path.startswith("/static/")):
            visitors.faults.append(f"{page.url} asked for {request.url}")

    page.on("console", hear)
    page.on("request", watch)
    sign_in(page, MODERATOR)
    page.wait_for_url(lambda url: "sign-in" not in url)
    return page


def open_pages(site: Site, visitors: Visitors, texts: list[str]) -> None:
    """Writes the strings in all places, and opens all pages that show them."""
    app = create_app(read_settings(site.environment))
    with app.app_context():
        paths = write(texts)
    paths += ["/", "/proposals", "/moderation", "/changes", "/desk/moderation", "/log"]
    paths += [f"/search?q={quote(each)}" for each in corpus.packs(texts, 180)[:40]]
    page = come(site, visitors)
    for path in paths:
        assert page.goto(path, wait_until="load").status < 500, path
    page.wait_for_timeout(200)


@only_sqlite
def test_a_sample_of_harmful_strings_does_nothing_in_a_browser(fresh_site, visitors, careless):
    chosen = corpus.draw().sample(HARMFUL, 12)
    unseen = careless.unseen(chosen)
    assert len(unseen) <= 3, unseen  # some room for a Chromium in which one has lost its effect
    open_pages(fresh_site, visitors, [corpus.sendable(row.text) for row in chosen])


@pytest.mark.soak
def test_every_harmful_string_does_its_harm_where_it_is_shown_raw(careless):
    assert len(HARMFUL) == len(SEEN) > 100
    unseen = careless.unseen(HARMFUL)
    assert len(unseen) <= len(HARMFUL) // 10, unseen


@pytest.mark.soak
@only_sqlite
def test_no_hostile_string_does_anything_in_a_browser(fresh_site, visitors):
    texts = dict.fromkeys(corpus.sendable(row.text) for row in corpus.every_text())
    open_pages(fresh_site, visitors, list(texts))
