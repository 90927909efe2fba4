"""The hostile strings, and a sample of them that can be drawn again by its seed."""

from __future__ import annotations

import json
import os
import random
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parents[1] / "data" / "hostile"
TEXTS = ("xss", "unicode", "sqli", "csv_cells", "filenames", "urls")


@dataclass(frozen=True)
class Row:
    """One string, and what it did in a browser that showed it raw."""

    id: str
    text: str
    effect: str = ""
    note: str = ""


def rows(name: str) -> list[Row]:
    """All strings of one file."""
    lines = (FOLDER / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    found = [json.loads(line) for line in lines]
    return [Row(r["id"], r["input"], r.get("raw_effect", ""), r.get("note", "")) for r in found]


def descriptions(name: str) -> list[dict[str, Any]]:
    """The rows of a file as they stand there."""
    lines = (FOLDER / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def every_text() -> list[Row]:
    """All strings that may stand in a text field."""
    return [row for name in TEXTS for row in rows(name)]


def packs(texts: Iterable[str], size: int, between: str = " ") -> list[str]:
    """The strings joined, as many in each as fit into `size`; those that never fit are left out.

    What the site does to a text it does to each character, so company hides no string.
    """
    packed: list[str] = []
    for text in sorted(texts, key=len, reverse=True):
        if len(text) > size:
            continue
        for number, each in enumerate(packed):
            if len(each) + len(between) + len(text) <= size:
                packed[number] = each + between + text
                break
        else:
            packed.append(text)
    return packed


def draw() -> random.Random:
    """The dice of this run: set HOSTILE_SEED to the number that a failed run printed."""
    seed = int(os.environ.get("HOSTILE_SEED") or random.SystemRandom().randrange(10**6))
    print(f"HOSTILE_SEED={seed}")  # noqa: T201  shown beside a failure
    return random.Random(seed)


def sendable(text: str) -> str:
    """The string as a browser sends it: a lone surrogate becomes U+FFFD."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
