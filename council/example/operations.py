"""The stage: what has been made so far by its slug, and the play of all acts in order of time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from citizens.accounts.models import Account
from citizens.ballots.models import Ballot
from citizens.comments.models import Comment
from citizens.proposals.models import Proposal
from commons import clock
from commons.actors import Actor, system
from commons.db import operation
from council.councils.models import Council, Member
from council.example import rules
from council.example.rules import in_order
from council.example.tables import Calendar
from council.objectives.models import Objective
from council.promises.models import Promise
from council.questions.models import Question
from council.records.models import Record
from council.reviews.models import AgendaItem, Review
from council.strategies.models import Strategy
from metrics.catalogue.models import Agency, Area, Goal
from metrics.charters.models import Measure


@dataclass
class Stage:
    """The example as far as it has been played, everything by its slug in the files."""

    calendar: Calendar
    goals: dict[str, Goal] = field(default_factory=dict)
    councils: dict[str, Council] = field(default_factory=dict)
    agencies: dict[str, Agency] = field(default_factory=dict)
    areas: dict[str, Area] = field(default_factory=dict)
    accounts: dict[str, Account] = field(default_factory=dict)
    members: dict[str, Member] = field(default_factory=dict)
    objectives: dict[str, Objective] = field(default_factory=dict)
    measures: dict[str, Measure] = field(default_factory=dict)
    proposals: dict[str, Proposal] = field(default_factory=dict)
    comments: dict[str, Comment] = field(default_factory=dict)
    ballots: dict[str, Ballot] = field(default_factory=dict)
    strategies: dict[str, Strategy] = field(default_factory=dict)
    promises: dict[str, Promise] = field(default_factory=dict)
    reviews: dict[str, Review] = field(default_factory=dict)
    items: dict[tuple[str, str], AgendaItem] = field(default_factory=dict)
    questions: dict[str, Question] = field(default_factory=dict)
    records: dict[str, Record] = field(default_factory=dict)

    @property
    def council(self) -> Council:
        """The one council of the example."""
        return next(iter(self.councils.values()))

    def actor(self, slug: str) -> Actor:
        """The person or organisation of this slug; empty means the system."""
        return self.accounts[slug].actor if slug else system()

    def level(self, slug: str) -> int:
        """How well this person is known."""
        return self.accounts[slug].level


Act = rules.Act[Stage]


@operation(durable=True)
def play(*, acts: Sequence[Act], stage: Stage) -> int:
    """Every act has been done at its moment, by the real operations; all of them or none."""
    count = 0
    for moment, act in in_order(acts):
        with clock.at(moment):
            act.play(stage)
        count += 1
    return count
