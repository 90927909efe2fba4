"""A component lets a template show another package's things: a query and a partial, as a global."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, render_template
from markupsafe import Markup

C = TypeVar("C", bound=Callable[..., Markup | str])
_components: dict[str, Callable[..., Markup | str]] = {}


def component(function: C) -> C:
    """Makes `function` callable by its name in every template."""
    _components[function.__name__] = function
    return function


def part(template: str, **context: Any) -> Markup:
    """The partial `template` with these values, which Jinja escapes."""
    return Markup(render_template(template, **context))  # noqa: S704  the one place that says so


def init_components(app: Flask) -> None:
    """All components registered so far are Jinja globals of `app`."""
    app.jinja_env.globals.update(_components)


def names() -> frozenset[str]:
    """The names of all components."""
    return frozenset(_components)
