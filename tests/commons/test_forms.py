"""What the base of all forms asks of what was typed."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from wtforms import StringField

from commons.forms import BodyField, Form, LineField, at_most, needed


class Words(Form):
    """A plain field beside one that is cleaned."""

    plain = StringField("Plain", [needed("Say it.")])
    cleaned = LineField("Cleaned", [needed("Say it.")])


@pytest.mark.parametrize("typed", ["", " ", "\t\n", "\u00a0", "\u200b \u200b"])
def test_spaces_alone_are_nothing(app: Flask, typed: str) -> None:
    app.config["WTF_CSRF_ENABLED"] = False
    with app.test_request_context("/", method="POST", data={"plain": typed, "cleaned": typed}):
        form = Words()
        assert not form.validate()
        wanted = {"cleaned"} if typed.startswith("\u200b") else {"plain", "cleaned"}
        assert {name: list(told) for name, told in form.errors.items()} == {
            name: ["Say it."] for name in wanted
        }


def test_a_word_among_spaces_is_enough(app: Flask) -> None:
    app.config["WTF_CSRF_ENABLED"] = False
    sent: dict[str, Any] = {"plain": " a ", "cleaned": " a "}
    with app.test_request_context("/", method="POST", data=sent):
        assert Words().validate()


class Short(Form):
    """Fields that take little."""

    line = LineField("Line", [at_most(5)])
    body = BodyField("Body", [at_most(5)])


def test_what_is_too_long_is_refused_whole_and_no_browser_cuts_it(app: Flask) -> None:
    app.config["WTF_CSRF_ENABLED"] = False
    sent = {"line": "x" * 60, "body": "y" * 6_000}
    with app.test_request_context("/", method="POST", data=sent):
        form = Short()
        assert not form.validate()
        for name, typed in sent.items():
            assert form.errors[name] == ["Please use at most 5 characters."]
            shown = str(form[name]())
            assert typed in shown
            assert "maxlength" not in shown
