"""`make run` in the foreground: one clear line for each hindrance, one signal for the end."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from bin import bootstrap
from bin.run import HERE, Part, Plan, Stop, instance_held, read_plan, reason
from tests.databases import site_environment, template
from tests.running import free_port, wait_until

ROOT = Path(__file__).resolve().parents[2]
RUN = [sys.executable, "bin/run.py"]


def environment(instance: Path, port: int) -> dict[str, str]:
    """An empty site, so that starting takes no time."""
    return site_environment(instance, "", PORT=str(port), HOST="127.0.0.1")


def said(env: dict[str, str]) -> tuple[int, str]:
    """How a run ends that cannot begin, and all that it says."""
    done = subprocess.run(
        RUN, cwd=ROOT, env=env, capture_output=True, text=True, timeout=60, check=False
    )
    return done.returncode, done.stdout + done.stderr


@pytest.fixture
def instance(tmp_path: Path) -> Path:
    """The folder of an empty, migrated site."""
    shutil.copyfile(template("sqlite"), tmp_path / "goalpost.db")
    return tmp_path


@pytest.fixture
def running(instance: Path) -> Iterator[tuple[subprocess.Popen[bytes], int, Path]]:
    """A run that is well, its port and its log."""
    port, log = free_port(), instance / "log.txt"
    with log.open("wb") as out:
        process = subprocess.Popen(
            RUN, cwd=ROOT, env=environment(instance, port), stdin=subprocess.DEVNULL,
            stdout=out, stderr=out, start_new_session=True,
        )  # fmt: skip
    try:
        wait_until(lambda: b"Goalpost is at" in log.read_bytes(), 60, "it did not start")
        yield process, port, log
    finally:
        process.kill()
        process.wait()


def members(session: int) -> list[str]:
    """The commands of all processes of a session, whatever their groups."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
            command = (stat.parent / "cmdline").read_text().replace("\0", " ")
        except OSError:
            continue
        if fields[3] == str(session) and fields[0] != "Z":
            found.append(command)
    return found


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_one_signal_to_the_group_ends_all_of_it(
    running: tuple[subprocess.Popen[bytes], int, Path], number: signal.Signals
) -> None:
    process, _port, log = running
    assert any("gunicorn" in each for each in members(process.pid))
    assert any("jobs run" in each for each in members(process.pid))
    os.killpg(process.pid, number)
    assert process.wait(timeout=10) == 0
    assert members(process.pid) == []
    assert "Goalpost has stopped." in log.read_text()


def test_signals_that_follow_do_not_cut_off_the_ending(
    running: tuple[subprocess.Popen[bytes], int, Path],
) -> None:
    process, _port, log = running
    for number in (signal.SIGTERM, *(signal.SIGINT, signal.SIGHUP, signal.SIGTERM) * 20):
        process.send_signal(number)
        time.sleep(0.0005)
    assert process.wait(timeout=10) == 0
    assert members(process.pid) == []
    assert "Goalpost has stopped." in log.read_text()


def test_nothing_of_a_part_that_died_lives_on(tmp_path: Path) -> None:
    mark = tmp_path / "started"
    words = f"sleep 120 & echo $! >> {mark}; wait"
    part = Part("a part", ["sh", "-c", words], dict(os.environ))
    part.start()
    try:
        wait_until(lambda: mark.exists() and mark.read_text().count("\n") == 1, 20, "not started")
        process = part.process
        assert process
        process.kill()
        process.wait()
        part.restart(time.monotonic())
        wait_until(lambda: mark.read_text().count("\n") == 2, 20, "not started again")
        first, second = mark.read_text().split()
        wait_until(lambda: not Path(f"/proc/{first}").exists() or is_dead(first), 20, "it lives")
        assert not is_dead(second)
    finally:
        part.signal_group(signal.SIGKILL)
        if part.process:
            part.process.wait()


def is_dead(number: str) -> bool:
    """Whether a process is gone but for its row, which nobody here collects."""
    return Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[0] == "Z"


def test_a_part_that_dies_is_started_again(
    running: tuple[subprocess.Popen[bytes], int, Path],
) -> None:
    process, port, log = running
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
    for child in children:
        os.kill(int(child), signal.SIGKILL)
    wait_until(lambda: log.read_text().count("starting it again") >= 2, 20, "nothing was said")
    wait_until(lambda: is_well(port), 30, "the site did not come back")


def is_well(port: int) -> bool:
    """Whether /healthz answers 200."""
    try:
        with HERE.open(f"http://127.0.0.1:{port}/healthz", timeout=5) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def test_nothing_is_left_when_the_run_itself_is_killed(
    running: tuple[subprocess.Popen[bytes], int, Path],
) -> None:
    process, _port, _log = running
    process.kill()
    process.wait()
    wait_until(lambda: members(process.pid) == [], 10, "something went on running")


