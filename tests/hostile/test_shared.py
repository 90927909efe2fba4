"""What all readers share (kept pages, streams, files), and those who would spoil it for others."""

from __future__ import annotations

import pytest
from flask import Flask

from commons import cache, limits
from commons.web import HEADERS
from tests.make import make_live_review

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
LONDON = "198.51.100.7"


def test_nobody_says_for_others_under_which_path_the_site_stands(app: Flask) -> None:
    client = app.test_client()
    for path in ("/gaps", "/es/gaps"):
        told = client.get(path, environ_overrides={"SCRIPT_NAME": "//evil.example"})
        assert told.status_code == 200
        assert "evil.example" not in told.get_data(as_text=True)
        assert "evil.example" not in client.get(path).get_data(as_text=True)


def test_of_a_name_given_twice_the_order_counts(app: Flask) -> None:
    client = app.test_client()
    first = client.get("/measures?q=otters&q=boats").get_data(as_text=True)
    second = client.get("/measures?q=boats&q=otters").get_data(as_text=True)
    assert 'value="otters"' in first
    assert 'value="boats"' in second


def test_parts_and_pages_are_kept_apart_and_a_header_makes_no_more_of_them(app: Flask) -> None:
    client = app.test_client()
    for word in ("true", "1", "2", "3"):
        client.get("/gaps", headers={"HX-Request": word})
    client.get("/gaps", headers={"HX-Request": "true", "HX-Boosted": "true"})
    client.get("/gaps")
    assert len(app.extensions["page_cache"].pages) == 3


def test_many_small_pages_take_no_more_room_than_there_is(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cache, "MOST_BYTES", 40 * cache.ABOUT_EACH)
    client = app.test_client()
    for number in range(60):
        client.get(f"/gaps?{'x' * 3_000}={number}")
    assert 0 < len(app.extensions["page_cache"].pages) < 40


def test_a_stream_that_nobody_reads_takes_no_place(app: Flask) -> None:
    url = f"/live/{make_live_review().subject.public_id}/events"
    hub = app.extensions["live_hub"]
    client = app.test_client()
    for _each in range(3):
        client.head(url)
        client.get(url).close()
    assert hub.count == 0
    assert not hub.by_address


def test_one_address_leaves_streams_to_others(app: Flask, monkeypatch) -> None:
    url = f"/live/{make_live_review().subject.public_id}/events"
    hub = app.extensions["live_hub"]
    monkeypatch.setattr(hub, "most", 24)
    client = app.test_client()
    held = [client.get(url, environ_overrides={"REMOTE_ADDR": LONDON}) for _each in range(8)]
    another = client.get(url, environ_overrides={"REMOTE_ADDR": "198.51.100.8"})
    assert [each.status_code for each in held] == [200] * 6 + [204] * 2
    assert another.status_code == 200
    for each in (*held, another):
        each.close()
    assert hub.count == 0


def test_every_answer_has_the_headers_of_a_page(app: Flask) -> None:
    client = app.test_client()
    client.get("/gaps")
    etag = client.get("/gaps").headers["ETag"]
    url = f"/live/{make_live_review().subject.public_id}/events"
    answers = [
        client.get("/static/css/goalpost.css"),
        client.get("/static/none.css"),
        client.get("/gaps", headers={"If-None-Match": etag}),
        client.get("/account"),
        client.get("/nowhere"),
        client.post("/gaps"),
        client.post("/account/sign-in"),
        client.get("/measures.csv"),
        client.get("/changes.atom"),
        client.get(url),
    ]
    assert [each.status_code for each in answers] == [
        200, 404, 304, 303, 404, 405, 400, 200, 200, 200,
    ]  # fmt: skip
    for each in answers:
        for name, value in HEADERS.items():
            assert each.headers.get(name) == value, f"{each.request.path}: {name}"
        each.close()


def test_a_network_of_version_6_counts_as_one_address(app: Flask) -> None:
    def key_of(address: str) -> str:
        with app.test_request_context(environ_overrides={"REMOTE_ADDR": address}):
            return limits.here()

    assert key_of("2001:db8:1:2::7") == key_of("2001:db8:1:2:ffff::9")
    assert key_of("2001:db8:1:2::7") != key_of("2001:db8:1:3::7")
    assert key_of("198.51.100.7") != key_of("198.51.100.8")
    assert key_of("fe80::1%eth0")
