"""Fixtures. A test that asks for `app`, or for what stands on it, runs on both databases.

Each test begins with its own copy of a migrated, empty database. To run on one alone:
`@pytest.mark.parametrize("database", ["sqlite"], indirect=True)`.
"""

from __future__ import annotations

import contextlib
import gc
import os
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_sqlalchemy import SQLAlchemy
from hypothesis import HealthCheck, settings

from tests import databases, running, servers
from tests.browser.visitor import Visitors
from tests.page import Page
from tests.servers import MailSink, Site

TESTS = Path(__file__).parent
WITHOUT_CHROMIUM = "Chromium is not on this machine (apt-get install chromium)"
A_MORNING = datetime(2026, 11, 20, 18, 0, tzinfo=UTC)  # a Friday, 10 o'clock in Olympia

# A busy machine is no counterexample.
settings.register_profile("shared", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("shared")

# ---------------------------------------------------------------- the run


def pytest_configure(config: pytest.Config) -> None:
    """The process that begins the run makes its folder; the workers find it in the environment."""
    if not hasattr(config, "workerinput"):
        config.stash[RUN] = running.begin_run()


def pytest_unconfigure(config: pytest.Config) -> None:
    """Whoever made the folder stops the database server and takes the folder away."""
    folder = config.stash.get(RUN, None)
    if folder is not None:
        running.end_run(folder)


RUN: pytest.StashKey[Path] = pytest.StashKey()


# The files that take longest, so that none of them is what everybody waits for at the end.
LONGEST = (
    "browser/test_axe.py", "hostile/test_fields.py", "faults/test_kills.py",
    "architecture/test_pages.py", "journeys/test_story_scripts.py", "journeys/test_story_plain.py",
    "journeys/test_story_http.py", "hostile/test_browser.py", "architecture/test_audiences.py",
    "faults/test_storage.py", "faults/test_streams.py", "architecture/test_queries.py",
    "citizens/supports/test_operations.py", "citizens/ballots/test_operations.py",
)  # fmt: skip


def pytest_collection_finish() -> None:
    """What stands when the tests begin stands till they end: nobody looks whether it may go."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What needs Chromium is marked `browser`; the longest files come first, else all is mixed."""
    for item in items:
        if "visitors" in getattr(item, "fixturenames", ()):
            item.add_marker("browser")
    places = {str(TESTS / name): place for place, name in enumerate(LONGEST)}
    items.sort(key=lambda item: places.get(str(item.path), len(places)))


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Tests that were left out for want of Chromium are named at the end, loudly."""
    skipped = [
        r for r in terminalreporter.stats.get("skipped", []) if WITHOUT_CHROMIUM in str(r.longrepr)
    ]
    if skipped:
        terminalreporter.section("NOT TESTED IN A BROWSER", sep="!", red=True, bold=True)
        terminalreporter.line(f"{WITHOUT_CHROMIUM}: {len(skipped)} tests were left out.")


# ---------------------------------------------------------------- the app in this process


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> str:
    """Which database the test runs on."""
    return str(request.param)


@pytest.fixture(scope="session")
def worker(worker_id: str) -> str:
    """The name of this test process: `master` when there is one, else `gw0`, `gw1`."""
    return worker_id


@pytest.fixture(scope="session")
def _apps() -> dict[str, Flask]:
    """The apps of this process, by database: each file of tests asks for both in turn."""
    return {}


@pytest.fixture(scope="session")
def _built(_apps: dict[str, Flask], database: str, worker: str) -> Flask:
    """One app for all tests of this process on this database."""
    if database not in _apps:
        _apps[database] = build_app(database, worker)
    return _apps[database]


class Client(FlaskClient):
    """Each request has an application context of its own, as on a server."""

    def open(self, *arguments: Any, **options: Any) -> Any:
        """Sends a request."""
        with self.application.app_context():
            return super().open(*arguments, **options)


def build_app(database: str, worker: str, **environ: str) -> Flask:
    """The real app with settings made for tests; its database is filled by `start_afresh`."""
    from app import create_app
    from commons.config import read_settings

    folder = running.run_folder() / f"app-{worker}-{database}"
    folder.mkdir(exist_ok=True)
    url = databases.database_address(database, worker)
    settings = read_settings(
        {
            "INSTANCE": str(folder),
            "DATABASE_URL": url,
            "SECRET_KEY": "of tests, and of nothing but tests",
            **environ,
        }
    )
    app = create_app(settings, testing=True)
    app.test_client_class = Client
    app.config["PROPAGATE_EXCEPTIONS"] = False  # a fault is answered as it would be in public
    return app


@pytest.fixture
def app(
    _built: Flask, database: str, worker: str, request: pytest.FixtureRequest
) -> Iterator[Flask]:
    """The app on a fresh database, with an application context for the length of the test."""
    mark = request.node.get_closest_marker("demonstration")
    start_afresh(_built, database, worker, demonstration=mark is not None)
    settings = dict(_built.config)
    with _built.app_context():
        yield _built
    _built.config.clear()  # the next test has the same app
    _built.config.update(settings)
    close(_built)


def start_afresh(app: Flask, database: str, worker: str, *, demonstration: bool = False) -> None:
    """The app's database equals the template, and the app remembers nothing."""
    close(app)
    folder = Path(app.instance_path)
    databases.refill_database(database, folder, worker, demonstration=demonstration)
    cache = app.extensions["page_cache"]
    cache.pages.clear()
    cache.bytes = 0
    app.extensions["fragments"].clear()


def close(app: Flask) -> None:
    """The app holds no connection."""
    from commons.db import db

    with app.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def make_app(app: Flask, database: str, worker: str) -> Iterator[Callable[..., Flask]]:
    """Makes a second app on the same database with other settings: `make_app(MAIL_URL=…)`."""
    made: list[Flask] = []

    def make(**environ: str) -> Flask:
        made.append(build_app(database, worker, **environ))
        return made[-1]

    yield make
    for each in made:
        close(each)


@pytest.fixture
def db(app: Flask) -> SQLAlchemy:
    """The database of the app."""
    from commons.db import db

    return db


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser without a face, for what `page` does not say."""
    return app.test_client()


@pytest.fixture
def page(app: Flask) -> Page:
    """A reader who checks every page that he fetches."""
    return Page(app)


class Clock:
    """The time of a test: stands still until it is moved."""

    def __init__(self, stack: contextlib.ExitStack) -> None:
        self._stack = stack

    def at(self, moment: datetime) -> None:
        """From now on it is `moment`."""
        from commons import clock

        self._stack.close()
        self._stack.enter_context(clock.at(moment))

    def move(self, **by: float) -> None:
        """It is later: `clock.move(days=30)`."""
        self.at(self.now() + timedelta(**by))

    def now(self) -> datetime:
        """The moment that it is."""
        from commons import clock

        return clock.now()


@pytest.fixture
def clock() -> Iterator[Clock]:
    """Time stands at a Friday morning and moves when it is told to."""
    with contextlib.ExitStack() as stack:
        held = Clock(stack)
        held.at(A_MORNING)
        yield held


# ---------------------------------------------------------------- servers


@pytest.fixture
def mail_sink() -> Iterator[MailSink]:
    """A real SMTP server that keeps what it is sent."""
    with MailSink() as sink:
        yield sink


@pytest.fixture(scope="session")
def _site_mail() -> Iterator[MailSink]:
    with MailSink() as sink:
        yield sink


@pytest.fixture(scope="session")
def _sites() -> Iterator[tuple[dict[str, Site], contextlib.ExitStack]]:
    """The sites of this process, by database, until all tests are done."""
    with contextlib.ExitStack() as stack:
        yield {}, stack


@pytest.fixture(scope="session")
def live_site(
    _sites: tuple[dict[str, Site], contextlib.ExitStack], database: str, worker: str
) -> Site:
    """The real processes on the demonstration, shared by the tests of this worker: do no harm."""
    sites, stack = _sites
    if database not in sites:
        name = f"live-{worker}-{database}"
        sites[database] = stack.enter_context(servers.site(database, name))
    return sites[database]


@pytest.fixture
def fresh_site(database: str, worker: str, mail_sink: MailSink) -> Iterator[Site]:
    """The real processes on a database of the test's own, with mail sent to `mail_sink`."""
    with servers.site(database, f"fresh-{worker}-{database}", mail_url=mail_sink.url) as site:
        yield site


# ---------------------------------------------------------------- Chromium


@pytest.fixture(scope="session")
def _chromium() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    program = servers.find_chromium()
    if program is None:
        if os.environ.get("CI") == "true":
            pytest.fail(WITHOUT_CHROMIUM)
        pytest.skip(WITHOUT_CHROMIUM)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=program, args=servers.chromium_options()
        )
        yield browser
        browser.close()


@pytest.fixture
def visitors(_chromium: Any) -> Iterator[Visitors]:
    """People with browsers: `visitors.come(site)`; a script error or outside request fails."""
    with contextlib.closing(Visitors(_chromium)) as people:
        yield people
        people.check()
