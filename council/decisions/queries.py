"""Reads of decisions and of answers on their way."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.orm import joinedload

from citizens.ballots.models import Ballot
from citizens.ballots.queries import Standing, running_over, standing_of
from citizens.comments.specs import asked_of
from citizens.proposals import tables as proposal_tables
from citizens.proposals.models import Proposal
from citizens.proposals.queries import by_code as proposal_by_code
from citizens.proposals.queries import supports
from citizens.proposals.rules import AnswerKind, ProposalState
from commons import clock, formats
from commons.actors import Actor, Identity
from commons.db import db
from commons.errors import NotFound, Refused
from commons.events import Event
from commons.i18n import _
from commons.roles import holds_for
from commons.subjects import Subject
from council import roles
from council.councils.models import Council, Member
from council.councils.rules import VOTING, Seat
from council.decisions import rules
from council.decisions.models import Answer, MemberVote
from council.decisions.rules import (
    Act,
    AnswerState,
    Bar,
    Case,
    Count,
    DecisionMode,
    Departure,
    Vote,
)
from council.objectives.models import Objective
from council.promises.models import Promise
from council.reviews.models import Review
from council.strategies.models import Strategy
from metrics.catalogue.models import Agency

ANSWERING = (roles.CLERK, roles.DIRECTOR, roles.CHAIR)
ONLOOKERS = (roles.GOVERNOR, roles.OPERATOR)


@dataclass(frozen=True)
class Said:
    """What a member said, or has still to say."""

    name: str
    vote: Vote | None


@dataclass(frozen=True)
class AnswerPage:
    """All that the desk needs to bring a proposal's answer on its way."""

    proposal: Proposal
    council: Council
    answer: Answer | None
    said: tuple[Said, ...]
    count: Count
    own_vote: Vote | None
    voided: int
    can: frozenset[Act]
    bars: Mapping[Act, Bar]
    is_chair: bool
    ballot: Standing | None
    running: Ballot | None
    days_left: int | None


@dataclass(frozen=True)
class Owed:
    """A proposal that waits for an answer, and how far that is."""

    row: proposal_tables.Row
    state: AnswerState | None


def council_for(proposal: Proposal, viewer: Identity) -> Council:
    """The council that answers a proposal: its addressee, or the viewer's own while it has none."""
    if proposal.addressee_id is not None:
        statement = select(Council).where(Council.subject_id == proposal.addressee_id)
    else:
        statement = select(Council).where(Council.subject_id.in_(scopes(viewer) or [0]))
    found = db.session.scalar(statement.options(joinedload(Council.goal)).limit(1))
    if found is None:
        raise Refused(_("First say which council this proposal is for."))
    if not (works_for(viewer, found) or viewer.holds(*ONLOOKERS)):
        raise Refused(_("This proposal is for another council."))
    return found


def opened(code: str) -> Proposal:
    """The proposal of this id, or NotFound; drafts are their authors' alone."""
    found = proposal_by_code(code)
    if found.opened_at is None:
        raise NotFound
    return found


def council_by_id(council_id: int) -> Council:
    """The council of an answer."""
    return db.session.get_one(Council, council_id)


def scopes(viewer: Identity) -> list[int]:
    """The subjects of the councils for which somebody holds an office."""
    held = [g for g in viewer.grants if g.role in ANSWERING]
    return sorted({g.scope_id for g in held if g.scope_id is not None})


def works_for(viewer: Identity, council: Council) -> bool:
    """Whether somebody is clerk, director or chair of the council."""
    return holds_for(viewer.grants, ANSWERING, (council.subject_id,))


def answer_page(code: str, viewer: Identity) -> AnswerPage:
    """The proposal with its answer as far as it is, the votes, and what this person can do."""
    proposal = opened(code)
    council = council_for(proposal, viewer)
    answer = answer_of(proposal.id)
    members = voting_members(council.id)
    votes = votes_on(answer.id) if answer else {}
    actor_id = viewer.actor.id if viewer.actor else 0
    seat = next((m for m in members if m.actor_id == actor_id), None)
    bars = bars_of(answer) if answer else {}
    return AnswerPage(
        proposal=proposal,
        council=council,
        answer=answer,
        said=tuple(Said(m.actor.name, votes.get(m.actor_id)) for m in members),
        count=rules.count(list(votes.values()), len(members)),
        own_vote=votes.get(actor_id),
        voided=(voided_votes(proposal.subject_id) or [0])[-1] if answer else 0,
        can=_can(answer, bars, seat) if works_for(viewer, council) else frozenset(),
        bars=bars,
        is_chair=seat is not None and seat.seat is Seat.CHAIR,
        ballot=standing_of(proposal.subject_id),
        running=running_over(proposal.subject_id),
        days_left=(
            (proposal.answer_due_on - clock.today()).days if proposal.answer_due_on else None
        ),
    )


