"""Public ids (`M-2026-014`), slugs and sort keys. Pure."""

from __future__ import annotations

import re
import unicodedata

PUBLIC_ID = re.compile(r"^[A-Z]-\d{4}-\d{3,}$")
SLUG_LENGTH = 60


def public_id(letter: str, year: int, number: int) -> str:
    """The id that people say and cite: one letter, the year, a number of three digits or more."""
    return f"{letter}-{year}-{number:03d}"


def slug(text: str) -> str:
    """A short lower-case address part made of the words of `text`; never empty."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    words = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
    if len(words) > SLUG_LENGTH:
        words = words[: SLUG_LENGTH + 1].rsplit("-", 1)[0]
    return words or "untitled"


def folded(text: str) -> str:
    """The key by which names sort and compare equal on every database: no accents, no case."""
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(c for c in decomposed if not unicodedata.combining(c)).casefold().strip()
