"""Starts the whole site in the foreground: prepares the database, then web and worker.

Settings come from the environment: HOST, PORT, INSTANCE, DATABASE_URL, REDIS_URL and those of
commons/config.py. One signal (Ctrl-C, or SIGTERM to this process or to its group) ends all of it.
"""

from __future__ import annotations

import ctypes
import fcntl
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import IO

ROOT = Path(__file__).resolve().parent.parent
ROOM_MB = 150
START_WITHIN = 90.0
STOP_WITHIN = 6.0
RESTARTS, PER_SECONDS = 5, 60.0
PR_SET_PDEATHSIG = 1
ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
HERE = urllib.request.build_opener(urllib.request.ProxyHandler({}))  # past the proxy of the network


class Stop(Exception):
    """The site cannot start or go on; the message is one clear line."""


@dataclass(frozen=True)
class Plan:
    """Where the site listens, where it keeps its things, and what it is made of."""

    host: str
    port: int
    instance: Path
    database_url: str
    demonstration: bool

    @property
    def is_postgresql(self) -> bool:
        """Whether DATABASE_URL names PostgreSQL; without one it is SQLite."""
        return self.database_url.startswith("postgres")

    @property
    def url(self) -> str:
        """The address for a browser on this machine."""
        host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(self.host, self.host)  # noqa: S104
        return f"http://{f'[{host}]' if ':' in host else host}:{self.port}"

    def environment(self) -> dict[str, str]:
        """What the parts are told."""
        return os.environ | {
            "HOST": self.host,
            "PORT": str(self.port),
            "PUBLIC_URL": os.environ.get("PUBLIC_URL") or self.url,
            "INSTANCE": str(self.instance),
            "GOALPOST_DEMONSTRATION": "1" if self.demonstration else "0",
            "PYTHONUNBUFFERED": "1",
        }

    def release(self) -> list[str]:
        """The command that brings the database up to date."""
        return [sys.executable, "-m", "flask", "--app", "app", "release"]

    def parts(self) -> dict[str, list[str]]:
        """The processes of the site by name.

        On SQLite one web process holds all threads, for only one can write at a time anyway.
        """
        workers, threads = (2, 128) if self.is_postgresql else (1, 256)
        bind = f"[{self.host}]" if ":" in self.host else self.host
        return {
            "web": [
                *(sys.executable, "-m", "gunicorn", "app:create_app()"),
                *("--worker-class", "gthread"),
                *("--workers", str(workers), "--threads", str(threads)),
                *("--bind", f"{bind}:{self.port}", "--backlog", "512"),
                *("--timeout", "60", "--graceful-timeout", "3", "--keep-alive", "5"),
                *("--no-control-socket", "--log-level", "warning"),
            ],
            "worker": [sys.executable, "-m", "flask", "--app", "app", "jobs", "run"],
        }


@dataclass
class Part:
    """A running process of the site, with the moments of its restarts."""

    name: str
    command: list[str]
    environment: dict[str, str]
    process: subprocess.Popen[bytes] | None = None
    restarts: list[float] = field(default_factory=list)

    def start(self, said: IO[bytes] | None = None) -> None:
        """Runs in a process group of its own, which ends with this program however that ends.

        What it says goes where this program's words go, or into `said`.
        """
        self.process = subprocess.Popen(
            self.command,
            cwd=ROOT,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=said,
            process_group=0,
            preexec_fn=die_with_parent,  # noqa: PLW1509  this program has one thread
        )

    def has_ended(self) -> bool:
        """Whether the process is gone."""
        return self.process is None or self.process.poll() is not None

    def restart(self, now: float) -> None:
        """Starts anew what died, unless it dies too often."""
        code = self.process.returncode if self.process else None
        self.restarts = [at for at in self.restarts if now - at < PER_SECONDS] + [now]
        if len(self.restarts) > RESTARTS:
            raise Stop(f"{self.name} ended {len(self.restarts)} times within a minute.")
        print(f"{self.name} ended by itself ({code}); starting it again.", flush=True)
        self.signal_group(signal.SIGKILL)  # what it had started may live on, and hold the port
        self.start()

    def signal_group(self, number: int) -> None:
        """Sends a signal to the process and to all that it started."""
        if self.process is not None:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, number)


