"""Databases for tests: filled once a run by the real command, copied for each test."""

from __future__ import annotations

import contextlib
import os
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

from tests.postgresql import Refill, copy_postgresql, drop_postgresql, postgresql_url, with_database
from tests.running import PREFIX, only_one, run_folder

ROOT = Path(__file__).resolve().parent.parent
_refills: dict[tuple[str, str], Refill] = {}


def template(database: str, *, demonstration: bool = False) -> str:
    """A migrated database to copy from, made by `flask release` once a run.

    On SQLite the path of a file, on PostgreSQL the name of a database.
    """
    kind = "demonstration" if demonstration else "empty"
    folder = run_folder() / f"template-{database}-{kind}"
    name = f"{_run_name()}_{kind}"
    with only_one(folder.name):
        if not (folder / "ready").exists():
            folder.mkdir(exist_ok=True)
            url = copy_postgresql(postgresql_url(), None, name) if database == "postgresql" else ""
            release(folder, url, demonstration=demonstration)
            if not url:
                _fold_journal(folder / "goalpost.db")
            (folder / "ready").touch()
    return name if database == "postgresql" else str(folder / "goalpost.db")


def release(instance: Path, database_url: str, *, demonstration: bool = False) -> None:
    """What a deployment does before it serves: the real command."""
    env = site_environment(instance, database_url, demonstration=demonstration)
    command = [sys.executable, "-m", "flask", "--app", "app", "release"]
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"flask release failed:\n{done.stdout}\n{done.stderr}")


def site_environment(
    instance: Path, database_url: str, *, demonstration: bool = False, **more: str
) -> dict[str, str]:
    """An environment with nothing of this machine's in it but the path."""
    return {
        "PATH": os.environ.get("PATH", "/usr/bin:/bin"),
        "HOME": str(instance),
        "LANG": "C.UTF-8",
        "INSTANCE": str(instance),
        "DATABASE_URL": database_url,
        "GOALPOST_DEMONSTRATION": "1" if demonstration else "0",
        "PYTHONUNBUFFERED": "1",
        **more,
    }


def fresh_database(database: str, folder: Path, name: str, *, demonstration: bool = False) -> str:
    """A copy of the template; returns DATABASE_URL, "" meaning the file in `folder`."""
    source = template(database, demonstration=demonstration)
    if database == "postgresql":
        return copy_postgresql(postgresql_url(), source, f"{_run_name()}_{name}")
    for ending in ("", "-wal", "-shm"):
        (folder / f"goalpost.db{ending}").unlink(missing_ok=True)
    shutil.copyfile(source, folder / "goalpost.db")
    return ""


def refill_database(database: str, folder: Path, name: str, *, demonstration: bool = False) -> None:
    """The database that `name` uses test after test equals the template again."""
    if database == "sqlite":
        fresh_database(database, folder, name, demonstration=demonstration)
        return
    key = (name, template(database, demonstration=demonstration))
    if key in _refills:
        _refills[key].again()
        return
    for other in [each for each in _refills if each[0] == name]:
        del _refills[other]  # the demonstration follows an empty one, or the other way round
    _refills[key] = Refill(postgresql_url(), key[1], f"{_run_name()}_{name}")


def database_address(database: str, name: str) -> str:
    """The DATABASE_URL of the copy `name`, before or after it is made."""
    if database == "postgresql":
        return with_database(postgresql_url(), f"{_run_name()}_{name}")
    return ""


def forget_database(database: str, name: str) -> None:
    """A copy that no longer serves is gone."""
    if database == "postgresql":
        drop_postgresql(postgresql_url(), f"{_run_name()}_{name}")


def _run_name() -> str:
    return f"t_{run_folder().name.removeprefix(PREFIX)}"


def _fold_journal(path: Path) -> None:
    with contextlib.closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
