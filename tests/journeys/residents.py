"""What residents do in the story: come, propose, support, talk, vote."""

from __future__ import annotations

from pathlib import Path

from tests.journeys.visitor import Visitor
from tests.journeys.world import World, write_roll

TITLE = "How many landings have a dry and lit place to wait"
BODY = "At six in the morning forty people stand in the rain at Lantern Bay. Nobody counts that."
NOTICED = "Nobody waits wet."
COUNCIL = "Getting around"
PASSWORD = "heron quilt lantern 58"
CODES = ["ROLL-58KQ", "ROLL-93TX"]
COUNTY = "Mill Sound"


def register(world: World, name: str, address: str) -> Visitor:
    """Somebody opens an account and confirms it by the mailed link."""
    visitor = world.come(name)
    visitor.go("/account/new")
    visitor.press("Open the account", {"name": name, "email": address, "password": PASSWORD})
    assert visitor.address == "/account/sent"
    visitor.go(world.link_mailed_to(address))
    visitor.see(f"Welcome, {name}")
    visitor.press("Confirm and sign in")
    assert visitor.address == "/account"
    return visitor


def load_roll(world: World, folder: Path) -> None:
    """The operator loads the codes that were posted to residents."""
    said = world.flask("accounts", "roll", str(write_roll(folder, CODES, COUNTY)))
    assert "2 codes read, 2 new" in said


def become_resident(visitor: Visitor, code: str) -> None:
    """A county, and the code that came by post; one that is used up helps nobody else."""
    visitor.go("/account/residence")
    county = visitor.option("county", COUNTY)
    visitor.press("Confirm where I live", {"county": county, "code": "NOSUCHCODE"}, again=True)
    visitor.press("Confirm where I live", {"county": county, "code": code.lower()})
    visitor.see(f"You are a resident of {COUNTY}")


def propose(visitor: Visitor) -> str:
    """Three steps and a look; returns the code of the proposal."""
    visitor.go("/proposals/new")
    visitor.press("Go on", {"title": TITLE})
    visitor.see("Step 2 of 3", TITLE)
    visitor.follow("Mine is different: go on", "Go on")
    council = visitor.option("addressee", COUNCIL)
    visitor.press("See how it looks", {"body": BODY, "how_noticed": NOTICED, "addressee": council})
    visitor.see("Only you can see this draft", TITLE, BODY)
    code = visitor.code()
    visitor.press("Make it public")
    assert visitor.address == f"/proposals/{code}"
    visitor.see(TITLE, NOTICED)
    return code


def support(visitor: Visitor, code: str) -> None:
    """One press; it stays pressed."""
    visitor.go(f"/proposals/{code}")
    visitor.press(at=f"/supports/{code}")
    visitor.go(f"/proposals/{code}")
    assert visitor.html.select(f"form[action='/supports/{code}/withdrawal']")


def discuss(first: Visitor, second: Visitor, code: str) -> None:
    """A reason for, a reply against, both in the open."""
    first.go(f"/proposals/{code}")
    first.press("Comment", {"side": "for", "body": "My grandmother **stands** there every day."})
    first.see("My grandmother stands there every day.")
    comment = first.links_to("/comments/")[0].split("?")[0]
    second.go(comment)
    second.press("Reply", {"side": "against", "body": "Roofs cost more than <b>buses</b>."})
    second.go(f"/proposals/{code}")
    second.see("Roofs cost more than <b>buses</b>.", "1 for, 1 against, 0 neither")


def tick(visitor: Visitor, ballot: str, *titles: str) -> None:
    """Votes, or changes the vote."""
    visitor.go(f"/ballots/{ballot}")
    values = [visitor.option("choice", each) for each in titles]
    visitor.press(fields={"choice": values}, at=f"/ballots/{ballot}/paper")
    visitor.see("Your vote is kept", *titles)


def withdraw_vote(visitor: Visitor, ballot: str) -> None:
    """The paper no longer counts."""
    visitor.go(f"/ballots/{ballot}/paper")
    visitor.press("Withdraw my vote")
    visitor.see("Your vote is withdrawn")


def vote(people: dict[str, Visitor], ballot: str, other: str) -> None:
    """Three vote, one of them twice; a fourth votes and takes it back."""
    tick(people["ann"], ballot, TITLE)
    tick(people["ben"], ballot, TITLE, other)
    tick(people["ben"], ballot, TITLE)
    tick(people["rosa"], ballot, TITLE, other)
    tick(people["june"], ballot, other)
    withdraw_vote(people["june"], ballot)
