"""Acts by which a council decides, and by which an answer comes to the public."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import select

from citizens.ballots.queries import running_over, standing_of
from citizens.proposals import operations as proposals
from citizens.proposals.models import Proposal
from citizens.proposals.queries import by_subject as proposal_of
from citizens.proposals.rules import AnswerKind
from commons import clock, events
from commons.actors import Actor, system
from commons.db import db, insert_new, operation
from commons.errors import Conflict, Invalid, NotNow, Refused
from commons.i18n import _
from commons.subjects import touch, touch_site
from commons.text import clean
from council.councils.models import Council
from council.councils.rules import Seat
from council.decisions import queries, rules, specs
from council.decisions.models import Answer, Decision, MemberVote
from council.decisions.rules import (
    Act,
    AnswerState,
    Bar,
    Count,
    DecisionKind,
    DecisionMode,
    Vote,
    VoteResult,
)
from council.objectives import operations as objectives
from council.objectives.models import Objective
from council.reviews.models import AgendaItem, Review
from metrics.catalogue.models import Agency
from metrics.charters.models import Measure
from metrics.charters.rules import CharterFields
from metrics.measures import operations as measures


@operation
def receive(*, subject_id: int) -> None:
    """A proposal that was just opened has the threshold of the council that it is meant for."""
    proposal = proposal_of(subject_id)
    if proposal is None or proposal.addressee_id is None:
        return
    council = db.session.scalar(select(Council).where(Council.subject_id == proposal.addressee_id))
    if council is not None and council.threshold != proposal.threshold:
        _assign(system(), proposal, council)


@operation
def send(*, actor: Actor, proposal: Proposal, council: Council, seen: str) -> None:
    """The proposal is with this council, if it is still where its sender saw it (`seen`)."""
    proposals.hold(proposal)
    if proposal.addressee_id == council.subject_id:
        return
    if queries.answer_of(proposal.id) is not None:
        raise NotNow(_("An answer to this proposal is drafted already, so it stays where it is."))
    if (proposal.addressee.public_id if proposal.addressee else "") != seen:
        raise NotNow(_("Somebody else has sent this proposal to a council in the meantime."))
    _assign(actor, proposal, council)


def _assign(actor: Actor, proposal: Proposal, council: Council) -> None:
    to, threshold = council.subject_id, council.threshold
    proposals.assign(actor=actor, proposal=proposal, addressee_id=to, threshold=threshold)


@operation
def draft_answer(
    *,
    actor: Actor,
    proposal: Proposal,
    council: Council,
    kind: AnswerKind,
    reason: str,
    lead_agency: Agency | None = None,
    objective: Objective | None = None,
    charter: CharterFields | None = None,
    version: int = 0,
) -> Answer:
    """The answer is drafted in these words; whoever read an older draft (`version`) is refused."""
    proposals.hold(proposal)
    found = db.session.scalar(
        select(Answer).where(Answer.proposal_id == proposal.id).with_for_update()
    )
    words = {
        "kind": kind,
        "reason": clean(reason),
        "lead_agency_id": lead_agency.id if lead_agency else None,
        "objective_id": objective.id if objective else None,
        "charter": asdict(charter) if charter else {},
    }
    if found is not None and all(getattr(found, name) == each for name, each in words.items()):
        return found
    if (found.version if found else 0) != version:
        raise Conflict(_("Somebody else has changed this draft. Theirs is shown; yours is below."))
    specs.check(proposal, kind, clean(reason), lead_agency, charter)
    _take_on(actor, proposal, council)
    answer = found or Answer(proposal_id=proposal.id, council_id=council.id, version=0)
    if found is not None:
        _require(found, Act.REDRAFT)
    return _write(actor, answer, words, proposal.subject_id)


def _write(actor: Actor, answer: Answer, words: dict[str, Any], subject_id: int) -> Answer:
    """The answer says this; votes and a decision on what it said before do not count."""
    voided = _forget_votes(answer) if answer.id else 0
    _forget_decision(answer)
    for name, each in words.items():
        setattr(answer, name, each)
    answer.state = AnswerState.DRAFTED
    answer.drafted_by_id = actor.id
    answer.drafted_at = clock.now()
    answer.version += 1
    db.session.add(answer)
    db.session.flush()
    events.record("answer.drafted", subject_id=subject_id, actor=actor, voided=voided)
    return answer


def _take_on(actor: Actor, proposal: Proposal, council: Council) -> None:
    if proposal.addressee_id is None:
        _assign(actor, proposal, council)
    elif proposal.addressee_id != council.subject_id:
        raise Refused(_("This proposal is for another council."))


def _forget_votes(answer: Answer) -> int:
    """Votes were given to the words as they stood; new words are voted on anew."""
    found = db.session.scalars(select(MemberVote).where(MemberVote.answer_id == answer.id)).all()
    for each in found:
        db.session.delete(each)
    return len(found)


def _forget_decision(answer: Answer) -> None:
    """A decision that was not public yet is none any more; that it was taken stays an event."""
    decision, answer.decision = answer.decision, None
    answer.accepted_by_id = answer.accepted_at = None
    if decision is not None:
        db.session.delete(decision)


@operation
def vote(*, actor: Actor, answer: Answer, version: int, vote: Vote) -> None:
    """This member's vote on the draft of this version stands, instead of an earlier one."""
    held = _read(answer, version)
    _require(held, Act.VOTE)
    if queries.seat_of(held.council_id, actor) is None:
        raise Refused(_("Only the members of the council can vote on its answers."))
    statement = insert_new(MemberVote).values(
        answer_id=held.id, actor_id=actor.id, vote=vote, at=clock.now()
    )
    db.session.execute(
        statement.on_conflict_do_update(
            index_elements=["answer_id", "actor_id"], set_={"vote": vote, "at": clock.now()}
        )
    )


