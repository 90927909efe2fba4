"""Decisions as lines of public lists, and as signatures under targets."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, or_, select

from citizens.moderation.queries import is_hidden_column
from commons import formats
from commons.db import db
from commons.i18n import _
from commons.subjects import Subject
from commons.text import excerpt
from council.councils.models import Council
from council.decisions.models import Answer, Decision
from council.decisions.rules import DecisionKind, DecisionMode
from council.reviews.models import AgendaItem
from metrics.charters.models import Measure
from metrics.charters.queries import Signatory, signing

SIGNED_BY_DECISION = 5


@dataclass(frozen=True)
class Taken:
    """A decision as a public list shows it."""

    words: str
    kind: DecisionKind
    mode: DecisionMode
    decided_by: str
    votes_for: int | None
    votes_against: int | None
    abstained: int | None
    decided_on: date
    about: str
    path: str


def decisions(
    council_id: int | None = None, *, review_id: int | None = None, limit: int = 20
) -> list[Taken]:
    """The public decisions of a council or review, the newest first."""
    statement = _public().order_by(Decision.decided_on.desc(), Decision.id.desc()).limit(limit)
    if council_id is not None:
        statement = statement.where(Decision.council_id == council_id)
    if review_id is not None:
        statement = statement.where(Decision.review_id == review_id)
    rows = db.session.execute(statement.add_columns(is_hidden_column(Decision.about_id)))
    return [_taken(decision, about, is_hidden=hidden) for decision, about, hidden in rows]


@signing
def _decided(measure: Measure) -> list[Signatory]:
    """The council's last decisions on a measure, or taken while it was on air."""
    rows = db.session.execute(
        select(Decision, Council.name)
        .join(Council, Council.id == Decision.council_id)
        .outerjoin(AgendaItem, AgendaItem.id == Decision.item_id)
        .where(
            or_(Decision.about_id == measure.subject_id, AgendaItem.measure_id == measure.id),
            Decision.id.in_(_public().with_only_columns(Decision.id)),
        )
        .order_by(Decision.decided_on.desc(), Decision.id.desc())
        .limit(SIGNED_BY_DECISION)
    )
    return [Signatory(_signed(decision, name), decision.decided_on) for decision, name in rows]


def _signed(decision: Decision, council: str) -> str:
    return _(
        "%(council)s, decision of %(day)s: “%(words)s”",
        council=council,
        day=formats.day(decision.decided_on),
        words=excerpt(decision.words, 80),
    )


def _public() -> Select[Decision, Subject]:
    return (
        select(Decision, Subject)
        .outerjoin(Subject, Subject.id == Decision.about_id)
        .outerjoin(Answer, Answer.decision_id == Decision.id)
        .where(or_(Answer.id.is_(None), Answer.published_at.is_not(None)))
    )


def _taken(decision: Decision, about: Subject | None, *, is_hidden: bool) -> Taken:
    # The words name what was decided on, as it was called on the day.
    title = about.title if about else ""
    if about and is_hidden:
        title = about.public_id
    return Taken(
        words=_("Decision on %(name)s", name=title) if is_hidden else decision.words,
        kind=decision.kind,
        mode=decision.mode,
        decided_by=decision.decided_by,
        votes_for=decision.votes_for,
        votes_against=decision.votes_against,
        abstained=decision.abstained,
        decided_on=decision.decided_on,
        about=title,
        path=about.path if about else "",
    )
