"""Talking about a thing: sides, replies, pages, tombstones, answers."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from flask import Flask
from sqlalchemy import func, insert, select

from citizens.comments import operations, queries
from citizens.comments.models import Comment
from citizens.comments.rules import Side
from citizens.moderation import operations as moderation
from citizens.moderation.rules import Rule
from citizens.proposals.models import Proposal
from citizens.supports import jobs
from citizens.supports import operations as supports
from commons import clock as time
from commons import events, mail
from commons.actors import Actor
from commons.db import db, operation
from commons.errors import NotFound, Refused
from commons.events import Event
from commons.subjects import Subject
from commons.text import clean
from tests.conftest import Clock
from tests.make import (
    make_account,
    make_comment,
    make_member,
    make_officer,
    make_proposal,
    make_supports,
)
from tests.page import Page

FORM = "#talk form.form"


def talk_page(proposal: Proposal) -> str:
    """The page on which a proposal is talked about."""
    return f"/proposals/{proposal.subject.public_id}"


def number() -> int:
    """How many comments the database holds."""
    return db.session.scalar(select(func.count()).select_from(Comment)) or 0


def test_a_comment_on_a_figure_names_its_month_in_words(page: Page) -> None:
    about = make_proposal().subject
    operations.say(
        actor=make_member("Ann"),
        about=about.public_id,
        body="It was late.",
        pin="2026-10",
        once="p1",
    )
    page.get(about.path)
    assert ", about October 2026," in page.words("article.comment .by")[0]


def test_what_one_says_stands_below_with_ones_name_and_side(page: Page) -> None:
    url = talk_page(make_proposal())
    page.get(url, as_=make_member("Ann Lee"))
    page.submit(form=FORM, side="against", body="It is **late** again.\n\nhttps://example.org")
    assert page.url == url
    assert page.words("article.comment .by") == [
        f"Ann Lee , against, {page.words('article.comment .by')[0].split(', ')[-1]}"
    ]
    assert page.one("article.comment strong").get_text() == "late"
    assert "nofollow" in str(page.one("article.comment .words a")["rel"])
    assert "1 comment" in page.words("#talk h2")
    assert "0 for, 1 against, 0 neither" in page.main


def test_a_second_press_of_the_same_form_says_it_once(page: Page) -> None:
    proposal = make_proposal()
    page.get(talk_page(proposal), as_=make_member())
    form = {str(f["name"]): f.get("value", "") for f in page.one(FORM).select("input[type=hidden]")}
    form |= {"side": "for", "body": "Yes."}
    page.post("/comments", form)
    page.post("/comments", form)
    assert number() == 1


def test_the_key_of_a_form_serves_one_person_only(app: Flask) -> None:
    proposal = make_proposal()
    for _each in range(2):
        page = Page(app).get(talk_page(proposal), as_=make_member())
        page.submit(form=FORM, body="Yes.", once="the same key")
    assert number() == 2


@pytest.mark.parametrize("body", ["", "   \n ", "\u200b", "x" * 5_001])
def test_an_empty_or_endless_comment_is_refused_with_what_was_typed(page: Page, body: str) -> None:
    page.get(talk_page(make_proposal()), as_=make_member())
    page.submit(form=FORM, side="for", body=body, status=422)
    assert page.all(".error-summary")
    assert page.one("input[value=for]").has_attr("checked")
    assert page.one("textarea").get_text().strip() == clean(body)
    page.submit("Comment", body="Now it is something.")
    assert number() == 1


def test_replies_stand_one_level_deep(page: Page) -> None:
    proposal = make_proposal()
    comment = make_comment(proposal.subject, "The boats are full.")
    page.get(f"/comments/{comment.subject.public_id}", as_=make_member("Bob Stone"))
    page.submit("Reply", body="Not in winter.")
    assert page.url == f"/comments/{comment.subject.public_id}"
    assert page.words("article.reply .words") == ["Not in winter."]
    page.get(talk_page(proposal))
    assert page.words("article.reply .words") == ["Not in winter."]
    reply = page.one("article.reply")["id"]
    page.get(f"/comments/{reply}")
    assert not page.all("form.form")
    child = queries.by_code(str(reply))
    with pytest.raises(Refused):
        make_comment(proposal.subject, "Deeper", parent=child)
    with pytest.raises(Refused):
        make_comment(make_proposal("Another one").subject, "Elsewhere", parent=comment)


def test_pages_of_twenty_skip_and_repeat_nothing(page: Page) -> None:
    proposal = make_proposal()
    author = make_member()
    for each in range(45):
        make_comment(proposal.subject, f"Word {each}.", author=author)
    page.get(talk_page(proposal))
    seen = page.words("article.comment .words")
    assert len(seen) == 20
    make_comment(proposal.subject, "A newer one", author=author)
    while page.all("a[rel=next]"):
        page.follow("Older comments")
        seen += page.words("article.comment .words")
    assert seen == [f"Word {each}." for each in reversed(range(45))]


@pytest.mark.parametrize("after", ["C-2026-999", "1", "' OR 1=1 --", "C-2026-001\n", ""])
def test_a_strange_place_in_the_list_is_no_fault(page: Page, after: str) -> None:
    proposal = make_proposal()
    make_comment(proposal.subject)
    page.get(f"{talk_page(proposal)}?after={after}")


def test_many_replies_are_folded_and_all_are_on_the_comments_own_page(page: Page) -> None:
    proposal, author = make_proposal(), make_member()
    comment = make_comment(proposal.subject, author=author)
    for each in range(27):
        make_comment(proposal.subject, f"Reply {each}.", author=author, parent=comment)
    page.get(talk_page(proposal))
    assert len(page.all("article.reply")) == 5
    page.follow("22 more replies")
    seen = page.words("article.reply .words")
    page.follow("More replies")
    assert seen + page.words("article.reply .words") == [f"Reply {each}." for each in range(27)]


def test_a_hidden_comment_keeps_its_place_its_replies_and_says_why(page: Page) -> None:
    proposal = make_proposal()
    comment = make_comment(proposal.subject, "You are all thieves.", author=make_member("Rude"))
    make_comment(proposal.subject, "Calm down.", parent=comment)
    page.get(talk_page(proposal), as_=None)
    moderation.hide(
        actor=make_officer("moderator"),
        subject=comment.subject,
        rule=Rule.ABUSE,
        reason="Calls people thieves.",
    )
    for url in (talk_page(proposal), f"/comments/{comment.subject.public_id}"):
        page.get(url)
        assert "thieves." in page.one(".tombstone").get_text()
        assert "You are all" not in page.text
        assert "Rude" not in page.text
        assert page.words("article.reply .words") == ["Calm down."]
    with pytest.raises(Refused):
        make_comment(proposal.subject, "More", parent=comment)


def test_an_office_answers_and_the_author_is_told(page: Page) -> None:
    account = make_account("ann@example.org", name="Ann Lee")
    proposal = make_proposal()
    comment = make_comment(proposal.subject, author=account.actor)
    url = f"/comments/{comment.subject.public_id}"
    page.get(url, as_=make_member())
    assert "Publish the answer" not in page.main
    page.get(url, as_=make_officer("director", "Dora Finch"))
    page.submit("Publish the answer", words="A second boat sails from May.")
    assert "A second boat sails from May." in page.one(".answered .words").get_text()
    assert "Dora Finch, director" in page.one(".answered .by").get_text()
    events.relay()
    letter = db.session.scalar(select(mail.Letter).order_by(mail.Letter.id.desc()))
    assert letter is not None
    assert (letter.to_address, letter.subject) == ("ann@example.org", "Your comment was answered")


def test_an_answer_that_stands_is_not_written_over(page: Page) -> None:
    url = f"/comments/{make_comment(make_proposal().subject).subject.public_id}"
    page.get(url, as_=make_officer("director", "Dora Finch"))
    stale = page.html, page.url
    for _press in range(2):
        page.html, page.url = stale
        page.submit("Publish the answer", words="A second boat sails from May.")
    assert "Publish the answer" not in page.main
    told = select(func.count()).select_from(Event).where(Event.kind == "comment.answered")
    assert db.session.scalar(told) == 1
    page.html, page.url = stale
    page.submit("Publish the answer", status=422, words="There is no second boat, and never was.")
    assert "This comment has been answered already." in page.text
    assert "There is no second boat, and never was." in page.text
    assert page.words(".answered .words") == ["A second boat sails from May."]


def test_a_support_is_given_in_the_list_and_leads_back_to_it(page: Page, clock: Clock) -> None:
    proposal = make_proposal()
    one = make_comment(proposal.subject, "One.")
    make_comment(proposal.subject, "Two.")
    page.get(talk_page(proposal), as_=make_member())
    page.submit(form=f"#{one.subject.public_id} form.support")
    assert page.url == talk_page(proposal)
    pressed = [str(each["aria-pressed"]) for each in page.all("article.comment button")]
    assert pressed == ["false", "true"]


def test_a_talk_that_is_kept_for_all_shows_each_reader_their_own_supports(page: Page) -> None:
    proposal = make_proposal()
    one = make_comment(proposal.subject, "One.")
    reply = make_comment(proposal.subject, "Two.", parent=one)
    first, second = make_member(), make_member()
    supports.give(actor=first, subject_id=one.subject_id, level=1)
    supports.give(actor=second, subject_id=reply.subject_id, level=1)
    url = talk_page(proposal)

    def pressed() -> list[str]:
        return [str(each["aria-pressed"]) for each in page.all("article.comment button")]

    yes, no = "true", "false"
    for who, seen in ((first, [yes, no]), (second, [no, yes]), (make_member(), [no, no])):
        page.get(url, as_=who)
        assert pressed() == seen
    supports.withdraw(actor=second, subject_id=reply.subject_id)
    page.get(url, as_=second)
    assert pressed() == [no, no]


def test_readers_get_the_page_from_the_cache_until_somebody_speaks(page: Page) -> None:
    proposal = make_proposal()
    comment = make_comment(proposal.subject, "The boats are full.")
    url = f"/comments/{comment.subject.public_id}"
    page.get(url, as_=None)
    page.get(url)
    assert len(page.queries) <= 1
    make_comment(proposal.subject, "Not in winter.", parent=comment)
    page.get(url)
    assert "Not in winter." in page.main
    supports.give(actor=make_member(), subject_id=comment.subject_id, level=1)
    jobs.count_supports()
    page.get(url)
    assert "1 support" in page.main


def test_what_cannot_be_talked_about_is_refused(page: Page) -> None:
    proposal = make_proposal()
    comment = make_comment(proposal.subject)
    page.get(talk_page(proposal), as_=make_member())
    token = str(page.all("[name=csrf_token]")[0]["value"])
    for about in (comment.subject.public_id, "site", "nothing", ""):
        page.post("/comments", {"csrf_token": token, "about": about, "body": "x"}, status=404)
    with pytest.raises(NotFound):
        operations.say(actor=make_member(), about="site", body="x", once="1")
    assert number() == 1


@operation(durable=True)
def fill(about: Subject, many: int) -> None:
    """So many comments and a reply to each, in one go."""
    author = make_member()
    moment = time.now()
    start = (db.session.scalar(select(func.max(Subject.id))) or 0) + 1
    db.session.execute(
        insert(Subject),
        [
            {"id": start + n, "kind": "comment", "public_id": f"C-2025-{n:06d}", "title": "x",
             "path": f"{about.path}#C-2025-{n:06d}", "version": 1, "created_at": moment}
            for n in range(many)
        ],
    )  # fmt: skip
    first = (db.session.scalar(select(func.max(Comment.id))) or 0) + 1
    db.session.execute(
        insert(Comment),
        [
            {"id": first + n, "subject_id": start + n, "about_id": about.id,
             "parent_id": first + n - 1 if n % 2 else None, "actor_id": author.id,
             "side": [Side.FOR, Side.AGAINST, Side.NEITHER][n % 3], "body": f"Words {n}",
             "html": f"<p>Words {n}</p>", "sanitiser": 1, "pin": "", "once": f"fill {n}",
             "at": moment, "answer": "", "answered_by": ""}
            for n in range(many)
        ],
    )  # fmt: skip


@pytest.mark.parametrize("many", [20, 1_000])
def test_a_page_of_talk_takes_one_read_however_much_was_said(
    app: Flask, page: Page, many: int
) -> None:
    check_reads(page, many)


@pytest.mark.soak
def test_forty_thousand_comments_take_one_read_too(page: Page) -> None:
    check_reads(page, 40_000)


def check_reads(page: Page, many: int) -> None:
    """The talk costs a member one read, on the first page and in the middle."""
    proposal = make_proposal()
    fill(proposal.subject, many)
    make_supports(proposal, 1)
    page.get(talk_page(proposal), as_=make_member())
    reads = [each for each in page.queries if "FROM comment" in each]
    assert len(reads) == 1, page.queries
    middle = f"C-2025-{many // 2:06d}"
    page.get(f"{talk_page(proposal)}?after={middle}")
    assert len([each for each in page.queries if "FROM comment" in each]) == 1


def test_one_form_sent_many_times_at_once_makes_one_comment(app: Flask) -> None:
    about, person = make_proposal().subject.public_id, make_member().id
    db.session.remove()
    count = 8
    start = Barrier(count)

    def press(form: int) -> int:
        with app.app_context():
            actor = db.session.get_one(Actor, person)
            start.wait()
            once = f"form {form}"
            return operations.say(actor=actor, about=about, body="It was late.", once=once).id

    for form in range(5):
        with ThreadPoolExecutor(count) as pool:
            assert len(set(pool.map(press, [form] * count))) == 1
        assert number() == form + 1
        db.session.remove()
