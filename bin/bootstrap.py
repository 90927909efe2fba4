"""Makes .venv from a locked list: standard library only, safe to run twice or after a failure.

python3 bin/bootstrap.py         what the site needs
python3 bin/bootstrap.py --dev   and what its developers need
"""

from __future__ import annotations

import errno
import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

OLDEST = (3, 11)
ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMP = VENV / ".goalpost-stamp"
LOG = VENV / "install.log"
PIP = ROOT / "bin" / "pip" / "pip-26.3-py3-none-any.whl"
PIP_SHA256 = "f3b60b20ffaadd4415ed7957212a38ac63fa4c5fa375bd0f4a797777940fad13"
ROOM = {"requirements.txt": 450, "requirements-dev.txt": 900}  # megabytes, when nothing is there

CAUSES = (
    ("the disk is full", ("No space left", "os error 28")),
    ("this folder is read-only", ("Read-only file system", "os error 30")),
    ("this folder may not be written by you", ("Permission denied", "os error 13")),
    ("a package is not what the lock says", ("DO NOT MATCH THE HASHES", "Hash mismatch")),
    (
        "the package index could not be reached, or has nothing for this Python and machine",
        ("onnect", "resolve", "timed out", "SSL", "from versions: none", "etwork"),
    ),
)


class Stop(Exception):
    """Setting up cannot go on; the message is one clear line."""


def main() -> int:
    """Brings .venv to the lock that was asked for."""
    lock = ROOT / ("requirements-dev.txt" if "--dev" in sys.argv[1:] else "requirements.txt")
    try:
        check_python()
        with_lock_held(lock)
    except Stop as stop:
        print(f"Goalpost could not be set up: {stop}", file=sys.stderr)
        return 1
    except OSError as error:
        print(f"Goalpost could not be set up: {in_words(error)}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Stopped. The next run goes on from here.", file=sys.stderr)
        return 130
    return 0


def check_python() -> None:
    """Refuses a Python that is too old."""
    if sys.version_info < OLDEST:
        have = ".".join(str(part) for part in sys.version_info[:3])
        raise Stop(f"it needs Python 3.11 or newer, and {sys.executable} is {have}.")


def with_lock_held(lock: Path) -> None:
    """One set-up at a time in this folder; the second waits, then finds all done."""
    folder = os.open(ROOT, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        if not is_done(lock):
            check_room(lock)
            make_venv()
            install(lock, folder)
            write_stamp(lock)
    finally:
        os.close(folder)


def is_done(lock: Path) -> bool:
    """Whether .venv works and holds the packages of `lock`."""
    return PYTHON.exists() and digest(lock) in stamps() and works()


def works() -> bool:
    """Whether the interpreter in .venv starts and is new enough."""
    test = f"import sys; sys.exit(sys.version_info < {OLDEST})"
    try:
        run = subprocess.run([PYTHON, "-c", test], capture_output=True, check=False)
    except OSError:
        return False
    return run.returncode == 0


def stamps() -> list[str]:
    """The digests of the locks that are installed."""
    return STAMP.read_text().split() if STAMP.exists() else []


def digest(lock: Path) -> str:
    """What changes when a lock must be installed anew."""
    return hashlib.sha256(lock.read_bytes()).hexdigest()


def write_stamp(lock: Path) -> None:
    """Remembers what is installed. The developers' lock holds the whole of the other."""
    done = [digest(lock)]
    if lock.name == "requirements-dev.txt":
        done.append(digest(ROOT / "requirements.txt"))
    STAMP.write_text("\n".join(done) + "\n")


def check_room(lock: Path) -> None:
    """Refuses to begin what the disk cannot hold."""
    free = shutil.disk_usage(ROOT).free // 1_000_000
    needed = ROOM[lock.name] if not STAMP.exists() else 50
    if free < needed:
        raise Stop(f"the disk is full: {free} MB are free in {ROOT}, and {needed} MB are needed.")


def make_venv() -> None:
    """A virtual environment that works; a half-made one is made again."""
    if works():
        STAMP.unlink(missing_ok=True)
        return
    print("Making .venv …", flush=True)
    if VENV.is_symlink() or VENV.is_file():
        VENV.unlink()
    elif VENV.exists():
        shutil.rmtree(VENV)
    venv.create(VENV, with_pip=False, symlinks=True)


def install(lock: Path, held: int) -> None:
    """Installs exactly the packages of `lock`, each checked against its hash.

    The installer has `held` too, so that no other set-up begins beside it when this one is killed.
    """
    count = sum(1 for line in lock.read_text().splitlines() if "==" in line)
    print(f"Installing {count} packages into .venv (a minute, once) …", flush=True)
    with LOG.open("w") as log:
        uv = shutil.which("uv")
        if uv and run_uv(uv, lock, log.fileno(), held):
            return
        if run_pip(lock, log.fileno(), held):
            return
    raise Stop(f"{cause(LOG.read_text())}. The whole story is in {LOG}.")


def run_uv(uv: str, lock: Path, log: int, held: int) -> bool:
    """Installs by uv, which is quicker, with the index and certificates that pip was told of."""
    env = dict(os.environ)
    for theirs, ours in (
        ("UV_DEFAULT_INDEX", "PIP_INDEX_URL"),
        ("UV_INDEX", "PIP_EXTRA_INDEX_URL"),
        ("SSL_CERT_FILE", "PIP_CERT"),
    ):
        if os.environ.get(ours):
            env.setdefault(theirs, os.environ[ours])
    index = env.get("UV_DEFAULT_INDEX") or pip_index()
    if index:
        env["UV_DEFAULT_INDEX"] = index
    command = [uv, "pip", "install", "--python", str(PYTHON), "--require-hashes", "-r", str(lock)]
    return run_installer(command, log, held, env)


def pip_index() -> str:
    """The index that pip's own configuration names, if any."""
    command = [*pip(), "config", "get", "global.index-url"]
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip()


def run_pip(lock: Path, log: int, held: int) -> bool:
    """Installs by pip, which reads its own configuration, proxies and certificates."""
    command = [*pip(), "install", "--require-hashes", "--only-binary", ":all:", "--no-input"]
    command += ["--progress-bar", "off", "--retries", "2", "--disable-pip-version-check"]
    return run_installer([*command, "-r", str(lock)], log, held, dict(os.environ))


def run_installer(command: list[str], log: int, held: int, env: dict[str, str]) -> bool:
    """Whether the installer did all it should."""
    run = subprocess.run(
        command, stdout=log, stderr=log, env=env, pass_fds=(held,), check=False
    )  # fmt: skip
    return run.returncode == 0


def pip() -> list[str]:
    """The command that runs the pip of bin/pip inside .venv, once its hash is checked."""
    if hashlib.sha256(PIP.read_bytes()).hexdigest() != PIP_SHA256:
        raise Stop(f"{PIP} is not the file that was checked in.")
    return [str(PYTHON), str(PIP / "pip")]


def cause(log: str) -> str:
    """The likely cause of a failed installation, in a few words."""
    for words, signs in CAUSES:
        if any(sign in log for sign in signs):
            return words
    lines = [line for line in log.splitlines() if line.strip()]
    return lines[-1].strip().rstrip(".") if lines else "the installer said nothing"


def in_words(error: OSError) -> str:
    """What the operating system refused, in words."""
    where = error.filename or ROOT
    if error.errno == errno.ENOSPC:
        return f"the disk is full ({where})."
    if error.errno in (errno.EROFS, errno.EACCES, errno.EPERM):
        return f"this folder cannot be written ({where})."
    return f"{error.strerror or error} ({where})."


if __name__ == "__main__":
    sys.exit(main())
