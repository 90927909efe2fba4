"""Parts of pages that are kept, and what of a reader's own is put into them."""

from __future__ import annotations

import pytest
from flask import g, render_template_string
from flask_wtf.csrf import generate_csrf

from commons import fragments
from commons.actors import current
from commons.db import operation
from commons.forms import once_key
from commons.subjects import by_public_id, register, touch


@pytest.fixture
def asked(app):
    """Shows a template in a request of its own."""

    def ask(template, **values):
        with app.app_context(), app.test_request_context("/"):
            return render_template_string(template, **values)

    return ask


def test_a_part_is_made_once_for_what_it_shows(asked):
    made = []
    template = "{% call kept('part', [], words) %}{{ make(words) }}{% endcall %}"
    for words in ("one", "two", "one"):
        shown = asked(template, words=words, make=lambda each: made.append(each) or each)
        assert shown == words
    assert made == ["one", "two"]


def test_a_part_is_made_anew_when_its_subject_has_a_new_version(app, asked):
    made = []

    @operation
    def begin():
        register("thing", title="A thing", path="/thing", name="one")

    @operation
    def change():
        touch(by_public_id("thing:one").id)

    begin()
    template = "{% call kept('thing', [subject]) %}{{ make() }}{% endcall %}"
    for _ in range(2):
        asked(template, subject=by_public_id("thing:one"), make=lambda: made.append(1))
    change()
    asked(template, subject=by_public_id("thing:one"), make=lambda: made.append(1))
    assert len(made) == 2


def test_what_asked_who_reads_it_is_never_kept(asked):
    made = []
    template = "{% call kept('own', []) %}{{ ask() }}{% endcall %}"
    for _ in range(2):
        asked(template, ask=lambda: made.append(1) or current().name)
    assert len(made) == 2


def test_each_reader_gets_a_token_and_keys_of_their_own(app):
    def form():
        return f"{generate_csrf()} {once_key()} {once_key()}"

    seen = []
    for _ in range(3):
        with app.app_context(), app.test_request_context("/"):
            told = str(fragments.kept("form", [], caller=form)).split()
            assert told[0] == g.csrf_token
            assert told[1:] == g.once_keys
            seen += told
    assert len(set(seen)) == 9
    assert not any(fragments.OWN in each for each in seen)
