"""The tester of pages finds what it says that it finds."""

from __future__ import annotations

import pytest

from tests.page import faults_of, parsed

SOUND = """<!doctype html><html lang="en"><head><title>A page</title></head><body><main>
<h1>A page</h1>
<a href="/a">There</a><img src="/a.png" alt=""><form method="post"><input type="hidden"
name="csrf_token"><label for="b">B</label><input id="b" name="b" aria-describedby="c"></form>
<p id="c">Of B</p></main></body></html>"""


def test_a_sound_page_has_no_fault() -> None:
    assert faults_of(SOUND, parsed(SOUND)) == []


@pytest.mark.parametrize(
    ("there", "instead", "told"),
    [
        ("<!doctype html>", "", "no doctype"),
        (' lang="en"', "", "no language"),
        ("<title>A page</title>", "<title> </title>", "no title"),
        ("<h1>A page</h1>", "", "0 × h1"),
        ("<h1>", "<h1>Once</h1><h1>", "2 × h1"),
        ("</p>", "</p><p id='b'></p>", "the id b stands twice"),
        ("<p ", "<script>run()</script><p ", "a script stands in the page"),
        ("<p ", "<p style='color:red' ", "a style stands in the page"),
        ("<p ", "<style>p{}</style><p ", "a style stands in the page"),
        ("<p ", "<p onclick='run()' ", "onclick stands in the page"),
        (">There<", "><", "a link or button without words"),
        ('href="/a"', 'href="https://a.org" target="_blank"', "a link hands over its window"),
        (' alt=""', "", "an image without words"),
        ("csrf_token", "other", "a form without its token"),
        ('<label for="b">', "<label>", "a field without a label"),
        ('id="c"', 'id="d"', "aria-describedby names {'c'}"),
        ("</main>", "</div></main>", "invalid HTML"),
    ],
)
def test_a_fault_is_told(there: str, instead: str, told: str) -> None:
    body = SOUND.replace(there, instead, 1)
    assert body != SOUND
    assert any(fault.startswith(told) for fault in faults_of(body, parsed(body)))
