"""The Spanish catalogue: whole sentences, every placeholder, nothing guessed by a machine."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from babel.messages.catalog import Message

from bin import messages

PLACEHOLDER = re.compile(r"%\((\w+)\)([sd])")
LANGUAGES = messages.LANGUAGES


def texts(value: object) -> list[str]:
    """All forms of a message or of its translation."""
    return [str(each) for each in value] if isinstance(value, (list, tuple)) else [str(value)]


def translated(language: str) -> Iterator[Message]:
    """The messages of a catalogue that have words."""
    for message in messages.read(language):
        if message.id and messages.is_translated(message):
            yield message


def placeholders_lost(message: Message) -> set[tuple[str, str]]:
    """Placeholders that a translation needs and lacks, or has and must not."""
    needed = set(PLACEHOLDER.findall(texts(message.id)[-1]))
    allowed = {found for form in texts(message.id) for found in PLACEHOLDER.findall(form)}
    forms = texts(message.string)
    held = set(PLACEHOLDER.findall(forms[-1]))
    extra = {found for form in forms for found in PLACEHOLDER.findall(form)} - allowed
    return (needed - held) | extra


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_translation_loses_a_placeholder(language: str) -> None:
    lost = {str(m.id): placeholders_lost(m) for m in translated(language) if placeholders_lost(m)}
    assert not lost


def test_a_lost_placeholder_would_be_found() -> None:
    assert placeholders_lost(Message("%(n)d days", "días")) == {("n", "d")}
    assert placeholders_lost(Message("days", "%(n)d días")) == {("n", "d")}
    assert not placeholders_lost(Message(("one", "%(num)d"), ("uno", "%(num)d")))


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_translation_is_a_guess(language: str) -> None:
    catalogue = messages.read(language)
    assert not catalogue.fuzzy
    assert not [message.id for message in catalogue if message.id and message.fuzzy]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_compiled_catalogue_is_that_of_the_words(language: str) -> None:
    assert messages.mo_path(language).read_bytes() == messages.compiled(messages.read(language))


@pytest.mark.parametrize("language", LANGUAGES)
def test_nearly_all_that_a_resident_reads_is_translated(language: str) -> None:
    def is_for_residents(message: Message) -> bool:
        places = " ".join(name for name, _line in message.locations)
        return not re.fullmatch(r"(\S*(desk|style|cli|forms)\S*\s?)*", places)

    found = [m for m in messages.read(language) if m.id and is_for_residents(m)]
    missing = [messages.shown(m.id) for m in found if not messages.is_translated(m)]
    assert len(missing) <= len(found) * 0.05, missing


def test_spanish_speaks_to_the_reader_as_usted() -> None:
    familiar = re.compile(r"\b(tú|tienes|puedes|debes|quieres|tuyo|tus)\b", re.IGNORECASE)
    found = [m.id for m in translated("es") if familiar.search(" ".join(texts(m.string)))]
    assert not found
