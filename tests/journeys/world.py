"""Where a story happens: real processes and browsers, or the app in this process."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from flask import Flask

from commons import clock as site_clock
from commons import jobs
from tests.browser.visitor import Visitors
from tests.conftest import Clock
from tests.journeys.visitor import Browser, Reader, Visitor
from tests.running import wait_until
from tests.servers import MailSink, Site

SITE_ZONE = "America/Los_Angeles"


class World(ABC):
    """People come, mail arrives, time passes, an operator gives commands."""

    sink: MailSink
    scripts = False

    @abstractmethod
    def come(self, name: str) -> Visitor:
        """Somebody opens a browser."""

    @abstractmethod
    def settle(self) -> None:
        """What the worker has to do is done."""

    @abstractmethod
    def wait_for(self, moment: datetime) -> None:
        """It is `moment`, or a little later."""

    @abstractmethod
    def flask(self, *arguments: str) -> str:
        """A command, which must end with 0; returns what it printed."""

    @abstractmethod
    def now(self) -> datetime:
        """What the clock says."""

    def link_mailed_to(self, address: str, count: int = 1) -> str:
        """The path of the link in the last mail to this address, once `count` have come."""
        body = self.mail(address, count).get_body(("plain",)).get_content()
        found = re.search(r"https?://[^/\s]+(/\S+)", body)
        assert found, f"no link in {body}"
        return found.group(1)

    def mail(self, address: str, count: int = 1) -> Any:
        """The last mail to this address, once `count` have come."""
        self.settle()
        return self.sink.await_mail(address, count)[-1]

    def signed_in(self, name: str) -> Visitor:
        """An example person has come and signed in with one press."""
        visitor = self.come(name)
        visitor.go("/account/sign-in")
        visitor.press(name)
        return visitor

    def local(self, moment: datetime) -> tuple[str, str]:
        """Day and time as the fields of a form take them."""
        here = site_clock.to_site(moment)
        return here.strftime("%Y-%m-%d"), here.strftime("%H:%M")


class Outside(World):
    """The site's own processes, and Chromium."""

    def __init__(self, site: Site, sink: MailSink, visitors: Visitors, *, scripts: bool) -> None:
        self.site, self.sink, self.visitors, self.scripts = site, sink, visitors, scripts
        site_clock.use_zone(SITE_ZONE)

    def come(self, name: str) -> Visitor:
        page = self.visitors.come(self.site, scripts=self.scripts)
        page.context.set_default_timeout(30_000)
        return Browser(name, page, scripts=self.scripts)

    def settle(self) -> None:
        """The worker does it by itself."""

    def wait_for(self, moment: datetime) -> None:
        wait_until(lambda: self.now() >= moment, 180, f"it is not yet {moment}")

    def flask(self, *arguments: str) -> str:
        return self.site.flask(*arguments).stdout

    def now(self) -> datetime:
        return datetime.now(UTC)


class Inside(World):
    """The app in this process; its clock stands still until somebody waits."""

    def __init__(self, app: Flask, sink: MailSink, clock: Clock) -> None:
        self.app, self.sink, self.clock = app, sink, clock
        clock.at(datetime.now(UTC).replace(second=0, microsecond=0))

    def come(self, name: str) -> Visitor:
        return Reader(name, self.app)

    def settle(self) -> None:
        with self.app.app_context():
            for each in jobs.all_jobs():
                if each.seconds:
                    jobs.run_once(each.name)
            for name in ("relay", "send_mail"):  # what the jobs above gave rise to
                jobs.run_once(name)

    def wait_for(self, moment: datetime) -> None:
        self.clock.at(moment + timedelta(seconds=1))
        self.settle()

    def flask(self, *arguments: str) -> str:
        done = self.app.test_cli_runner().invoke(args=list(arguments))
        assert done.exit_code == 0, done.output
        return str(done.output)

    def now(self) -> datetime:
        return self.clock.now()


def write_roll(folder: Path, codes: list[str], county: str) -> Path:
    """The file that an operator loads: a code a resident."""
    path = folder / "roll.csv"
    path.write_text("code,county\n" + "".join(f"{code},{county}\n" for code in codes))
    return path
