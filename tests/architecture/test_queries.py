"""What a page may cost: six reads, however much there is, and no program for drawing in memory."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import insert, select

from citizens.comments.models import Comment
from citizens.comments.rules import Side
from commons import clock
from commons.db import db, operation
from commons.subjects import Subject
from tests import databases
from tests.make import make_member
from tests.page import Page

MOST = 6
WEB_MEMORY_MB = 250
# Every kind of public page, by the beginning of its address, and what is read for it besides.
PAGES = (
    "/", "/goals", "/goals/", "/measures", "/measures/", "/agencies", "/agencies/", "/counties",
    "/counties/", "/councils/", "/objectives", "/objectives/", "/strategies", "/strategies/",
    "/promises", "/promises/", "/proposals", "/proposals/", "/ballots", "/ballots/", "/reviews",
    "/reviews/", "/records", "/records/", "/changes", "/gaps", "/log", "/verify", "/moderation",
    "/comments/", "/live/",
)  # fmt: skip


def kind(address: str) -> str:
    """`/measures/` for every measure, `/measures/*/targets` for the targets of every one."""
    parts = address.split("?", maxsplit=1)[0].strip("/").split("/")
    if len(parts) == 1:
        return f"/{parts[0]}"
    return "/".join(["", parts[0], *(("*", *parts[2:]) if len(parts) > 2 else ("",))])


def addresses(page: Page) -> Iterator[str]:
    """One address of each kind of public page, found by following links from the home page."""
    waiting, seen = ["/"], set()
    while waiting:
        address = waiting.pop(0)
        if kind(address) in seen:
            continue
        seen.add(kind(address))
        response = page.client.get(address)
        if response.status_code != 200 or response.mimetype != "text/html":
            continue
        yield address
        waiting += [
            found.split("#")[0].replace("&amp;", "&")
            for found in re.findall(r'href="(/[^"]*)"', response.text)
            if not found.startswith(("/static", "/es", "/account", "/desk"))
        ]


@pytest.mark.demonstration
def test_every_kind_of_public_page_takes_at_most_six_reads(app: Flask) -> None:
    found = list(addresses(Page(app)))
    assert {kind(address) for address in found} >= set(PAGES)
    cost = {}
    for address in found:
        forget(app)
        page = Page(app)
        page.get(address)
        cost[address] = len(page.queries)
    assert not {address: reads for address, reads in cost.items() if reads > MOST}


@pytest.mark.demonstration
def test_a_thousand_comments_cost_no_read_more(app: Flask) -> None:
    check_talk(app, 1_000)


@pytest.mark.soak
@pytest.mark.demonstration
def test_forty_thousand_comments_cost_no_read_more(app: Flask) -> None:
    check_talk(app, 40_000)


def check_talk(app: Flask, many: int) -> None:
    """A measure and a proposal with so many comments still take six reads for a reader."""
    statement = select(Subject).join(Comment, Comment.about_id == Subject.id)
    author = make_member().id
    for wanted in ("measure", "proposal"):
        about = db.session.scalars(statement.where(Subject.kind == wanted).limit(1)).one()
        path, about_id = about.path, about.id
        fill(about_id=about_id, path=path, many=many, author=author)
        forget(app)
        page = Page(app)
        page.get(path)
        assert len(page.queries) <= MOST, page.queries
        assert int(page.one("#talk h2").text.split()[0].replace(",", "")) >= many


@operation
def fill(*, about_id: int, path: str, many: int, author: int) -> None:
    """So many comments, each with a subject of its own, made without their operations."""
    start = clock.now() - timedelta(days=30)
    base = (db.session.scalar(select(Subject.id).order_by(Subject.id.desc()).limit(1)) or 0) + 1
    subjects = [
        {
            "id": base + n, "kind": "comment", "public_id": f"C-2025-{about_id}{n:06d}",
            "title": "Late again", "path": f"{path}#{n}", "version": 1, "created_at": start,
        }
        for n in range(many)
    ]  # fmt: skip
    comments = [
        {
            "subject_id": base + n, "about_id": about_id, "actor_id": author, "answer": "",
            "side": list(Side)[n % 3], "body": "Late again", "html": "<p>Late again</p>",
            "sanitiser": 1, "once": f"{about_id}-{n}", "at": start, "pin": "", "answered_by": "",
        }
        for n in range(many)
    ]  # fmt: skip
    db.session.execute(insert(Subject), subjects)
    db.session.execute(insert(Comment), comments)


def forget(app: Flask) -> None:
    """Nothing is kept, as in a process that has just begun."""
    store = app.extensions["page_cache"]
    store.pages.clear()
    store.bytes = 0
    app.extensions["fragments"].clear()
    db.session.rollback()


def test_web_processes_never_load_what_draws_charts(tmp_path: Path) -> None:
    told = in_a_process(
        tmp_path,
        "import sys; from app import create_app; client = create_app().test_client()\n"
        "for path in ('/', '/measures', '/gaps', '/nothing'): client.get(path)\n"
        "print([name for name in ('altair', 'vl_convert', 'pandas') if name in sys.modules])",
    )
    assert told == "[]"


@pytest.mark.soak
def test_a_web_process_stays_small(tmp_path: Path) -> None:
    told = in_a_process(
        tmp_path,
        "import re; from app import create_app; client = create_app().test_client()\n"
        "for n in range(200): client.get(('/', '/measures', '/measures?part=archive', '/es/',"
        " '/measures/sailings-on-time', '/changes', f'/nothing-{n}')[n % 7])\n"
        # Not ru_maxrss: a process begins with that of the one that started it.
        "told = open('/proc/self/status').read()\n"
        "print(int(re.search(r'VmHWM:\\s+(\\d+)', told)[1]) // 1024)",
        demonstration=True,
    )
    assert int(told) < WEB_MEMORY_MB


def in_a_process(folder: Path, code: str, *, demonstration: bool = False) -> str:
    """What a fresh process prints that serves a copy of a released instance."""
    databases.fresh_database("sqlite", folder, "", demonstration=demonstration)
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=databases.site_environment(folder, "", demonstration=demonstration),
        cwd=databases.ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()[-1]