@operation
def decide_by_votes(*, actor: Actor, answer: Answer, version: int) -> Decision:
    """The members' votes have decided; the count and the names stand in the decision."""
    held = _read(answer, version)
    decided = _decided(held, actor, DecisionMode.MEMBERS)
    if decided is not None:
        return decided
    _require(held, Act.DECIDE)
    members = queries.voting_members(held.council_id)
    votes = queries.votes_on(held.id)
    present = {m.actor_id: m.actor.name for m in members}
    counted = rules.count([v for i, v in votes.items() if i in present], len(members))
    _check_carried(counted)
    names = [name for i, name in present.items() if votes.get(i) is Vote.YES]
    return _decide(actor, held, DecisionMode.MEMBERS, ", ".join(names), counted)


def _check_carried(counted: Count) -> None:
    found = rules.vote_result(counted)
    if found is VoteResult.TOO_FEW:
        raise NotNow(
            _(
                "Only %(cast)d of %(members)d members have voted: more than half must.",
                cast=counted.cast,
                members=counted.members,
            )
        )
    if found is VoteResult.NOT_CARRIED:
        raise NotNow(_("The members did not agree to this answer. Draft another one."))


@operation
def decide_by_chair(*, actor: Actor, answer: Answer, version: int) -> Decision:
    """The chair has decided in writing, named and dated."""
    held = _read(answer, version)
    decided = _decided(held, actor, DecisionMode.CHAIR)
    if decided is not None:
        return decided
    _require(held, Act.DECIDE)
    seat = queries.seat_of(held.council_id, actor)
    if seat is None or seat.seat is not Seat.CHAIR:
        raise Refused(_("Only the chair can decide in writing for the council."))
    return _decide(actor, held, DecisionMode.CHAIR, actor.name, None)


def _decided(answer: Answer, actor: Actor, mode: DecisionMode) -> Decision | None:
    """What an earlier press of the same form has decided."""
    found = answer.decision
    is_own = found is not None and found.actor_id == actor.id and found.mode is mode
    return found if is_own else None


def _decide(
    actor: Actor, answer: Answer, mode: DecisionMode, by: str, counted: Count | None
) -> Decision:
    decision = Decision(
        council_id=answer.council_id,
        about_id=answer.proposal.subject_id,
        kind=rules.DECISION_KINDS[answer.kind],
        mode=mode,
        words=queries.decision_words(answer),
        decided_by=by,
        votes_for=counted.yes if counted else None,
        votes_against=counted.no if counted else None,
        abstained=counted.abstained if counted else None,
        decided_on=clock.today(),
        actor_id=actor.id,
        at=clock.now(),
    )
    db.session.add(decision)
    db.session.flush()
    answer.decision_id = decision.id
    answer.state = AnswerState.DECIDED
    events.record("answer.decided", subject_id=answer.proposal.subject_id, actor=actor)
    return decision


@operation
def accept(*, actor: Actor, answer: Answer, version: int) -> Answer:
    """The lead agency takes on what was adopted, by the person who sits for it."""
    held = _read(answer, version)
    if held.accepted_by_id == actor.id:
        return held
    _require(held, Act.ACCEPT)
    seat = queries.seat_of(held.council_id, actor)
    if seat is None or seat.agency_id != held.lead_agency_id:
        raise Refused(_("Only the head of the lead agency can take this on."))
    held.accepted_by_id = actor.id
    held.accepted_at = clock.now()
    held.state = AnswerState.ACCEPTED
    events.record("answer.accepted", subject_id=held.proposal.subject_id, actor=actor)
    return held


