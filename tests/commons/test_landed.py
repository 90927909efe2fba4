"""The databases of versions that landed become today's, and nothing of them is lost."""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select, table

from app import create_app
from commons import append_only, ledger
from commons.backup import migration
from commons.config import read_settings
from commons.db import Base, db
from commons.health import newest_migration
from tests.commons.test_backup import empty_database, flask
from tests.postgresql import drop_postgresql, postgresql_url

LANDED = sorted((Path(__file__).parent.parent / "data" / "landed").glob("*.zip"))
PAGES = (
    *("/", "/goals", "/measures", "/changes", "/gaps", "/proposals", "/ballots", "/promises"),
    *("/reviews", "/records", "/log", "/moderation", "/measures.json", "/search?q=boat"),
)


@pytest.fixture(params=LANDED, ids=lambda path: str(path.stem))
def old(request: pytest.FixtureRequest) -> Path:
    """The backup of a version that landed."""
    return Path(str(request.param))


@pytest.fixture
def site(old: Path, database: str, worker: str, tmp_path: Path) -> Iterator[Flask]:
    """Today's site on what the old one left behind."""
    name = f"landed_{worker}"
    url = empty_database(database, name)
    done = flask(tmp_path, url, "backup", "restore", str(old))
    assert done.returncode == 0, done.stderr
    settings = read_settings({"INSTANCE": str(tmp_path), "DATABASE_URL": url})
    app = create_app(settings, testing=True)
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()
    if database == "postgresql":
        drop_postgresql(postgresql_url(), name)


def test_there_is_a_database_that_landed_and_it_is_small() -> None:
    assert LANDED
    for path in LANDED:
        assert path.stat().st_size < 1_000_000
        assert _manifest(path)["migration"] == path.stem


def test_an_old_database_comes_to_the_newest_version_whole(site: Flask, old: Path) -> None:
    with db.engine.connect() as connection:
        assert migration(connection) == newest_migration()
        names = append_only.tables(Base.metadata)
        guards = {f"{name}_no_{act}" for name in names for act in ("update", "delete")}
        assert guards <= append_only.protected(connection)
        for each in _manifest(old)["tables"]:
            if each["name"] in Base.metadata.tables:
                count = select(func.count()).select_from(table(each["name"]))
                assert connection.execute(count).scalar() >= each["rows"], each["name"]
    found, before = ledger.verify(), _manifest(old)["ledger"]
    assert found.bad is None
    assert (found.size, found.root) == (before["size"], before["root"])

    reader = site.test_client()
    for path in (*PAGES, *_one_of_each(reader.get("/sitemap.xml").text)):
        assert reader.get(path).status_code == 200, path


def _manifest(path: Path) -> dict[str, Any]:
    with zipfile.ZipFile(path) as archive:
        return json.loads(archive.read("manifest.json"))  # type: ignore[no-any-return]


def _one_of_each(sitemap: str) -> list[str]:
    """The first page of each kind."""
    found = re.findall(r"<loc>https?://[^/<]+(/([a-z]+)/[^<]+)</loc>", sitemap)
    first = {kind: path for path, kind in reversed(found)}
    assert {"measures", "proposals", "records", "reviews"} <= set(first)
    return list(first.values())
