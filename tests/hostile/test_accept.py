"""Honest names, titles and comments that a careless filter refuses are taken unchanged."""

from __future__ import annotations

from urllib.parse import quote

from tests.hostile.corpus import rows
from tests.make import make_member, make_proposal, make_resident

HONEST = rows("must_accept")
LIMITLESS = {"LIMITS": "0"}


def one_line(text: str) -> str:
    return " ".join(text.split())


def test_the_file_is_there():
    assert len(HONEST) == 29


def test_every_honest_name_is_shown_as_it_was_given(page):
    proposal = make_proposal("Boats on time")
    address = f"/proposals/{proposal.subject.public_id}"
    for row in HONEST:
        if "\n" in row.text:
            continue
        page.get("/account", as_=make_resident())
        page.submit(name=row.text, form="form[action$='/account/name']")
        assert page.one("form[action$='/account/name'] [name=name]")["value"] == row.text, row.id
    page.get(address)
    page.submit("Comment", body="I said it.")
    assert one_line(HONEST[-2].text) in page.text


def test_every_honest_title_is_taken_and_shown(page):
    author = make_member()
    for row in HONEST:
        proposal = make_proposal(row.text, author=author)
        page.get(f"/proposals/{proposal.subject.public_id}")
        assert one_line(page.one("h1").get_text()) == one_line(row.text), row.id
        page.get("/proposals")
        assert one_line(row.text) in page.main, row.id


def test_every_honest_comment_is_taken_and_shown(make_app):
    from tests.page import Page

    app = make_app(**LIMITLESS)
    with app.app_context():
        proposal, member, page = make_proposal("Boats"), make_member(), Page(app)
        for row in HONEST:
            page.get(f"/proposals/{proposal.subject.public_id}", as_=member)
            page.submit("Comment", body=row.text)
            assert_shown(page, row)
            page.get(page.html.select("article a[href^='/comments/']")[0]["href"])
            assert_shown(page, row)


def assert_shown(page, row):
    """The words of each line stand on the page, whatever became of its dashes."""
    shown = "".join(page.main.split()).replace("–", "-").replace("—", "-")
    for line in row.text.splitlines():
        words = "".join(line.removeprefix("- ").split())
        assert words in shown, f"{row.id}: {line}"


def test_honest_words_find_themselves(page):
    for row in HONEST:
        make_proposal(row.text)
    for text in ("C++ & C#", "100% agree", "drop table reservations"):
        page.get(f"/search?q={quote(text)}")
        assert text in page.text
