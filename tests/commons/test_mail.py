"""Every letter goes out twice in one: as words, and as a page that a mail reader can show."""

from __future__ import annotations

import html5lib
import pytest
from sqlalchemy import select

from commons import mail
from commons.db import db
from commons.mail import Letter

HOME = "https://goalpost.example"


@pytest.fixture
def letter(make_app):
    app = make_app(PUBLIC_URL=HOME)
    with app.app_context():
        mail.queue(
            to="ann@example.invalid",
            template="citizens/comments/mail/answered",
            once="a letter",
            name="Ann <b>",
            by="The clerk",
            words="**See** http://elsewhere.example/pay now.",
            url=f"{HOME}/comments/C-2026-001",
        )
        yield db.session.scalars(select(Letter)).one()


def test_a_letter_has_words_and_html_that_say_the_same(letter: Letter) -> None:
    page = html5lib.parse(letter.html, treebuilder="etree", namespaceHTMLElements=False)
    assert page.find("head/title").text == letter.subject
    said = " ".join("".join(page.find("body").itertext()).split())
    assert "Hello Ann <b>," in said
    assert "The clerk answered your comment: See http://elsewhere.example/pay now." in said
    assert "Hello Ann <b>," in letter.body


def test_only_our_own_addresses_are_links(letter: Letter) -> None:
    page = html5lib.parse(letter.html, treebuilder="etree", namespaceHTMLElements=False)
    assert [each.get("href") for each in page.iter("a")] == [f"{HOME}/comments/C-2026-001"]


def test_a_month_after_it_was_sent_a_letter_is_a_key_and_no_words(letter: Letter, clock) -> None:
    clock.move(days=31)
    assert mail.forget_old() == 0  # it still waits
    letter_id = letter.id
    mail._claim(letter_id)
    mail._note(letter_id)
    clock.move(days=29)
    assert mail.forget_old() == 0
    clock.move(days=2)
    assert mail.forget_old() == 1
    assert mail.forget_old() == 0
    db.session.expire_all()
    kept = db.session.get_one(Letter, letter_id)
    assert (kept.to_address, kept.subject, kept.body, kept.html) == ("", "", "", None)
    assert kept.once == "a letter"
