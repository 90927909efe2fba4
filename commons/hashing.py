"""Canonical JSON (RFC 8785), SHA-256 and the Merkle tree of RFC 6962. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import TypeAlias

import rfc8785

Json: TypeAlias = "bool | int | str | list[Json] | dict[str, Json] | None"


def canonical(document: Json) -> bytes:
    """The one byte form of `document` (RFC 8785); floats are refused, figures travel as text."""
    _refuse_floats(document)
    return rfc8785.dumps(document)


def sha256(data: bytes) -> str:
    """The SHA-256 of `data`, in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def leaf_hash(data: bytes) -> bytes:
    """The hash of a leaf: a zero byte before the data (RFC 6962, 2.1)."""
    return hashlib.sha256(b"\x00" + data).digest()


def tree_root(leaves: Sequence[bytes]) -> bytes:
    """The root over leaf hashes, split at the largest power of two below their number (2.1)."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    split = 1 << (len(leaves) - 1).bit_length() - 1
    left, right = tree_root(leaves[:split]), tree_root(leaves[split:])
    return hashlib.sha256(b"\x01" + left + right).digest()


def inclusion_path(number: int, leaves: Sequence[bytes]) -> list[bytes]:
    """The hashes that lead from leaf `number` up to the root, the nearest first (2.1.1)."""
    if not 0 <= number < len(leaves):
        raise IndexError(number)
    if len(leaves) == 1:
        return []
    split = 1 << (len(leaves) - 1).bit_length() - 1
    if number < split:
        return [*inclusion_path(number, leaves[:split]), tree_root(leaves[split:])]
    return [*inclusion_path(number - split, leaves[split:]), tree_root(leaves[:split])]


def inclusion_sides(number: int, size: int) -> list[str]:
    """For each hash of the same path, on which side of what was found so far it is joined."""
    if size <= 1:
        return []
    split = 1 << (size - 1).bit_length() - 1
    if number < split:
        return [*inclusion_sides(number, split), "right"]
    return [*inclusion_sides(number - split, size - split), "left"]


def root_by_path(number: int, size: int, leaf: bytes, path: Sequence[bytes]) -> bytes | None:
    """The root that a path from leaf `number` of `size` leads to; None when it cannot be one."""
    if not 0 <= number < size:
        return None
    place, last, found = number, size - 1, leaf
    for sibling in path:
        if last == 0:
            return None
        if place & 1 or place == last:
            found = hashlib.sha256(b"\x01" + sibling + found).digest()
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            found = hashlib.sha256(b"\x01" + found + sibling).digest()
        place, last = place >> 1, last >> 1
    return found if last == 0 else None


def _refuse_floats(value: object) -> None:
    if isinstance(value, float):
        raise TypeError("A record holds figures as text, never as floats")
    if isinstance(value, dict):
        for item in value.values():
            _refuse_floats(item)
    elif isinstance(value, list):
        for item in value:
            _refuse_floats(item)
