"""Backups: made of one moment, restored on either database, equal row by row, and proven."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from sqlalchemy import text

from citizens.comments import operations as comments
from citizens.comments.rules import Side
from commons import append_only, backup, ledger, live, subjects
from commons.backup import kept_tables
from commons.db import Base, operation
from commons.errors import Refused
from commons.restore import restore
from tests import databases
from tests.make import make_ballot, make_council, make_member, make_proposal, make_supports
from tests.postgresql import copy_postgresql, drop_postgresql, postgresql_url

ROOT = Path(__file__).resolve().parents[2]
both = pytest.mark.parametrize("target", ["sqlite", "postgresql"])


@operation(durable=True)
def _enter(words: str) -> None:
    ledger.append("thing", subject_id=subjects.site_id(), document={"words": words})
    live.publish("a room", "said", words=words)


def fill() -> None:
    """Some of everything: people, talk, supports, a ballot, leaves, numbers that were used."""
    council = make_council()
    proposals = [make_proposal(f"Measure Žižkov’s {n} “lifts” 🛗", council=council) for n in (1, 2)]
    make_supports(proposals[0], 3)
    make_ballot(*proposals, council=council)
    talk = {"about": proposals[0].subject.public_id, "side": Side.NEITHER}
    said = comments.say(actor=make_member("Ann"), body="Why?\n\n𝔘nclear.", once="one", **talk)
    comments.say(actor=make_member("Bob"), body="Because.", parent_id=said.id, once="two", **talk)
    for words in ("first", "zweites", "третье"):
        _enter(words)


def flask(folder: Path, url: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """A command as an operator gives it, on a database of its own."""
    folder.mkdir(exist_ok=True)
    return subprocess.run(
        [sys.executable, "-m", "flask", "--app", "app", *arguments],
        cwd=ROOT, env=databases.site_environment(folder, url), capture_output=True, text=True,
        check=False,
    )  # fmt: skip


def empty_database(target: str, name: str) -> str:
    """The address of a database in which nothing was ever made."""
    if target == "sqlite":
        return ""
    return copy_postgresql(postgresql_url(), None, name)


def contents(path: Path) -> dict[str, list[str]]:
    """The rows of each table in a backup."""
    with zipfile.ZipFile(path) as archive:
        return {
            name: archive.read(name).decode().splitlines()
            for name in archive.namelist()
            if name.startswith("tables/")
        }


@both
def test_what_is_restored_on_either_database_equals_what_was_saved(app, database, target, tmp_path):
    fill()
    made = backup.make(tmp_path / "one.zip")
    name = f"restore_{database}_{target}"
    url = empty_database(target, name)
    try:
        done = flask(tmp_path / "there", url, "backup", "restore", str(tmp_path / "one.zip"))
        assert done.returncode == 0, done.stderr
        assert json.loads(done.stdout) == {
            "tables": made.tables, "rows": made.rows, "leaves": 3, "root": made.root,
        }  # fmt: skip
        assert made.root == ledger.head().root
        flask(tmp_path / "there", url, "backup", "make", str(tmp_path / "two.zip"))
        assert contents(tmp_path / "two.zip") == contents(tmp_path / "one.zip")
        assert len(contents(tmp_path / "one.zip")["tables/comment.jsonl"]) == 2
    finally:
        if target == "postgresql":
            drop_postgresql(postgresql_url(), name)


def test_a_restored_site_numbers_on_and_refuses_to_change_its_ledger(app, db, database, tmp_path):
    fill()
    last = live.last_seq("a room")
    backup.make(tmp_path / "one.zip")
    _forget_everything(db)
    restore(tmp_path / "one.zip")

    make_proposal("One more after the disaster")
    _enter("fourth")
    assert live.last_seq("a room") == last + 1
    assert ledger.verify().size == 4
    with db.engine.connect() as connection:
        names = append_only.tables(Base.metadata)
        expected = {f"{name}_no_{act}" for name in names for act in ("update", "delete")}
        assert expected <= append_only.protected(connection)


def test_a_number_that_was_used_is_not_given_again(app, db, tmp_path):
    _enter("first")
    _enter("second")
    last = live.last_seq("a room")
    with db.engine.begin() as connection:
        connection.execute(text("DELETE FROM live_event"))
    backup.make(tmp_path / "one.zip")
    _forget_everything(db)
    restore(tmp_path / "one.zip")
    _enter("third")
    assert live.last_seq("a room") == last + 1


def test_a_second_backup_into_a_folder_waits_for_no_first_one_and_spoils_it_not(
    app, tmp_path, monkeypatch
):
    path, write = tmp_path / "one.zip", backup._write

    def meanwhile(file):
        with pytest.raises(Refused, match="under way"):
            backup.make(path)
        return write(file)

    monkeypatch.setattr(backup, "_write", meanwhile)
    backup.make(path)
    assert zipfile.ZipFile(path).testzip() is None
    assert [each.name for each in tmp_path.iterdir()] == ["one.zip"]


def test_a_database_with_rows_is_left_alone(app, tmp_path):
    backup.make(tmp_path / "one.zip")
    make_proposal()
    with pytest.raises(Refused, match="not empty"):
        restore(tmp_path / "one.zip")


def test_a_damaged_backup_leaves_the_database_empty(app, db, tmp_path):
    fill()
    good = tmp_path / "good.zip"
    backup.make(good)
    _forget_everything(db)
    for name, content in (
        ("tables/ledger_leaf.jsonl", lambda lines: lines[:-1]),
        ("tables/comment.jsonl", lambda lines: lines[1:]),
        ("tables/actor.jsonl", lambda lines: lines[:-1]),
    ):
        bad = tmp_path / "bad.zip"
        _copy_with(good, bad, name, content)
        with pytest.raises(Refused):
            restore(bad)
        with db.engine.connect() as connection:
            assert connection.execute(text("SELECT count(*) FROM comment")).scalar() == 0
    (tmp_path / "torn.zip").write_bytes(good.read_bytes()[:-200])
    with pytest.raises(Refused, match="cannot be read"):
        restore(tmp_path / "torn.zip")
    restore(good)


def test_a_backup_holds_no_session_no_link_and_can_be_read_by_its_owner_only(app, page, tmp_path):
    page.sign_in(make_member("Ann"))
    path = tmp_path / "one.zip"
    backup.make(path)
    assert path.stat().st_mode & 0o777 == 0o600
    held = contents(path)
    assert {
        "tables/session.jsonl",
        "tables/mailed_link.jsonl",
        "tables/limit_hit.jsonl",
    }.isdisjoint(held)
    assert len(held) == len(kept_tables()) + 1
    assert app.config["SECRET_KEY"] not in json.dumps(held)


def _copy_with(good: Path, bad: Path, changed: str, content) -> None:
    with zipfile.ZipFile(good) as source, zipfile.ZipFile(bad, "w") as copy:
        for name in source.namelist():
            data = source.read(name)
            if name == changed:
                data = b"\n".join(content(data.rstrip(b"\n").split(b"\n"))) + b"\n"
            copy.writestr(name, data)


def _forget_everything(db) -> None:
    """The database is as if nothing had ever been made in it."""
    db.session.remove()
    with db.engine.connect() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("DROP SCHEMA public CASCADE"))
            connection.execute(text("CREATE SCHEMA public"))
            connection.commit()
            return
        raw = connection.connection.driver_connection
        raw.execute("PRAGMA foreign_keys=OFF")
        rows = raw.execute("SELECT type, name FROM sqlite_master WHERE name NOT LIKE 'sqlite_%'")
        for kind, name in [
            r for r in rows if r[0] == "table" and not r[1].startswith("search_text_")
        ]:
            raw.execute(f'DROP {kind} "{name}"')
        raw.execute("PRAGMA foreign_keys=ON")
    db.engine.dispose()


def test_a_zip_that_cannot_be_unpacked_is_no_backup(app, tmp_path):
    file = tmp_path / "broken.zip"
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("manifest.json", json.dumps({"rows": list(range(500))}))
    body = bytearray(file.read_bytes())
    start = body.index(b"manifest.json") + len("manifest.json")
    body[start : start + 40] = b"\xff" * 40
    file.write_bytes(body)
    told = app.test_cli_runner().invoke(args=["backup", "restore", str(file)])
    assert told.exit_code == 1
    assert told.stderr.startswith("This file cannot be read as a backup")
