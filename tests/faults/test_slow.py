"""Askers who send a little and then nothing hold nobody up for long."""

from __future__ import annotations

import contextlib
import socket
import time
from urllib.parse import urlsplit

import pytest

from tests.running import wait_until

HEAD = b"GET / HTTP/1.1\r\nHost: here\r\nX-Slow: "
BODY = (
    b"POST /account/sign-in HTTP/1.1\r\nHost: here\r\nContent-Length: 900\r\n"
    b"Content-Type: application/x-www-form-urlencoded\r\n\r\nemail="
)
MORE_THAN_THREADS = 300

pytestmark = [
    pytest.mark.soak,
    pytest.mark.parametrize("database", ["sqlite"], indirect=True),
]


@pytest.mark.parametrize("begun", [HEAD, BODY], ids=["head", "body"])
def test_more_of_them_than_there_are_threads_are_sent_away_in_seconds(fresh_site, begun) -> None:
    address = urlsplit(fresh_site.url)
    with contextlib.ExitStack() as held:
        for _each in range(MORE_THAN_THREADS):
            line = socket.create_connection((address.hostname, address.port), timeout=5)
            held.enter_context(line)
            line.sendall(begun)
        time.sleep(1)
        wait_until(fresh_site.is_well, 40, "slow askers kept every thread")


def test_a_header_cannot_say_where_the_site_stands(fresh_site) -> None:
    address = urlsplit(fresh_site.url)
    with socket.create_connection((address.hostname, address.port), timeout=10) as line:
        line.sendall(b"GET /goals HTTP/1.1\r\nHost: here\r\nSCRIPT_NAME: /evil\r\n"
                     b"PATH_INFO: /account\r\nConnection: close\r\n\r\n")  # fmt: skip
        answer = b"".join(iter(lambda: line.recv(65_536), b""))
    assert answer.startswith(b"HTTP/1.1 200 ")
    assert b"evil" not in answer