@operation(durable=True)
def publish_answer(
    *,
    actor: Actor,
    answer: Answer,
    version: int,
    contributors: Sequence[tuple[Agency, str]] = (),
    slug: str | None = None,
) -> Proposal:
    """The answer is public; what was adopted exists, with the proposal as its origin."""
    held = _read(answer, version)
    if held.state is AnswerState.PUBLISHED and queries.publisher_of(held) == actor.id:
        return held.proposal
    _require(held, Act.PUBLISH)
    council = db.session.get_one(Council, held.council_id)
    standing = standing_of(held.proposal.subject_id)
    leaves = rules.departure(held.kind, standing.outcome if standing else None)
    made = _adopt(actor, held, council, contributors, slug)
    held.state = AnswerState.PUBLISHED
    held.published_at = clock.now()
    proposals.set_answer(
        actor=actor,
        proposal=held.proposal,
        kind=held.kind,
        words=queries.answer_words(held, standing, leaves),
        answered_by=queries.answered_by(held, council, actor),
        result_id=made.subject_id if made else None,
        departs=leaves is not None,
    )
    if held.decision:
        _tell_decision(actor, held.decision, held.proposal.subject_id)
    touch(council.subject_id)
    return held.proposal


def _adopt(
    actor: Actor,
    answer: Answer,
    council: Council,
    contributors: Sequence[tuple[Agency, str]],
    slug: str | None,
) -> Measure | None:
    if not specs.makes_measure(answer.proposal, answer.kind):
        return None
    measure = measures.adopt(
        actor=actor,
        goal=council.goal,
        charter=specs.charter_of(answer),
        lead_agency=answer.lead_agency,
        contributors=contributors,
        origin_id=answer.proposal.subject_id,
        slug=slug,
    )
    if answer.objective_id is not None:
        objective = db.session.get_one(Objective, answer.objective_id)
        objectives.track(actor=actor, objective=objective, measure=measure)
    return measure


@operation
def take(
    *,
    actor: Actor,
    council: Council,
    words: str,
    decided_by: str,
    kind: DecisionKind = DecisionKind.OTHER,
    mode: DecisionMode = DecisionMode.MEMBERS,
    votes_for: int | None = None,
    votes_against: int | None = None,
    abstained: int | None = None,
    review: Review | None = None,
    item: AgendaItem | None = None,
    about_id: int | None = None,
) -> Decision:
    """The decision stands in public, with who decided and how; used in a review and between."""
    if not clean(words):
        raise Invalid({"words": _("Please write down what was decided.")})
    if not clean(decided_by):
        raise Invalid({"decided_by": _("Please name who decided.")})
    decision = Decision(
        council_id=council.id,
        review_id=review.id if review else None,
        item_id=item.id if item else None,
        about_id=about_id,
        kind=kind,
        mode=mode,
        words=clean(words),
        decided_by=clean(decided_by, lines=False),
        votes_for=votes_for,
        votes_against=votes_against,
        abstained=abstained,
        decided_on=clock.today(),
        actor_id=actor.id,
        at=clock.now(),
    )
    db.session.add(decision)
    db.session.flush()
    touch(council.subject_id)
    if review is not None:
        touch(review.subject_id)
    _tell_decision(actor, decision, about_id or council.subject_id)
    return decision


def _tell_decision(actor: Actor, decision: Decision, subject_id: int) -> None:
    touch(subject_id)
    touch_site()
    events.record(
        "decision.taken",
        subject_id=subject_id,
        actor=actor,
        public=True,
        words=decision.words,
        by=decision.decided_by,
        on=decision.decided_on.isoformat(),
    )


def _read(answer: Answer, version: int) -> Answer:
    """The answer, locked with its proposal, for whoever has read the words that stand."""
    proposals.hold(answer.proposal)
    statement = select(Answer).where(Answer.id == answer.id).with_for_update()
    held = db.session.execute(statement.execution_options(populate_existing=True)).scalar_one()
    if held.version != version:
        raise Conflict(
            _("This draft has changed since you read it, so nothing was done. It now says this:")
        )
    return held


def _require(answer: Answer, act: Act) -> None:
    found = queries.bars_of(answer).get(act)
    if found is None:
        return
    proposal = answer.proposal
    running = running_over(proposal.subject_id)
    words = queries.bar_words(found, running=running, due_on=proposal.answer_due_on)
    raise Conflict(words) if found is Bar.MOVED_ON else NotNow(words)
