"""Reads of proposals: lists, one page, what stands behind a decision about one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import Row, Select, bindparam, func, select
from sqlalchemy.orm import aliased, joinedload

from citizens.accounts.models import Account
from citizens.accounts.queries import tells
from citizens.comments.specs import asked_of
from citizens.moderation.models import Hiding
from citizens.moderation.queries import said_by
from citizens.moderation.rules import Said
from citizens.proposals import rules
from citizens.proposals.models import Amendment, Proposal
from citizens.proposals.rules import AnswerKind, ProposalState, Step
from citizens.proposals.tables import Filter, condition, is_hidden, is_there, stands_hidden
from citizens.supports.models import Support, Tally
from citizens.supports.queries import Reader, closed_by, counts, readers_of
from citizens.supports.rules import Counted
from commons import clock, search
from commons.db import db
from commons.errors import NotFound
from commons.events import Event
from commons.fragments import recalled, remember
from commons.subjects import SITE, Subject

SIMILAR = 3
LOOKED_AT = 40
STEP_EVENTS = {
    "proposal.in_workshop": ProposalState.IN_WORKSHOP,
    "proposal.on_ballot": ProposalState.ON_BALLOT,
}


@dataclass(frozen=True)
class Ballot:
    """The ballot that a proposal is on."""

    code: str
    title: str
    path: str


@dataclass(frozen=True)
class ProposalPage:
    """A proposal with its steps, its ballots, its amendments, and whether it is hidden."""

    proposal: Proposal
    steps: tuple[Step, ...]
    number: int
    residents: int
    holder: rules.Holder
    days_late: int
    ballots: tuple[Ballot, ...]
    amendments: int
    carried_out: str
    withdrawn: str
    hiding: Hiding | None
    site: Subject


@dataclass(frozen=True)
class Similar:
    """A proposal that says much the same, how many support it, and what became of it."""

    subject_id: int
    code: str
    title: str
    path: str
    supports: int
    state: ProposalState
    answer_kind: AnswerKind | None
    result: Subject | None

    @property
    def is_open(self) -> bool:
        """Whether a support still counts for something."""
        return self.state in rules.UNANSWERED


@dataclass(frozen=True)
class Origin:
    """Where something comes from: the proposal that asked for it, and its answer."""

    code: str
    title: str
    path: str
    supports: int
    answered_at: datetime | None


def by_code(code: str) -> Proposal:
    """The proposal of this id with all that it names, or NotFound."""
    found = db.session.scalar(_whole().where(Subject.public_id == code))
    if found is None:
        raise NotFound
    return found


def by_subject(subject_id: int) -> Proposal | None:
    """The proposal that is this subject."""
    return db.session.scalar(select(Proposal).where(Proposal.subject_id == subject_id))


def proposal_page(code: str, viewer_id: int | None) -> ProposalPage:
    """All of a proposal's page; drafts exist for their authors only."""
    row = db.session.execute(_with_hiding(), {"code": code}).first()
    if row is None or not is_visible(row[0], viewer_id):
        raise NotFound
    proposal, hiding, site, residents = row
    news = _news(proposal.subject)
    return ProposalPage(
        proposal=proposal,
        steps=rules.steps(proposal.state, _dates(proposal, news)),
        number=rules.number_of(proposal.state),
        residents=residents,
        holder=rules.holder(proposal.state),
        days_late=rules.days_late(proposal.state, proposal.answer_due_on, clock.today()),
        ballots=tuple(
            Ballot(e.data["ballot"], e.data["title"], e.data["path"])
            for e in news
            if e.kind == "proposal.on_ballot"
        ),
        amendments=sum(e.kind == "proposal.amended" for e in news),
        carried_out=_words_of(news, "proposal.carried_out", "words"),
        withdrawn=_words_of(news, "proposal.withdrawn", "reason"),
        hiding=hiding,
        site=site,
    )


