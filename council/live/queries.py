"""What the live page, the stage and the clerk's screen show."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from markupsafe import Markup
from sqlalchemy import select

from commons import clock
from commons.db import db
from commons.i18n import _
from commons.live import last_seq
from council.live.models import LogLine
from council.questions import queries as questions
from council.questions.queries import QuestionRow
from council.questions.rules import QuestionState
from council.reviews import queries as reviews
from council.reviews.models import AgendaItem, Review
from council.reviews.rules import ON_NOW, Outcome, ReviewState, outcome
from council.strategies.queries import state_word
from council.strategies.rules import StrategyState

SHOWN = 8
SILENT = ("presenter", "note", "question")
LATEST = 5


@dataclass(frozen=True)
class AgendaStep:
    """An item in the band: done, on now or coming, and its time."""

    position: int
    title: str
    state: str
    at: datetime


@dataclass(frozen=True)
class Line:
    """A line of the log."""

    kind: str
    data: dict[str, Any]
    at: datetime
    item_id: int | None
    code: str

    @property
    def due(self) -> date | None:
        """The day by which a promise was given."""
        return date.fromisoformat(self.data["due"]) if self.data.get("due") else None

    @property
    def votes(self) -> str:
        """How a decision was carried."""
        return votes_words(self.data.get("votes") or {})


@dataclass(frozen=True)
class OnAir:
    """The item on air with the figure as it was frozen, and the council's claim."""

    item: AgendaItem
    figure: dict[str, Any] | None
    claim: str

    @property
    def wide(self) -> Markup:
        """The frozen chart."""
        return Markup((self.figure or {}).get("svg", ""))  # noqa: S704  drawn by metrics/charts, kept in an append-only row

    @property
    def middle(self) -> Markup:
        """The frozen chart for a column; empty in reviews that were held before it was kept."""
        return Markup((self.figure or {}).get("svg_middle", ""))  # noqa: S704  as above

    @property
    def phone(self) -> Markup:
        """The frozen chart for a phone."""
        return Markup((self.figure or {}).get("svg_phone", ""))  # noqa: S704  as above


@dataclass(frozen=True)
class Room:
    """Everything that is shown while a review is on; made from rows alone."""

    review: Review
    code: str
    outcome: Outcome
    state: str
    seq: int
    now: datetime
    steps: list[AgendaStep]
    on_air: OnAir | None
    lines: list[Line]
    questions: list[QuestionRow]

    @property
    def latest(self) -> int:
        """How many lines of the log are shown unfolded."""
        return LATEST

    @property
    def promises(self) -> list[Line]:
        """The promises made so far, the last one first."""
        return [line for line in self.lines if line.kind == "promise"]

    @property
    def decisions(self) -> list[Line]:
        """The decisions taken so far, the last one first."""
        return [line for line in self.lines if line.kind == "decision"]

    @property
    def log(self) -> list[Line]:
        """What happened, the last first, without what only moves the screen."""
        return [line for line in self.lines if line.kind not in SILENT]

    @property
    def leading(self) -> list[QuestionRow]:
        """What the rail shows: what waits, then the last answers."""
        shown = [row for row in self.questions if row.state is not QuestionState.MERGED]
        return shown[:SHOWN]

    @property
    def next_title(self) -> str:
        """The item that comes next."""
        coming = [step.title for step in self.steps if step.state == "coming"]
        return coming[0] if coming else ""

    @property
    def waiting(self) -> list[QuestionRow]:
        """The questions that still wait."""
        states = (QuestionState.OPEN, QuestionState.ON_AIR)
        return [row for row in self.questions if row.state in states]

    @property
    def answered(self) -> list[QuestionRow]:
        """The questions that were dealt with."""
        states = (QuestionState.OPEN, QuestionState.ON_AIR, QuestionState.MERGED)
        return [row for row in self.questions if row.state not in states]


def room(code: str, *, actor_id: int | None = None) -> Room:
    """The review of this code as it stands this second."""
    return room_of(reviews.review(code), actor_id=actor_id)


def room_of(review: Review, *, actor_id: int | None = None, with_pending: bool = False) -> Room:
    """The review as it stands this second."""
    # The number first: what is committed while we read is sent again rather than lost.
    seq = last_seq(reviews.channel(review))
    lines = log(review.id)
    return Room(
        review=review,
        code=review.subject.public_id,
        outcome=outcome(review.state),
        state=shown_state(review.state),
        seq=seq,
        now=clock.now(),
        steps=steps(review),
        on_air=_on_air(review, lines),
        lines=lines,
        questions=questions.of_review(review.id, actor_id=actor_id, with_pending=with_pending),
    )


