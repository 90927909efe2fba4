"""What the worker does, and when. The only importer of apscheduler."""

from __future__ import annotations

import logging
import os
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import TypeVar

import structlog
from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.interval import IntervalTrigger
from flask import Flask
from sqlalchemy import Index, String, and_, delete
from sqlalchemy.orm import Mapped, mapped_column

from commons import clock
from commons.db import Base, UtcDateTime, db, insert_new, operation

log = structlog.get_logger()
SLOW = 30  # seconds after which a run is worth a line in the log
LONGEST_WAIT = 60  # seconds that work which can wait is put off by a busy machine
AGAIN = timedelta(minutes=10)  # after which work of the calendar that failed is tried again
Work = Callable[[], int]
T = TypeVar("T")


class JobRun(Base):
    """That a job ran for a slot of time: the row is the claim, so two workers never both run it."""

    __tablename__ = "job_run"
    __table_args__ = (Index(None, "started_at"),)

    job: Mapped[str] = mapped_column(String(60), primary_key=True)
    slot: Mapped[datetime] = mapped_column(UtcDateTime, primary_key=True)
    started_at: Mapped[datetime] = mapped_column(UtcDateTime)
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    done: Mapped[int | None]


@dataclass(frozen=True)
class Job:
    """A shallow function, safe to repeat, that says how many things it did."""

    name: str
    work: Work
    seconds: int | None
    cron: str | None
    is_slow: bool = False
    can_wait: bool = False


_jobs: dict[str, Job] = {}
_last: dict[str, float] = {}
_ending = threading.Event()


def job(
    name: str,
    *,
    seconds: int | None = None,
    cron: str | None = None,
    is_slow: bool = False,
    can_wait: bool = False,
) -> Callable[[Work], Work]:
    """Registers work for every so many seconds, or at the times of a cron line in the site's zone.

    Work by cron is claimed with a row; work every few seconds claims its own rows instead. Slow
    work has a thread of its own, so that what is due each second never waits for it. Work that
    `can_wait` leaves a busy machine to those who ask for pages, for at most a minute.
    """

    def register(work: Work) -> Work:
        _jobs[name] = Job(name, work, seconds, cron, is_slow or cron is not None, can_wait)
        return work

    return register


def all_jobs() -> list[Job]:
    """Every job, by name."""
    return sorted(_jobs.values(), key=lambda each: each.name)


def run_once(name: str) -> int:
    """Does the work of one job now, without a claim."""
    return _jobs[name].work()


def run_worker(app: Flask) -> None:
    """Runs all jobs until the process is told to end, by SIGTERM or Ctrl-C."""
    scheduler = BackgroundScheduler(
        timezone=clock.zone(),
        executors={"default": ThreadPoolExecutor(3), "slow": ThreadPoolExecutor(1)},
        job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
    )
    since = clock.now()
    for each in all_jobs():
        trigger = (
            IntervalTrigger(seconds=each.seconds)
            if each.seconds
            else CronTrigger.from_crontab(each.cron, timezone=clock.zone())
        )
        executor = "slow" if each.is_slow else "default"
        # What the calendar asks for is done at the start, too: the site may have been down then.
        first = {"next_run_time": clock.now()} if each.cron else {}
        work = partial(_run, app, each, since, partial(_put_off, scheduler, each))
        scheduler.add_job(work, trigger, id=each.name, executor=executor, **first)
    # That work which is due each second is still under way is nothing to tell; `job_slow` is.
    logging.getLogger("apscheduler.scheduler").addFilter(_is_no_overlap)
    _ending.clear()
    with _end_of_process() as told:
        scheduler.start()
        log.info("worker_started", jobs=len(_jobs))
        told.recv(1)
        _end(scheduler)


def until_told(items: Iterable[T]) -> Iterator[T]:
    """One after the other, until this worker is told to end: the rest waits for the next."""
    for item in items:
        if _ending.is_set():
            return
        yield item


@contextmanager
def _end_of_process() -> Iterator[socket.socket]:
    """Something can be read from the socket as soon as the process is told to end.

    The handlers do nothing: what a signal interrupts may hold the very lock that ending takes.
    They stay, so that a second signal does not cut off what is being finished.
    """
    told, tell = socket.socketpair()
    with told, tell:
        tell.settimeout(0)
        before = signal.set_wakeup_fd(tell.fileno())
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: None)
        try:
            yield told
        finally:
            signal.set_wakeup_fd(before)


def _end(scheduler: BackgroundScheduler) -> None:
    """What is under way is finished; what waits for its turn is left for the next start."""
    _ending.set()
    scheduler.shutdown(wait=False)


def is_put_off(each: Job, *, load: float, cores: int, since: float) -> bool:
    """Whether work is left for later: more wants to run than there are cores.

    `load` is the machine's load of the last minute, `since` the seconds since the last run.
    """
    return each.can_wait and load > cores and since < LONGEST_WAIT


def _put_off(scheduler: BackgroundScheduler, each: Job) -> None:
    """Work of the calendar that failed is tried again soon; the rest is due soon anyway."""
    if each.cron and not _ending.is_set():
        scheduler.modify_job(each.name, next_run_time=clock.now() + AGAIN)


def _run(app: Flask, each: Job, since: datetime, put_off: Callable[[], None]) -> None:
    if _ending.is_set() or _waits(each):
        return
    with app.app_context():
        began = time.monotonic()
        try:
            done = _done_on_its_day(each, since) if each.cron else each.work()
        except Exception:
            log.exception("job_failed", job=each.name)
            put_off()
            return
        seconds = time.monotonic() - began
        if seconds > SLOW:
            log.warning("job_slow", job=each.name, seconds=round(seconds))
        if done:
            log.info("job_done", job=each.name, count=done)


def _waits(each: Job) -> bool:
    now, load, cores = time.monotonic(), os.getloadavg()[0], os.cpu_count() or 1
    if is_put_off(each, load=load, cores=cores, since=now - _last.setdefault(each.name, now)):
        return True
    _last[each.name] = now
    return False


def _done_on_its_day(each: Job, since: datetime) -> int:
    slot = clock.now().replace(second=0, microsecond=0)
    if not _claim(each.name, slot, since):
        return 0
    done = each.work()
    _finish(each.name, slot, done)
    return done


def _is_no_overlap(record: logging.LogRecord) -> bool:
    return "maximum number of running instances" not in str(record.msg)


@operation
def _claim(name: str, slot: datetime, since: datetime) -> bool:
    """Whether the work of this minute is ours; what was begun before `since` and not ended is."""
    statement = insert_new(JobRun).values(job=name, slot=slot, started_at=clock.now())
    claimed = statement.on_conflict_do_update(
        index_elements=["job", "slot"],
        set_={"started_at": clock.now()},
        where=and_(JobRun.finished_at.is_(None), JobRun.started_at < since),
    ).returning(JobRun.job)
    return db.session.execute(claimed).scalar_one_or_none() is not None


@operation
def _finish(name: str, slot: datetime, done: int) -> None:
    run = db.session.get_one(JobRun, (name, slot))
    run.finished_at = clock.now()
    run.done = done


@operation
def forget_old_runs() -> int:
    """Claims older than 60 days are gone."""
    edge = clock.now() - timedelta(days=60)
    gone = db.session.execute(
        delete(JobRun).where(JobRun.started_at < edge).returning(JobRun.job)
    ).all()
    return len(gone)
