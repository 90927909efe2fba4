"""Who makes a request: the cookie holds a random key, the row behind it can be ended."""

from __future__ import annotations

from datetime import UTC, datetime

from flask import Flask, g, session
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user
from werkzeug.local import LocalProxy

from citizens.accounts import operations, queries
from citizens.accounts.models import Account
from citizens.accounts.rules import SEEN_EVERY, is_alive
from commons import actors, clock
from commons.actors import READER, Identity
from commons.permits import identify_by
from commons.roles import Level

SEEN = "seen"
login_manager = LoginManager(add_context_processor=False)
login_manager.session_protection = None  # a session is bound to its row, not to an address


class SignedIn(UserMixin):  # type: ignore[misc]  # Flask-Login ships no types
    """Somebody whose cookie leads to an open session."""

    def __init__(self, key: str, identity: Identity) -> None:
        self.key = key
        self.identity = identity

    def get_id(self) -> str:
        """What the cookie holds."""
        return self.key


@login_manager.user_loader  # type: ignore[untyped-decorator]  # as above
def load(key: str) -> SignedIn | None:
    """Whose session this is: one read, no write; the time of the last visit is in the cookie."""
    found = queries.visitor(key) if len(key) < 100 else None
    if found is None:
        return None
    seen, staff = _seen_at(), bool(found.grants)
    if not is_alive(created_at=found.began_at, seen_at=seen, now=clock.now(), staff=staff):
        return None
    if clock.now() - seen > SEEN_EVERY:
        session[SEEN] = int(clock.now().timestamp())
    actor = found.actor
    return SignedIn(key, Identity(actor, Level(found.level), found.grants, actor.name))


@identify_by
def identify() -> Identity:
    """The identity behind this request's cookie, or a reader."""
    g.pop("_login_user", None)  # of an earlier request, where several share one context
    if "_user_id" not in session:
        return READER
    return current_user.identity if current_user.is_authenticated else READER


def begin(account: Account) -> None:
    """This browser is signed in with a new key; nothing of before stays in its cookie."""
    key = operations.open_session(account=account)
    session.clear()
    session.permanent = True
    session[SEEN] = int(clock.now().timestamp())
    login_user(SignedIn(key, READER))


def end() -> None:
    """This browser is signed out, and so is every copy of its cookie."""
    if current_user.is_authenticated:
        operations.end_session(key=current_user.key)
    logout_user()
    session.clear()


def key() -> str:
    """The key of this request's session."""
    return str(current_user.key) if current_user.is_authenticated else ""


def _seen_at() -> datetime:
    stamp = session.get(SEEN)
    if not isinstance(stamp, int) or stamp < 0:
        return datetime.fromtimestamp(0, UTC)
    return datetime.fromtimestamp(min(stamp, 2**33), UTC)


def init_sessions(app: Flask) -> None:
    """Requests know their session, and templates the person behind it."""
    app.config["SESSION_REFRESH_EACH_REQUEST"] = False  # only when its content changes
    login_manager.init_app(app, add_context_processor=False)
    # Asked for only where a template reads it, for the sake of what looks alike for everybody.
    app.jinja_env.globals["current_user"] = LocalProxy(actors.current)
