"""The live review of the story, its record, and what the next one begins with."""

from __future__ import annotations

from datetime import timedelta

from tests.journeys.residents import TITLE
from tests.journeys.visitor import Browser, Visitor
from tests.journeys.world import World

REVIEW = "Landings in the dark"
BEFORE = "Which landing gets its roof before the winter storms?"
DURING = "Who repairs the lamp at Northpoint when it fails?"
STRATEGY = "Put a roof over each landing with more than twenty waiting"
PROMISE = "Lamps at all five island landings"
DECISION = "Count landings at dusk and not at noon"
SAID = "We were late with this, and we know it"
FINDING = "The landings got better, and three are still dark"
ANSWER = "Lantern Bay, in the first week of December"
WRITTEN = "The harbor crew, within two days; the number is on each lamp"


def schedule(world: World, clerk: Visitor, title: str = REVIEW) -> str:
    """A review with the new measure on its agenda is announced; returns its code."""
    day, time = world.local(world.now() + timedelta(minutes=20))
    clerk.go("/desk/reviews/new")
    council = clerk.option("council", "Getting around")
    clerk.press(
        "Make a draft",
        {"title": title, "kind": "council", "council": council, "day": day, "time": time,
         "minutes": "60", "place": "The old ferry hall"},
    )  # fmt: skip
    code = clerk.code()
    measure = clerk.option("item-measure", TITLE)
    clerk.press(
        "Add to the agenda",
        {"item-kind": "measure", "item-measure": measure, "item-presenter": "Tomas Okafor",
         "item-minutes": "20"},
    )  # fmt: skip
    clerk.press("Publish the notice")
    clerk.press("Open the questions")
    return code


def ask(visitor: Visitor, review: str, words: str) -> str:
    """A question from the review's page; returns its code."""
    visitor.go(f"/reviews/{review}/questions")
    visitor.press("Ask", {"words": words})
    visitor.see(words)
    return _question(visitor, words)


def _question(visitor: Visitor, words: str) -> str:
    for each in visitor.html.select("[id^='Q-']"):
        if words in each.get_text(" "):
            return str(each["id"])
    raise AssertionError(f"{visitor} does not find the question “{words}”")


def second(visitor: Visitor, review: str, question: str) -> None:
    """Somebody wants the same answered."""
    visitor.go(f"/reviews/{review}/questions")
    visitor.press(at=f"/supports/{question}")
    visitor.go(f"/reviews/{review}/questions")
    assert visitor.html.select(f"form[action='/supports/{question}/withdrawal']")


class Room:
    """A meeting that is on: the clerk runs it, somebody watches without touching anything."""

    def __init__(self, world: World, clerk: Visitor, watcher: Visitor, code: str) -> None:
        self.world, self.clerk, self.watcher, self.code = world, clerk, watcher, code
        self.waits: list[float] = []
        self.watcher.go(self.page)

    @property
    def page(self) -> str:
        """The live page of this kind of visitor."""
        return f"/live/{self.code}" + ("" if self.world.scripts else "/plain")

    @property
    def desk(self) -> str:
        """The clerk's screen."""
        return f"/desk/live/{self.code}"

    def do(self, button: str, fields: dict[str, str] | None = None, *, at: str = "") -> None:
        """One press of the clerk."""
        self.clerk.press(button, fields, at=at or f"{self.desk}/")
        assert self.clerk.address == self.desk

    def shown(self, *words: str) -> None:
        """The watcher's open page shows it; how long that took is kept."""
        if isinstance(self.watcher, Browser) and self.watcher.scripts:
            self.waits += [self.watcher.seconds_until_seen(each) for each in words]
        else:
            self.watcher.go(self.page)
            self.watcher.see(*words)


def hold(room: Room, asker: Visitor, supporter: Visitor, first: str) -> None:
    """Goes live, hears, decides, promises, ends."""
    room.clerk.go(room.desk)
    room.do("Go live")
    room.do(f"Next: {TITLE}")
    room.shown(TITLE, "68.2")
    second_code = ask(asker, room.code, DURING)
    room.shown(DURING)
    second(supporter, room.code, second_code)
    room.clerk.go(room.desk)
    room.do("Put on air", at=f"/questions/{first}/airing")
    room.shown("Being answered now")
    room.do("Answered", {"answer-words": ANSWER, "answer-by": "Tomas Okafor"})
    room.shown(ANSWER)
    room.do("Adopt the strategy", {
        "strategy-title": STRATEGY, "strategy-reason": "Where a roof stands, people come back",
        "strategy-owner": "Tomas Okafor",
    })  # fmt: skip
    room.shown(STRATEGY)
    room.do("Take the decision down", {
        "decision-words": DECISION, "decision-decided_by": "The members",
        "decision-votes_for": "6", "decision-votes_against": "1", "decision-abstained": "0",
    })  # fmt: skip
    room.shown(DECISION)
    due, _time = room.world.local(room.world.now() + timedelta(days=40))
    room.do("Take the promise down", {
        "promise-words": PROMISE, "promise-owner": "Tomas Okafor", "promise-due_on": due,
    })  # fmt: skip
    room.shown(PROMISE)
    room.do("Take it down", {"said-words": SAID, "said-by": "Tomas Okafor"})
    room.do("Publish the finding", {"finding-finding": FINDING, "finding-claim": "on_track"})
    room.shown(FINDING)
    room.do("Write down", {"attendance-name": "Imani Roe", "attendance-office": "Chair"})
    room.do("End the review", at="/end")
    room.shown("The review is over")


def publish_record(world: World, clerk: Visitor, review: str) -> str:
    """Looked at by the clerk, signed by the chair; returns its address."""
    clerk.go(f"/desk/records/{review}")
    clerk.see("Draft", STRATEGY)
    chair = world.signed_in("Imani Roe")
    chair.go(f"/desk/records/{review}")
    chair.press("Sign and publish")
    return chair.address


def read_record(reader: Visitor, record: str) -> None:
    """Everybody can read what happened."""
    reader.go(record)
    reader.see(
        "Strategies adopted, changed or ended", STRATEGY, "Progress of each measure", "68.2",
        TITLE, FINDING, PROMISE, DECISION, "For 6, against 1, abstained 0.", BEFORE, ANSWER, DURING,
        SAID, "Imani Roe", "version 1",
    )  # fmt: skip


def correct_record(world: World, clerk: Visitor, record: str) -> None:
    """A mistake is corrected beside the record; version 1 stays as it was."""
    clerk.go(record.replace("/records/", "/desk/records/") + "/correction")
    clerk.press(
        "Publish the correction",
        {"path": clerk.option("path", SAID[:30]), "words": "We were late with this",
         "reason": "The clerk misheard."},
    )  # fmt: skip
    reader = world.come("Reader")
    reader.go(record)
    reader.see("version 2", "“We were late with this”", "The clerk misheard.")
    reader.go(f"{record}/v1")
    reader.see(f"“{SAID}”", "A later version stands beside this one")


def answer_in_writing(clerk: Visitor, question: str) -> None:
    """What stayed open at the end is answered."""
    clerk.go(f"/desk/questions/{question}")
    clerk.press(
        fields={"words": WRITTEN, "by": "Odile Fenn, clerk"},
        at=f"/desk/questions/{question}/answer",
    )
