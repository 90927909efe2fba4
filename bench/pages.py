"""Requests a second and CPU a request of the main pages, as ratios to a bare page of the same server.

    .venv/bin/python bench/pages.py [--seconds 6] [--database sqlite|postgresql]

Needs wrk. Everything runs on loopback: a fresh instance with the demonstration, a proposal with
1,000 comments, gunicorn with three sync workers (one connection must not stay on one worker), and
`/hello` served alike before each page. For PostgreSQL, give TEST_DATABASE_URL of an empty server.
"""

from __future__ import annotations

import argparse
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
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CONNECTIONS = 32
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass
class Server:
    """A running gunicorn with its address and processes."""

    process: subprocess.Popen[bytes]
    port: int

    def cpu(self) -> float:
        """Seconds of CPU that it and its workers have used."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text()
        pids = [self.process.pid, *map(int, children.split())]
        return sum(_ticks(pid) for pid in pids) / TICKS

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
    """A server of three sync workers that answers `probe`."""
    port = _free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "-w", "3", "-b", f"127.0.0.1:{port}", target],
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
        p99_ms=_milliseconds(_first(r"99%\s+(\S+)", told)),
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
    with tempfile.TemporaryDirectory() as folder:
        environ = {
            "INSTANCE": folder,
            "GOALPOST_DEMONSTRATION": "1",
            "LIMITS": "0",
            "SECRET_KEY": "of a measurement and of nothing else",
        }
        if chosen.database == "postgresql":
            environ["DATABASE_URL"] = os.environ["TEST_DATABASE_URL"]
        prepared = subprocess.run(
            [sys.executable, str(ROOT / "bench" / "prepare.py")],
            cwd=ROOT,
            env={**os.environ, **environ},
            capture_output=True,
            text=True,
            check=True,
        )
        measure_all(json.loads(prepared.stdout.splitlines()[-1]), environ, chosen.seconds)


def measure_all(given: dict[str, str], environ: dict[str, str], seconds: int) -> None:
    """Each page in turn, `/hello` before it, in one run."""
    hello = start("bench.hello:app", environ, "/hello")
    kept = start("app:create_app()", environ, "/healthz")
    fresh = start("app:create_app()", {**environ, "PAGE_CACHE": "0"}, "/healthz")
    pages = [
        ("home", given["home"], kept, fresh),
        ("measure", given["measure"], kept, fresh),
        ("measure CSV", given["csv"], None, fresh),
        ("proposal, 20 of 1,000 comments", given["proposal"], kept, fresh),
    ]
    print("| page | kept: ratio | CPU ms | fresh: ratio | CPU ms | p99 ms | errors |")
    print("|---|---|---|---|---|---|---|")
    try:
        for name, path, first, second in pages:
            cells = [name]
            measured = None
            for server in (first, second):
                if server is None:
                    cells += ["", ""]
                    continue
                bare = run(hello, "/hello", seconds)
                measured = run(server, path, seconds)
                cells += [f"{measured.rate / bare.rate:.2f}", f"{measured.cpu_ms:.2f}"]
            cells += [f"{measured.p99_ms:.0f}", str(measured.errors)] if measured else ["", ""]
            print("| " + " | ".join(cells) + " |", flush=True)
        for name, key in (("comment POST", "comment"), ("ballot POST", "ballot")):
            bare = run(hello, "/hello", seconds)
            measured = run(fresh, given[f"{key}_path"], seconds, given[f"{key}_lua"])
            print(
                f"| {name} | | | {measured.rate / bare.rate:.2f} | {measured.cpu_ms:.2f} "
                f"| {measured.p99_ms:.0f} | {measured.errors} |",
                flush=True,
            )
    finally:
        for server in (hello, kept, fresh):
            server.stop()


if __name__ == "__main__":
    main()
