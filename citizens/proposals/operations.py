"""What can be done with a proposal; each act asks the table of moves."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from citizens.accounts.models import Account
from citizens.accounts.operations import before_erasing
from citizens.moderation.queries import is_hidden
from citizens.proposals import queries, rules
from citizens.proposals.models import Amendment, Proposal
from citizens.proposals.rules import (
    Act,
    AnswerKind,
    Doer,
    Fault,
    ProposalKind,
    ProposalState,
)
from commons import clock, events, search
from commons.actors import Actor
from commons.db import db, operation
from commons.errors import Conflict, Invalid, NotNow, Refused
from commons.i18n import _
from commons.subjects import Subject, make_public, names, register, touch, touch_site
from commons.text import clean, to_html


@operation
def draft(
    *,
    actor: Actor,
    title: str,
    body: str,
    once: str,
    how_noticed: str = "",
    kind: ProposalKind = ProposalKind.MEASURE,
    about_id: int | None = None,
    addressee_id: int | None = None,
    threshold: int = rules.DEFAULT_THRESHOLD,
) -> Proposal:
    """A draft of these words exists that only its author sees; a second press finds the first."""
    found = db.session.scalar(
        select(Proposal).where(Proposal.once == once, Proposal.actor_id == actor.id)
    )
    if found is not None:
        return found
    title, body, how_noticed = _checked(title, body, how_noticed)
    _check_addressee(addressee_id)
    subject = register("proposal", title=title, path="/proposals/{id}", letter="P", is_public=False)
    proposal = Proposal(
        subject=subject,
        actor_id=actor.id,
        kind=kind,
        title=title,
        body=body,
        html=str(to_html(body)),
        how_noticed=how_noticed,
        about_id=about_id,
        addressee_id=addressee_id,
        state=ProposalState.DRAFT,
        threshold=threshold,
        once=once[:64],
        drafted_at=clock.now(),
    )
    db.session.add(proposal)
    db.session.flush()
    return proposal


@operation
def open_(*, actor: Actor, proposal: Proposal) -> Proposal:
    """The proposal is public; its answer is due in 90 days; a second press changes nothing."""
    hold(proposal)
    if proposal.actor_id == actor.id and proposal.state in rules.PUBLIC - {ProposalState.WITHDRAWN}:
        return proposal
    _move(proposal, Act.OPEN, actor)
    proposal.opened_at = clock.now()
    make_public(proposal.subject_id)
    proposal.answer_due_on = rules.due_when_opened(clock.today())
    search.index(proposal.subject, f"{proposal.body}\n{proposal.how_noticed}")
    _changed(proposal)
    events.record(
        "proposal.opened",
        subject_id=proposal.subject_id,
        actor=actor,
        public=True,
        title=proposal.title,
    )
    return proposal


@operation
def amend(
    *,
    actor: Actor,
    proposal: Proposal,
    title: str,
    body: str,
    how_noticed: str,
    reason: str = "",
) -> Proposal:
    """The words are new; once somebody supports the old ones, those stay for all to read."""
    _move(proposal, Act.CHANGE, actor)
    if is_hidden(proposal.subject_id):
        raise NotNow(_("The moderators hide this proposal. While they do, its words stay."))
    title, body, how_noticed = _checked(title, body, how_noticed)
    if (title, body, how_noticed) == (proposal.title, proposal.body, proposal.how_noticed):
        return proposal
    reason = clean(reason)
    if queries.is_frozen(proposal.subject_id):
        _keep_old_words(actor, proposal, reason)
    proposal.title, proposal.body, proposal.how_noticed = title, body, how_noticed
    proposal.html = str(to_html(body))
    proposal.subject.title = title
    if proposal.state is not ProposalState.DRAFT and not is_hidden(proposal.subject_id):
        search.index(proposal.subject, f"{body}\n{how_noticed}")
    _changed(proposal)
    return proposal


def _keep_old_words(actor: Actor, proposal: Proposal, reason: str) -> None:
    if not reason:
        raise Invalid({"reason": _("Please tell your supporters why you change the words.")})
    number = queries.last_amendment(proposal.id) + 1
    db.session.add(
        Amendment(
            proposal_id=proposal.id,
            number=number,
            old_title=proposal.title,
            old_body=proposal.body,
            old_how_noticed=proposal.how_noticed,
            reason=reason,
            actor_id=actor.id,
            at=clock.now(),
        )
    )
    proposal.frozen_at = proposal.frozen_at or clock.now()
    events.record(
        "proposal.amended",
        subject_id=proposal.subject_id,
        actor=actor,
        public=True,
        title=proposal.title,
        number=number,
        reason=reason,
    )


@operation
def withdraw(*, actor: Actor, proposal: Proposal, reason: str = "") -> Proposal:
    """The author has taken the proposal back; its page stays and says so. A draft is gone."""
    _move(proposal, Act.WITHDRAW, actor)
    if proposal.opened_at is None:
        _empty(proposal)
        return proposal
    search.drop(proposal.subject_id)
    _changed(proposal)
    events.record(
        "proposal.withdrawn",
        subject_id=proposal.subject_id,
        actor=actor,
        public=True,
        title=proposal.title,
        reason=clean(reason),
    )
    return proposal


@before_erasing
def _forget(account: Account) -> None:
    drafts = select(Proposal).where(
        Proposal.actor_id == account.actor_id, Proposal.opened_at.is_(None)
    )
    for proposal in db.session.scalars(drafts.order_by(Proposal.id)):
        hold(proposal)
        if proposal.opened_at is None:
            _empty(proposal)


def _empty(proposal: Proposal) -> None:
    # Nobody but its author ever saw it: nothing of it is a record.
    proposal.state = ProposalState.WITHDRAWN
    proposal.title = proposal.body = proposal.html = proposal.how_noticed = ""
    proposal.subject.title = ""
    touch(proposal.subject_id)


@operation
def mark_supported(*, actor: Actor, proposal: Proposal) -> bool:
    """What enough residents support is with the council, which answers in 30 days at most."""
    hold(proposal)
    supports = queries.supports(proposal.subject_id)
    if not rules.is_supported(proposal.state, supports.residents, proposal.threshold):
        return False
    _move(proposal, Act.REACH_THRESHOLD, actor)
    proposal.supported_at = clock.now()
    proposal.frozen_at = proposal.frozen_at or queries.first_support(proposal.subject_id)
    proposal.answer_due_on = rules.due_when_supported(clock.today(), proposal.answer_due_on)
    _changed(proposal)
    events.record(
        "proposal.supported",
        subject_id=proposal.subject_id,
        actor=actor,
        public=True,
        title=proposal.title,
        supports=supports.standing,
        residents=supports.residents,
    )
    return True


@operation
def assign(
    *,
    actor: Actor,
    proposal: Proposal,
    addressee_id: int,
    threshold: int | None = None,
) -> Proposal:
    """The proposal has an addressee; a threshold is only set before anybody supports it."""
    _check_addressee(addressee_id)
    if proposal.state not in rules.UNANSWERED | {ProposalState.DRAFT}:
        raise NotNow(_("This proposal has been answered or withdrawn."))
    is_new = proposal.addressee_id != addressee_id
    proposal.addressee_id = addressee_id
    if threshold is not None and not queries.is_frozen(proposal.subject_id):
        proposal.threshold = threshold
    _changed(proposal)
    if is_new:
        events.record("proposal.assigned", subject_id=proposal.subject_id, actor=actor)
    return proposal


@operation
def put_in_workshop(*, actor: Actor, proposal: Proposal) -> Proposal:
    """The proposal is being shaped in a workshop."""
    _move(proposal, Act.ENTER_WORKSHOP, actor)
    _changed(proposal)
    events.record("proposal.in_workshop", subject_id=proposal.subject_id, actor=actor)
    return proposal


@operation
def put_on_ballot(
    *, actor: Actor, proposal: Proposal, ballot: Subject, answer_due_on: date
) -> Proposal:
    """The proposal is an option of a ballot; its answer is due when the ballot's is, in public."""
    _move(proposal, Act.ENTER_BALLOT, actor)
    was = proposal.answer_due_on
    if rules.days_late(proposal.state, was, clock.today()):
        name = names([proposal.subject])[proposal.subject_id]
        raise NotNow(_("The answer to “%(title)s” is late: a vote cannot put it off.", title=name))
    proposal.answer_due_on = answer_due_on
    _changed(proposal)
    events.record(
        "proposal.on_ballot",
        subject_id=proposal.subject_id,
        actor=actor,
        public=True,
        was=was.isoformat() if was else "",
        due=answer_due_on.isoformat(),
        ballot=ballot.public_id,
        title=ballot.title,
        path=ballot.path,
    )
    return proposal


