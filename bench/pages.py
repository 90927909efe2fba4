"""Requests a second and CPU a request of the main pages, as ratios to a bare page.

    .venv/bin/python -m bench.pages [--seconds 6] [--database sqlite|postgresql]

Needs wrk. Everything runs on loopback: a fresh instance with the demonstration, a proposal with
1,000 comments, gunicorn with as many workers as the Procfile has, but sync ones (a connection must
not stay on one worker), and `/hello` served alike before each page. A page is asked for by readers
(kept whole), by somebody who signed in (parts of it are kept), and from servers that keep nothing
(made anew each time). For PostgreSQL, give TEST_DATABASE_URL of an empty database, or let the
tests' own server be started.
"""

from __future__ import annotations

import argparse
import contextlib
import gzip
import json
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests import postgresql, running

ROOT = Path(__file__).resolve().parent.parent
CONNECTIONS = 32
GUNICORN = (sys.executable, "-m", "gunicorn", "--preload", "-w", "2")
PAGES = {
    "home": "home",
    "measure": "measure",
    "measure as CSV": "csv",
    "proposal, 20 of 1,000 comments": "proposal",
}
POSTS = {"comment sent": "comment", "ballot sent": "ballot"}
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass
class Server:
    """A running gunicorn with its address and processes."""

    process: subprocess.Popen[bytes]
    port: int

    def cpu(self) -> float:
        """Seconds of CPU that it and its workers have used."""
        return sum(_ticks(pid) for pid in self.pids()) / TICKS

    def memory(self) -> float:
        """MiB of it and its workers, what they share counted once."""
        told = [Path(f"/proc/{pid}/smaps_rollup").read_text() for pid in self.pids()]
        return sum(int(_first(r"Pss:\s+(\d+) kB", each)) for each in told) / 1024

    def pids(self) -> list[int]:
        """The processes."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text()
        return [self.process.pid, *map(int, children.split())]

    def stop(self) -> None:
        """It and its workers are gone."""
        os.killpg(self.process.pid, signal.SIGTERM)
        self.process.wait(20)


@dataclass
class Measured:
    """What one run gave."""

    rate: float
    cpu_ms: float
    p99_ms: float
    errors: int


def _ticks(pid: int) -> int:
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return int(fields[11]) + int(fields[12])


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def start(target: str, environ: dict[str, str], probe: str) -> Server:
    """A server of two sync workers that answers `probe`."""
    port = _free_port()
    process = subprocess.Popen(
        [*GUNICORN, "-b", f"127.0.0.1:{port}", target],
        cwd=ROOT,
        env={**os.environ, **environ},
        start_new_session=True,
        stderr=subprocess.DEVNULL,
    )
    for _attempt in range(200):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}{probe}", timeout=2).read()
        except OSError:
            time.sleep(0.1)
        else:
            return Server(process, port)
    process.kill()
    raise SystemExit(f"{target} did not answer {probe}")


def run(server: Server, path: str, seconds: int, script: str = "", cookie: str = "") -> Measured:
    """What wrk finds for one address."""
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "--latency"]
    command += ["-H", "Accept-Encoding: gzip"]  # as every browser says
    if cookie:
        command += ["-H", f"Cookie: {cookie}"]
    if script:
        with tempfile.NamedTemporaryFile("w", suffix=".lua", delete=False) as file:
            file.write(script)
        command += ["-s", file.name]
    before = server.cpu()
    told = subprocess.run(
        [*command, f"http://127.0.0.1:{server.port}{path}"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    used = server.cpu() - before
    count = int(_first(r"(\d+) requests in", told))
    wrong = re.search(r"Non-2xx or 3xx responses: (\d+)", told)
    return Measured(
        rate=float(_first(r"Requests/sec:\s+([\d.]+)", told)),
        cpu_ms=1000 * used / max(count, 1),
        p99_ms=_milliseconds(_first(r"\n\s+99%\s+(\S+)", told)),
        errors=int(wrong[1]) if wrong else 0,
    )


def _first(pattern: str, told: str) -> str:
    found = re.search(pattern, told)
    if not found:
        raise SystemExit(f"wrk said something unexpected:\n{told}")
    return found[1]


def _milliseconds(text: str) -> float:
    number, unit = re.fullmatch(r"([\d.]+)(us|ms|s)", text).groups()  # type: ignore[union-attr]
    return float(number) * {"us": 0.001, "ms": 1, "s": 1000}[unit]


def main() -> None:
    """Prints a table in Markdown."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=6)
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    chosen = parser.parse_args()
    with contextlib.ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        environ = {
            "INSTANCE": folder,
            "GOALPOST_DEMONSTRATION": "1",
            "LIMITS": "0",
            "SECRET_KEY": "of a measurement and of nothing else",
        }
        if chosen.database == "postgresql":
            environ["DATABASE_URL"] = stack.enter_context(empty_database())
        prepared = subprocess.run(
            [sys.executable, "-m", "bench.prepare"],
            cwd=ROOT,
            env={**os.environ, **environ},
            capture_output=True,
            text=True,
            check=True,
        )
        measure_all(json.loads(prepared.stdout.splitlines()[-1]), environ, chosen.seconds)


