"""What the council and its people do in the story, up to the first figures."""

from __future__ import annotations

from datetime import datetime, timedelta

from tests.journeys.residents import TITLE
from tests.journeys.visitor import Visitor
from tests.journeys.world import World

BALLOT = "Which of these shall the council measure first?"
REASON = "Everybody who answered wants it, and the Crossings Agency can count it at once."
CHARTER = {
    "definition": "Landings with a roof and a lamp that works, of all landings, counted at dusk.",
    "kind": "output", "direction": "up", "unit": "percent", "unit_kind": "percent",
    "decimals": "1", "frequency": "month", "source": "Walks of the Crossings Agency",
    "contact": "landings@example.invalid", "why_it_matters": "People wait there in the dark.",
    "does_not_tell": "Whether anybody feels safe.", "how_gamed": "By closing landings.",
}  # fmt: skip
FIGURES = (
    "period,value,note\n2026-08,61.5,\n2026-09,64.0,\n2026-10,68.2,a new roof at Lantern Bay\n"
)


def open_ballot(world: World, clerk: Visitor, proposal: str) -> tuple[str, str, datetime]:
    """An approval ballot over three proposals; returns its code, another option, its close."""
    clerk.go("/desk/ballots")
    clerk.go(clerk.links_to("/desk/ballots/new")[0])
    codes = clerk.options("proposals")
    others = [code for code in codes if code != proposal][:2]
    assert proposal in codes
    assert len(others) == 2, "the demonstration has too few open proposals"
    closes = (world.now() + timedelta(seconds=100)).replace(second=0, microsecond=0)
    day, time = world.local(closes)
    clerk.press(
        "See the draft",
        {"title": "Which measure first", "question": BALLOT, "proposals": [proposal, *others],
         "places": "1", "closes_on": day, "closes_time": time},
    )  # fmt: skip
    clerk.see(BALLOT, TITLE)
    clerk.press("Open the ballot")
    return clerk.code(), codes[others[0]].rpartition(" (")[0], closes


def close_ballot(world: World, reader: Visitor, ballot: str, closes: datetime) -> None:
    """The close comes; papers are counted, and everybody can read the counts."""
    world.wait_for(closes)
    for _try in range(60):
        world.settle()
        reader.go(f"/ballots/{ballot}")
        if reader.words("#answer"):
            break
        world.wait_for(world.now() + timedelta(seconds=1))
    reader.see(TITLE, "What the council does with it")


def answer(world: World, clerk: Visitor, proposal: str, *, by_votes: bool) -> str:
    """Drafted, decided, taken on by the lead, published; returns the measure's address."""
    page = f"/desk/proposals/{proposal}/answer"
    clerk.go(page)
    lead = clerk.option("lead_agency", "Crossings Agency")
    objective = clerk.option("objective", "Crossings people can plan")
    clerk.press(
        "Keep the draft",
        {"answer_kind": "adopted", "reason": REASON, "lead_agency": lead, "objective": objective,
         **CHARTER},
    )  # fmt: skip
    clerk.see("The council decides")
    (_decide_by_votes if by_votes else _decide_in_writing)(world, clerk, page)
    director = world.signed_in("Tomas Okafor")
    director.go(page)
    director.press("We take it on")
    clerk.go(page)
    clerk.press("Publish the answer")
    clerk.see(REASON, "Crossings Agency")
    measures = [each for each in clerk.links_to("/measures/") if "#" not in each]
    assert measures, "the answer leads to no measure"
    return measures[0]


def _decide_by_votes(world: World, clerk: Visitor, page: str) -> None:
    for name in ("Tomas Okafor", "Lena Abara", "Pilar Venn", "Anselm Dury", "Imani Roe"):
        member = world.signed_in(name)
        member.go(page)
        member.press("Vote", {"vote": "no" if name == "Anselm Dury" else "yes"})
    clerk.go(page)
    clerk.press("Decided by these votes")


def _decide_in_writing(world: World, clerk: Visitor, page: str) -> None:
    chair = world.signed_in("Imani Roe")
    chair.go(page)
    chair.press("I decide in writing, as the chair")


def report_figures(analyst: Visitor, measure: str) -> None:
    """A file with a mistake, then the right one, seen before it is public."""
    slug = measure.rsplit("/", 1)[-1]
    analyst.go(f"/desk/measures/{slug}/figures")
    wrong = FIGURES.replace("64.0", "sixty")
    analyst.press("Check and preview", {"file": _csv(wrong)}, again=True)
    analyst.see("sixty")
    analyst.go(measure)
    analyst.miss("68.2")
    analyst.go(f"/desk/measures/{slug}/figures")
    analyst.press("Check and preview", {"file": _csv(FIGURES)}, again=True)
    analyst.see("3 figures would change", "68.2")
    analyst.press("Publish these 3 figures")
    assert analyst.address == measure
    analyst.see("68.2", "61.5")


def _csv(text: str) -> dict[str, object]:
    return {"name": "landings.csv", "mimeType": "text/csv", "buffer": text.encode()}
