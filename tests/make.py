"""What tests need to begin with, made by the real operations and never by inserting rows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import count
from typing import Any

from citizens.accounts import operations as accounts
from citizens.accounts import passwords
from citizens.accounts.models import Account
from citizens.accounts.rules import LinkPurpose
from citizens.ballots import operations as ballots
from citizens.ballots.models import Ballot
from citizens.comments import operations as comments
from citizens.comments.models import Comment
from citizens.comments.rules import Side
from citizens.proposals import operations as proposals
from citizens.proposals.models import Proposal
from citizens.supports import operations as supports
from commons import actors, clock
from commons.actors import Actor
from commons.periods import add_months
from commons.roles import Level
from commons.subjects import Subject
from council.councils import operations as councils
from council.councils.models import Council
from council.councils.rules import Seat
from council.live import operations as live
from council.promises import operations as promises
from council.promises.models import Promise
from council.questions import operations as questions
from council.questions.models import Question
from council.records import operations as records
from council.records.models import RecordVersion
from council.reviews import operations as reviews
from council.reviews.models import Review
from council.reviews.rules import ItemKind
from council.strategies import operations as strategies
from council.strategies.models import Strategy
from metrics.catalogue import operations as catalogue
from metrics.catalogue.models import Agency, Goal
from metrics.catalogue.rules import Part
from metrics.charters.models import Measure
from metrics.charters.rules import CharterFields, Frequency, TargetFields, TargetKind
from metrics.loading import operations as loading
from metrics.measures import operations as measures
from metrics.observations.models import Release
from metrics.observations.rules import FigureRow, FigureState

PASSWORD = "a kettle of nine herons"
_numbers = count(1)


def make_member(name: str | None = None, level: Level = Level.MEMBER) -> Actor:
    """Somebody with a confirmed address."""
    number = next(_numbers)
    account = accounts.make_example(
        actor=actors.system(),
        name=name or f"Person {number}",
        email=f"person{number}@example.org",
        level=level,
    )
    return account.actor


def make_resident(name: str | None = None) -> Actor:
    """Somebody who lives here, as far as we know."""
    return make_member(name, Level.RESIDENT)


def make_account(
    email: str = "ann@example.org", password: str = PASSWORD, name: str | None = None
) -> Account:
    """An account that was registered and confirmed, with a password."""
    number = next(_numbers)
    account = accounts.register(
        name=name or f"Person {number}", email=email, password_hash=passwords.make_hash(password)
    )
    assert account is not None, f"{email} has an account already"
    token = accounts.make_link(account_id=account.id, purpose=LinkPurpose.CONFIRM)
    return accounts.confirm(token=str(token))


def make_comment(
    about: Subject,
    body: str = "I wait twenty minutes at Lantern Bay.",
    *,
    author: Actor | None = None,
    side: Side = Side.NEITHER,
    parent: Comment | None = None,
) -> Comment:
    """Something that somebody said about a subject."""
    return comments.say(
        actor=author or make_member(),
        about=about.public_id,
        body=body,
        side=side,
        parent_id=parent.id if parent else None,
        once=f"test {next(_numbers)}",
    )


def make_officer(role: str, name: str | None = None) -> Actor:
    """Somebody who holds an office everywhere."""
    number = next(_numbers)
    email = f"officer{number}@example.org"
    accounts.make_example(
        actor=actors.system(), name=name or f"The {role} {number}", email=email, office=role
    )
    return accounts.grant(email=email, role=role, reason="for a test")


def make_agency(name: str | None = None) -> Agency:
    """An agency."""
    return catalogue.add_agency(
        actor=actors.system(), name=name or f"Agency {next(_numbers)}", remit="What it does."
    )


def make_council(name: str | None = None, threshold: int = 25) -> Council:
    """A council for a goal of its own, with nobody in it."""
    number = next(_numbers)
    goal = catalogue.add_goal(
        actor=actors.system(),
        title=f"Goal {number}",
        summary="What everybody wants.",
        part=Part.RUNNING,
    )
    return councils.form(
        actor=actors.system(),
        goal=goal,
        name=name or f"Council {number}",
        summary="It answers.",
        threshold=threshold,
    )


def make_seat(
    council: Council,
    seat: Seat,
    agency: Agency | None = None,
    name: str | None = None,
    person: Actor | None = None,
) -> Actor:
    """Somebody who sits in the council, with the office that goes with it."""
    person = person or make_member(name)
    councils.seat(actor=actors.system(), council=council, person=person, seat=seat, agency=agency)
    return person


def make_proposal(
    title: str = "Measure whether the boats leave on time",
    *,
    author: Actor | None = None,
    council: Council | None = None,
    **fields: Any,
) -> Proposal:
    """An open proposal, addressed to the council when one is given."""
    author = author or make_member()
    words = {"body": "From the landing it does not look like nearly all.", "how_noticed": ""}
    usual = {
        "addressee_id": council.subject_id if council else None,
        "threshold": council.threshold if council else 25,
        "once": f"test {next(_numbers)}",
    }
    proposal = proposals.draft(actor=author, title=title, **{**usual, **words, **fields})
    return proposals.open_(actor=author, proposal=proposal)


def make_supports(
    what: Proposal | Question, number: int, level: Level = Level.RESIDENT
) -> list[Actor]:
    """So many people support the proposal or question, and are counted."""
    people = [make_member(level=level) for _each in range(number)]
    for person in people:
        supports.give(actor=person, subject_id=what.subject_id, level=int(level))
    supports.count_changed()
    return people


def make_ballot(
    *over: Proposal, council: Council | None = None, hours: float = 48, **fields: Any
) -> Ballot:
    """An open ballot over these proposals, or over three of its own."""
    council = council or make_council()
    titles = ("Boats on time", "Buses on time", "Lifts that work")
    chosen = over or tuple(make_proposal(each, council=council) for each in titles)
    ballot = ballots.draft(
        actor=actors.system(),
        addressee_id=council.subject_id,
        title="Which measure first?",
        question="Which of these shall the council measure first?",
        options=[(each.title, "", each.subject_id) for each in chosen],
        closes_at=clock.now() + timedelta(hours=hours),
        **fields,
    )
    return ballots.open_(actor=actors.system(), ballot=ballot)


def make_measure(
    title: str | None = None, *, goal: Goal | None = None, values: Sequence[str] = ("88.1", "84.1")
) -> Measure:
    """A monthly measure with a target and one published figure a month, the last one in October."""
    number = next(_numbers)
    goal = goal or make_council().goal
    measure = measures.adopt(
        actor=actors.system(),
        goal=goal,
        charter=CharterFields(
            title=title or f"Sailings that leave on time, {number}",
            definition="Sailings that leave within five minutes, of all that were planned.",
            frequency=Frequency.MONTH,
            lag_days=12,
        ),
        lead_agency=make_agency(),
    )
    measures.retarget(
        actor=actors.system(),
        measure=measure,
        target=TargetFields(
            kind=TargetKind.INCREASE, value="93", due_on=date(2027, 12, 31), baseline="86.0",
            baseline_on=date(2025, 1, 31), basis="What it was before.", signed_by="The council",
        ),
    )  # fmt: skip
    if values:
        make_figures(measure, values)
    return measure


def make_figures(
    measure: Measure, values: Sequence[str], *, state: FigureState | None = None, **when: Any
) -> Release:
    """One figure a month is published, the last one for the month before this."""
    last = clock.today().replace(day=1)
    ends = [add_months(last, -each) - timedelta(days=1) for each in range(len(values))][::-1]
    rows = [
        FigureRow(f"{end:%Y-%m}", value, end.replace(day=1), end, state=state)
        for end, value in zip(ends, values, strict=True)
    ]
    return loading.publish(actor=actors.system(), measure=measure, rows=rows, **when)


def make_review(
    *over: Measure, council: Council | None = None, starts_in: float = 0, **fields: Any
) -> Review:
    """A review with these measures on its agenda (or one), announced and open for questions."""
    council = council or make_council()
    review = reviews.draft(
        actor=actors.system(),
        council=council,
        title=fields.pop("title", "Getting around meets the Governor"),
        starts_at=clock.now() + timedelta(days=starts_in),
        place="Landing hall, Northpoint",
        **fields,
    )
    for measure in over or (make_measure(goal=council.goal),):
        reviews.add_item(
            actor=actors.system(),
            review=review,
            kind=ItemKind.MEASURE,
            title=measure.subject.title,
            measure=measure,
        )
    reviews.notice(actor=actors.system(), review=review)
    reviews.open_questions(actor=actors.system(), review=review)
    return review


def make_live_review(*over: Measure, council: Council | None = None, **fields: Any) -> Review:
    """A review that is on; its first measure is on air."""
    review = make_review(*over, council=council, **fields)
    live.go_live(actor=actors.system(), review=review)
    live.next_item(actor=actors.system(), review=review)
    return review


def make_question(
    review: Review, words: str = "Why did the evening boat not go?", author: Actor | None = None
) -> Question:
    """Something that somebody asked the council."""
    return questions.ask(
        actor=author or make_member(), review=review, words=words, once=f"test {next(_numbers)}"
    )


def make_promise(
    council: Council | None = None, words: str = "Have forty more deckhands trained.", **fields: Any
) -> Promise:
    """A promise that is open."""
    return promises.make(
        actor=actors.system(),
        council=council or make_council(),
        words=words,
        owner=fields.pop("owner", "Tomas Okafor"),
        due_on=fields.pop("due_on", clock.today() + timedelta(days=30)),
        **fields,
    )


def make_strategy(council: Council | None = None, **fields: Any) -> Strategy:
    """A strategy that was put forward."""
    return strategies.propose(
        actor=actors.system(),
        council=council or make_council(),
        measure=fields.pop("measure", None),
        title=fields.pop("title", "Train our own deck crew"),
        **fields,
    )


def make_record(review: Review | None = None) -> RecordVersion:
    """Version 1 of the record of a review that was held."""
    if review is None:
        review = make_live_review()
        live.end(actor=actors.system(), review=review)
    return records.publish(
        actor=actors.system(), review=review, no_strategy_reason="the crews come first."
    )


def make_goal(title: str | None = None, part: Part = Part.RUNNING) -> Goal:
    """A goal without a council."""
    return catalogue.add_goal(
        actor=actors.system(),
        title=title or f"Goal {next(_numbers)}",
        summary="What people should have.",
        part=part,
    )
