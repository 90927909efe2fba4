"""Every route declares its audience; nothing is answered to anybody else."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from typing import Any, TypeVar

from flask import Flask, current_app, g, request

from commons.actors import READER, SYSTEM, Actor, Identity, current, grants_of
from commons.errors import Refused, SignInNeeded
from commons.i18n import _
from commons.roles import PUBLIC, RESIDENT, Level, holds_for, is_admitted

F = TypeVar("F", bound=Callable[..., Any])
Loader = Callable[[], Identity]
_loaders: list[Loader] = []
_ways_in: list[tuple[Any, str]] = []


def audience(*names: str) -> Callable[[F], F]:
    """Declares who may call a route: `public`, `member`, `resident`, or names of roles."""

    def declare(view: F) -> F:
        view.audience = names  # type: ignore[attr-defined]
        return view

    return declare


def identify_by(loader: Loader) -> Loader:
    """`loader` tells who makes a request; the package that keeps accounts provides it."""
    _loaders[:] = [loader]
    return loader


def makes_resident(words: Any, endpoint: str) -> None:
    """Names where somebody shows that they live here, for a page that is for residents."""
    _ways_in[:] = [(words, endpoint)]


def require(allowed: bool, reason: str) -> None:  # noqa: FBT001  reads as a sentence
    """Passes, or refuses with the reason in words."""
    if not allowed:
        raise Refused(reason)


def is_admitted_for(scope_id: int | None) -> bool:
    """Whether an office that this route is for is held for `scope_id`, or everywhere.

    Somebody may be one thing here and another there: what admits to the route must be held for
    the very body whose thing it is. What is nobody's yet is for all who are admitted.
    """
    roles, grants = audience_of(current_app, request.endpoint or ""), current().grants
    held = {grant.scope_id for grant in grants if grant.role in roles}
    return bool(held) if scope_id is None else holds_for(grants, roles, (scope_id,))


def require_office(
    actor: Actor, roles: Iterable[str], scopes: Collection[int], reason: str
) -> None:
    """Passes when one of these offices is held for one of `scopes`, or refuses; in operations.

    The site itself may: it acts for whoever loads a file where it runs.
    """
    if actor.kind != SYSTEM:
        require(holds_for(grants_of(actor.id), roles, scopes), reason)


def init_permits(app: Flask) -> None:
    """Each request learns who makes it, and is refused where its audience is another."""
    app.before_request(_admit)


def audience_of(app: Flask, endpoint: str) -> tuple[str, ...]:
    """The declared audience of an endpoint; empty when it has none."""
    return getattr(app.view_functions[endpoint], "audience", ())


def _admit() -> None:
    g.identity = _loaders[0]() if _loaders else READER
    if request.endpoint is None or request.endpoint == "static":
        return
    names = audience_of(current_app, request.endpoint)
    if not names:
        raise RuntimeError(f"{request.endpoint} declares no audience")
    identity = current()
    if PUBLIC in names or is_admitted(names, identity.level, identity.grants):
        return
    if identity.actor is None:
        raise SignInNeeded(_("Sign in to do this."))
    if RESIDENT in names and identity.level < Level.RESIDENT:
        raise Refused(
            _("Show once where you live: with the code from your letter, or at a meeting."),
            headline=_("This is for residents"),
            ways=tuple((str(words), endpoint) for words, endpoint in _ways_in),
        )
    raise Refused(_("This page is for others: your account does not have this office."))
