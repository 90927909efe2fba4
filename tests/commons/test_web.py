"""Every answer: headers, request id, error pages, redirects that stay here."""

from __future__ import annotations

import json
import re
import threading
from pathlib import Path

import pytest
from sqlalchemy import exc, text

from commons.config import Misconfigured, database_url, read_settings
from commons.db import db
from commons.tables import safe_cell, to_csv
from commons.web import safe_next

HOSTILE = Path(__file__).parent.parent / "data" / "hostile"


def _inputs(name: str) -> list[str]:
    return [str(json.loads(line)["input"]) for line in (HOSTILE / name).read_text().splitlines()]


@pytest.mark.parametrize(
    "path",
    [
        "/%00", "/measures/a%00b", "/cite/%00", "/records/%00", "/measures?goal=%00",
        "/changes.json?after=a%00", "/search?q=boats%00", "/account/confirm/%00",
    ],
)  # fmt: skip
def test_an_address_with_a_zero_byte_is_none(client, path):
    assert client.get(path).status_code == 400


def test_what_no_column_takes_is_refused_where_it_is_sent(page):
    from tests.make import make_member

    page.get("/account", as_=make_member())
    token = page.all("[name=csrf_token]")[0]["value"]
    data = {"csrf_token": token, "about": "P-\0", "side": "for", "body": "Boats"}
    assert page.client.post("/comments", data=data).status_code in (400, 404, 422)


@pytest.mark.parametrize("path", ["/about", "/nothing-here", "/desk", "/changes.json"])
def test_every_answer_is_guarded(app, client, path):
    headers = client.get(path).headers
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert len(headers["X-Request-ID"]) == 12


@pytest.mark.parametrize("path", ["/about", "/changes.json", "/gaps"])
def test_a_kept_answer_is_guarded_as_the_first_one_was(app, client, path):
    first, again = client.get(path), client.get(path)
    assert len(app.extensions["page_cache"].pages) == 1
    own = {"X-Request-ID", "Date"}
    assert {n: v for n, v in again.headers if n not in own} == {
        n: v for n, v in first.headers if n not in own
    }
    assert "default-src 'none'" in again.headers["Content-Security-Policy"]


def test_the_sign_of_the_house_is_where_browsers_look_for_it(client):
    with client.get("/favicon.ico", buffered=True) as answer:
        assert (answer.status_code, answer.mimetype) == (200, "image/x-icon")


def test_a_page_that_is_not_there_says_so_kindly(page):
    page.get("/nothing-here", status=404)
    assert page.response.headers["X-Request-ID"] in page.text


def test_a_machine_gets_a_problem_document(app, client):
    answer = client.get("/proposals/P-1999-001.json", headers={"Accept": "application/json"})
    assert answer.status_code == 404
    assert answer.mimetype == "application/problem+json"


def test_a_form_without_its_token_is_refused(app, client):
    app.config["WTF_CSRF_ENABLED"] = True
    answer = client.post("/account/sign-in", data={"email": "a@example.org", "password": "x"})
    assert answer.status_code == 400


def test_other_methods_are_not_allowed(app, client):
    assert client.delete("/about").status_code == 405


@pytest.mark.parametrize("address", _inputs("urls.jsonl"))
def test_a_redirect_never_leaves_this_site(address):
    target = safe_next(address)
    assert target.startswith("/")
    assert not target.startswith(("//", "/\\"))
    assert all(ord(c) > 32 and ord(c) != 127 for c in target)


@pytest.mark.parametrize(
    "cell",
    [
        "=1+1",
        "+cmd",
        "@x",
        "-2+3",
        "\tx",
        "\rx",
        "\nx",
        " =1+1",
        '"=1+1',
        "\u200b=1+1",
        "\u00a0@x",
        "\uff1d1+1",
        "\uff20SUM(A1)",
        "=cmd|' /C calc'!A0",
        "-1+cmd|' /C calc'!A0",
        "-0_1",
    ],
)
def test_a_cell_that_a_spreadsheet_could_run_is_made_harmless(cell):
    assert safe_cell(cell) == "'" + cell


@pytest.mark.parametrize(
    ("cell", "safe"),
    [
        ("a;=1+1", "a;'=1+1"),
        ('a; "=1+1', "a; \"'=1+1"),
        ("a\n=cmd|' /C calc'!A0", "a\n'=cmd|' /C calc'!A0"),
        ("a\t@x;+y", "a\t'@x;'+y"),
        ("=1;-2", "'=1;'-2"),
        ("a;\uff1d1", "a;'\uff1d1"),
    ],
)
def test_a_cell_is_harmless_too_where_semicolons_divide_cells(cell, safe):
    assert safe_cell(cell) == safe
    for part in re.split(r"[;\t\r\n]", to_csv(["x"], [["y", cell]]).partition("\n")[2]):
        assert not re.match(r"[\s\"]*[=+\-@\uff1d]", part), part


