"""The database is locked, or the disk is full: reading goes on, writing is refused kindly."""

from __future__ import annotations

import contextlib
import resource
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from tests.faults.people import Person
from tests.faults.test_kills import open_proposal
from tests.make import make_member, make_proposal

WORDS = "These words took me half an hour, and I do not want to lose them."
HOLD = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("BEGIN IMMEDIATE")
print("held", flush=True)
sys.stdin.read()
"""


@contextlib.contextmanager
def held(app, database: str):
    """Somebody else holds the right to write, and does not give it back."""
    if database == "sqlite":
        path = Path(app.instance_path) / "goalpost.db"
        other = subprocess.Popen(
            [sys.executable, "-c", HOLD, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        assert other.stdout is not None
        assert other.stdout.readline() == b"held\n"
        try:
            yield
        finally:
            other.communicate()
        return
    engine = create_engine(app.config["SQLALCHEMY_DATABASE_URI"])
    with engine.connect() as connection:
        connection.execute(text("LOCK TABLE comment, subject IN SHARE ROW EXCLUSIVE MODE"))
        yield
    engine.dispose()


def test_a_locked_database_is_answered_503_with_what_was_typed(app, page, database):
    proposal = make_proposal("Boats that wait for the bus")
    address = f"/proposals/{proposal.subject.public_id}"
    page.get(address, as_=make_member("Ann"))
    with held(app, database):
        page.submit("Comment", body=WORDS, status=503)
        assert int(page.response.headers["Retry-After"]) > 0
        assert WORDS in page.text
        page.get(address)
        page.get("/proposals")
    page.get(address)
    page.submit("Comment", body=WORDS)
    assert WORDS in page.main


@contextlib.contextmanager
def full_disk(pid: int):
    """The processes of the site can make no file longer, as on a disk without room."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    pids = [pid, *map(int, children)]
    before = {each: resource.prlimit(each, resource.RLIMIT_FSIZE) for each in pids}
    for each, (_soft, hard) in before.items():
        resource.prlimit(each, resource.RLIMIT_FSIZE, (1, hard))
    try:
        yield
    finally:
        for each, limits in before.items():
            with contextlib.suppress(ProcessLookupError):
                resource.prlimit(each, resource.RLIMIT_FSIZE, limits)


@pytest.mark.skipif(not hasattr(resource, "prlimit"), reason="only Linux can do this to a process")
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_full_disk_is_answered_503_and_recovers_without_a_restart(fresh_site):
    site = fresh_site
    proposal, _ballot = open_proposal(site)
    person = Person(site).sign_in("rosa-m")
    fields = [("about", proposal), ("side", "for"), ("body", WORDS), ("once", "full disk")]
    site.kill("worker", signal.SIGTERM)
    with full_disk(site.parts["web"].pid):
        answer = person.post("/comments", fields)
        assert answer.status == 503
        assert WORDS in answer.body
        assert person.get(f"/proposals/{proposal}").status == 200
        assert site.is_well()
    answer = person.post("/comments", fields)
    assert answer.status == 303
    assert WORDS in person.get(f"/proposals/{proposal}").body
