"""PostgreSQL goes away in the middle and comes back: pages say so, and nobody restarts the site."""

from __future__ import annotations

import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import servers
from tests.databases import release
from tests.faults.people import Person
from tests.faults.test_kills import open_proposal
from tests.postgresql import (
    copy_postgresql,
    find_binaries,
    place_binaries,
    run_postgresql,
    start_postgresql,
)
from tests.running import started, wait_until

WORDS = "These words took me half an hour, and I do not want to lose them."

pytestmark = pytest.mark.soak


@pytest.fixture
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The data folder of a PostgreSQL of the test's own."""
    folder = tmp_path_factory.mktemp("pg")
    for each in (folder, *list(folder.parents)[:2]):
        each.chmod(0o755)  # made by this run; whoever runs the server has to pass
    data = folder / "data"
    start_postgresql(data, durable=True)
    yield data
    for running in started[:]:
        if str(data) in [str(each) for each in running.args]:
            running.terminate()
            running.wait(timeout=20)
            started.remove(running)


def _halt(data: Path, number: int) -> None:
    running = next(each for each in started if data in each.args)  # type: ignore[operator]
    running.send_signal(number)
    running.wait(timeout=20)
    started.remove(running)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGQUIT], ids=["stopped", "crashed"])
def test_pages_say_503_while_it_is_away_and_all_is_well_when_it_is_back(
    server: Path, tmp_path: Path, number: int
) -> None:
    url = copy_postgresql(f"postgresql://postgres@/postgres?host={server}", None, "away")
    release(tmp_path, url, demonstration=True)
    site = servers.Site(tmp_path, url)
    site.start()
    try:
        proposal, _ballot = open_proposal(site)
        person = Person(site).sign_in("rosa-m")
        reader = Person(site)
        assert reader.get("/proposals").status == 200
        _halt(server, number)
        fields = [("about", proposal), ("side", "for"), ("body", WORDS), ("once", "away")]
        for _each in range(3):
            answer = person.post("/comments", fields)
            assert answer.status == 503
            assert WORDS in answer.body
            answer = reader.get("/proposals")
            assert answer.status == 503
            assert "We cannot look this up at the moment." in answer.body
            assert reader.get("/healthz").status == 503
        program = place_binaries(find_binaries(), server.parent)
        started.append(run_postgresql(server, program, durable=True))
        wait_until(site.is_well, 60, "the site did not find its database again")
        begun = time.monotonic()
        assert person.post("/comments", fields).status == 303
        assert WORDS in person.get(f"/proposals/{proposal}").body
        assert reader.get("/proposals").status == 200
        assert time.monotonic() - begun < 30
        assert all(part.poll() is None for part in site.parts.values())
    finally:
        site.stop()
