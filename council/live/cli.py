"""`flask live rehearse`: an example meeting in real time, by the real operations."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import click
import yaml
from flask import current_app
from sqlalchemy.exc import OperationalError

from citizens.supports import operations as supports
from commons import actors, clock, ids
from commons.actors import Actor
from commons.config import ROOT
from commons.db import db
from commons.errors import GoalpostError
from commons.roles import Level
from council.councils.queries import councils
from council.live import operations, specs
from council.live.rules import Claim
from council.questions import operations as question_acts
from council.questions.models import Question
from council.reviews import operations as reviews
from council.reviews import queries as review_queries
from council.reviews.models import AgendaItem, Review
from council.reviews.rules import ItemKind, ReviewKind
from council.strategies import queries as strategies
from council.strategies.rules import StrategyState

EXAMPLE = ROOT / "council" / "demonstration" / "data" / "getting_around"
KINDS = {
    "promises": ItemKind.OPEN_PROMISES,
    "measure": ItemKind.MEASURE,
    "questions": ItemKind.QUESTIONS,
    "closing": ItemKind.CLOSING,
}
TRIES = 5
ON_AIR_BEFORE = 8  # seconds for which a question stands on air before it is answered
Event = dict[str, Any]


@click.group("live")
def commands() -> None:
    """The live review."""


@commands.command("rehearse")
@click.argument("code", required=False)
@click.option("--speed", default=1.0, show_default=True, help="How many times as fast as life.")
def rehearse(code: str | None, speed: float) -> None:
    """Play the example meeting of the demonstration; CODE: on a rehearsal that is announced."""
    if not any(council.is_example for council in councils()):
        raise click.ClickException("A rehearsal is played in the demonstration only.")
    script = yaml.safe_load((EXAMPLE / "rehearsal.yaml").read_text())
    try:
        play = Play(script, code)
        click.echo(f"{current_app.config['PUBLIC_URL'].rstrip('/')}/live/{play.code}")
        play.run(max(speed, 0.01))
    except GoalpostError as error:
        raise click.ClickException(error.reason or "There is nothing to rehearse with.") from None


class Play:
    """One performance: the review, its items and questions by the names of the script."""

    def __init__(self, script: dict[str, Any], code: str | None) -> None:
        self.script = script
        self.actor = actors.system()
        self.names = _names()
        self.items: dict[str, AgendaItem] = {}
        self.questions: dict[str, Question] = {}
        self.review = self._prepared(code)
        self.code = self.review.subject.public_id
        for each in script["questions"]:
            self._question(each)
        self.acts: dict[str, Callable[[Event], Any]] = {
            "open": lambda _e: operations.go_live(**self._by()),
            "on_air": self._on_air,
            "note": self._note,
            "finding": self._finding,
            "question": self._question,
            "support": self._support,
            "airing": self._airing,
            "answer": self._answer,
            "merge": self._merge,
            "strategy": self._strategy,
            "decision": self._decision,
            "promise": self._promise,
            "pause": lambda e: operations.pause(**self._by(), reason=e.get("reason", "")),
            "resume": lambda _e: operations.resume(**self._by()),
            "close": lambda _e: operations.end(**self._by()),
        }

    def run(self, speed: float) -> None:
        """Plays every event at its second; ends the review when it is broken off."""
        began = time.monotonic()
        try:
            for second, event in sorted(_spread(self.script["events"]), key=lambda each: each[0]):
                time.sleep(max(0.0, began + second / speed - time.monotonic()))
                act = self.acts.get(event["kind"].replace(" ", "_"))
                if act is not None:
                    _patiently(act, event)
                    click.echo(f"{int(second):4d} s  {event['kind']}", err=True)
        except KeyboardInterrupt:
            operations.end(**self._by())
            click.echo("Broken off; the rehearsal has ended.", err=True)

    def _prepared(self, code: str | None) -> Review:
        if code is not None:
            review = review_queries.review(code)
            if not review.is_rehearsal:
                raise click.ClickException(f"{code} is not a rehearsal.")
        else:
            review = self._scheduled()
        for item, entry in zip(review.items, self.script["agenda"], strict=False):
            self.items[entry["slug"]] = item
        return review

    def _scheduled(self) -> Review:
        council = next((each for each in councils() if each.is_example), None)
        if council is None:
            raise click.ClickException("There is no example council.")
        told = self.script["rehearsal"]
        review = reviews.draft(
            actor=self.actor,
            council=council,
            title=told["title"],
            starts_at=clock.now(),
            kind=ReviewKind.RESULTS,
            minutes=max(1, told["seconds"] // 60),
            governor_attends=True,
            is_rehearsal=True,
        )
        for entry in self.script["agenda"][1:]:
            measure = strategies.measure_of(council.goal_id, entry.get("measure"))
            is_measure = entry["kind"] == "measure"
            kind = ItemKind.OTHER if is_measure and measure is None else KINDS[entry["kind"]]
            reviews.add_item(
                actor=self.actor,
                review=review,
                kind=kind,
                title=entry["title"],
                measure=measure,
                presenter=self._name(entry["presenters"][0]),
                minutes=entry["minutes"],
            )
        reviews.notice(actor=self.actor, review=review)
        reviews.open_questions(actor=self.actor, review=review)
        for slug in told["attendance"]:
            name, office = self.names.get(slug, (slug, ""))
            reviews.attend(actor=self.actor, review=review, name=name, office=office)
        return review_queries.review(review.subject.public_id)

    def _on_air(self, event: Event) -> None:
        item = self.items[event["item"]]
        operations.put_item_on_air(**self._by(), item=item)
        if item.presenter != self._name(event["presenter"]):
            operations.present(**self._by(), item=item, presenter=self._name(event["presenter"]))

    def _note(self, event: Event) -> None:
        operations.say(
            **self._by(),
            words=event["words"],
            by=self._name(event["by"]),
            item=self.items.get(event["item"]),
        )

    def _finding(self, event: Event) -> None:
        claim = Claim(event["claim"].replace(" ", "_")) if event.get("claim") else None
        item = self.items[event["item"]]
        operations.find(**self._by(), item=item, words=event["words"], claim=claim)

    def _question(self, event: Event) -> None:
        self.questions[event["slug"]] = question_acts.ask(
            actor=self._person(event["by"]),
            review=self.review,
            words=event["text"],
            once=f"{self.code} {event['slug']}",
        )
        for _each in range(event.get("supports", 0)):
            self._support({"question": event["slug"]})

    def _support(self, event: Event) -> None:
        question = self.questions[event["question"]]
        person = specs.next_supporter(question.subject_id, question.actor_id)
        if person is not None:
            supports.give(actor=person, subject_id=question.subject_id, level=int(Level.RESIDENT))

    def _airing(self, event: Event) -> None:
        operations.put_question_on_air(**self._by(), question=self.questions[event["question"]])

    def _answer(self, event: Event) -> None:
        question = self.questions[event["question"]]
        operations.answer_question(
            **self._by(), question=question, words=event["words"], by=self._name(event["by"])
        )

    def _merge(self, event: Event) -> None:
        question, into = self.questions[event["question"]], self.questions[event["into"]]
        question_acts.merge(**self._by(), question=question, into=into)

    def _strategy(self, event: Event) -> None:
        known = strategies.movable(self.review.council_id)
        found = next((each for each in known if ids.slug(each.title) == event["strategy"]), None)
        if found is not None:
            operations.move_strategy(
                **self._by(),
                strategy=found,
                state=StrategyState(event["state"].replace(" ", "_")),
                reason=event["words"],
                item=self.items.get(event["item"]),
            )

    def _decision(self, event: Event) -> None:
        votes = event["vote"]
        operations.take_decision(
            **self._by(),
            words=event["text"],
            decided_by="The members of the council",
            votes_for=len(votes["for"]),
            votes_against=len(votes["against"]),
            abstained=len(votes.get("abstain", ())),
            item=self.items.get(event["item"]),
        )

    def _promise(self, event: Event) -> None:
        operations.take_promise(
            **self._by(),
            words=event["words"],
            owner=self._name(event["by"]),
            due_on=clock.today() + timedelta(days=int(event["due"].strip("+d"))),
            agency=specs.agency(event.get("agency")),
            item=self.items.get(event["item"]),
        )

    def _by(self) -> dict[str, Any]:
        return {"actor": self.actor, "review": self.review}

    def _name(self, slug: str) -> str:
        return self.names.get(slug, (slug, ""))[0]

    def _person(self, slug: str) -> Actor:
        return specs.actor_named(self._name(slug)) or self.actor


def _patiently(act: Callable[[Event], Any], event: Event) -> None:
    # The site works meanwhile: when it holds the database for long, we come again.
    for _each in range(TRIES):
        try:
            act(event)
        except OperationalError:
            db.session.rollback()
        else:
            return
    act(event)


def _spread(events: list[Event]) -> list[tuple[float, Event]]:
    """The events by their second: a question is on air before its answer, supports come singly."""
    found: list[tuple[float, Event]] = []
    for event in events:
        if event["kind"] == "answer":
            airing = {"kind": "airing", "question": event["question"]}
            found.append((event["second"] - ON_AIR_BEFORE, airing))
        if event["kind"] != "supports":
            found.append((event["second"], event))
            continue
        step = event["over"] / event["count"]
        found += [
            (event["second"] + number * step, {"kind": "support", "question": event["question"]})
            for number in range(event["count"])
        ]
    return found


def _names() -> dict[str, tuple[str, str]]:
    people = yaml.safe_load((EXAMPLE / "people.yaml").read_text())
    residents = yaml.safe_load((EXAMPLE / "residents.yaml").read_text())
    named = [people["governor"], *people["members"], *people.get("officers", ())]
    named += [*residents["residents"], *residents.get("organisations", ())]
    return {each["slug"]: (each["name"], each.get("office", "")) for each in named}
