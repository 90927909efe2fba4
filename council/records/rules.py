"""What a version of a record is, what a record still lacks, and what a correction changed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from commons.hashing import Json

SCHEMA = "goalpost.record.1"


class VersionKind(StrEnum):
    """Why a version was made."""

    FIRST = "first"
    CORRECTION = "correction"
    ADDITION = "addition"


class Gap(StrEnum):
    """What a record does not have, and says so."""

    NO_FINDING = "no_finding"
    NO_FIGURE = "no_figure"
    NO_ATTENDANCE = "no_attendance"
    NOT_REACHED = "not_reached"
    ANSWER_DUE = "answer_due"
    NOT_APPROVED = "not_approved"


@dataclass(frozen=True)
class Difference:
    """One field that two versions hold differently; an empty side means it was not there."""

    path: str
    old: str
    new: str


def check_reason(number: int, reason: str) -> bool:
    """Whether the version says why it exists: the first needs no reason, all others do."""
    return number == 1 or bool(reason)


def differences(old: Json, new: Json) -> list[Difference]:
    """Every leaf value that two documents hold differently, in the order of their paths."""
    before, after = dict(_leaves(old)), dict(_leaves(new))
    paths = list(dict.fromkeys([*before, *after]))
    return [
        Difference(path, before.get(path, ""), after.get(path, ""))
        for path in paths
        if before.get(path) != after.get(path)
    ]


def _leaves(value: Json, path: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for key in sorted(value):
            yield from _leaves(value[key], f"{path}.{key}" if path else key)
    elif isinstance(value, list):
        for number, each in enumerate(value, 1):
            yield from _leaves(each, f"{path}[{number}]")
    else:
        yield path, _written(value)


def _written(value: Json) -> str:
    words = {None: "", True: "yes", False: "no"}
    return words[value] if value is None or isinstance(value, bool) else str(value)
