"""How we know where somebody lives."""

from __future__ import annotations

import unicodedata
from enum import StrEnum


class Method(StrEnum):
    """How residency was checked."""

    ROLL = "roll"
    CODE = "code"
    CLERK = "clerk"


LEAST_CODE = 6


def code_form(typed: str) -> str:
    """The code as it is compared: letters and digits only, in capitals; O is 0, I and L are 1."""
    plain = unicodedata.normalize("NFKC", typed).upper()
    kept = "".join(c for c in plain if c.isascii() and c.isalnum())
    return kept.translate(str.maketrans("OIL", "011"))


def is_code(typed: str) -> bool:
    """Whether this could be a code of the roll."""
    return len(code_form(typed)) >= LEAST_CODE
