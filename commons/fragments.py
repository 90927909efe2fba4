"""Parts of pages that look alike for everybody, kept with the versions of what they show.

    {% call kept("opening", [page.thing.subject, page.site], page.asof) %} … {% endcall %}

Whole pages are kept for readers (commons/cache.py); somebody who signed in gets a page of their
own, of which most is everybody's. What stands in the call is made anew when a subject's version,
the day, the language or another of the arguments is another one: a part may as well be kept by
what it shows, `kept("voice", [], voice)`. A part that asked who reads it is shown and not kept. A
form's token and key are left out of what is kept, and put in for whoever reads it.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any

from flask import Flask, current_app, g, request
from flask_wtf.csrf import generate_csrf
from markupsafe import Markup

from commons import clock
from commons.components import part
from commons.forms import once_key
from commons.i18n import language
from commons.subjects import Subject

MOST_BYTES = 32 * 2**20
ABOUT_EACH = 200  # the bytes that an entry takes beside its text, about
OWN = "\0"  # no text of ours or of a reader holds it
TOKEN, KEY = f"{OWN}token{OWN}", f"{OWN}key{OWN}"


class Fragments:
    """What is remembered in this process, the longest unused going first."""

    def __init__(self, *, keeps: bool) -> None:
        self.keeps = keeps
        self.held: OrderedDict[tuple[Any, ...], tuple[tuple[Any, ...], Any, int]] = OrderedDict()
        self.bytes = 0
        self.lock = threading.Lock()

    def get(self, key: tuple[Any, ...], state: tuple[Any, ...]) -> Any:
        """What was made under this key, if it was made in this state; else none."""
        found = self.held.get(key)
        if found is None or found[0] != state:
            return None
        with suppress(KeyError):  # another thread may just have dropped it
            self.held.move_to_end(key)
        return found[1]

    def put(self, key: tuple[Any, ...], state: tuple[Any, ...], value: object, size: int) -> None:
        """Remembers what was made, which takes about `size` bytes."""
        with self.lock:
            gone = self.held.pop(key, None)
            self.held[key] = (state, value, size + ABOUT_EACH)
            self.bytes += size + ABOUT_EACH - (gone[2] if gone else 0)
            while self.bytes > MOST_BYTES:
                self.bytes -= self.held.popitem(last=False)[1][2]

    def clear(self) -> None:
        """Nothing is remembered."""
        with self.lock:
            self.held.clear()
            self.bytes = 0


def recalled(name: str, about: Sequence[Subject]) -> Any:
    """What was remembered today, in this language, of these subjects as they stand; else none."""
    store: Fragments = current_app.extensions["fragments"]
    key = (name, language(), *(subject.id for subject in about))
    return store.get(key, _state(about)) if store.keeps else None


def remember(name: str, about: Sequence[Subject], value: object, size: int = 0) -> None:
    """`value` is right for everybody until one of these subjects, or the day, is another.

    `size` is about how many bytes it takes, where that is more than a few.
    """
    store: Fragments = current_app.extensions["fragments"]
    if store.keeps:
        key = (name, language(), *(subject.id for subject in about))
        store.put(key, _state(about), value, size)


def _state(about: Sequence[Subject]) -> tuple[Any, ...]:
    return (clock.today(), *(subject.version for subject in about))


def kept(
    name: str, about: Sequence[Subject], *more: object, caller: Callable[[], str]
) -> Markup | str:
    """The part of a page inside the call."""
    store: Fragments = current_app.extensions["fragments"]
    if not store.keeps:
        return caller()
    key = (name, language(), request.script_root, *(subject.id for subject in about), *more)
    state = _state(about)
    found = store.get(key, state)
    shown = _made(caller, store, key, state) if found is None else _with_own(found)
    return Markup(shown)  # noqa: S704  made by an autoescaping template


def kept_part(template: str, **shown: Any) -> Markup | str:
    """The partial `template`, which depends on these values and nothing else."""
    return kept(template, [], *shown.values(), caller=lambda: part(template, **shown))


def _made(
    caller: Callable[[], str], store: Fragments, key: tuple[Any, ...], state: tuple[Any, ...]
) -> str:
    before, g.who_was_asked_for = g.get("who_was_asked_for", False), False
    made = str(caller())
    if not g.who_was_asked_for:
        shown = _without_own(made)
        store.put(key, state, shown, 2 * len(shown))  # what it shows is in the key, too
    g.who_was_asked_for = g.who_was_asked_for or before
    return made


def _without_own(made: str) -> str:
    """What everybody may get: without the token and keys of this reader's forms."""
    token = g.get("csrf_token")
    made = made.replace(token, TOKEN) if token else made
    for key in g.get("once_keys", ()):
        made = made.replace(key, KEY)
    return made


def _with_own(found: str) -> str:
    """What this reader gets: with a token of their own, and a new key for each form."""
    if OWN not in found:
        return found
    if TOKEN in found:
        found = found.replace(TOKEN, g.get("csrf_token") or generate_csrf())
    first, *rest = found.split(KEY)
    return first + "".join(f"{once_key()}{each}" for each in rest)


def init_fragments(app: Flask, *, keeps: bool) -> None:
    """`kept` exists in templates."""
    app.extensions["fragments"] = Fragments(keeps=keeps)
    app.jinja_env.globals["kept"] = kept
