"""The maps in docs are those of the code, and the code's events are told."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Any

import pytest

from commons import maps
from commons.events import _reactions
from commons.features import PACKAGES
from council.changes.rules import kinds_of

DOCS = Path(__file__).resolve().parents[2] / "docs"
on_sqlite = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@on_sqlite
def test_the_map_of_addresses_is_current(app: Any) -> None:
    written = (DOCS / "map.md").read_text(encoding="utf-8")
    assert written == maps.route_table(app), "`make map` writes it anew"


@on_sqlite
def test_the_map_of_events_is_current(app: Any) -> None:
    written = (DOCS / "events.md").read_text(encoding="utf-8")
    assert written == maps.event_table(PACKAGES), "`make map` writes it anew"


@on_sqlite
def test_every_public_event_stands_in_the_change_feed(app: Any) -> None:
    public = {kind for kind, found in maps.event_kinds(PACKAGES).items() if found.public}
    assert public <= set(kinds_of(None))


@on_sqlite
def test_whoever_reacts_reacts_to_an_event_that_is_recorded(app: Any) -> None:
    assert set(_reactions) <= set(maps.event_kinds(PACKAGES))


def test_an_event_is_found_with_its_data_also_through_a_function() -> None:
    tree = ast.parse(
        "def act(a):\n"
        "    events.record('boat.sailed', subject_id=1, actor=a, public=True, late=3)\n"
        "    _tell('boat.sank' if a else 'boat.lost', a, where='bay', **_more())\n"
        "def _more():\n"
        "    return {'deep': 1}\n"
        "def _tell(kind, actor, **data):\n"
        "    events.record(kind, subject_id=1, actor=actor, **data)\n"
    )
    found = {kind: (keys, public) for kind, keys, public in maps._recorded(tree)}
    assert found == {
        "boat.sailed": ({"late"}, True),
        "boat.sank": ({"where", "deep"}, False),
        "boat.lost": ({"where", "deep"}, False),
    }
