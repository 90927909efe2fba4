"""Gathers what waits at the desk from every feature's rows."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select, true

from citizens.ballots.models import Ballot, Option
from citizens.ballots.rules import BallotState
from citizens.moderation.models import Report
from citizens.moderation.rules import ReportState
from citizens.proposals.models import Proposal
from citizens.proposals.rules import UNANSWERED, AnswerKind, ProposalState
from commons import clock
from commons.actors import Identity
from commons.db import db
from commons.roles import Grant
from commons.subjects import Subject
from council import roles
from council.councils.models import Council, Member
from council.decisions.models import Answer, MemberVote
from council.decisions.queries import is_voting
from council.decisions.rules import ADOPTIONS, AnswerState, Vote, VoteResult, count, vote_result
from council.front.rules import SOON_DAYS, Task, TaskKind, in_order
from council.promises.models import Promise
from council.promises.rules import PromiseState
from council.questions.models import Question
from council.questions.rules import QuestionState
from council.reviews.models import Review
from council.reviews.rules import ON_NOW, ReviewState
from metrics.catalogue.models import Goal
from metrics.catalogue.rules import Part
from metrics.charters.models import Measure
from metrics.charters.queries import kept_by
from metrics.signals.models import Standing

SHOWN = 100
COUNCIL_ROLES = (roles.CHAIR, roles.DIRECTOR, roles.CLERK)


def tasks(identity: Identity) -> list[Task]:
    """What waits for this person, by the offices that they hold."""
    found: list[Task] = []
    if identity.holds(roles.ANALYST, roles.STEWARD):
        found += _figures(kept_by(identity.grants))
    scopes = _scopes(identity.grants)
    if scopes:
        found += _proposal_tasks(_undrafted(scopes), TaskKind.ANSWER)
        found += _votes(scopes, identity) + _steps(scopes)
        found += _alone(_scopes(identity.grants, (roles.CLERK,)))
        found += _decisions(_scopes(identity.grants, (roles.CLERK, roles.CHAIR)))
        found += _questions(scopes) + _promises(scopes) + _reviews(scopes)
    if identity.holds(roles.MODERATOR):
        found += _reports()
    return in_order(found, clock.today())


def overdue() -> list[Task]:
    """What is past its day in any council: figures, answers, questions, promises."""
    scopes = set(db.session.scalars(select(Council.subject_id)))
    found = _figures(true()) + _proposal_tasks(_unanswered(scopes), TaskKind.ANSWER)
    found += _questions(scopes) + _promises(scopes)
    late = [task for task in in_order(found, clock.today()) if task.days_late]
    return [replace(task, path=task.public_path) for task in late]


def _scopes(grants: frozenset[Grant], offices: tuple[str, ...] = COUNCIL_ROLES) -> set[int]:
    held = [grant for grant in grants if grant.role in offices]
    if any(grant.scope_id is None for grant in held):
        return set(db.session.scalars(select(Council.subject_id)))
    return {grant.scope_id for grant in held if grant.scope_id is not None}


def _figures(kept: ColumnElement[bool]) -> list[Task]:
    edge = clock.today() + timedelta(days=SOON_DAYS)
    rows = db.session.execute(
        select(Subject, Measure.slug, Standing.next_due_on)
        .join(Measure, Measure.subject_id == Subject.id)
        .join(Standing, Standing.measure_id == Measure.id)
        .join(Goal, Goal.id == Measure.goal_id)
        .where(Goal.part == Part.RUNNING, Standing.next_due_on <= edge, kept)
        .order_by(Standing.next_due_on)
        .limit(SHOWN)
    )
    return [
        Task(TaskKind.FIGURE, s.public_id, s.title, f"/desk/measures/{slug}/figures", s.path, due)
        for s, slug, due in rows
    ]


def _unanswered(scopes: set[int]) -> Select[Subject, Any]:
    """Proposals that wait for an answer to be public, however far it is behind the desk."""
    return (
        select(Subject, Proposal.answer_due_on)
        .join(Proposal, Proposal.subject_id == Subject.id)
        .where(
            Proposal.state.in_(UNANSWERED),
            or_(Proposal.addressee_id.in_(scopes), Proposal.addressee_id.is_(None)),
        )
        .order_by(Proposal.answer_due_on)
    )


def _undrafted(scopes: set[int]) -> Select[Subject, Any]:
    return _unanswered(scopes).where(~exists().where(Answer.proposal_id == Proposal.id))


def _votes(scopes: set[int], identity: Identity) -> list[Task]:
    if identity.actor is None or not identity.holds(roles.CHAIR, roles.DIRECTOR):
        return []
    own = and_(MemberVote.answer_id == Answer.id, MemberVote.actor_id == identity.actor.id)
    statement = _answers_in(scopes, AnswerState.DRAFTED)
    statement = statement.outerjoin(MemberVote, own).where(MemberVote.answer_id.is_(None))
    return _proposal_tasks(statement, TaskKind.VOTE)


def _steps(scopes: set[int]) -> list[Task]:
    decided = _answers_in(scopes, AnswerState.DECIDED)
    accepted = _answers_in(scopes, AnswerState.ACCEPTED)
    return [
        *_proposal_tasks(decided.where(Answer.kind.in_(ADOPTIONS)), TaskKind.ACCEPT),
        *_proposal_tasks(decided.where(Answer.kind.not_in(ADOPTIONS)), TaskKind.PUBLISH),
        *_proposal_tasks(accepted, TaskKind.PUBLISH),
    ]


def _alone(scopes: set[int]) -> list[Task]:
    """What a clerk has drafted and will publish alone waits until it is public."""
    drafted = _answers_in(scopes, AnswerState.DRAFTED).where(
        Answer.kind == AnswerKind.DECLINED,
        Proposal.state == ProposalState.OPEN,
        ~exists().where(MemberVote.answer_id == Answer.id),
    )
    return _proposal_tasks(drafted, TaskKind.PUBLISH)


def _decisions(scopes: set[int]) -> list[Task]:
    """Where enough members have voted: a yes is to be written down, a no to be drafted anew."""
    said = and_(MemberVote.answer_id == Answer.id, MemberVote.actor_id == Member.actor_id)
    rows = db.session.execute(
        _answers_in(scopes, AnswerState.DRAFTED)
        .join(Member, and_(Member.council_id == Council.id, is_voting()))
        .outerjoin(MemberVote, said)
        .add_columns(MemberVote.vote)
    )
    votes: dict[tuple[Subject, date | None], list[Vote | None]] = {}
    for subject, due, vote in rows:
        votes.setdefault((subject, due), []).append(vote)
    kinds = {VoteResult.CARRIED: TaskKind.DECIDE, VoteResult.NOT_CARRIED: TaskKind.ANSWER}
    return [
        _proposal_task(kinds[result], *row)
        for row, each in votes.items()
        if (result := vote_result(count([v for v in each if v], len(each)))) in kinds
    ][:SHOWN]


def _answers_in(scopes: set[int], state: AnswerState) -> Select[Subject, Any]:
    """Answers this far, but not those that stand still while residents vote."""
    return (
        select(Subject, Proposal.answer_due_on)
        .join(Proposal, Proposal.subject_id == Subject.id)
        .join(Answer, Answer.proposal_id == Proposal.id)
        .join(Council, Council.id == Answer.council_id)
        .where(
            Answer.state == state,
            Proposal.state.in_(UNANSWERED),
            Council.subject_id.in_(scopes),
            ~_is_voted_on(),
        )
        .order_by(Proposal.answer_due_on)
    )


def _is_voted_on() -> ColumnElement[bool]:
    return exists().where(
        Option.about_id == Proposal.subject_id,
        Ballot.id == Option.ballot_id,
        Ballot.state.in_((BallotState.OPEN, BallotState.CLOSED)),
    )


def _proposal_tasks(statement: Select[Subject, Any], kind: TaskKind) -> list[Task]:
    rows = db.session.execute(statement.limit(SHOWN))
    return [_proposal_task(kind, subject, due) for subject, due in rows]


def _proposal_task(kind: TaskKind, subject: Subject, due: date | None) -> Task:
    path = f"/desk/proposals/{subject.public_id}/answer"
    return Task(kind, subject.public_id, subject.title, path, subject.path, due)


def _questions(scopes: set[int]) -> list[Task]:
    rows = db.session.execute(
        select(Subject, Question.answer_due_on)
        .join(Question, Question.subject_id == Subject.id)
        .join(Review, Review.id == Question.review_id)
        .join(Council, Council.id == Review.council_id)
        .where(
            Question.state == QuestionState.OPEN,
            Question.answer_due_on.is_not(None),
            Council.subject_id.in_(scopes),
        )
        .order_by(Question.answer_due_on)
        .limit(SHOWN)
    )
    return [
        Task(TaskKind.QUESTION, s.public_id, s.title, f"/desk/questions/{s.public_id}", s.path, due)
        for s, due in rows
    ]


def _promises(scopes: set[int]) -> list[Task]:
    edge = clock.today() + timedelta(days=SOON_DAYS)
    rows = db.session.execute(
        select(Subject, Promise.due_on)
        .join(Promise, Promise.subject_id == Subject.id)
        .join(Council, Council.id == Promise.council_id)
        .where(
            Promise.state == PromiseState.OPEN,
            Promise.due_on <= edge,
            Council.subject_id.in_(scopes),
        )
        .order_by(Promise.due_on)
        .limit(SHOWN)
    )
    return [
        Task(TaskKind.PROMISE, s.public_id, s.title, f"/desk/promises/{s.public_id}", s.path, due)
        for s, due in rows
    ]


def _reviews(scopes: set[int]) -> list[Task]:
    coming = (ReviewState.NOTICED, ReviewState.QUESTIONS_OPEN, *ON_NOW)
    to_sign = (ReviewState.ENDED, ReviewState.RECORD_DRAFTED)
    rows = db.session.execute(
        select(Subject, Review.state, func.coalesce(Review.live_at, Review.starts_at))
        .join(Review, Review.subject_id == Subject.id)
        .join(Council, Council.id == Review.council_id)
        .where(
            Review.state.in_(coming + to_sign),
            Council.subject_id.in_(scopes),
            Review.is_rehearsal.is_(False),
        )
        .order_by(func.coalesce(Review.live_at, Review.starts_at))
        .limit(SHOWN)
    )
    return [
        Task(
            _kind(state),
            s.public_id,
            s.title,
            f"/desk/records/{s.public_id}" if state in to_sign else s.path,
            s.path,
            clock.today() if state in ON_NOW else clock.to_site(at).date(),
        )
        for s, state, at in rows
    ]


def _kind(state: ReviewState) -> TaskKind:
    if state in ON_NOW:
        return TaskKind.ON_NOW
    is_to_come = state in (ReviewState.NOTICED, ReviewState.QUESTIONS_OPEN)
    return TaskKind.REVIEW if is_to_come else TaskKind.SIGN


def _reports() -> list[Task]:
    rows = db.session.execute(
        select(Subject, Report.at)
        .join(Report, Report.subject_id == Subject.id)
        .where(Report.state == ReportState.OPEN)
        .order_by(Report.id)
        .limit(SHOWN)
    )
    return [
        Task(
            TaskKind.REPORT,
            s.public_id,
            s.title,
            f"/desk/moderation/{s.public_id}",
            s.path,
            clock.to_site(at).date(),
        )
        for s, at in rows
    ]