def state(code: str) -> dict[str, Any]:
    """The small state with which a stream begins: what is on, and how far it is."""
    review = reviews.review(code)
    current = on_air(review)
    return {
        "seq": last_seq(reviews.channel(review)),
        "state": review.state.value,
        "item": current.position if current else None,
        "title": current.title if current else "",
    }


def line_words(line: Line) -> str:
    """A line of the log as a sentence."""
    said = {"by": "", "title": "", "reason": "", "note": "", "question": "", **line.data}
    said |= {"code": line.code, "votes": line.votes, "state": _strategy_word(line)}
    return TELLERS[line.kind](said) if line.kind in TELLERS else ""


Said = dict[str, Any]
TELLERS: dict[str, Callable[[Said], str]] = {
    "opened": lambda _said: _("Review opened. The figures are published and frozen."),
    "paused": lambda said: _("Paused. %(reason)s", **said),
    "resumed": lambda _said: _("It goes on."),
    "ended": lambda _said: _("Review ended."),
    "on_air": lambda said: _("On now: %(title)s", **said),
    "said": lambda said: _("%(by)s: “%(words)s”", **said),
    "finding": lambda said: _("The council’s finding: %(words)s", **said),
    "promise": lambda said: _("Promise: %(words)s", **said),
    "promise_called": lambda said: _("Promise called: %(words)s %(note)s", **said),
    "decision": lambda said: _("Decision: %(words)s %(votes)s", **said),
    "strategy": lambda said: _("Strategy “%(title)s”: %(state)s. %(reason)s", **said),
    "question": lambda said: _("Being answered: %(words)s", **said),
    "answer": lambda said: _("Answered by %(by)s: %(words)s", **said),
}


def log_events() -> str:
    """The events of the stream after which the log has a line more."""
    return ", ".join(f"sse:{kind} delay:60ms" for kind in TELLERS)


def _strategy_word(line: Line) -> str:
    state = str(line.data.get("state") or "")
    is_strategy = line.kind == "strategy" and state
    return state_word(StrategyState(state)).lower() if is_strategy else ""


def votes_words(votes: dict[str, int | None]) -> str:
    """How many were for, against and neither, when it was counted."""
    if all(number is None for number in votes.values()):
        return ""
    pro, contra, none = (votes.get(side) or 0 for side in ("for", "against", "abstained"))
    if not none:
        return _("For %(pro)s, against %(contra)s.", pro=pro, contra=contra)
    return _(
        "For %(pro)s, against %(contra)s, abstained %(none)s.", pro=pro, contra=contra, none=none
    )


def shown_state(state: ReviewState) -> str:
    """How the band draws the review: live, paused, coming or ended."""
    if state in ON_NOW:
        return state.value
    return "ended" if outcome(state) is Outcome.HELD else "coming"


def log(review_id: int) -> list[Line]:
    """The log of a review, the last line first."""
    rows = db.session.scalars(
        select(LogLine).where(LogLine.review_id == review_id).order_by(LogLine.id.desc())
    )
    return [
        Line(row.kind, row.data, row.at, row.item_id, str(row.data.get("code", ""))) for row in rows
    ]


def steps(review: Review) -> list[AgendaStep]:
    """The agenda as the band shows it, with planned times for what is to come."""
    found = []
    at = review.live_at or review.starts_at
    for item in review.items:
        at = item.on_air_from or at
        found.append(AgendaStep(item.position, item.title, _step_state(item), at))
        at += timedelta(minutes=item.minutes)
    return found


def on_air(review: Review) -> AgendaItem | None:
    """The item on air."""
    for item in review.items:
        if item.on_air_from and not item.on_air_to:
            return item
    return None


def claim(lines: list[Line], item: AgendaItem) -> str:
    """What the council claimed last of the item; empty when nothing."""
    found = [line for line in lines if line.kind == "finding" and line.item_id == item.id]
    return str(found[0].data.get("claim") or "") if found else ""


def coming_item(review: Review) -> AgendaItem | None:
    """The item after the one on air, or the first one."""
    current = on_air(review)
    later = [
        item
        for item in review.items
        if (current is None or item.position > current.position) and not item.on_air_from
    ]
    return later[0] if later else None


def _step_state(item: AgendaItem) -> str:
    if item.on_air_from is None:
        return "coming"
    return "done" if item.on_air_to else "now"


def _on_air(review: Review, lines: list[Line]) -> OnAir | None:
    item = on_air(review)
    if item is None:
        return None
    figure = reviews.frozen(review.id).get(item.measure_id) if item.measure_id else None
    return OnAir(item=item, figure=figure, claim=claim(lines, item))
