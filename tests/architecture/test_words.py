"""Words stand where they belong: no noun of the product in commons, no bare text in a template."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.architecture import templates

ROOT = Path(__file__).resolve().parents[2]
NOUNS = re.compile(
    r"(?<![a-z])(measure|proposal|council|citizen|objective|review)s?(?![a-z])", re.IGNORECASE
)
# Names that are the same in every language.
NAMES = {"Goalpost", "CSV", "JSON", "SVG", "PNG", "ZIP", "PDF", "Atom", "GitHub", "Español"}


def nouns_in(text: str) -> set[str]:
    """The product's nouns that a text names."""
    return {match.group(1).lower() for match in NOUNS.finditer(text)}


def test_commons_knows_no_noun_of_the_product() -> None:
    found = {
        path.name: nouns
        for path in sorted((ROOT / "commons").glob("*.py"))
        if (nouns := nouns_in(path.read_text(encoding="utf-8")))
    }
    # The names of the packages, where what is in them is loaded or where one signs in.
    for name in ("features.py", "web.py"):
        assert found.pop(name, {"council"}) <= {"council", "citizen"}
    assert not found


def test_a_noun_in_commons_would_be_found() -> None:
    assert nouns_in("def close(measure_id): ...  # Reviews") == {"measure", "review"}
    assert nouns_in("measured preview, councilor") == set()


@pytest.mark.parametrize("name", templates.names(".html", ".txt"))
def test_no_word_of_a_template_escapes_the_translators(name: str) -> None:
    found = [word for word in templates.bare_words(templates.source(name)) if word not in NAMES]
    assert not found, f"bare text in {name}: {' '.join(found[:20])}"


def test_bare_text_would_be_found() -> None:
    assert templates.bare_words("<p>Hello</p>") == ["Hello"]
    assert templates.bare_words('<img alt="A fish">') == ["fish"]
    assert templates.bare_words("<p>{{ _('Hello') }} {% trans %}you{% endtrans %}</p>") == []
    assert templates.bare_words('<p class="{{ a }}">{{ b }} &nbsp;</p>{# no #}<!-- no -->') == []


def test_public_text_has_none_of_the_words_of_the_trade() -> None:
    for name in templates.names(".html", ".txt"):
        found = re.findall(r"\b(?:KPIs?|PSAs?|RAG)\b", templates.source(name))
        assert not found, f"{name}: {found}"