def main() -> int:
    """Runs the site until it is told to stop."""
    for number in ENDING:
        signal.signal(number, leave)
    try:
        plan = read_plan(dict(os.environ))
        check_port(plan)
        with instance_held(plan.instance):
            run(plan)
    except Stop as stop:
        print(f"Goalpost stopped: {stop}", file=sys.stderr, flush=True)
        return 1
    except OSError as error:
        print(f"Goalpost stopped: {error.strerror} ({error.filename}).", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Goalpost has stopped.", flush=True)
    return 0


def leave(_number: int, _frame: FrameType | None) -> None:
    """Makes all three mean what Ctrl-C means, also where a shell made children ignore it.

    Once: a second press would cut off the ending of the parts.
    """
    ignore_signals()
    raise KeyboardInterrupt


def ignore_signals() -> None:
    """From now on nothing cuts off what is being ended."""
    for number in ENDING:
        signal.signal(number, signal.SIG_IGN)


def die_with_parent() -> None:
    """Asks Linux to end this child when its parent is killed; elsewhere nothing happens."""
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def read_plan(env: dict[str, str]) -> Plan:
    """The plan that the environment asks for. `make run` is a demonstration unless told not."""
    try:
        port = int(env.get("PORT") or 8000)
    except ValueError:
        raise Stop(f"PORT must be a number, and it is “{env['PORT']}”.") from None
    if not 0 < port < 65536:
        raise Stop(f"PORT must lie between 1 and 65535, and it is {port}.")
    production = env.get("GOALPOST_PRODUCTION") == "1"
    return Plan(
        host=env.get("HOST") or "127.0.0.1",
        port=port,
        instance=Path(env.get("INSTANCE") or ROOT / "instance").resolve(),
        database_url=env.get("DATABASE_URL", ""),
        demonstration=env.get("GOALPOST_DEMONSTRATION", "0" if production else "1") == "1",
    )


def check_port(plan: Plan) -> None:
    """Refuses a port that is taken, before anything else is begun."""
    family = socket.AF_INET6 if ":" in plan.host else socket.AF_INET
    with socket.socket(family) as test:
        test.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            test.bind((plan.host, plan.port))
        except PermissionError:
            raise Stop(
                f"port {plan.port} is reserved; choose one above 1023: make run PORT=8001"
            ) from None
        except OSError as error:
            if not isinstance(error, socket.gaierror) and "in use" in str(error):
                raise Stop(
                    f"port {plan.port} is in use; choose another: make run PORT={plan.port + 1}"
                ) from None
            raise Stop(f"cannot listen on {plan.host}: {error.strerror}. Set HOST.") from None


@contextmanager
def instance_held(folder: Path) -> Iterator[None]:
    """Holds the instance folder: it can be written, has room, and no other run uses it."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        free = shutil.disk_usage(folder).free // 1_000_000
        if free < ROOM_MB:
            raise Stop(
                f"the disk is full: {free} MB are free in {folder}, and {ROOM_MB} MB are needed."
            )
        lock = os.open(folder / "run.lock", os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise Stop(
            f"{folder} cannot be written ({error.strerror}). "
            "Choose another folder: make run INSTANCE=/path"
        ) from None
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        raise Stop(
            f"another run uses {folder}. Stop it, or choose another folder: "
            "make run INSTANCE=/path PORT=8001"
        ) from None
    try:
        yield
    finally:
        os.close(lock)


def run(plan: Plan) -> None:
    """Prepares, starts, watches; whatever happens, all parts end with this function."""
    prepare(plan)
    parts = [Part(name, command, plan.environment()) for name, command in plan.parts().items()]
    try:
        for part in parts:
            part.start()
        await_health(plan, parts)
        print(welcome(plan), flush=True)
        watch(parts)
    finally:
        stop(parts)


def prepare(plan: Plan) -> None:
    """Brings the database up to date, and on the first start of a demonstration fills it."""
    print("Preparing the database …", flush=True)
    log = plan.instance / "release.log"
    release = Part("release", plan.release(), plan.environment())
    with log.open("wb") as said:
        release.start(said)
        try:
            code = release.process.wait() if release.process else 1
        except BaseException:
            stop([release])
            raise
    if code:
        why = reason(log.read_text(errors="replace"))
        raise Stop(f"the database could not be prepared: {why} (the whole story: {log})")


def reason(log: str) -> str:
    """The last error that a log names, or its last line."""
    lines = [line.strip() for line in log.splitlines() if line.strip()] or ["it said nothing"]
    named = [line for line in lines if re.match(r"[\w.]*(Error|Exception|Misconfigured): ", line)]
    return re.sub(r"^[\w.]*Misconfigured: ", "", (named or lines)[-1])


def await_health(plan: Plan, parts: list[Part]) -> None:
    """Returns when the site says that it is well."""
    deadline = time.monotonic() + START_WITHIN
    while time.monotonic() < deadline:
        if any(part.has_ended() for part in parts):
            name = next(part.name for part in parts if part.has_ended())
            raise Stop(f"{name} did not start; the lines above say why.")
        if is_healthy(plan.url):
            return
        time.sleep(0.1)
    raise Stop(f"{plan.url}/healthz did not answer within {START_WITHIN:.0f} seconds.")


def is_healthy(url: str) -> bool:
    """Whether /healthz answers 200."""
    try:
        with HERE.open(f"{url}/healthz", timeout=5) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def welcome(plan: Plan) -> str:
    """What a newcomer needs to know."""
    lines = ["", f"  Goalpost is at {plan.url}"]
    if plan.demonstration:
        lines += [
            f"  Sign in:  {plan.url}/account/sign-in offers example people, one press each",
            f"  Its mail: {plan.url}/desk/mail",
        ]
    return "\n".join([*lines, "  Stop:     Ctrl-C", ""])


def watch(parts: list[Part]) -> None:
    """Starts again what dies, until a signal comes."""
    while True:
        time.sleep(0.3)
        for part in parts:
            if part.has_ended():
                part.restart(time.monotonic())


def stop(parts: list[Part]) -> None:
    """Ends all parts, as the last act of this program: first asks, then insists."""
    ignore_signals()
    for part in parts:
        part.signal_group(signal.SIGTERM)
    deadline = time.monotonic() + STOP_WITHIN
    while time.monotonic() < deadline and not all(part.has_ended() for part in parts):
        time.sleep(0.05)
    for part in parts:
        part.signal_group(signal.SIGKILL)
        if part.process is not None:
            part.process.wait()


if __name__ == "__main__":
    sys.exit(main())
