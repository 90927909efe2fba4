"""What the base of all forms asks of what was typed."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from wtforms import StringField

from commons.forms import Form, LineField, needed


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
