"""The rehearsal: a script that the real operations can play."""

from __future__ import annotations

import yaml
from sqlalchemy.exc import OperationalError

from council.live.cli import EXAMPLE, _patiently, _spread


def test_nobody_supports_a_question_that_has_been_answered() -> None:
    script = yaml.safe_load((EXAMPLE / "rehearsal.yaml").read_text())
    played = _spread(script["events"])
    closed = {e["question"]: at for at, e in played if e["kind"] in ("answer", "merge")}
    supports = [(at, e["question"]) for at, e in played if e["kind"] == "support"]
    assert len(supports) > 50
    assert [each for each in supports if each[0] >= closed.get(each[1], 1e9)] == []


def test_a_question_stands_on_air_before_it_is_answered() -> None:
    script = yaml.safe_load((EXAMPLE / "rehearsal.yaml").read_text())
    played = sorted(_spread(script["events"]), key=lambda each: each[0])
    asked = [e["slug"] for e in script["questions"]]
    on_air: list[str] = []
    for _at, event in played:
        if event["kind"] == "question":
            asked.append(event["slug"])
        elif event["kind"] == "airing":
            assert event["question"] in asked
            on_air.append(event["question"])
        elif event["kind"] == "answer":
            assert on_air[-1] == event["question"]
    assert len(on_air) > 3


def test_a_rehearsal_comes_again_when_the_database_is_busy(app) -> None:
    tried = []

    def act(event: dict[str, str]) -> None:
        tried.append(event["kind"])
        if len(tried) < 3:
            raise OperationalError("BEGIN IMMEDIATE", {}, Exception("database is locked"))

    _patiently(act, {"kind": "promise"})
    assert tried == ["promise"] * 3
