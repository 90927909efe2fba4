"""Which addresses and names are the same, and which passwords are tried first."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from citizens.accounts import passwords
from citizens.accounts.rules import (
    PasswordFault,
    claims_office,
    email_key,
    holds_name,
    is_alive,
    is_email,
    is_reserved,
    name_key,
    password_fault,
)

HOSTILE = Path(__file__).resolve().parents[2] / "data" / "hostile"
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ann@example.org", "ANN@Example.ORG"),
        ("ann@example.org", "ann+news@example.org"),
        ("ann.lee@gmail.com", "annlee@googlemail.com"),
        ("ann@hotmail.com", "ann+x@outlook.com"),
        ("ann-list@yahoo.com", "ann@yahoo.com"),
    ],
)
def test_spellings_of_one_box_are_one_address(one: str, other: str) -> None:
    assert email_key(one) == email_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ann.lee@example.org", "annlee@example.org"),
        ("ann-lee@example.org", "ann@example.org"),
        ("ann@example.org", "ann@example.com"),
    ],
)
def test_other_boxes_stay_other_addresses(one: str, other: str) -> None:
    assert email_key(one) != email_key(other)


@pytest.mark.parametrize("text", ["ann@example.org", "a.b+c@mail.example.co", "o'brien@x.invalid"])
def test_addresses_are_taken(text: str) -> None:
    assert is_email(text)


@pytest.mark.parametrize(
    "text",
    ["ann", "ann@", "@example.org", "a b@example.org", "ann@example", "ann@exa\nmple.org",
     "ann@example.org\r\nBcc: all@example.org", "ann@-example.org", "x" * 250 + "@e.org"],
)  # fmt: skip
def test_what_is_no_address_is_refused(text: str) -> None:
    assert not is_email(text)


@pytest.mark.parametrize(
    "name",
    [
        "Governor",
        "gоvernоr",
        "ｇｏｖｅｒｎｏｒ",
        "ᴳᵒᵛᵉʳⁿᵒʳ",
        "admin\u200b",
        "Аdmin",
        "C1erk",
        "GOALPOST",
    ],
)
def test_names_that_look_like_an_office_are_reserved(name: str) -> None:
    assert is_reserved(name)


@pytest.mark.parametrize(
    "name",
    [
        "Marit Solano, Governor", "Marit Solano (Govern\u043er)", "Marit Solano – director",
        "Ann Lee, Deputy Director of Ferries", "Governor Solano", "Marit Solano GOVERNOR",
        "Ann Lee | Clerk", "Ann Lee/moderator", "Ana Ruiz, gobernadora", "Ann Lee @Governor",
    ],
)  # fmt: skip
def test_names_that_come_with_an_office_are_seen(name: str) -> None:
    assert claims_office(name)


@pytest.mark.parametrize(
    "name",
    ["Marit Solano", "John Mayor", "Clerk Maxwell", "Ann Chair", "Lee, Ann", "Ann (North Island)",
     "Governor", "Jean-Luc Steward", "Anna O’Neill", "Bo – the baker"],
)  # fmt: skip
def test_surnames_that_are_words_of_office_are_names(name: str) -> None:
    assert not claims_office(name)


def test_a_name_holds_another_whole_or_not_at_all() -> None:
    for name in (
        "Marit Solano",
        "MARIT  SOLANO B.",
        "the real Mar\u0456t Solano",
        "(Marit Solano)",
    ):
        assert holds_name(name, "Marit Solano"), name
    for name in ("Marit Solanos", "M. Solano", "Marit B. Solano", "Solano Marit"):
        assert not holds_name(name, "Marit Solano"), name
    assert not holds_name("Ann Lee", "Ann")


def test_names_that_look_alike_have_one_key() -> None:
    assert name_key("José Núñez") == name_key("Jose\u0301 Nu\u0301n\u0303ez")
    assert name_key("Iris Lane") == name_key("lris  lane")
    assert name_key("Anna O’Neill") == name_key("ANNA O'NEILL")
    assert name_key("José") != name_key("Jose")


def honest() -> list[str]:
    """Names and words that a careless filter refuses."""
    lines = (HOSTILE / "must_accept.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line)["input"] for line in lines]


def test_honest_names_are_free_and_all_different() -> None:
    assert len({name_key(name) for name in honest()}) == len(honest()) > 20
    assert not [name for name in honest() if is_reserved(name) or claims_office(name)]


@pytest.mark.parametrize(
    ("password", "fault"),
    [
        ("short", PasswordFault.SHORT),
        ("x9" * 129, PasswordFault.LONG),
        ("password1234", PasswordFault.COMMON),
        ("P@ssw0rd!2026", PasswordFault.COMMON),
        ("goalpostgoalpost", PasswordFault.COMMON),
        ("correct horse battery staple", PasswordFault.COMMON),
        ("aaaaaaaaaaaaaa", PasswordFault.PATTERN),
        ("123456789012", PasswordFault.PATTERN),
        ("qwertyuiopasdf", PasswordFault.PATTERN),
        ("abcabcabcabc", PasswordFault.PATTERN),
        ("annabel lee 77", PasswordFault.OWN),
    ],
)
def test_passwords_that_are_tried_first_are_refused(password: str, fault: PasswordFault) -> None:
    assert password_fault(password, common=passwords.common(), own=("Annabel Lee",)) is fault


@pytest.mark.parametrize(
    "password",
    ["a kettle of nine herons", "wren-oak-lantern", "7Gx!qm2#LpZt", "ñandú bajo la lluvia"],
)  # fmt: skip
def test_other_passwords_need_no_kinds_of_characters(password: str) -> None:
    assert password_fault(password, common=passwords.common()) is None


@pytest.mark.parametrize(
    ("idle", "old", "staff", "alive"),
    [
        (timedelta(days=13), timedelta(days=80), False, True),
        (timedelta(days=14), timedelta(days=20), False, False),
        (timedelta(minutes=1), timedelta(days=90), False, False),
        (timedelta(minutes=29), timedelta(hours=11), True, True),
        (timedelta(minutes=30), timedelta(hours=1), True, False),
        (timedelta(minutes=1), timedelta(hours=12), True, False),
    ],
)
def test_a_session_ends_by_rest_and_by_age(
    idle: timedelta, old: timedelta, staff: bool, alive: bool
) -> None:
    assert is_alive(created_at=NOON - old, seen_at=NOON - idle, now=NOON, staff=staff) is alive