@pytest.mark.parametrize(
    "cell",
    ["2026-11-20", "a, -5", "5 - 3; 4", "x=1", "a@b.example", "-41.5", "84.1", "O'Brien", "", "+3"],
)
def test_an_honest_cell_stays_as_it_is(cell):
    assert safe_cell(cell) == cell


def test_production_refuses_what_is_unsafe(tmp_path):
    good = {
        "INSTANCE": str(tmp_path),
        "GOALPOST_PRODUCTION": "1",
        "SECRET_KEY": "a" * 40,
        "PUBLIC_URL": "https://goals.example.org",
        "MAIL_URL": "smtp://localhost:25",
        "MAIL_FROM": "Goalpost <goals@example.org>",
    }
    assert read_settings(good).production
    for change in (
        {"GOALPOST_DEMONSTRATION": "1"},
        {"SECRET_KEY": "short"},
        {"PUBLIC_URL": "http://goals.example.org"},
        {"MAIL_URL": ""},
        {"MAIL_FROM": ""},
    ):
        with pytest.raises(Misconfigured):
            read_settings(good | change)


@pytest.mark.parametrize(
    ("name", "given"),
    [
        ("SITE_ZONE", "Mars/Olympus"),
        ("SITE_ZONE", "../etc/passwd"),
        ("TRUSTED_PROXIES", "one"),
        ("WEB_STREAMS", "-1"),
        ("DATABASE_URL", "foo"),
        ("DATABASE_URL", "sqlite://"),
        ("DATABASE_URL", "sqlite:///:memory:"),
        ("DATABASE_URL", "mysql://root:hidden@db/goals"),
        ("REDIS_URL", "foo"),
        ("PUBLIC_URL", "example.org"),
        ("PUBLIC_URL", "https://"),
        ("MAIL_URL", "mail.example.org:25"),
        ("MAIL_URL", "smtp://:25"),
        ("MAIL_URL", "smtp://host:hidden"),
        ("MAIL_URL", "smtp://host?starttls=1"),
        ("MAIL_FROM", "Goalpost"),
    ],
)
def test_a_setting_that_cannot_be_meant_is_named_in_one_line(tmp_path, name, given):
    with pytest.raises(Misconfigured, match=f"^{name} ") as refused:
        read_settings({"INSTANCE": str(tmp_path), name: given})
    assert "\n" not in str(refused.value)
    assert "hidden" not in str(refused.value)


def test_an_empty_setting_is_none(tmp_path):
    names = ("SITE_ZONE", "TRUSTED_PROXIES", "WEB_STREAMS", "DATABASE_URL", "REDIS_URL",
             "PUBLIC_URL", "MAIL_URL", "MAIL_FROM", "HOST", "PORT")  # fmt: skip
    empty = read_settings({"INSTANCE": str(tmp_path), **dict.fromkeys(names, "")})
    assert empty == read_settings({"INSTANCE": str(tmp_path)})


@pytest.mark.parametrize(
    ("host", "url"),
    [("0.0.0.0", "127.0.0.1"), ("::", "[::1]"), ("::1", "[::1]"), ("me", "me")],  # noqa: S104  no server
)
def test_links_lead_to_an_address_that_can_be_opened(tmp_path, host, url):
    env = {"INSTANCE": str(tmp_path), "HOST": host, "PORT": "8001"}
    assert read_settings(env).public_url == f"http://{url}:8001"


def test_an_error_of_the_database_tells_no_address(app):
    with pytest.raises(exc.SQLAlchemyError) as failed:
        db.session.execute(text("SELECT :address FROM nowhere"), {"address": "ann@example.org"})
    db.session.rollback()
    assert "ann@example.org" not in str(failed.value)


def test_the_secret_is_made_once_and_readable_by_its_owner_alone(tmp_path):
    first = read_settings({"INSTANCE": str(tmp_path)}).secret_key
    assert read_settings({"INSTANCE": str(tmp_path)}).secret_key == first
    assert (tmp_path / "secret_key").stat().st_mode & 0o777 == 0o600


def test_the_address_of_a_hosted_database_is_understood(tmp_path):
    assert database_url("postgres://u@h/d", tmp_path) == "postgresql+psycopg://u@h/d"
    assert database_url(None, tmp_path).startswith("sqlite:///")


@pytest.mark.parametrize("left", [None, "", "\n"], ids=["new", "empty", "blank"])
def test_all_who_start_at_once_have_the_same_secret(tmp_path, left):
    for number in range(40):
        folder = tmp_path / str(number)
        folder.mkdir()
        if left is not None:  # by a disk that was full
            (folder / "secret_key").write_text(left)
        starting, had = threading.Barrier(8), []

        def start(folder=folder, starting=starting, had=had) -> None:
            starting.wait()
            had.append(read_settings({"INSTANCE": str(folder)}).secret_key)

        together = [threading.Thread(target=start) for _ in range(8)]
        for each in together:
            each.start()
        for each in together:
            each.join()
        assert len(had) == 8
        assert {len(key) for key in had} == {64}
        assert set(had) == {(folder / "secret_key").read_text().strip()}
        assert (folder / "secret_key").stat().st_mode & 0o077 == 0 or left is not None