def is_visible(proposal: Proposal, viewer_id: int | None) -> bool:
    """Whether somebody may see it: everybody once it was opened, its author while a draft."""
    is_draft = proposal.state is ProposalState.DRAFT
    return proposal.opened_at is not None or (is_draft and proposal.actor_id == viewer_id)


def similar(title: str, *, but: int | None = None) -> list[Similar]:
    """Up to three public proposals whose titles share the most words with this one."""
    looked = frozenset(search.words(title))
    found = search.find(title, kinds=("proposal",), every=False, limit=LOOKED_AT)
    near = {
        each.subject_id: rules.nearness(looked, frozenset(search.words(each.title)))
        for each in found
        if each.subject_id != but
    }
    ids = sorted((i for i, n in near.items() if n > 0), key=lambda i: (-near[i], i))[: 2 * SIMILAR]
    if not ids:
        return []
    rows = {row.subject_id: row for row in _similar_rows(ids)}
    return [rows[i] for i in ids if i in rows][:SIMILAR]


def _similar_rows(ids: list[int]) -> list[Similar]:
    result = aliased(Subject)
    supports = func.coalesce(Tally.standing, 0)
    statement = (
        select(Subject, supports, Proposal.state, Proposal.answer_kind, result)
        .join(Proposal, Proposal.subject_id == Subject.id)
        .outerjoin(result, result.id == Proposal.result_id)
        .outerjoin(Tally, Tally.subject_id == Subject.id)
        .where(Subject.id.in_(ids), Proposal.state.in_(rules.PUBLIC), ~is_hidden())
    )
    return [
        Similar(s.id, s.public_id, s.title, s.path, count, state, kind, came_of_it)
        for s, count, state, kind, came_of_it in db.session.execute(statement)
    ]


def old_words(proposal_id: int) -> list[Amendment]:
    """The words that were changed after somebody had supported them, the newest first."""
    statement = select(Amendment).where(Amendment.proposal_id == proposal_id)
    return list(db.session.scalars(statement.order_by(Amendment.number.desc())))


def last_amendment(proposal_id: int) -> int:
    """The number of the last amendment, 0 when there is none."""
    statement = select(func.max(Amendment.number)).where(Amendment.proposal_id == proposal_id)
    return db.session.scalar(statement) or 0


def is_frozen(subject_id: int) -> bool:
    """Whether somebody ever supported it, so that its words are no longer the author's alone."""
    statement = select(Support.id).where(Support.subject_id == subject_id).limit(1)
    return db.session.scalar(statement) is not None


def first_support(subject_id: int) -> datetime | None:
    """When somebody first supported it."""
    statement = select(Support.first_at).where(Support.subject_id == subject_id)
    return db.session.scalar(statement.order_by(Support.first_at).limit(1))


def supports(subject_id: int) -> Counted:
    """How many support it, and how many of them are residents, by its rows."""
    return counts([subject_id]).get(subject_id, Counted(0, 0, 0))


def reached_threshold(limit: int = 100) -> list[Proposal]:
    """Open proposals that, at the last count, as many residents support as their threshold says."""
    statement = (
        _whole()
        .join(Tally, Tally.subject_id == Proposal.subject_id)
        .where(Proposal.state == ProposalState.OPEN, Tally.residents >= Proposal.threshold)
        .limit(limit)
    )
    return list(db.session.scalars(statement))


def newly_late(limit: int = 500) -> list[Proposal]:
    """Proposals whose answer is overdue and of which the change feed does not know yet."""
    told = (
        select(Event.id)
        .where(Event.subject_id == Proposal.subject_id, Event.kind == "answer.late")
        .exists()
    )
    return list(db.session.scalars(_whole().where(condition(Filter.LATE), ~told).limit(limit)))


def was_called_late(subject_id: int) -> bool:
    """Whether the change feed already says that the answer is late."""
    statement = select(Event.id).where(Event.subject_id == subject_id, Event.kind == "answer.late")
    return db.session.scalar(statement.limit(1)) is not None