@operation
def set_answer(
    *,
    actor: Actor,
    proposal: Proposal,
    kind: AnswerKind,
    words: str,
    answered_by: str,
    result_id: int | None = None,
    departs: bool = False,
) -> Proposal:
    """The answer stands in public: decision, reason, office, date and what came of it."""
    if not words:
        raise Invalid({"reason": _("An answer needs its reason.")})
    _move(proposal, Act.ANSWER, actor)
    proposal.answer_kind = kind
    proposal.answer = words
    proposal.answered_by = answered_by
    proposal.answered_at = clock.now()
    proposal.result_id = result_id
    _changed(proposal)
    result = db.session.get(Subject, result_id) if result_id else None
    events.record(
        "proposal.answered",
        subject_id=proposal.subject_id,
        actor=actor,
        public=True,
        title=proposal.title,
        kind=kind.value,
        result=result.path if result else "",
        departs=departs,
    )
    return proposal


@operation
def carry_out(
    *, actor: Actor, proposal: Proposal, words: str, result_id: int | None = None
) -> Proposal:
    """What the answer promised is done, and the words say how."""
    _move(proposal, Act.CARRY_OUT, actor)
    proposal.carried_out_at = clock.now()
    if result_id is not None:
        proposal.result_id = result_id
    _changed(proposal)
    events.record(
        "proposal.carried_out",
        subject_id=proposal.subject_id,
        actor=actor,
        public=True,
        title=proposal.title,
        words=clean(words),
    )
    return proposal


