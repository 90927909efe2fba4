"""Search finds by stems, in two languages, and takes whatever visitors type."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from commons import search, subjects
from commons.db import operation
from tests.running import at_once

ENDS = ("s", "ing", "ation", "edly", "ational", "amiento", "aciones")
HOSTILE = Path(__file__).parent.parent / "data" / "hostile"


@operation
def _index(title: str, body: str = "", kind: str = "thing") -> None:
    subject = subjects.register(kind, title=title, path="/x", letter="T")
    search.index(subject, body)


def _titles(asked: str, **how: object) -> list[str]:
    return [found.title for found in search.find(asked, **how)]


def test_words_are_found_in_other_forms_without_accents_or_case(app):
    _index("Ferry delays at night", "Los retrasos de los transbordadores")
    _index("Bridges in good repair")
    assert _titles("FERRIES delayed") == ["Ferry delays at night"]
    assert _titles("retraso") == ["Ferry delays at night"]


def test_the_last_word_of_a_long_text_is_found(app):
    _index("A long story", " ".join(f"word{number}" for number in range(900)) + " zeppelin")
    assert _titles("zeppelin") == ["A long story"]


def test_threads_that_stem_at_once_keep_each_others_words_apart(app):
    asked = [
        f"{stem}{end}" for stem in ["vote", "ferri", "count", "order", "budget"] for end in ENDS
    ]
    alone = [search._stems.__wrapped__(word) for word in asked]
    wrong: list[object] = []

    def stem() -> None:
        for _each in range(20):
            for word, right in zip(asked, alone, strict=True):
                try:
                    found: object = search._stems.__wrapped__(word)
                except IndexError as error:
                    found = error
                if found != right:
                    wrong.append((word, found))

    at_once(*[stem] * 4, in_turns=1e-5)
    assert not wrong


def test_a_title_counts_more_than_a_body(app):
    _index("Parks", "buses run past every park")
    _index("Buses on time", "counted at every stop")
    assert _titles("buses") == ["Buses on time", "Parks"]


def test_whole_words_come_before_the_beginnings_of_longer_ones(app):
    _index("Business of business", "A business is busy with business and with other businesses")
    _index("Business income", "busy business")
    _index("Last boat", "a bus waits")
    _index("Buses within five minutes", "counted at every stop, with much else about the timetable")
    found = _titles("bus")
    assert found[:2] == ["Buses within five minutes", "Last boat"]
    assert set(found[2:]) == {"Business of business", "Business income"}
    assert found == _titles("bus", kinds=("thing",))


def test_words_in_the_title_come_before_words_elsewhere_however_often(app):
    _index("Harbour", "bus bus bus bus bus and once more a bus")
    _index("What the public pays for one trip on any of the routes with a bus")
    assert _titles("bus")[0].startswith("What the public pays")


def test_of_several_words_all_must_be_whole_to_come_first(app):
    _index("Business at night", "night business")
    _index("Shops", "the night and the buses")
    _index("Night buses")
    assert _titles("night bus") == ["Night buses", "Shops", "Business at night"]


def test_of_any_word_too_whole_ones_in_all_come_first(app):
    _index("Business trips", "trip trip trip")
    _index("A bus trip")
    assert _titles("bus trips", every=False)[0] == "A bus trip"


def test_the_beginning_of_a_word_still_finds_it(app):
    _index("Business income")
    assert _titles("busin") == ["Business income"]


def test_every_word_or_any_word(app):
    _index("Buses on time")
    _index("Trains on rails")
    assert _titles("buses rails") == []
    assert set(_titles("buses rails", every=False)) == {"Buses on time", "Trains on rails"}


def test_kinds_can_be_chosen(app):
    _index("Buses on time", kind="thing")
    _index("Buses at night", kind="other")
    assert _titles("buses", kinds=("other",)) == ["Buses at night"]


@pytest.mark.parametrize(
    "row",
    [json.loads(line) for line in (HOSTILE / "sqli.jsonl").read_text().splitlines()],
    ids=lambda row: row["id"],
)
def test_whatever_is_typed_is_only_looked_for(app, row):
    _index("Buses on time")
    assert isinstance(search.find(str(row["input"])), list)