@contextlib.contextmanager
def empty_database() -> Iterator[str]:
    """An empty database of the server that the tests would use."""
    folder = running.begin_run()
    try:
        yield postgresql.copy_postgresql(postgresql.postgresql_url(durable=True), None, "measured")
    finally:
        running.end_run(folder)


def measure_all(given: dict[str, str], environ: dict[str, str], seconds: int) -> None:
    """Each page in turn, `/hello` before it, in one run."""
    began = time.monotonic()
    kept = start("app:create_app()", environ, "/healthz")
    cold = time.monotonic() - began
    fresh = start("app:create_app()", {**environ, "PAGE_CACHE": "0"}, "/healthz")
    hello = start("bench.hello:app", environ, "/hello")
    print("| page | kept | signed in | made anew | p99 ms | errors |")
    print("|---|---|---|---|---|---|")
    try:
        for name, key in PAGES.items():
            bare = run(hello, "/hello", seconds)
            ways = [
                run(kept, given[key], seconds),
                run(kept, given[key], seconds, cookie=given["cookie"]),
                run(fresh, given[key], seconds),
            ]
            print_row(name, bare, ways)
        for name, key in POSTS.items():
            bare = run(hello, "/hello", seconds)
            made = run(kept, given[f"{key}_path"], seconds, given[f"{key}_lua"])
            print_row(name, bare, [None, made, None])
        print(f"\nBare: {bare.rate:.0f} a second, {bare.cpu_ms:.2f} ms.")
        print(f"Cold start: {cold:.1f} s. Memory of two workers: {kept.memory():.0f} MiB.")
        print(f"First load of a measure, packed, without fonts: {weight(kept, given):.1f} KB.")
    finally:
        for server in (hello, kept, fresh):
            server.stop()


def print_row(name: str, bare: Measured, ways: Sequence[Measured | None]) -> None:
    """A line of the table: ratio and CPU of each way, the last one's slowest, all errors."""
    cells = [f"{way.rate / bare.rate:.2f} ({way.cpu_ms:.2f} ms)" if way else "" for way in ways]
    done = [way for way in ways if way]
    wrong = sum(way.errors for way in done)
    print(f"| {name} | {' | '.join(cells)} | {done[-1].p99_ms:.0f} | {wrong} |", flush=True)


def weight(server: Server, given: dict[str, str]) -> float:
    """Kilobytes of a measure's page with its style sheet and scripts, as they are sent."""
    page, size = fetch(server, given["measure"])
    for address in set(re.findall(r'(?:src|href)="(/static/[^"]+\.(?:css|js)[^"]*)"', page)):
        size += fetch(server, address)[1]
    return size / 1000


def fetch(server: Server, path: str) -> tuple[str, int]:
    """What stands at an address, and how many bytes it took."""
    asked = urllib.request.Request(
        f"http://127.0.0.1:{server.port}{path}", headers={"Accept-Encoding": "gzip"}
    )
    with urllib.request.urlopen(asked) as answer:
        sent = answer.read()
        packed = answer.headers["Content-Encoding"] == "gzip"
    return (gzip.decompress(sent) if packed else sent).decode(), len(sent)


if __name__ == "__main__":
    main()