@operation
def mark_late(*, actor: Actor, proposal: Proposal) -> bool:
    """That the answer is late stands in the change feed, once."""
    late = rules.days_late(proposal.state, proposal.answer_due_on, clock.today())
    if not late or queries.was_called_late(proposal.subject_id):
        return False
    _changed(proposal)
    events.record(
        "answer.late",
        subject_id=proposal.subject_id,
        actor=actor,
        public=True,
        title=proposal.title,
        days=late,
        due=proposal.answer_due_on.isoformat() if proposal.answer_due_on else "",
    )
    return True


def _move(proposal: Proposal, act: Act, actor: Actor) -> None:
    """The proposal's state after the act, or a refusal in words."""
    hold(proposal)
    doer, following = rules.MOVES.get((proposal.state, act), (None, None))
    if following is None:
        raise Conflict(_("This proposal has moved on in the meantime. Look at its page again."))
    if doer is Doer.AUTHOR and proposal.actor_id != actor.id:
        raise Refused(_("Only the person who wrote a proposal can do this."))
    proposal.state = following


def hold(proposal: Proposal) -> None:
    """The proposal is locked, and as it stands now: of two acts the later sees the earlier."""
    # Its own row, and not its subject’s, which whoever counts supports raises after the site’s.
    row = select(Proposal.id).where(Proposal.id == proposal.id)
    db.session.execute(row.with_for_update(key_share=True))
    db.session.refresh(proposal)


def _checked(title: str, body: str, how_noticed: str) -> tuple[str, str, str]:
    title, body, how_noticed = clean(title, lines=False), clean(body), clean(how_noticed)
    found = rules.faults(title, body, how_noticed)
    if found:
        raise Invalid({name: _fault_words(fault, name) for name, fault in found.items()})
    return title, body, how_noticed


def _fault_words(fault: Fault, name: str) -> str:
    if fault is Fault.MISSING:
        return (
            _("Please say in one sentence what you want to be measured.")
            if name == "title"
            else _("Please say what you mean and why it matters.")
        )
    most = {"title": rules.TITLE_LENGTH, "body": rules.BODY_LENGTH}.get(name, rules.NOTICE_LENGTH)
    return _("Please use at most %(max)d characters.", max=most)


def _check_addressee(addressee_id: int | None) -> None:
    if addressee_id is None:
        return
    found = db.session.get(Subject, addressee_id)
    if found is None or found.kind != "council":
        raise Invalid({"addressee": _("Please choose one of the councils, or “not sure”.")})


def _changed(proposal: Proposal) -> None:
    touch(proposal.subject_id)
    if proposal.addressee_id:
        touch(proposal.addressee_id)
    if proposal.about_id:
        touch(proposal.about_id)
    touch_site()
