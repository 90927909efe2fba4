"""Languages. `/es/…` is the Spanish site: the part moves into SCRIPT_NAME before routing."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from flask import Flask, has_request_context, request
from flask_babel import Babel, force_locale, get_locale, gettext, lazy_gettext, ngettext

LANGUAGES = {"en": "English", "es": "Español"}
DEFAULT = "en"

_ = gettext
lazy = lazy_gettext
__all__ = ["DEFAULT", "LANGUAGES", "_", "force_locale", "language", "lazy", "ngettext"]

StartResponse = Callable[..., Any]
Wsgi = Callable[[dict[str, Any], StartResponse], Iterable[bytes]]


class LanguagePath:
    """Moves a leading `/es` from the path into SCRIPT_NAME, so that links stay in Spanish."""

    def __init__(self, app: Wsgi) -> None:
        self.app = app

    def __call__(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        """Answers in the language that the address names."""
        environ["goalpost.language"] = DEFAULT
        path = environ.get("PATH_INFO", "")
        for code in LANGUAGES:
            prefix = f"/{code}"
            if code != DEFAULT and (path == prefix or path.startswith(prefix + "/")):
                environ["SCRIPT_NAME"] = environ.get("SCRIPT_NAME", "") + prefix
                environ["PATH_INFO"] = path[len(prefix) :] or "/"
                environ["goalpost.language"] = code
        return self.app(environ, start_response)


def language() -> str:
    """The code of the language in use."""
    found = get_locale()
    return found.language if found else DEFAULT


def other_languages() -> list[tuple[str, str, str]]:
    """This page in the other languages: code, name, address."""
    if not has_request_context():
        return []
    rest = request.full_path.rstrip("?")
    return [
        (code, name, rest if code == DEFAULT else f"/{code}{rest}")
        for code, name in LANGUAGES.items()
        if code != language()
    ]


def init_i18n(app: Flask) -> None:
    """Messages, dates and numbers follow the address's language; mails set theirs by force."""
    app.config["BABEL_DEFAULT_LOCALE"] = DEFAULT
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = "translations"
    Babel(
        app,
        locale_selector=lambda: (
            request.environ.get("goalpost.language", DEFAULT) if has_request_context() else DEFAULT
        ),
    )
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.newstyle_gettext = True  # type: ignore[attr-defined]
    app.wsgi_app = LanguagePath(app.wsgi_app)  # type: ignore[method-assign]
