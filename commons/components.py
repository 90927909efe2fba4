"""A component lets a template show another package's things: a query and a partial, as a global."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from flask import Flask
from markupsafe import Markup

C = TypeVar("C", bound=Callable[..., Markup | str])
_components: dict[str, Callable[..., Markup | str]] = {}


def component(function: C) -> C:
    """Makes `function` callable by its name in every template."""
    _components[function.__name__] = function
    return function


def init_components(app: Flask) -> None:
    """All components registered so far are Jinja globals of `app`."""
    app.jinja_env.globals.update(_components)


def names() -> frozenset[str]:
    """The names of all components."""
    return frozenset(_components)
