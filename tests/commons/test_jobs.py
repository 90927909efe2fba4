"""What the worker does: slow work apart, and a log that says only what is news."""

from __future__ import annotations

import contextlib
import logging
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import structlog
from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler

from commons import jobs
from commons.jobs import Job
from tests.servers import ROOT

OVERLAP = 'Execution of job "%s" skipped: maximum number of running instances reached (%d)'
WORKER_TOLD_WHILE_IT_HANDS_OUT = """
import faulthandler, os, signal, sys
from concurrent.futures import ThreadPoolExecutor

sys.path.insert(0, os.getcwd())
faulthandler.dump_traceback_later(60, exit=True)
from app import create_app
from commons import jobs

hand_out = ThreadPoolExecutor._adjust_thread_count

def told_to_end(pool):
    assert not pool._shutdown_lock.acquire(blocking=False)
    os.kill(os.getpid(), signal.SIGTERM)
    hand_out(pool)

ThreadPoolExecutor._adjust_thread_count = told_to_end
jobs.run_worker(create_app())
print("ended")
"""


LONG_AGO = datetime.min.replace(tzinfo=UTC)


def run(app, work: Job, since: datetime = LONG_AGO) -> list[str]:
    """Runs the work as a worker does that began then; which of it was put off."""
    put_off: list[str] = []
    jobs._run(app, work, since, lambda: put_off.append(work.name))
    return put_off


@contextlib.contextmanager
def signals_as_they_were() -> Iterator[None]:
    """A worker takes the signals that end a process; pytest gets its own back."""
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def test_what_runs_each_second_never_shares_a_thread_with_what_is_slow(app) -> None:
    slow = {each.name for each in jobs.all_jobs() if each.is_slow}
    assert "charts.render" in slow
    assert all(each.is_slow for each in jobs.all_jobs() if each.cron)
    assert not slow & {each.name for each in jobs.all_jobs() if (each.seconds or 99) < 5}


def test_an_overlap_is_no_news_and_a_lost_job_is() -> None:
    def record(words: str) -> logging.LogRecord:
        return logging.LogRecord("apscheduler.scheduler", 30, "", 0, words, ("x", 1), None)

    assert not jobs._is_no_overlap(record(OVERLAP))
    assert jobs._is_no_overlap(record("Error submitting job %s to executor %s"))


def test_what_the_calendar_asks_for_is_done_at_the_start_too(app, monkeypatch) -> None:
    begun: dict[str, bool] = {}

    class Noted(BackgroundScheduler):  # type: ignore[misc]  # it ships no types
        def add_job(self, *_args, id: str, **how) -> None:  # noqa: A002  its name there
            begun[id] = "next_run_time" in how

        def start(self) -> None:
            """The worker is told to end before it begins any of it."""
            os.kill(os.getpid(), signal.SIGTERM)

        def shutdown(self, wait=True) -> None:
            """Nothing runs."""

    monkeypatch.setattr(jobs, "_ending", threading.Event())
    monkeypatch.setattr(jobs, "BackgroundScheduler", Noted)
    with signals_as_they_were():
        jobs.run_worker(app)
    assert begun["signals.mark_stale"]
    assert begun == {each.name: each.cron is not None for each in jobs.all_jobs()}


def test_work_that_takes_long_leaves_a_line(app, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "SLOW", -1)
    with structlog.testing.capture_logs() as lines:
        run(app, Job("a.job", lambda: 0, 1, None))
    assert [(line["event"], line["job"]) for line in lines] == [("job_slow", "a.job")]


@pytest.mark.parametrize(
    ("can_wait", "load", "since", "is_put_off"),
    [
        (True, 3.0, 5, True),
        (True, 2.0, 5, False),  # there is room
        (True, 3.0, 60, False),  # it has waited long enough
        (False, 3.0, 5, False),
    ],
)
def test_what_can_wait_leaves_a_busy_machine_to_others(can_wait, load, since, is_put_off) -> None:
    work = Job("a.job", lambda: 0, 5, None, can_wait=can_wait)
    assert jobs.is_put_off(work, load=load, cores=2, since=since) is is_put_off


def test_work_is_put_off_while_the_machine_is_busy_and_then_done(app, monkeypatch) -> None:
    done: list[int] = []

    def count() -> int:
        done.append(1)
        return 1

    work = Job("a.waiting.job", count, 5, None, can_wait=True)
    monkeypatch.setattr("commons.jobs.os.getloadavg", lambda: (1000.0, 0.0, 0.0))
    run(app, work)
    assert not done
    monkeypatch.setattr("commons.jobs.os.getloadavg", lambda: (0.0, 0.0, 0.0))
    run(app, work)
    assert done == [1]


def test_a_worker_that_is_told_to_end_begins_nothing_more(app, monkeypatch) -> None:
    begun: list[int] = []

    def begin() -> int:
        begun.append(1)
        return 1

    work = Job("a.job", begin, 5, None)
    scheduler = BackgroundScheduler(executors={"default": ThreadPoolExecutor(1)})
    monkeypatch.setattr(jobs, "_ending", threading.Event())
    scheduler.start()
    run(app, work)
    jobs._end(scheduler)
    run(app, work)
    assert begun == [1]
    assert not scheduler.running


def test_a_signal_in_the_midst_of_handing_out_work_ends_the_worker_too(tmp_path) -> None:
    """It comes while the pool's own lock is held: what ends the worker needs that lock."""
    program = tmp_path / "program.py"
    program.write_text(WORKER_TOLD_WHILE_IT_HANDS_OUT)
    ran = subprocess.run(
        [sys.executable, program], cwd=ROOT, env={**os.environ, "INSTANCE": str(tmp_path)},
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.splitlines()[-1] == "ended"


def test_work_of_many_parts_leaves_the_rest_when_the_worker_is_told_to_end(monkeypatch) -> None:
    ending = threading.Event()
    monkeypatch.setattr(jobs, "_ending", ending)
    done: list[int] = []
    for part in jobs.until_told([1, 2, 3]):
        done.append(part)
        if part == 2:
            ending.set()
    assert done == [1, 2]


def counted(outcomes: list[int | None]) -> Job:
    """Work of the calendar with these outcomes, one by one; None is a failure."""

    def work() -> int:
        outcome = outcomes.pop(0)
        if outcome is None:
            raise RuntimeError
        return outcome

    return Job("a.job.of.the.calendar", work, None, "5 * * * *")


def test_work_of_the_calendar_is_done_once_by_all_workers(app, clock) -> None:
    outcomes: list[int | None] = [1, 1]
    work = counted(outcomes)
    run(app, work)
    run(app, work, since=clock.now() + timedelta(seconds=30))
    assert outcomes == [1]
    clock.move(minutes=1)
    run(app, work)
    assert outcomes == []


def test_work_of_the_calendar_that_was_cut_off_is_done_by_the_next_worker(app, clock) -> None:
    outcomes: list[int | None] = [None, 1, 1]
    work = counted(outcomes)
    assert run(app, work) == [work.name]  # it failed: it is tried again later
    run(app, work)
    assert outcomes == [1, 1]  # another worker that runs has it under way, for all one can know
    run(app, work, since=clock.now() + timedelta(seconds=1))
    assert outcomes == [1]


def test_a_job_that_is_none_is_told_in_a_line(app):
    told = app.test_cli_runner().invoke(args=["jobs", "once", "nothing"])
    assert told.exit_code == 1
    assert told.stderr.startswith("There is no job nothing. There are ")
    assert told.stderr.count("\n") == 1
