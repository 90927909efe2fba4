"""The story that Goalpost is for, from the first word of a resident to the record."""

from __future__ import annotations

import json
from pathlib import Path

from tests.journeys import meeting, residents, staff
from tests.journeys.residents import TITLE
from tests.journeys.visitor import Visitor
from tests.journeys.world import World


def tell(world: World, folder: Path, *, by_votes: bool) -> None:
    """A proposal becomes a measure, is reported, reviewed, promised on and recorded."""
    ann = residents.register(world, "Ann of the quay", "ann@example.org")
    ben = residents.register(world, "Ben Ito", "ben@example.org")
    residents.load_roll(world, folder)
    residents.become_resident(ann, residents.CODES[0])
    residents.become_resident(ben, residents.CODES[1])
    people = {
        "ann": ann, "ben": ben, "rosa": world.signed_in("Rosa M."),
        "june": world.signed_in("June A."),
    }  # fmt: skip
    clerk = world.signed_in("Odile Fenn")

    proposal = residents.propose(ann)
    residents.support(ben, proposal)
    ballot, other, closes = staff.open_ballot(world, clerk, proposal)
    residents.vote(people, ballot, other)
    residents.support(people["rosa"], proposal)
    residents.discuss(ben, people["june"], proposal)
    staff.close_ballot(world, world.come("Reader"), ballot, closes)
    mails = len(world.sink.to("ben@example.org"))
    measure = staff.answer(world, clerk, proposal, by_votes=by_votes)
    told = world.mail("ben@example.org", mails + 1)
    assert told["Subject"] == f"Answered: {TITLE}"
    ann.go(measure)
    ann.see(TITLE, proposal)  # its origin
    staff.report_figures(world.signed_in("Kaveh Lund"), measure)

    _review(world, people)
    _prove(world)


def _review(world: World, people: dict[str, Visitor]) -> None:
    clerk = world.signed_in("Odile Fenn")
    review = meeting.schedule(world, clerk)
    question = meeting.ask(people["ann"], review, meeting.BEFORE)
    meeting.second(people["ben"], review, question)
    room = meeting.Room(world, clerk, world.come("Watcher"), review)
    meeting.hold(room, people["rosa"], people["ann"], question)
    if world.scripts:
        assert sorted(room.waits)[len(room.waits) // 2] < 1, room.waits
    record = meeting.publish_record(world, clerk, review)
    reader = world.come("Reader")
    meeting.read_record(reader, record)
    meeting.correct_record(world, clerk, record)
    again = meeting.schedule(world, clerk, "Landings once more")
    reader.go(f"/reviews/{again}")
    reader.see(meeting.PROMISE)


def _prove(world: World) -> None:
    verdict = json.loads(world.flask("ledger", "verify").strip().splitlines()[-1])
    assert verdict["bad"] is None
    assert verdict["size"] >= 2
