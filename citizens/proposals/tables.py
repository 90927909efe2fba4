"""Proposals as lines of lists and downloads, and what makes a list show them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload
from sqlalchemy.sql import ColumnElement

from citizens.moderation.models import Hiding
from citizens.proposals import rules
from citizens.proposals.models import Proposal
from citizens.proposals.rules import AnswerKind, ProposalKind, ProposalState
from citizens.supports.models import Tally
from commons import clock, search
from commons.db import db
from commons.paging import SIZE, Page, cut


class Filter(StrEnum):
    """Which proposals a list shows."""

    ALL = "all"
    OPEN = "open"
    WAITING = "waiting"
    ANSWERED = "answered"
    LATE = "late"


@dataclass(frozen=True)
class Row:
    """A proposal as a line of a list or of a download."""

    id: int
    subject_id: int
    code: str
    path: str
    title: str
    body: str
    kind: ProposalKind
    state: ProposalState
    author: str
    addressee: str
    supports: int
    residents: int
    threshold: int
    opened_at: datetime | None
    supported_at: datetime | None
    answer_due_on: date | None
    answered_at: datetime | None
    answer_kind: AnswerKind | None
    days_late: int


def proposals(
    kept: Filter, *, words: str = "", after: int | None = None, addressee_id: int | None = None
) -> Page[Row]:
    """A page of the list, the newest first."""
    statement = _listed(kept, words, addressee_id).order_by(Proposal.id.desc()).limit(SIZE + 1)
    if after is not None:
        statement = statement.where(Proposal.id < after)
    return cut([_row(*found) for found in db.session.execute(statement)], "id")


def all_proposals(kept: Filter, *, words: str = "", limit: int | None = None) -> list[Row]:
    """Every proposal that the list would show on all of its pages."""
    statement = _listed(kept, words, None).order_by(Proposal.id.desc()).limit(limit)
    return [_row(*found) for found in db.session.execute(statement)]


def counts() -> dict[Filter, int]:
    """How many proposals each filter shows, in one read."""
    columns = [func.count().filter(condition(kept)).label(kept.value) for kept in Filter]
    row = db.session.execute(select(*columns).select_from(Proposal).where(~is_hidden())).one()
    return {kept: int(getattr(row, kept.value)) for kept in Filter}


def owed(addressee_ids: Sequence[int] | None = None) -> list[Row]:
    """The proposals that still need an answer, those due first on top."""
    statement = _rows().where(Proposal.state.in_(rules.UNANSWERED))
    if addressee_ids is not None:
        statement = statement.where(
            Proposal.addressee_id.in_(addressee_ids) | Proposal.addressee_id.is_(None)
        )
    statement = statement.order_by(Proposal.answer_due_on, Proposal.id).limit(500)
    return [_row(*found) for found in db.session.execute(statement)]


def of_author(actor_id: int) -> list[Row]:
    """What somebody has proposed, drafts too, the newest first."""
    statement = _rows().where(Proposal.actor_id == actor_id, is_there())
    statement = statement.order_by(Proposal.id.desc()).limit(100)
    return [_row(*found) for found in db.session.execute(statement)]


def is_there() -> ColumnElement[bool]:
    """That it was made public, or is still a draft: one that was thrown away is not."""
    return Proposal.opened_at.is_not(None) | (Proposal.state == ProposalState.DRAFT)


def condition(kept: Filter) -> ColumnElement[bool]:
    """What a proposal must be for this filter to show it."""
    match kept:
        case Filter.OPEN:
            return Proposal.state == ProposalState.OPEN
        case Filter.WAITING:
            return Proposal.state.in_(rules.WAITING)
        case Filter.ANSWERED:
            return Proposal.state.in_(rules.CLOSED)
        case Filter.LATE:
            return Proposal.state.in_(rules.UNANSWERED) & (Proposal.answer_due_on < clock.today())
        case _:
            return Proposal.state.in_(rules.UNANSWERED | rules.CLOSED)


def stands_hidden() -> ColumnElement[bool]:
    """That a hiding of the proposal has not been lifted."""
    return (Hiding.subject_id == Proposal.subject_id) & Hiding.lifted_at.is_(None)


def is_hidden() -> ColumnElement[bool]:
    """That the moderators hide the proposal."""
    return select(Hiding.id).where(stands_hidden()).exists()


def _rows() -> Select[Proposal, int, int]:
    return (
        select(
            Proposal,
            func.coalesce(Tally.standing, 0),
            func.coalesce(Tally.residents, 0),
        )
        .outerjoin(Tally, Tally.subject_id == Proposal.subject_id)
        .options(
            joinedload(Proposal.subject),
            joinedload(Proposal.actor),
            joinedload(Proposal.addressee),
        )
    )


def _listed(kept: Filter, words: str, addressee_id: int | None) -> Select[Proposal, int, int]:
    statement = _rows().where(condition(kept), ~is_hidden())
    if addressee_id is not None:
        statement = statement.where(Proposal.addressee_id == addressee_id)
    if words:
        found = search.find(words, kinds=("proposal",), limit=500)
        statement = statement.where(Proposal.subject_id.in_([f.subject_id for f in found]))
    return statement


def _row(proposal: Proposal, supports: int, residents: int) -> Row:
    return Row(
        id=proposal.id,
        subject_id=proposal.subject_id,
        code=proposal.subject.public_id,
        path=proposal.subject.path,
        title=proposal.title,
        body=proposal.body,
        kind=proposal.kind,
        state=proposal.state,
        author=proposal.actor.name,
        addressee=proposal.addressee.title if proposal.addressee else "",
        supports=supports,
        residents=residents,
        threshold=proposal.threshold,
        opened_at=proposal.opened_at,
        supported_at=proposal.supported_at,
        answer_due_on=proposal.answer_due_on,
        answered_at=proposal.answered_at,
        answer_kind=proposal.answer_kind,
        days_late=rules.days_late(proposal.state, proposal.answer_due_on, clock.today()),
    )
