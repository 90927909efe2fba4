"""Passwords: hashed with Argon2id, compared in the same time for known and unknown accounts."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError
from flask import current_app

from citizens.accounts.rules import PasswordFault, password_fault

NONE = "!"
_LIST = Path(__file__).parent / "data" / "common_passwords.txt"


@lru_cache(maxsize=2)
def _hasher(cheap: bool) -> PasswordHasher:  # noqa: FBT001  a cache needs it positional
    if cheap:
        return PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    return PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)


@lru_cache(maxsize=2)
def _decoy(cheap: bool) -> str:  # noqa: FBT001  as above
    return _hasher(cheap).hash("a password that nobody has")


@lru_cache(maxsize=1)
def common() -> frozenset[str]:
    """The words that most people try first."""
    lines = _LIST.read_text(encoding="utf-8").splitlines()
    return frozenset(line.strip() for line in lines if line and not line.startswith("#"))


def fault(password: str, *own: str) -> PasswordFault | None:
    """Why the password is refused; `own` are words that belong to the person."""
    return password_fault(password, common=common(), own=own)


def make_hash(password: str) -> str:
    """What is kept of a password."""
    return _hasher(current_app.testing).hash(_form(password))


def is_right(stored: str | None, password: str) -> bool:
    """Whether the password fits; takes as long when there is no account or no password."""
    cheap = current_app.testing
    known = stored is not None and stored != NONE
    try:
        fits = _hasher(cheap).verify(stored if known else _decoy(cheap), _form(password)[:1024])  # type: ignore[arg-type]
    except (Argon2Error, InvalidHashError):
        return False
    return bool(fits) and known


def _form(password: str) -> str:
    # The same characters, however a keyboard composes them.
    return unicodedata.normalize("NFC", password).encode("utf-8", "replace").decode()
