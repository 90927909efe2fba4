"""User text: honest words survive exactly, nothing else gets out."""

from __future__ import annotations

import json
import re
from html import unescape
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commons import text
from commons.text import clean, excerpt, to_html, to_plain

HOSTILE = Path(__file__).parent.parent / "data" / "hostile"


def _rows(name: str) -> list[dict[str, str]]:
    return [json.loads(line) for line in (HOSTILE / name).read_text().splitlines()]


@pytest.mark.parametrize("row", _rows("must_accept.jsonl"), ids=lambda row: row["id"])
def test_honest_words_are_kept_exactly(row):
    assert clean(row["input"]) == row["input"]


@pytest.mark.parametrize("row", _rows("must_accept.jsonl"), ids=lambda row: row["id"])
def test_honest_words_are_shown_as_typed(row):
    from bs4 import BeautifulSoup

    shown = BeautifulSoup(to_html(row["input"]), "html5lib").get_text(" ")
    assert shown.split() == unescape(row["input"]).replace("- item", "item").split()


@pytest.mark.parametrize("row", _rows("xss.jsonl"), ids=lambda row: row["id"])
def test_no_markup_of_its_author_gets_out(row):
    from bs4 import BeautifulSoup

    document = BeautifulSoup(to_html(clean(row["input"])), "html5lib").body
    assert document is not None
    for element in document.find_all(True):
        assert element.name in [
            "a",
            "b",
            "blockquote",
            "br",
            "code",
            "em",
            "i",
            "li",
            "ol",
            "p",
            "pre",
            "s",
            "strong",
            "ul",
        ]
        assert set(element.attrs) <= ({"href", "title", "rel"} if element.name == "a" else set())
        if element.name == "a" and element.has_attr("href"):
            assert str(element["href"]).startswith(("http://", "https://", "mailto:", "/", "#"))
            assert not str(element["href"]).startswith("//")


@pytest.mark.parametrize(
    "text",
    [
        "//example.invalid", "See //example.invalid/x", "[x](//example.invalid)",
        "[x](/&#47;example.invalid)", "[x](&Tab;//example.invalid)", "<//example.invalid>",
    ],
)  # fmt: skip
def test_an_address_without_a_scheme_leads_to_no_other_host(text):
    assert "href" not in to_html(text)


def test_a_link_inside_the_site_is_kept():
    assert 'href="/measures/boats"' in to_html("[boats](/measures/boats)")


@given(st.text(max_size=300))
def test_cleaning_twice_changes_nothing_and_leaves_no_control_character(raw):
    once = clean(raw)
    assert clean(once) == once
    assert not any(ord(c) < 32 and c not in "\n\t" for c in once)


@given(st.text(max_size=200))
def test_one_line_stays_one_line(raw):
    assert "\n" not in clean(raw, lines=False)


def test_what_nobody_can_see_is_nothing():
    assert clean("\u200b \u2060\ufeff") == ""


def test_direction_marks_do_not_survive():
    assert clean("abc\u202ecod.exe") == "abccod.exe"


def test_an_excerpt_ends_at_a_word():
    assert excerpt("one two three four", 9) == "one two…"
    assert excerpt("short", 9) == "short"


def test_code_points_that_are_nobodys_do_not_survive():
    assert clean("a\ufdd0b\ufffec\U0001ffffd\U0010fffee") == "abcde"


def test_a_letter_reads_without_the_marks_of_its_writing():
    written = (
        "We **adopt** this, see [the plan](https://example.org/plan) or https://example.org.\n"
        "It has `two` steps:\n\n1. count\n2. *report*\n\n- by boat\n- by bus\n\n> You said so.\n"
    )
    assert to_plain(written) == (
        "We adopt this, see the plan (https://example.org/plan) or https://example.org.\n"
        "It has two steps:\n1. count\n2. report\n- by boat\n- by bus\n\nYou said so."
    )


@pytest.mark.parametrize("row", _rows("must_accept.jsonl"), ids=lambda row: row["id"])
def test_honest_words_stand_in_letters_as_typed(row):
    assert to_plain(row["input"]).split() == unescape(row["input"]).split()


PLAIN = st.lists(
    st.one_of(
        st.sampled_from(
            ["I", "waited", "12", "1.", "2)", "www", "example.org", "-", "a.b", "it's"]
        ),
        st.sampled_from([" ", " ", "\n\n", "\n", ".", ". ", ", ", "?", "“", "…", "  "]),
        st.text(st.characters(categories=["L", "N"]), max_size=4),
    ),
    max_size=30,
).map("".join)


@given(PLAIN)
def test_what_takes_the_short_way_is_what_the_long_one_makes(source):
    source = clean(source)
    short = to_html.__wrapped__(source)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(text, "_PLAIN", re.compile(r"(?!)"))
        assert short == to_html.__wrapped__(source)


def test_a_long_text_is_looked_through_once():
    to_html("a " * 50_000 + "*")
    assert text._PLAIN.fullmatch("I waited 12 minutes. It's late, isn’t it?")