def bars_of(answer: Answer) -> dict[Act, Bar]:
    """What cannot happen to an answer now, and why."""
    case = case_of(answer)
    found = {act: rules.bar(case, act) for act in Act}
    return {act: each for act, each in found.items() if each}


def case_of(answer: Answer) -> Case:
    """What stands about an answer and its proposal; supports are counted by their rows."""
    proposal, subject_id = answer.proposal, answer.proposal.subject_id
    is_open, due_on = proposal.state is ProposalState.OPEN, proposal.answer_due_on
    return Case(
        state=answer.state,
        kind=answer.kind,
        proposal=proposal.state,
        is_enough=is_open and supports(subject_id).residents >= proposal.threshold,
        is_on_ballot=running_over(subject_id) is not None,
        is_asked=bool(votes_on(answer.id)) or any(voided_votes(subject_id)) or _decided(subject_id),
        is_early=due_on is not None and clock.today() < rules.alone_from(due_on),
    )


def _can(answer: Answer | None, bars: Mapping[Act, Bar], seat: Member | None) -> frozenset[Act]:
    if answer is None:
        return frozenset({Act.REDRAFT})
    acts = set(Act) - set(bars)
    if seat is None:
        acts -= {Act.VOTE, Act.ACCEPT}
    elif seat.agency_id != answer.lead_agency_id:
        acts -= {Act.ACCEPT}
    return frozenset(acts)


def answer_of(proposal_id: int) -> Answer | None:
    """The answer to a proposal, however far it is."""
    statement = select(Answer).where(Answer.proposal_id == proposal_id)
    return db.session.scalar(
        statement.options(joinedload(Answer.lead_agency), joinedload(Answer.decision))
    )


def answer_by_code(code: str) -> Answer:
    """The answer to the proposal of this id, or NotFound."""
    statement = (
        select(Answer)
        .join(Proposal, Proposal.id == Answer.proposal_id)
        .join(Subject, Subject.id == Proposal.subject_id)
        .where(Subject.public_id == code)
    )
    found = db.session.scalar(statement)
    if found is None:
        raise NotFound
    return found


def voting_members(council_id: int) -> list[Member]:
    """Who can vote in a council today: its chair, then its directors by name."""
    statement = select(Member).where(Member.council_id == council_id, is_voting())
    rows = db.session.scalars(
        statement.options(joinedload(Member.actor), joinedload(Member.agency))
    )
    return sorted(rows, key=lambda m: (m.seat is not Seat.CHAIR, m.actor.name))


def is_voting() -> ColumnElement[bool]:
    """Whether a seat is one that votes in its council today."""
    today = clock.today()
    return and_(
        Member.seat.in_(VOTING),
        Member.starts_on <= today,
        or_(Member.ends_on.is_(None), Member.ends_on > today),
    )


def seat_of(council_id: int, actor: Actor) -> Member | None:
    """The seat from which somebody votes in a council today."""
    return next((m for m in voting_members(council_id) if m.actor_id == actor.id), None)


def votes_on(answer_id: int) -> dict[int, Vote]:
    """What the members have said, by actor."""
    rows = db.session.execute(
        select(MemberVote.actor_id, MemberVote.vote).where(MemberVote.answer_id == answer_id)
    )
    return {int(actor_id): vote for actor_id, vote in rows}


def voided_votes(subject_id: int) -> list[int]:
    """How many votes each draft of the answer to this proposal has set aside, in their order."""
    statement = select(Event.data).where(
        Event.subject_id == subject_id, Event.kind == "answer.drafted"
    )
    rows = db.session.scalars(statement.order_by(Event.id))
    return [int(data.get("voided", 0)) for data in rows]


def _decided(subject_id: int) -> bool:
    """Whether the answer to this proposal was decided, be it in other words."""
    decided = exists().where(Event.subject_id == subject_id, Event.kind == "answer.decided")
    return bool(db.session.scalar(select(decided)))


def publisher_of(answer: Answer) -> int | None:
    """The actor who published an answer."""
    return db.session.scalar(
        select(Event.actor_id).where(
            Event.subject_id == answer.proposal.subject_id, Event.kind == "proposal.answered"
        )
    )


def agencies_of(council_id: int) -> list[Agency]:
    """The agencies whose heads sit in a council: one of them leads what is adopted."""
    found = {m.agency_id: m.agency for m in voting_members(council_id) if m.agency}
    return sorted(found.values(), key=lambda agency: agency.sort_key)


