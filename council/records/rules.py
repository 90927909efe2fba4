"""What a version of a record is, what a record still lacks, and what a correction changed."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from commons.hashing import Json

SCHEMA = "goalpost.record.1"
# What a clerk writes can be corrected. Figures stand as the room saw them; identities stand.
CORRECTABLE = re.compile(
    r"^(review\.(title|place)"
    r"|agenda\[\d+\]\.(title|presenter|finding|note)"
    r"|attendance\[\d+\]\.(name|office)"
    r"|strategies\.(reason|moves\[\d+\]\.reason)"
    r"|said\[\d+\]\.(words|by)"
    r"|questions\[\d+\]\.(answer|answered_by)"
    r"|decisions\[\d+\]\.(words|decided_by)"
    r"|promises\.(made|called|open)\[\d+\]\.(words|owner|note))$"
)
KEPT = ("supports", "answer", "answered_by")
_STEP = re.compile(r"([a-z_0-9]+)|\[(\d+)\]")


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
    NO_REASON = "no_reason"
    NOT_APPROVED = "not_approved"


@dataclass(frozen=True)
class Difference:
    """One field that two versions hold differently; an empty side means it was not there."""

    path: str
    old: str
    new: str


def correctable(document: Json) -> dict[str, str]:
    """The fields that a correction may change, by their path, with what they say."""
    return {path: text for path, text in _leaves(document) if CORRECTABLE.match(path)}


def place(path: str) -> tuple[str, int, str]:
    """The part that a path leads to, which one of it (0 when there is one only), and the field."""
    names = [name for name, _number in _STEP.findall(path) if name]
    numbers = [int(number) for _name, number in _STEP.findall(path) if number]
    return names[0], numbers[0] if numbers else 0, names[-1]


def corrected(document: Json, changes: Mapping[str, str]) -> Json:
    """A copy in which the fields at these paths say something else; KeyError for any other."""
    fields = correctable(document)
    made = copy.deepcopy(document)
    for path, text in changes.items():
        if path not in fields:
            raise KeyError(path)
        *steps, last = [name or int(number) - 1 for name, number in _STEP.findall(path)]
        holder = made
        for step in steps:
            holder = holder[step]  # type: ignore[index]
        holder[last] = text  # type: ignore[index]
    return made


def joined(questions: Json, now: Json) -> Json:
    """The questions as they stand now, with the answers and supports that the record told of."""
    kept = {
        each["code"]: {name: each[name] for name in (KEPT if each["answer"] else KEPT[:1])}
        for each in _listed(questions)
    }
    return [each | kept.get(each["code"], {}) for each in _listed(now)]


def _listed(value: Json) -> list[dict[str, Any]]:
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


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


def checks(version: str) -> tuple[str, str, str]:
    """What a shell must be told to check the version at this address: sum, entry, way to the root.

    Programs are the same in every language.
    """
    return (
        f"curl -s {version}.json | sha256sum",
        f"(printf '\\000'; curl -s {version}.json) | sha256sum\ncurl -s {version}/proof.json",
        f"curl -s {version}/proof.json | python3 -c '{_WALK}'",
    )


_WALK = """
import hashlib, json, sys
proof = json.load(sys.stdin)
found = bytes.fromhex(proof["leaf_hash"])
for step in proof["steps"]:
    other = bytes.fromhex(step["hash"])
    pair = other + found if step["side"] == "left" else found + other
    found = hashlib.sha256(b"\\x01" + pair).digest()
print(found.hex())
print(proof["root"])"""