def test_a_second_run_on_the_same_folder_is_refused(
    running: tuple[subprocess.Popen[bytes], int, Path],
) -> None:
    _process, _port, log = running
    code, words = said(environment(log.parent, free_port()))
    assert code == 1
    assert words.startswith("Goalpost stopped: another run uses")
    assert len(words.splitlines()) == 1


def test_a_port_in_use_is_named_with_the_way_out(instance: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        began = time.monotonic()
        code, words = said(environment(instance, port))
    assert code == 1
    assert words == (
        f"Goalpost stopped: port {port} is in use; choose another: make run PORT={port + 1}\n"
    )
    assert time.monotonic() - began < 5


def test_a_folder_that_cannot_be_written_is_named(instance: Path) -> None:
    (instance / "file").write_text("")
    code, words = said(environment(instance / "file" / "below", free_port()))
    assert code == 1
    assert "cannot be written" in words
    assert len(words.splitlines()) == 1


def test_a_full_disk_is_said_with_what_is_needed(tmp_path: Path, monkeypatch) -> None:
    whole = shutil.disk_usage(tmp_path)
    monkeypatch.setattr(shutil, "disk_usage", lambda _folder: whole._replace(free=3_900_000))
    with pytest.raises(Stop) as stopped, instance_held(tmp_path / "site"):
        pytest.fail("It began on a disk without room.")
    assert str(stopped.value) == (
        f"the disk is full: 3 MB are free in {tmp_path / 'site'}, and 150 MB are needed."
    )


@pytest.mark.skipif(shutil.which("make") is None, reason="make is not here")
def test_an_old_python_is_named_with_the_way_out(tmp_path: Path) -> None:
    for name in ("python3", *(f"python3.{minor}" for minor in (11, 12, 13, 14))):
        old = tmp_path / name
        old.write_text('#!/bin/sh\n[ "$1" = --version ] && echo Python 3.9.2 && exit 0\nexit 1\n')
        old.chmod(0o755)
    done = subprocess.run(
        ["make", "run"], cwd=ROOT, env={"PATH": f"{tmp_path}:/usr/bin:/bin"},
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 2
    (told,) = [line for line in done.stderr.splitlines() if not line.startswith("make")]
    assert told.startswith("Goalpost needs Python 3.11 or newer, and python3 here is Python 3.9.2.")
    assert told.endswith("make run PYTHON=/path/to/python3.12")


def test_a_database_that_does_not_answer_is_said_without_a_traceback(instance: Path) -> None:
    nowhere = f"postgresql://nobody@127.0.0.1:{free_port()}/none"
    code, words = said(environment(instance, free_port()) | {"DATABASE_URL": nowhere})
    assert code == 1
    assert words.splitlines()[1].startswith("Goalpost stopped: the database could not be prepared")
    assert "Traceback" not in words


def test_the_plan_follows_the_environment() -> None:
    plan = read_plan({"PORT": "8123", "HOST": "::1", "GOALPOST_PRODUCTION": "1"})
    assert (plan.url, plan.demonstration) == ("http://[::1]:8123", False)
    assert read_plan({}).demonstration
    with pytest.raises(Stop, match="PORT must be a number"):
        read_plan({"PORT": "many"})


def test_sqlite_has_one_writer_and_postgresql_two() -> None:
    for url, workers in (("", "1"), ("postgresql://x/y", "2")):
        web = Plan("127.0.0.1", 8000, ROOT, url, demonstration=False).parts()["web"]
        assert web[web.index("--workers") + 1] == workers


def test_the_reason_is_the_last_error_that_the_log_names() -> None:
    log = "Traceback\n  File x\nsqlite3.OperationalError: disk is full\n(Background: elsewhere)\n"
    assert reason(log) == "sqlite3.OperationalError: disk is full"
    assert reason("no such command\n\n") == "no such command"
    assert reason("") == "it said nothing"


@pytest.mark.parametrize(
    ("log", "words"),
    [
        ("OSError: [Errno 28] No space left on device", "the disk is full"),
        ("ERROR: No matching distribution (from versions: none)", "could not be reached"),
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES", "not what the lock says"),
        ("", "the installer said nothing"),
    ],
)
def test_setting_up_says_why_it_failed(log: str, words: str) -> None:
    assert words in bootstrap.cause(log)


def test_the_pip_that_is_shipped_is_the_one_that_was_checked_in() -> None:
    assert bootstrap.pip()[1].endswith("/pip")