def objectives_of(council_id: int) -> list[Objective]:
    """The objectives that a council has, by their codes."""
    statement = (
        select(Objective)
        .where(Objective.council_id == council_id, Objective.ended_at.is_(None))
        .options(joinedload(Objective.subject))
        .order_by(Objective.id)
    )
    return list(db.session.scalars(statement))


def owed(viewer: Identity) -> list[Owed]:
    """Proposals that wait for an answer of this person's councils, or of none yet; due first."""
    to_all = (*ANSWERING, *ONLOOKERS)
    everywhere = any(g.scope_id is None for g in viewer.grants if g.role in to_all)
    rows = proposal_tables.owed(None if everywhere else scopes(viewer))
    statement = select(Answer.proposal_id, Answer.state).where(
        Answer.proposal_id.in_([row.id for row in rows])
    )
    states = {int(i): state for i, state in db.session.execute(statement)}
    return [Owed(row, states.get(row.id)) for row in rows]


def bar_words(found: Bar, *, running: Ballot | None, due_on: date | None) -> str:
    """Why something cannot happen to an answer now, and when it can."""
    match found:
        case Bar.ON_BALLOT if running:
            return ballot_words(running)
        case Bar.ASKED:
            return _(
                "Members have voted on this answer or decided it before, so the council decides "
                "it: by their votes, or by its chair in writing."
            )
        case Bar.EARLY if due_on:
            return _(
                "This may still find enough support. A clerk answers it alone from %(day)s on; "
                "until then the council can decide it.",
                day=formats.day(rules.alone_from(due_on)),
            )
    return _("This answer has moved on in the meantime. Look at its page again.")


def ballot_words(ballot: Ballot) -> str:
    """Until when residents vote on a proposal, and what waits for that."""
    code, day = ballot.subject.public_id, formats.day(ballot.closes_at)
    if clock.now() < ballot.closes_at:
        return _(
            "Residents vote on this until %(day)s, in ballot %(code)s. The council votes, decides "
            "and publishes once the result is public.",
            day=day,
            code=code,
        )
    return _(
        "Ballot %(code)s closed on %(day)s and is being counted. The council votes, decides and "
        "publishes once the result is public.",
        day=day,
        code=code,
    )


def decision_words(answer: Answer) -> str:
    """What is decided, in a line."""
    title = answer.proposal.title
    words = {
        AnswerKind.ADOPTED: _("Adopt “%(title)s”", title=title),
        AnswerKind.ADOPTED_CHANGED: _("Adopt “%(title)s” with changes", title=title),
        AnswerKind.DECLINED: _("Decline “%(title)s”", title=title),
    }
    return words[answer.kind]


def answer_words(answer: Answer, standing: Standing | None, leaves: Departure | None) -> str:
    """The reason as it is published; one that departs from a ballot says so first."""
    if standing is None or leaves is None:
        return answer.reason
    said = {"code": standing.code, "approvals": standing.approvals, "papers": standing.papers}
    first = (
        _(
            "The council departs from the vote of residents: ballot %(code)s chose this proposal "
            "(%(approvals)d of %(papers)d approved), and the council declines it.",
            **said,
        )
        if leaves is Departure.TURNED_DOWN
        else _(
            "The council departs from the vote of residents: ballot %(code)s did not choose this "
            "proposal (%(approvals)d of %(papers)d approved), and the council adopts it.",
            **said,
        )
    )
    return f"{first}\n\n{answer.reason}"


def answered_by(answer: Answer, council: Council, actor: Actor) -> str:
    """Which office answers, and how it was decided."""
    decision = answer.decision
    if decision is None:
        return _("%(name)s for %(council)s", name=actor.name, council=council.name)
    if decision.mode is DecisionMode.CHAIR:
        return _("%(name)s, chair of %(council)s", name=decision.decided_by, council=council.name)
    return _(
        "%(council)s, by %(yes)d votes to %(no)d",
        council=council.name,
        yes=decision.votes_for,
        no=decision.votes_against,
    )


def _asked(table: type[Promise | Strategy | Objective | Review]) -> Callable[[int], int | None]:
    def council(subject_id: int) -> int | None:
        statement = select(Council.subject_id).join(table, table.council_id == Council.id)
        return db.session.scalar(statement.where(table.subject_id == subject_id))

    return council


for _kind, _table in (
    ("promise", Promise), ("strategy", Strategy), ("objective", Objective), ("review", Review),
):  # fmt: skip
    asked_of(_kind)(_asked(_table))
