"""Which council is asked where something is talked about: it answers, and no other."""

from __future__ import annotations

from collections.abc import Callable

from commons.subjects import Subject

Asked = Callable[[int], int | None]
_asked: dict[str, Asked] = {}


def asked_of(kind: str) -> Callable[[Asked], Asked]:
    """Registers how the council (its subject) behind a subject of this kind is found."""

    def register(reader: Asked) -> Asked:
        _asked[kind] = reader
        return reader

    return register


def council_asked(about: Subject) -> int | None:
    """The subject of the council that answers for this; None where none does, or not yet."""
    reader = _asked.get(about.kind)
    return reader(about.id) if reader else None
