"""Kept pages: one read a hit, gone when what they show changed, never for people signed in."""

from __future__ import annotations

import gzip

import pytest
from sqlalchemy import event

from commons import subjects
from commons.cache import FILES
from commons.db import db, operation
from commons.permits import audience_of
from tests.make import make_member, make_officer, make_proposal
from tests.page import Page
from tests.running import at_once
from tests.sign_in import sign_in


@operation
def _change() -> None:
    subjects.touch_site()


def _queries(act) -> list[str]:
    seen: list[str] = []

    def see(_connection, _cursor, statement, *_rest) -> None:
        if statement.startswith("SELECT"):
            seen.append(statement)

    event.listen(db.engine, "before_cursor_execute", see)
    try:
        act()
    finally:
        event.remove(db.engine, "before_cursor_execute", see)
    return seen


@pytest.mark.parametrize(("lease", "reads"), [(0.0, 2), (60.0, 1)])
def test_later_readers_cost_at_most_one_read_by_primary_key_each(
    app, client, monkeypatch, lease, reads
):
    assert client.get("/gaps").status_code == 200
    reader = app.extensions["quick"]
    monkeypatch.setattr(reader, "lease", lease)
    before = reader.reads
    assert _queries(lambda: [client.get("/gaps"), client.get("/gaps")]) == []
    assert reader.reads == before + reads


def test_once_a_change_is_answered_no_other_process_shows_an_older_page(
    app, page, monkeypatch, make_app
):
    """The lease is long here, so that without the wait the page would be the older one."""
    proposal, moderator = make_proposal("Count the late boats"), make_officer("moderator")
    code = proposal.subject.public_id
    other = make_app()
    for each in (app, other):
        monkeypatch.setattr(each.extensions["quick"], "lease", 1.0)
    reader = other.test_client()
    page.get(f"/desk/moderation/{code}", as_=moderator)
    for _twice in range(2):  # the second hit begins a lease
        assert "Count the late boats" in reader.get(f"/proposals/{code}").text
    reads = other.extensions["quick"].reads
    assert "Count the late boats" in reader.get(f"/proposals/{code}").text
    assert other.extensions["quick"].reads == reads
    page.submit("Hide it", rule="person", reason="Names a skipper.")
    assert "Count the late boats" not in reader.get(f"/proposals/{code}").text


def test_an_operation_ends_the_leases_of_its_own_process(app, client, monkeypatch):
    monkeypatch.setattr(app.extensions["quick"], "lease", 60.0)
    for _thrice in range(3):
        client.get("/gaps")
    _change()
    assert len(_queries(lambda: client.get("/gaps"))) > 1


def test_a_write_of_another_process_is_seen(app, client, make_app):
    client.get("/gaps")
    with make_app().app_context():
        _change()
    assert len(_queries(lambda: client.get("/gaps"))) > 1


def test_a_reader_whose_connection_broke_gets_the_page_all_the_same(app, client):
    client.get("/gaps")
    client.get("/gaps")
    for connection in app.extensions["quick"].free:
        connection.close()
    assert client.get("/gaps").status_code == 200


def test_an_anonymous_cookie_hides_no_kept_page_and_a_forged_one_opens_no_session(app, client):
    client.get("/gaps")
    name = app.config["SESSION_COOKIE_NAME"]
    client.set_cookie(name, "forged.of.nothing")
    assert _queries(lambda: client.get("/gaps")) == []


def test_the_page_unused_for_longest_goes_first(app, client):
    store = app.extensions["page_cache"]
    client.get("/gaps")
    client.get("/es/gaps")
    client.get("/gaps")
    assert [key[3] for key in store.pages] == ["es", "en"]
    assert store.bytes == sum(kept.size for kept in store.pages.values())


def test_the_room_that_pages_take_is_counted_right_when_many_keep_one_page(app, client):
    store = app.extensions["page_cache"]
    client.get("/gaps")
    ((key, kept),) = store.pages.items()

    def keep() -> None:
        for _each in range(300):
            store.store(key, kept)

    at_once(*[keep] * 8, in_turns=1e-5)
    assert store.bytes == kept.size


def test_a_kept_page_goes_when_something_on_it_changed(app, client):
    client.get("/gaps")
    _change()
    assert len(_queries(lambda: client.get("/gaps"))) > 1


def test_a_kept_page_goes_with_the_day(app, client, clock):
    client.get("/gaps")
    clock.move(days=1)
    assert len(_queries(lambda: client.get("/gaps"))) > 1


def test_a_reader_who_has_the_page_already_is_told_so(app, client):
    client.get("/gaps")
    tag = client.get("/gaps").headers["ETag"]
    again = client.get("/gaps", headers={"If-None-Match": tag})
    assert (again.status_code, again.data) == (304, b"")


def test_languages_and_fragments_are_kept_apart(app, client):
    english = client.get("/gaps").data
    spanish = client.get("/es/gaps").data
    assert b'lang="en"' in english
    assert b'lang="es"' in spanish
    assert client.get("/gaps").data == english


def test_a_signed_in_person_gets_a_page_of_their_own(app, client):
    client.get("/gaps")
    page = Page(app)
    page.get("/gaps", as_=make_member("Ana Reyes"))
    assert "Ana Reyes" in page.response.text
    assert b"Ana Reyes" not in client.get("/gaps").data


def test_a_file_is_kept_for_whoever_asks(app, client):
    client.get("/changes.csv")
    sign_in(app, client, make_member())
    assert _queries(lambda: client.get("/changes.csv")) == []


def test_no_file_asks_who_reads_it(app):
    views = {
        rule.rule: app.view_functions[rule.endpoint]
        for rule in app.url_map.iter_rules()
        if rule.rule.endswith(FILES) and audience_of(app, rule.endpoint) == ("public",)
    }
    assert len(views) > 30
    asking = [rule for rule, view in views.items() if "current" in view.__code__.co_names]
    assert asking == []


def test_a_style_sheet_goes_out_packed_to_those_who_can_unpack_it(app, client):
    url = "/static/css/goalpost.css"
    packed = client.get(url, headers={"Accept-Encoding": "gzip"})
    with client.get(url) as plain:
        assert gzip.decompress(packed.data) == plain.data
    assert packed.headers["Cache-Control"] == plain.headers["Cache-Control"]
    assert packed.headers["Vary"] == "Accept-Encoding"
    seen = {"If-Modified-Since": plain.headers["Last-Modified"], "Accept-Encoding": "gzip"}
    assert client.get(url, headers=seen).status_code == 304


def test_a_packed_page_is_the_same_page(app, client):
    client.get("/gaps")
    packed = client.get("/gaps", headers={"Accept-Encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.data) == client.get("/gaps").data


def test_whoever_asks_first_gets_the_packed_page_too(app, client):
    first = client.get("/gaps", headers={"Accept-Encoding": "gzip"})
    second = client.get("/gaps", headers={"Accept-Encoding": "gzip"})
    assert first.headers["Content-Encoding"] == "gzip"
    assert first.data == second.data
    assert first.headers["ETag"] == second.headers["ETag"]
    assert client.head("/gaps").status_code == 200
