"""Becoming a resident by code or clerk."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from flask import Flask

from citizens.accounts import queries as accounts
from citizens.residency import operations, queries
from citizens.residency.rules import Method, code_form, is_code
from commons import actors
from commons.actors import Actor
from commons.db import db
from commons.errors import Invalid
from metrics.catalogue import operations as catalogue
from metrics.catalogue.models import Area
from metrics.catalogue.rules import AreaKind
from tests.make import make_account, make_officer
from tests.page import Page


@pytest.fixture
def county(app: Flask) -> Area:
    """Lantern Bay, with one code of the roll."""
    made = catalogue.add_area(actor=actors.system(), name="Lantern Bay", kind=AreaKind.COUNTY)
    catalogue.add_area(actor=actors.system(), name="Northpoint", kind=AreaKind.COUNTY)
    operations.load_roll(rows=[("FERRY-0142-WREN", made)])
    return made


def test_a_code_is_read_as_people_write_it() -> None:
    assert code_form(" ferry 0142–wren ") == code_form("FERRY-O142-WREN") == "FERRY0142WREN"
    assert not is_code("A-1")


def test_a_code_makes_one_person_a_resident_once(page: Page, county: Area) -> None:
    page.get("/account/residence", as_=make_account().actor)
    page.submit("Confirm where I live", county="northpoint", code="ferry 0142 wren", status=422)
    assert "do not belong together" in page.main
    assert page.one("#code")["value"] == "ferry 0142 wren"
    page.submit("Confirm where I live", county="lantern-bay")
    assert "resident of Lantern Bay" in page.main
    account = accounts.by_email("ann@example.org")
    assert account is not None
    assert account.level == 2
    found = queries.county_of(account.actor_id)
    assert found is not None
    assert found.id == county.id
    operations.load_roll(rows=[("ANOTHER-CODE", county)])
    page.get("/account/residence", as_=make_account("bob@example.org").actor)
    page.submit("Confirm where I live", county="lantern-bay", code="ferry0142wren", status=422)


def test_a_code_pressed_by_many_at_once_serves_one(app: Flask, county: Area) -> None:
    people = [make_account(f"p{n}@example.org").actor_id for n in range(8)]
    area_id = county.id
    db.session.remove()

    def press(actor_id: int) -> bool:
        with app.app_context():
            try:
                operations.verify(
                    actor=db.session.get_one(Actor, actor_id),
                    account=accounts.by_actor(actor_id),
                    area=db.session.get_one(Area, area_id),
                    method=Method.CODE,
                    code="FERRY-0142-WREN",
                )
            except Invalid:
                return False
            return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(press, people)) == 1


def test_guessing_codes_is_limited(page: Page, county: Area) -> None:
    page.get("/account/residence", as_=make_account().actor)
    for number in range(10):
        page.submit("Confirm where I live", county="lantern-bay", code=f"guess{number}", status=422)
    page.submit("Confirm where I live", county="lantern-bay", code="FERRY-0142-WREN", status=429)


def test_a_clerk_confirms_somebody_by_the_exact_address(page: Page, county: Area) -> None:
    make_account("ann@example.org", name="Ann Lee")
    clerk = make_officer("clerk")
    page.get("/desk/residents", as_=clerk)
    assert "Ann Lee" not in page.text
    page.submit("Find", email="ann", status=422)
    assert "no confirmed account" in page.main
    page.submit("Find", email="Ann@example.org")
    assert "Ann Lee" in page.main
    page.submit("I have seen that this person lives there", county="northpoint")
    assert "Ann Lee is a resident of Northpoint now." in page.main
    account = accounts.by_email("ann@example.org")
    assert account is not None
    residence = queries.residence_of(account.id)
    assert residence is not None
    assert (residence.county, residence.method) == ("Northpoint", Method.CLERK)


def test_a_clerk_with_two_tabs_confirms_the_person_shown_or_nobody(
    app: Flask, page: Page, county: Area
) -> None:
    make_account("ann@example.org", name="Ann Lee")
    make_account("bob@example.org", name="Bob Stone")
    page.get("/desk/residents", as_=make_officer("clerk"))
    page.submit("Find", email="ann@example.org")
    other = Page(app)
    other.client, other.actor = page.client, page.actor
    other.get("/desk/residents").submit("Find", email="bob@example.org")
    press = "I have seen that this person lives there"
    page.submit(press, county="northpoint", status=422)
    assert "You looked for Bob Stone in the meantime." in page.main
    for address in ("ann@example.org", "bob@example.org"):
        account = accounts.by_email(address)
        assert account is not None
        assert queries.residence_of(account.id) is None
    page.submit(press, county="northpoint")
    assert "Bob Stone is a resident of Northpoint now." in page.main


def test_members_do_not_reach_the_clerks_page(page: Page, county: Area) -> None:
    page.get("/desk/residents", as_=make_account().actor, status=403)


def test_a_roll_is_loaded_whole_or_not_at_all(app: Flask, county: Area, tmp_path: Path) -> None:
    roll = tmp_path / "roll.csv"
    run = app.test_cli_runner().invoke
    roll.write_text("code,county\nAAAA-1111,Lantern Bay\nBBBB-2222,Atlantis\n", encoding="utf-8")
    refused = run(args=["accounts", "roll", str(roll)])
    assert refused.exit_code == 1
    assert "Line 3: there is no county “Atlantis”." in refused.output
    assert queries.codes_left() == 1
    roll.write_text("code,county\nAAAA-1111,Lantern Bay\nBBBB-2222,northpoint\n", encoding="utf-8")
    assert run(args=["accounts", "roll", str(roll)]).output == "2 codes read, 2 new.\n"
    assert run(args=["accounts", "roll", str(roll)]).output == "2 codes read, 0 new.\n"
    for strange in ("code,county\nCCCC-3333,Bahía\n".encode("latin-1"), b"code,county\n\0\xff"):
        roll.write_bytes(strange)
        refused = run(args=["accounts", "roll", str(roll)])
        assert (refused.exit_code, refused.stderr) == (1, "The file is no CSV in UTF-8.\n")
    assert queries.codes_left() == 3
