"""What the live page, the stage and the clerk's screen show."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

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

JUST_MADE = 3


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


@dataclass(frozen=True)
class OnAir:
    """The item on air with the figure as it was frozen, and the council's claim."""

    item: AgendaItem
    figure: dict[str, Any] | None
    claim: str


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
        return [line for line in self.lines if line.kind not in ("presenter", "note")]

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


def room(code: str, *, actor_id: int | None = None, with_pending: bool = False) -> Room:
    """The review of this code as it stands this second."""
    review = reviews.review(code)
    # The number first: what is committed while we read is sent again rather than lost.
    seq = last_seq(reviews.channel(review))
    lines = log(review.id)
    return Room(
        review=review,
        code=code,
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
    said = dict(line.data)
    votes = said.get("votes") or {}
    return {
        "opened": _("Review opened. The figures are published and frozen."),
        "paused": _("Paused. %(why)s", why=said.get("reason") or ""),
        "resumed": _("It goes on."),
        "ended": _("Review ended."),
        "on_air": _("On now: %(title)s", title=said.get("title", "")),
        "said": _("%(by)s: “%(words)s”", by=said.get("by", ""), words=said.get("words", "")),
        "finding": _("The council’s finding: %(words)s", words=said.get("words", "")),
        "promise": _("Promise %(code)s: %(words)s", code=line.code, words=said.get("words", "")),
        "promise_called": _(
            "Promise %(code)s called. %(note)s", code=line.code, note=said.get("note", "")
        ),
        "decision": _(
            "Decision: %(words)s %(votes)s", words=said.get("words", ""), votes=votes_words(votes)
        ),
        "strategy": _(
            "Strategy “%(title)s”: %(state)s. %(reason)s",
            title=said.get("title", ""),
            reason=said.get("reason", ""),
            state=state_word(StrategyState(said.get("state") or "proposed")).lower(),
        ),
        "question": _("Being answered: %(words)s", words=said.get("words", "")),
        "answer": _(
            "Answered by %(by)s: %(words)s", by=said.get("by", ""), words=said.get("words", "")
        ),
    }.get(line.kind, "")


def votes_words(votes: dict[str, int | None]) -> str:
    """How many were for and against, when it was counted."""
    if votes.get("for") is None:
        return ""
    return _("Carried %(pro)s to %(contra)s.", pro=votes["for"], contra=votes.get("against") or 0)


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
    found = [line for line in lines if line.kind == "finding" and line.item_id == item.id]
    claims = [line.data.get("claim") for line in found]
    figure = reviews.frozen(review.id).get(item.measure_id) if item.measure_id else None
    return OnAir(item=item, figure=figure, claim=str(claims[0] or "") if claims else "")
