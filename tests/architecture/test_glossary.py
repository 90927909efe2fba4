"""The words of the house are used, and the words of the trade stand nowhere in public text."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bin import messages
from council.front.queries import PUBLIC_KINDS
from tests.architecture import templates

GLOSSARY = (Path(__file__).resolve().parents[2] / "docs" / "glossary.md").read_text("utf-8")
TRADE = re.compile(
    r"\b(?:KPIs?|OKRs?|PSAs?|RAG|stakeholders?|deliverables?|synergy|synergies|best practices?"
    r"|action items?|low-hanging|touch ?points?|dashboards?|cadence|ownership|actionable"
    r"|metrics|scorecards?|benchmarks?|leverag\w+|roadmaps?|traffic lights?)\b",
    re.IGNORECASE,
)


def words_of_trade(text: str) -> list[str]:
    """The words of the trade that stand in a text."""
    without_names = re.sub(r"metrics[./]\w+|/metrics", "", text)
    return TRADE.findall(without_names)


@pytest.mark.parametrize("name", templates.names(".html", ".txt"))
def test_no_template_speaks_the_language_of_the_trade(name: str) -> None:
    assert not words_of_trade(templates.source(name)), name


def test_no_message_speaks_the_language_of_the_trade() -> None:
    said = [
        form
        for message in messages.gather()
        for form in (message.id if isinstance(message.id, (list, tuple)) else [message.id])
    ]
    assert len(said) > 1000
    assert not [form for form in said if words_of_trade(form)]


def test_a_word_of_the_trade_would_be_found() -> None:
    assert words_of_trade("Our KPI for stakeholders") == ["KPI", "stakeholders"]
    assert not words_of_trade("{{ link('metrics.measures.show') }} a measure, dragged")


def test_the_glossary_has_a_line_for_every_kind_of_thing() -> None:
    words = set(re.findall(r"^\| ([^|]+?) \|", GLOSSARY, re.MULTILINE))
    named = {part.strip(" †") for word in words for part in word.split(",")}
    for kind in PUBLIC_KINDS:
        assert ("county" if kind == "area" else kind) in named, kind


def test_each_word_of_the_glossary_stands_there_once() -> None:
    words = re.findall(r"^\| ([^|]+?) \|", GLOSSARY, re.MULTILINE)
    single = [word for word in words if word not in ("word", "---")]
    assert len(single) == len(set(single))