@closed_by("proposal")
def _is_closed(subject_id: int) -> bool:
    state = db.session.scalar(select(Proposal.state).where(Proposal.subject_id == subject_id))
    return state not in rules.UNANSWERED


@asked_of("proposal")
def _addressee(subject_id: int) -> int | None:
    statement = select(Proposal.addressee_id).where(Proposal.subject_id == subject_id)
    return db.session.scalar(statement)


def readers(proposal: Proposal) -> list[Reader]:
    """The author and all who support it, for mail."""
    return readers_of([proposal.subject_id], [proposal.actor_id])


def authored(actor_id: int, limit: int = 50) -> list[Proposal]:
    """What somebody proposed, drafts included, newest first."""
    own = _whole().where(Proposal.actor_id == actor_id, is_there())
    return list(db.session.scalars(own.order_by(Proposal.id.desc()).limit(limit)).unique())


def councils() -> list[Subject]:
    """Whom a proposal can be addressed to, by name."""
    statement = select(Subject).where(Subject.kind == "council").order_by(Subject.title)
    return list(db.session.scalars(statement))


def _whole() -> Select[Proposal]:
    return (
        select(Proposal)
        .join(Subject, Subject.id == Proposal.subject_id)
        .options(
            joinedload(Proposal.subject),
            joinedload(Proposal.actor),
            joinedload(Proposal.about),
            joinedload(Proposal.addressee),
            joinedload(Proposal.result),
        )
    )


@cache
def _with_hiding() -> Select[*tuple[Any, ...]]:
    site = aliased(Subject)
    statement = _whole().add_columns(Hiding, site, func.coalesce(Tally.residents, 0))
    statement = statement.outerjoin(Hiding, stands_hidden()).join(site, site.public_id == SITE)
    statement = statement.outerjoin(Tally, Tally.subject_id == Proposal.subject_id)
    return statement.where(Subject.public_id == bindparam("code"))


def _news(subject: Subject) -> Sequence[Row[Any]]:
    """What happened to a proposal: each event raises its subject's version."""
    found: Sequence[Row[Any]] | None = recalled("proposal news", [subject])
    if found is None:
        found = db.session.execute(_NEWS, {"subject": subject.id}).all()
        remember("proposal news", [subject], found)
    return found


_NEWS = (
    select(Event.kind, Event.at, Event.data)
    .where(Event.subject_id == bindparam("subject"), Event.kind.startswith("proposal."))
    .order_by(Event.id)
)


def _dates(proposal: Proposal, news: Sequence[Row[Any]]) -> dict[ProposalState, date]:
    moments = {
        ProposalState.OPEN: proposal.opened_at,
        ProposalState.SUPPORTED: proposal.supported_at,
        ProposalState.ANSWERED: proposal.answered_at,
        ProposalState.CARRIED_OUT: proposal.carried_out_at,
    } | {STEP_EVENTS[e.kind]: e.at for e in news if e.kind in STEP_EVENTS}
    return {state: clock.to_site(at).date() for state, at in moments.items() if at}


def _words_of(news: Sequence[Row[Any]], kind: str, key: str) -> str:
    return next((str(e.data.get(key, "")) for e in reversed(news) if e.kind == kind), "")


@said_by("proposal")
def _said(subject_ids: Sequence[int]) -> dict[int, Said]:
    rows = db.session.execute(
        select(
            Proposal.subject_id,
            Proposal.actor_id,
            Proposal.body,
            Proposal.how_noticed,
            Proposal.addressee_id,
        ).where(Proposal.subject_id.in_(subject_ids))
    )
    return {
        subject_id: Said(author, f"{body}\n\n{notice}".strip(), (council,) if council else ())
        for subject_id, author, body, notice, council in rows
    }


@tells("proposals")
def _own(account: Account) -> list[dict[str, Any]]:
    return [
        {"id": each.subject.public_id, "title": each.title, "words": each.body}
        for each in authored(account.actor_id, 10_000)
    ]
