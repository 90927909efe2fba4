"""Templates fit together: each is reached, uses what it imports, and links to what is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask import Flask

from commons import components
from tests.architecture import templates

ROOT = Path(__file__).resolve().parents[2]
PAGES = templates.names(".html", ".xml", ".txt", ".svg")
PACKAGES = ("metrics", "citizens", "council")


@pytest.mark.parametrize("name", PAGES)
def test_template_uses_what_it_imports(name: str) -> None:
    unused = templates.unused_imports(templates.tree(templates.source(name)))
    assert not unused


@pytest.mark.parametrize("name", PAGES)
def test_template_takes_from_its_own_folder_and_from_commons_only(name: str) -> None:
    own = "/".join(name.split("/")[:2])
    for taken in templates.references(templates.tree(templates.source(name))):
        assert (templates.FOLDER / taken).exists(), f"{taken} is not there"
        assert taken == "base.html" or taken.startswith(("commons/", f"{own}/")), taken


@pytest.mark.parametrize("name", templates.names(".html"))
def test_every_post_form_of_a_template_has_its_token(name: str) -> None:
    assert templates.endpoint_of(".show", "council/live/room.html") == "council.live.show"
    assert all(templates.endpoint_of(".show", name) == ".show" for name in templates.drawn())
    assert templates.forms_without_token(templates.source(name)) == []


def test_no_component_is_called_in_a_loop(site_map: Flask) -> None:
    assert components.names()
    for name in PAGES:
        found = templates.looped(templates.tree(templates.source(name))) & components.names()
        assert not found, f"{name} calls {found} in a loop"


def test_every_address_that_a_template_makes_is_there(site_map: Flask) -> None:
    missing = {
        f"{name}: {endpoint}"
        for name in PAGES
        for endpoint in templates.linked(templates.tree(templates.source(name)))
        if templates.endpoint_of(endpoint, name) not in {*site_map.view_functions, "static"}
    }
    assert not missing, "\n".join(sorted(missing))


def test_no_template_is_out_of_reach() -> None:
    reached = {"base.html"}
    for name in PAGES:
        reached |= templates.references(templates.tree(templates.source(name)))
    for package in ("commons", *PACKAGES):
        for path in (ROOT / package).rglob("*.py"):
            text = path.read_text(encoding="utf-8")
            reached |= set(re.findall(r"[\w/-]+\.(?:html|xml|txt|svg)", text))
    # Error pages are chosen by their number, mails by their stem.
    chosen = re.compile(r"commons/errors/\d+\.html|.*/mail/.*")
    lost = [name for name in PAGES if name not in reached and not chosen.fullmatch(name)]
    assert not lost, lost


def test_user_text_is_never_declared_safe() -> None:
    for name in PAGES:
        assert not re.search(r"\|\s*safe\b", templates.source(name)), name


def test_the_checks_find_what_they_look_for() -> None:
    text = "{% from 'a.html' import b, c %}{% for x in y %}{{ b(x) }}{% endfor %}"
    tree = templates.tree(text)
    assert templates.unused_imports(tree) == {"c"}
    assert templates.looped(tree) == {"b"}
    assert templates.references(tree) == {"a.html"}
    assert templates.linked(templates.tree("{{ url_for('a.b.c', x=1) }}")) == {"a.b.c"}
    assert templates.forms_without_token('<form method="post" action="/x"><input></form>')
    assert not templates.forms_without_token('<form method="post">{{ csrf_token() }}</form>')
