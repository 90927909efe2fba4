"""Real servers for tests: an SMTP sink, the site as its own processes, and Chromium."""

from __future__ import annotations

import contextlib
import email
import email.policy
import os
import shutil
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP

from bin.run import HERE, Plan
from tests.databases import forget_database, fresh_database, site_environment
from tests.running import free_port, run_folder, wait_until

ROOT = Path(__file__).resolve().parent.parent
PATIENCE = 40  # seconds: what is under way is finished, and the machine may be a slow one


# ---------------------------------------------------------------- mail


class MailSink:
    """A real SMTP server that keeps what it is sent. `refusing` makes it answer 451."""

    def __init__(self) -> None:
        self.messages: list[EmailMessage] = []
        self.refusing = False
        self.port = free_port()
        self._controller = Controller(
            self, hostname="127.0.0.1", port=self.port, server_hostname="localhost",
            ready_timeout=60,
        )  # fmt: skip

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


# ---------------------------------------------------------------- the site as processes


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
        more = {"HOST": "127.0.0.1", "PORT": str(self.port), "PYTHONFAULTHANDLER": "1"} | self.more
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
        plan = Plan("127.0.0.1", self.port, self.instance, self.database_url, self.demonstration)
        return plan.parts()

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
            with HERE.open(f"{self.url}/healthz", timeout=5) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            return False

    def kill(self, name: str, number: int = signal.SIGKILL) -> None:
        """Sends a signal to a part and all it started, at once and without warning by default."""
        process = self.parts.pop(name)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, number)
        process.wait(timeout=PATIENCE)

    def restart(self, name: str) -> None:
        """Starts a part again; one that still runs is killed first."""
        if name in self.parts:
            self.kill(name)
        self.start(name)

    def stop(self) -> None:
        """Ends all parts in the way of a deployment; what lingers says where, and is killed."""
        lingering = [name for name in list(self.parts) if not self._ends(name)]
        if lingering:
            said = self.log.read_text(errors="replace")[-6000:]
            raise AssertionError(f"{lingering} did not end within {PATIENCE} seconds:\n{said}")

    def _ends(self, name: str) -> bool:
        process = self.parts[name]
        try:
            self.kill(name, signal.SIGTERM)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGABRT)  # PYTHONFAULTHANDLER: all threads, to the log
            process.wait(timeout=PATIENCE)
            return False
        return True

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
    folder.mkdir(exist_ok=True)  # one may be left by a start that failed
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
