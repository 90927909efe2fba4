"""Languages. `/es/…` is the Spanish site: the part moves into SCRIPT_NAME before routing.

Pages ask for hundreds of words each, so the way from a text to its translation is short: the
language of a request stands in a context variable, and each catalogue is read once a process.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from gettext import NullTranslations
from typing import Any

import flask_babel
from babel.support import Translations
from flask import Flask, has_request_context, request, request_started
from flask_babel.speaklater import LazyString
from jinja2.nodes import EvalContext
from jinja2.utils import pass_eval_context
from markupsafe import Markup

from commons.config import ROOT

LANGUAGES = {"en": "English", "es": "Español"}
DEFAULT = "en"
__all__ = ["DEFAULT", "LANGUAGES", "_", "force_locale", "language", "lazy", "ngettext"]

StartResponse = Callable[..., Any]
Wsgi = Callable[[dict[str, Any], StartResponse], Iterable[bytes]]
_language: ContextVar[str] = ContextVar("language", default=DEFAULT)


def _(text: str, /, **values: object) -> str:
    """The text in the reader's language, its `%(name)s` filled in."""
    said = _catalogue(_language.get()).gettext(text)
    return said % values if values else said


def ngettext(one: str, many: str, num: int, /, **values: object) -> str:
    """The text that fits the number, which stands in it as `%(num)d`."""
    return _catalogue(_language.get()).ngettext(one, many, num) % {"num": num, **values}


def lazy(text: str, **values: object) -> Any:
    """What `_` will say when it is read, in the language of then."""
    return LazyString(_, text, **values)


def language() -> str:
    """The code of the language in use."""
    return _language.get()


@contextmanager
def force_locale(code: str) -> Iterator[None]:
    """Within the block everything is said in this language, as a mail's reader wants it."""
    held = _language.set(code)
    try:
        with flask_babel.force_locale(code):
            yield
    finally:
        _language.reset(held)


@cache
def _catalogue(code: str) -> NullTranslations:
    return Translations.load(str(ROOT / "translations"), [code])


class LanguagePath:
    """Moves a leading `/es` from the path into SCRIPT_NAME, so that links stay in Spanish."""

    def __init__(self, app: Wsgi) -> None:
        self.app = app

    def __call__(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        """Answers in the language that the address names."""
        environ["goalpost.language"] = DEFAULT
        # The site stands at the root. Some servers take this from a header of the asker's,
        # and every link on the page, which may be kept for others, would begin with it.
        environ["SCRIPT_NAME"] = ""
        path = environ.get("PATH_INFO", "")
        for code in LANGUAGES:
            prefix = f"/{code}"
            if code != DEFAULT and (path == prefix or path.startswith(prefix + "/")):
                environ["SCRIPT_NAME"] = prefix
                environ["PATH_INFO"] = path[len(prefix) :] or "/"
                environ["goalpost.language"] = code
        return self.app(environ, start_response)


def other_languages() -> tuple[tuple[str, str, str], ...]:
    """This page in the other languages: code, name, address."""
    if not has_request_context():
        return ()
    rest = request.full_path.rstrip("?")
    return tuple(
        (code, name, rest if code == DEFAULT else f"/{code}{rest}")
        for code, name in LANGUAGES.items()
        if code != language()
    )


@cache
def _marked(code: str, text: str) -> Markup:
    return Markup(_catalogue(code).gettext(text))  # noqa: S704  words of templates and catalogues


@cache
def _whole(code: str, text: str) -> Markup:
    return _marked(code, text) % {}


@pass_eval_context
def _in_template(place: EvalContext, text: str, **values: object) -> str:
    if not place.autoescape:
        return _catalogue(_language.get()).gettext(text) % values
    code = _language.get()
    return _marked(code, text) % values if values else _whole(code, text)


@pass_eval_context
def _many_in_template(place: EvalContext, one: str, many: str, num: int, **values: object) -> str:
    said = _catalogue(_language.get()).ngettext(one, many, num)
    filled = {"num": num, **values}
    return (Markup(said) if place.autoescape else said) % filled  # noqa: S704  as above


def init_i18n(app: Flask) -> None:
    """Messages, dates and numbers follow the address's language; mails set theirs by force."""
    app.config["BABEL_DEFAULT_LOCALE"] = DEFAULT
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = "translations"
    flask_babel.Babel(app, locale_selector=language)
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.newstyle_gettext = True  # type: ignore[attr-defined]
    app.jinja_env.globals.update(_=_in_template, gettext=_in_template, ngettext=_many_in_template)
    request_started.connect(_begin, app)
    app.teardown_request(_end)
    app.wsgi_app = LanguagePath(app.wsgi_app)  # type: ignore[method-assign]


def _begin(_app: Flask, **_more: object) -> None:
    _language.set(request.environ.get("goalpost.language", DEFAULT))


def _end(_error: BaseException | None) -> None:
    _language.set(DEFAULT)
