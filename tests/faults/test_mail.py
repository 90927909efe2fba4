"""The mail host is slow, is down, or we die while talking to it."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import subprocess
import sys
import threading
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from commons import actors, mail
from commons.db import db
from commons.mail import Letter
from metrics.catalogue import operations as catalogue
from tests.running import wait_until
from tests.servers import MailSink

ROOT = Path(__file__).resolve().parents[2]


class SlowSink(MailSink):
    """Takes a letter in, and says that it has it only when `slow` is over."""

    slow = False

    def __init__(self) -> None:
        super().__init__()
        self.begun: list[str] = []

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        self.begun.append(envelope.content.decode())
        while self.slow:
            await asyncio.sleep(0.02)
        return await super().handle_DATA(server, session, envelope)


@pytest.fixture
def sink():
    with SlowSink() as sink:
        yield sink
        sink.slow = False


@pytest.fixture
def site(make_app, sink):
    app = make_app(MAIL_URL=sink.url)
    with app.app_context():
        yield app


def queue(number: int = 1) -> None:
    for n in range(number):
        mail.queue(
            to=f"person{n}@example.org", template="citizens/accounts/mail/password_changed",
            once=f"news {n}", name="Ann",
        )  # fmt: skip


def test_writing_goes_on_while_the_mail_host_is_slow(site, sink):
    queue()
    sink.slow = True

    def send() -> None:
        with site.app_context():
            mail.send_waiting()

    sender = threading.Thread(target=send)
    sender.start()
    wait_until(lambda: sink.begun, 20, "the letter was not begun")
    catalogue.add_agency(actor=actors.system(), name="Written meanwhile", remit="")
    assert sink.messages == []  # the host still has not answered
    sink.slow = False
    sender.join(20)
    assert len(sink.messages) == 1
    db.session.rollback()
    assert db.session.scalars(select(Letter)).one().sent_at is not None


def test_a_host_that_refuses_is_asked_again_later_and_not_at_once(site, sink, clock):
    queue(2)
    sink.refusing = True
    assert mail.send_waiting() == 0
    sink.refusing = False
    assert mail.send_waiting() == 0
    clock.move(minutes=2)
    assert mail.send_waiting() == 2
    clock.move(days=1)
    assert mail.send_waiting() == 0
    assert len(sink.messages) == 2


def test_a_host_that_is_away_for_good_is_given_up_after_eight_attempts(make_app, clock):
    with make_app(MAIL_URL="smtp://127.0.0.1:9").app_context():
        queue()
        for _day in range(12):
            mail.send_waiting()
            clock.move(days=1)
        letter = db.session.scalars(select(Letter)).one()
        assert (letter.attempts, letter.sent_at) == (mail.ATTEMPTS, None)
        assert letter.last_error == "ConnectionRefusedError"


def test_a_host_that_wants_tls_first_is_greeted_in_tls(make_app):
    said = list[bytes]()
    with socket.create_server(("127.0.0.1", 0)) as host:

        def listen() -> None:
            line, _address = host.accept()
            with line:
                line.settimeout(10)
                said.append(line.recv(3))

        listener = threading.Thread(target=listen)
        listener.start()
        with make_app(MAIL_URL=f"smtps://127.0.0.1:{host.getsockname()[1]}").app_context():
            queue()
            assert mail.send_waiting() == 0
            assert db.session.scalars(select(Letter)).one().attempts == 1
        listener.join(20)
    assert said[0][:2] == b"\x16\x03"  # the record of a handshake


def test_a_worker_killed_while_it_sends_leaves_one_letter_for_the_next(site, sink, clock, database):
    queue()
    sink.slow = True
    environment = {
        "PATH": os.environ["PATH"], "INSTANCE": site.instance_path, "MAIL_URL": sink.url,
        "DATABASE_URL": site.config["SQLALCHEMY_DATABASE_URI"] if database != "sqlite" else "",
        "SECRET_KEY": site.config["SECRET_KEY"],
    }  # fmt: skip
    worker = subprocess.Popen(
        [sys.executable, "-m", "flask", "--app", "app", "jobs", "once", "send_mail"],
        cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    wait_until(lambda: sink.begun or worker.poll() is not None, 60, "the letter was not begun")
    assert worker.poll() is None, worker.stderr and worker.stderr.read().decode()
    worker.send_signal(signal.SIGKILL)
    worker.communicate()
    sink.slow = False

    clock.at(datetime.now(UTC))
    before = len(sink.messages)
    assert mail.send_waiting() == 0, "the letter was claimed, so it is not sent at once"
    clock.move(minutes=3)
    assert mail.send_waiting() == 1
    assert mail.send_waiting() == 0
    assert len(sink.messages) == before + 1
    names = {line for text in sink.begun for line in text.splitlines() if "Message-ID" in line}
    assert len(names) == 1, "a mailbox could not tell that both are the same letter"
