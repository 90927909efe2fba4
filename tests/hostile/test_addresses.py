"""Hostile strings in addresses: ?next=, search, filters, sort keys, codes, and date fields."""

from __future__ import annotations

from urllib.parse import quote, urlsplit

import pytest

from commons.text import is_web_address
from tests.hostile import corpus
from tests.hostile.walk import Walker
from tests.make import make_officer, make_proposal

PARAMETERS = (
    "/search?q={}", "/measures?q={}", "/measures?goal={}", "/measures?agency={}",
    "/measures?status={}", "/measures?sort={}", "/measures.json?limit={}", "/proposals?q={}",
    "/proposals?show={}", "/proposals?after={}", "/proposals/new/similar?title={}",
    "/changes?kind={}", "/changes?before={}", "/changes.json?after={}", "/log?before={}",
    "/moderation?after={}", "/records/{}", "/measures/{}", "/proposals/{}", "/ballots/{}",
    "/goals/{}", "/cite/{}", "/live/{}/events", "/live/x/state.json?since={}", "/comments/{}",
    "/account/confirm/{}", "/reviews/{}.ics", "/{}",
)  # fmt: skip


def test_next_never_leads_out_of_the_site(app, client):
    token = client.get("/account/sign-in")
    assert token.status_code == 200
    for row in corpus.rows("urls"):
        answer = client.get("/account/sign-in", query_string={"next": corpus.sendable(row.text)})
        assert answer.status_code == 200, row.id
        kept = answer.get_data(as_text=True).partition('name="next"')[2].partition(">")[0]
        value = kept.partition('value="')[2].partition('"')[0]
        assert value.startswith("/"), row.id
        assert not value.startswith(("//", "/\\")), row.id
        assert not any(ord(each) < 33 for each in value), row.id


def test_a_form_that_says_where_to_go_next_goes_nowhere_else(app, page):
    proposal = make_proposal()
    code = proposal.subject.public_id
    page.sign_in(make_officer("clerk"))
    for row in corpus.rows("urls"):
        page.get(f"/proposals/{code}")
        form = page.one(f"form[action^='/supports/{code}']")
        token = form.select_one("[name=csrf_token]")["value"]
        answer = page.client.post(
            form["action"], data={"csrf_token": token, "next": corpus.sendable(row.text)}
        )
        assert answer.status_code == 303, row.id
        target = answer.headers["Location"]
        assert urlsplit(target).netloc in ("", "localhost"), f"{row.id}: {target}"
        assert not target.startswith(("//", "/\\")), f"{row.id}: {target}"


def ask_all(app, texts) -> list[str]:
    walker = Walker(app, None)
    for row in texts:
        for pattern in PARAMETERS:
            walker.get(pattern.format(quote(corpus.sendable(row.text), safe="")))
    return walker.faults


def test_a_sample_of_hostile_strings_in_addresses_is_answered_like_any_other(app):
    make_proposal("Boats on time")
    dice = corpus.draw()
    assert ask_all(app, dice.sample(corpus.rows("sqli"), 5)) == []
    assert ask_all(app, dice.sample(corpus.rows("xss") + corpus.rows("unicode"), 3)) == []


@pytest.mark.soak
def test_no_hostile_string_in_an_address_is_answered_otherwise(app):
    make_proposal("Boats on time")
    assert ask_all(app, corpus.every_text()) == []


def test_wildcards_find_nothing_but_themselves(page):
    make_proposal("Boats on time")
    for wild in ("%", "_", "*", "%25%25", "' OR '1'='1", '" OR ""="'):
        page.get(f"/proposals?q={quote(wild)}")
        assert "Boats on time" not in page.words("article, li, .rows"), wild


def test_a_time_that_is_none_is_refused_at_its_field_and_one_that_is_is_kept(page):
    clerk = make_officer("clerk")
    from tests.make import make_council

    council = make_council("Times")
    for title in ("One", "Two"):
        make_proposal(title, council=council)
    address = f"/desk/ballots/new?council={council.subject.public_id}"
    for row in corpus.rows("times"):
        page.get(address, as_=clerk)
        day, _, time = corpus.sendable(row.text).partition("T")
        form = page.one("main form")
        data = {
            "csrf_token": form.select_one("[name=csrf_token]")["value"], "title": "When",
            "question": "Which?", "places": "1", "closes_on": day, "closes_time": time,
            "proposals": [each["value"] for each in form.select("[name=proposals]")],
        }  # fmt: skip
        answer = page.client.post(address, data=data)
        assert answer.status_code in (303, 422), f"{row.id} {row.text!r}: {answer.status_code}"


@pytest.mark.parametrize(
    "text",
    [
        "javascript:alert(1)", "JaVaScRiPt://x/%0aalert(1)", "data:text/html,x", "vbscript:x",
        "//example.invalid", "/inside", "https://", "https:example.invalid", "http://[::1",
        "https://example.invalid/ onmouseover=1", 'https://example.invalid/"x', "mailto:a@b.cd",
        "ftp://example.invalid/x", "https:\\\\example.invalid",
    ],
)  # fmt: skip
def test_what_is_no_address_of_a_page_becomes_no_link(text):
    assert not is_web_address(text)


def test_an_honest_address_becomes_a_link():
    for text in ("https://results.wa.gov/goals?id=1&x=2#top", "http://example.org/a_(b)/ü"):
        assert is_web_address(text)
