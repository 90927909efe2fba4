"""Whole addresses are made of the site's own name, whatever an asker calls it."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from commons.permits import audience_of
from commons.roles import PUBLIC

EVIL = "evil.example"
HOSTILE = {"Host": EVIL, "X-Forwarded-Host": EVIL, "X-Original-Host": EVIL, "Forwarded": EVIL}
ENDINGS = ("", ".json", ".csv", ".atom", ".ics", ".svg", "/status.json", "/record.json")
KINDS = ("measures", "proposals", "reviews", "records", "ballots", "councils", "counties")


def _plain(app: Flask) -> list[str]:
    return sorted(
        rule.rule
        for rule in app.url_map.iter_rules()
        if "GET" in (rule.methods or ()) and not rule.arguments and rule.endpoint != "static"
        and PUBLIC in audience_of(app, rule.endpoint)
    )  # fmt: skip


def _detailed(client: FlaskClient) -> list[str]:
    found = re.findall(r"<loc>[^<]*?//[^/<]+(/[^<]+)</loc>", client.get("/sitemap.xml").text)
    first = {kind: next((p for p in found if p.startswith(f"/{kind}/")), None) for kind in KINDS}
    assert first["measures"]
    assert first["proposals"]
    return [path + ending for path in first.values() if path for ending in ENDINGS]


@pytest.mark.demonstration
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_no_answer_repeats_the_name_that_an_asker_gives_the_site(app, client) -> None:
    paths = [*_plain(app), *_detailed(client)]
    assert "/changes.atom" in paths
    assert "/robots.txt" in paths
    for path in [*paths, *(f"/es{path}" for path in paths)]:
        answer = client.get(path, headers=HOSTILE)
        said = f"{answer.headers}" + ("" if "zip" in answer.mimetype else answer.text)
        assert EVIL not in said, path


@pytest.mark.parametrize("path", ["/proposals//new", "/es/proposals//new", "/static//x"])
def test_no_redirect_to_a_plainer_address_leads_to_another_site(client, path) -> None:
    answer = client.get(path, headers=HOSTILE)
    assert answer.status_code == 404
    assert EVIL not in f"{answer.headers}"


def test_whole_addresses_begin_with_the_public_one(make_app) -> None:
    asker = make_app(PUBLIC_URL="https://goals.example").test_client()
    assert "Sitemap: https://goals.example/sitemap.xml" in asker.get("/robots.txt").text
    assert asker.get("/changes.csv").headers["Link"].startswith("<https://goals.example/changes>")
    feed = asker.get("/es/changes.atom?kind=figures").text
    assert '<link href="https://goals.example/es/changes"/>' in feed
    assert "rel='self' href=\"https://goals.example/es/changes.atom?kind=figures\"" in feed
