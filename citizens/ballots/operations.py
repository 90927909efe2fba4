"""What can be done with a ballot. Papers are rows; nothing is counted while people vote."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import bindparam, delete, insert, inspect, select, update

from citizens.ballots import queries, rules, tables
from citizens.ballots.models import Ballot, Choice, Option, Paper
from citizens.ballots.rules import Act, BallotState, Bar, Fault
from citizens.proposals import operations as proposals
from citizens.proposals import queries as proposal_queries
from commons import clock, events, ledger, search
from commons.actors import Actor
from commons.db import Base, db, insert_new, operation
from commons.errors import Conflict, Invalid, NotFound, NotNow, Refused
from commons.i18n import _, ngettext
from commons.roles import Level
from commons.rows import read, run
from commons.subjects import (
    Subject,
    make_public,
    names,
    raise_version,
    register,
    touch,
    touch_site,
)
from commons.text import clean

OptionWords = tuple[str, str, int | None]


@operation(durable=True)
def draft(
    *,
    actor: Actor,
    addressee_id: int,
    title: str,
    question: str,
    options: Sequence[OptionWords],
    closes_at: datetime,
    opens_at: datetime | None = None,
    places: int = 1,
    most_ticks: int | None = None,
    level: int = Level.RESIDENT,
    explanation: str = "",
) -> Ballot:
    """A ballot with these options (title, words, subject) waits to be opened."""
    opens_at = opens_at or clock.now()
    title, question = clean(title, lines=False), clean(question, lines=False)
    _check_draft(title, question, len(options), places, opens_at, closes_at)
    subject = register("ballot", title=title, path="/ballots/{id}", letter="B", is_public=False)
    ballot = Ballot(
        subject=subject,
        addressee_id=addressee_id,
        question=question,
        explanation=clean(explanation),
        places=places,
        most_ticks=min(most_ticks or len(options), len(options)),
        level=level,
        state=BallotState.DRAFT,
        opens_at=opens_at,
        closes_at=closes_at,
        answer_due_on=rules.decision_due(clock.to_site(closes_at).date()),
        secret=secrets.token_hex(32),
        options=[
            Option(
                position=number, title=clean(name, lines=False), words=clean(words), about_id=about
            )
            for number, (name, words, about) in enumerate(options, start=1)
        ],
    )
    db.session.add(ballot)
    db.session.flush()
    events.record("ballot.drafted", subject_id=subject.id, actor=actor)
    return ballot


def _check_draft(
    title: str, question: str, options: int, places: int, opens_at: datetime, closes_at: datetime
) -> None:
    wrong = {}
    if not title:
        wrong["title"] = _("Please give the ballot a title.")
    if not question:
        wrong["question"] = _("Please say what is asked.")
    if not rules.LEAST_OPTIONS <= options <= rules.MOST_OPTIONS:
        wrong["options"] = _(
            "A ballot has %(least)d to %(most)d options.",
            least=rules.LEAST_OPTIONS,
            most=rules.MOST_OPTIONS,
        )
    if not 1 <= places < max(options, 2):
        wrong["places"] = _("Please choose fewer places than there are options, at least one.")
    if closes_at <= opens_at:
        wrong["closes_at"] = _("The close must be later than the opening.")
    if wrong:
        raise Invalid(wrong)


@operation(durable=True)
def open_(*, actor: Actor, ballot: Ballot) -> Ballot:
    """The options are frozen, their proposals are on the ballot, residents can vote."""
    held = _locked(ballot)
    if clock.now() >= held.closes_at:
        raise NotNow(_("The close of this ballot has passed. Please draft a new one."))
    _move(held, Act.OPEN)
    held.opens_at = max(held.opens_at, clock.now())
    make_public(held.subject_id)
    for option in held.options:
        _put_on(held, option, actor)
    words = "\n".join([held.question, *(o.title for o in queries.shown_options(held))])
    search.index(held.subject, words)
    _tell(held, actor, "ballot.opened")
    return held


def _put_on(ballot: Ballot, option: Option, actor: Actor) -> None:
    """The proposal of the option, if it has one, waits for the vote, its title frozen."""
    proposal = option.about_id and proposal_queries.by_subject(option.about_id)
    if not proposal or not ballot.answer_due_on:
        return
    try:
        proposals.put_on_ballot(
            actor=actor,
            proposal=proposal,
            ballot=ballot.subject,
            answer_due_on=ballot.answer_due_on,
        )
    except Conflict:
        name = names([proposal.subject])[proposal.subject_id]
        raise NotNow(
            _("“%(title)s” has moved on. Throw this draft away and make a new one.", title=name)
        ) from None
    option.title = proposal.title


@operation(durable=True)
def throw_away(*, actor: Actor, ballot: Ballot) -> None:
    """The draft is gone, and its proposals are as they were; what was opened stays."""
    held = _locked(ballot)
    if held.state is not BallotState.DRAFT:
        raise Conflict(_("This ballot has moved on in the meantime. Look at its page again."))
    events.record("ballot.thrown_away", subject_id=held.subject_id, actor=actor)
    db.session.execute(delete(Option).where(Option.ballot_id == held.id))
    db.session.execute(delete(Ballot).where(Ballot.id == held.id))


@operation(durable=True)
def cast(*, actor: Actor, level: int, code: str, positions: Sequence[int]) -> None:
    """This person's one paper in the ballot of this id holds these ticks, whatever it held before.

    What is ticked are positions of options.
    """
    held = _shared(code)
    _check_open(held, level)
    options = queries.options_of(held.id)
    wrong = rules.fault(positions, options, held.most_ticks)
    if wrong:
        raise Invalid({"choice": _fault_words(wrong, held.most_ticks)})
    _tick(_own_row(held, actor, level), [options[position] for position in positions])
    raise_version(held.subject_id)


def _own_row(ballot: Ballot, actor: Actor, level: int) -> int:
    """The voter's one row, new or as it was, locked until the operation ends."""
    mine = {
        "ballot_id": ballot.id,
        "voter_key": rules.voter_key(ballot.secret, actor.id),
        "level": level,
        "cast_on": clock.today(),
        "changes": 0,
        "withdrawn": False,
    }
    return int(run(_own(db.engine.dialect.name), mine).scalar_one())


@cache
def _own(_dialect: str) -> Any:
    paper = insert_new(_PAPERS)
    given = {"level": paper.excluded.level, "withdrawn": paper.excluded.withdrawn}
    return paper.on_conflict_do_update(
        index_elements=["ballot_id", "voter_key"], set_=given
    ).returning(_PAPERS.c.id)


def _tick(paper_id: int, option_ids: Sequence[int]) -> None:
    """The paper holds these ticks; the same ticks once more are no change."""
    before = {row.option_id for row in read(_TICKED, {"paper": paper_id})}
    if before == set(option_ids):
        return
    if before:
        run(_CHANGED, {"paper": paper_id})
        db.session.execute(delete(Choice).where(Choice.paper_id == paper_id))
    ticks = [{"paper_id": paper_id, "option_id": each} for each in option_ids]
    db.session.execute(insert(_CHOICES), ticks)


_TICKED = select(Choice.option_id).where(Choice.paper_id == bindparam("paper"))
_CHOICES = Base.metadata.tables[Choice.__tablename__]
_PAPERS = Base.metadata.tables[Paper.__tablename__]
_CHANGED = (
    update(_PAPERS).where(_PAPERS.c.id == bindparam("paper")).values(changes=_PAPERS.c.changes + 1)
)


@operation(durable=True)
def withdraw(*, actor: Actor, code: str) -> Paper:
    """This person's paper no longer counts; it is counted among the withdrawn ones."""
    held = _shared(code)
    _check_open(held, Level.CHECKED)
    key = rules.voter_key(held.secret, actor.id)
    paper = db.session.scalar(
        select(Paper).where(Paper.ballot_id == held.id, Paper.voter_key == key).with_for_update()
    )
    if paper is None:
        raise NotFound(_("You have not voted in this ballot."))
    paper.withdrawn = True
    db.session.execute(delete(Choice).where(Choice.paper_id == paper.id))
    touch(held.subject_id)
    return paper


@operation(durable=True)
def close(*, actor: Actor, ballot: Ballot) -> bool:
    """A ballot whose time is over takes no more papers."""
    held = _locked(ballot)
    if held.state is not BallotState.OPEN or clock.now() < held.closes_at:
        return False
    _move(held, Act.CLOSE)
    _tell(held, actor, "ballot.closed")
    return True


@operation(durable=True)
def publish(*, actor: Actor, ballot: Ballot) -> bool:
    """The papers are counted by rows; the count stands on the page and in the ledger."""
    held = _locked(ballot)
    if held.state is not BallotState.CLOSED:
        return False
    _move(held, Act.PUBLISH)
    held.published_at = clock.now()
    held.result = queries.result(held)
    _tell(held, actor, "ballot.published")
    document = tables.record(held, queries.shown_options(held))
    ledger.append("ballot", subject_id=held.subject_id, document=document)
    return True


@operation
def answer(*, actor: Actor, ballot: Ballot, words: str, answered_by: str) -> Ballot:
    """What the council does with the result stands beside it, for good."""
    held = _locked(ballot)
    words = clean(words)
    if held.state is not BallotState.PUBLISHED:
        raise NotNow(_("A ballot can be answered once its result is published."))
    if not words:
        raise Invalid({"words": _("An answer needs its words.")})
    if held.answered_at:
        if (held.answer, held.answered_by) == (words, answered_by):
            return held
        raise NotNow(_("This result has been answered already."))
    held.answer, held.answered_by, held.answered_at = words, answered_by, clock.now()
    _tell(held, actor, "ballot.answered")
    return held


def _locked(ballot: Ballot) -> Ballot:
    (number,) = inspect(ballot).identity or (0,)  # its row may be gone: a draft thrown away
    statement = select(Ballot).where(Ballot.id == number).with_for_update()
    found = db.session.scalar(statement.execution_options(populate_existing=True))
    if found is None:
        raise NotFound
    return found


def _shared(code: str) -> Ballot:
    """The ballot as it stands; whoever would close it waits until this paper is in."""
    found = db.session.scalar(_SHARED, {"code": code})
    if found is None or found.state is BallotState.DRAFT:
        raise NotFound
    return found


_SHARED = (
    select(Ballot)
    .join(Subject, Subject.id == Ballot.subject_id)
    .where(Subject.public_id == bindparam("code"))
    .with_for_update(read=True, of=Ballot)
    .execution_options(populate_existing=True)
)


def _move(ballot: Ballot, act: Act) -> None:
    following = rules.after(ballot.state, act)
    if following is None:
        raise Conflict(_("This ballot has moved on in the meantime. Look at its page again."))
    ballot.state = following


def _check_open(ballot: Ballot, level: int) -> None:
    found = rules.bar(
        ballot.state, clock.now(), ballot.opens_at, ballot.closes_at, level, ballot.level
    )
    if found is not None:
        raise (Refused if found is Bar.LEVEL else NotNow)(bar_words(found))


def bar_words(found: Bar) -> str:
    """Why a paper cannot be cast, and what to do."""
    words = {
        Bar.NOT_OPEN: _("This ballot is not open."),
        Bar.NOT_YET: _("This ballot has not begun."),
        Bar.OVER: _("This ballot is closed. What was cast before the close counts."),
        Bar.LEVEL: _("Only residents can vote here. Confirm where you live, then come back."),
    }
    return words[found]


def _fault_words(found: Fault, most: int) -> str:
    words = {
        Fault.EMPTY: _("Please tick at least one option."),
        Fault.REPEATED: _("An option can be ticked once."),
        Fault.UNKNOWN: _("One of the ticks is not an option of this ballot."),
        Fault.TOO_MANY: ngettext(
            "Please tick one option only.", "Please tick at most %(num)d options.", most
        ),
    }
    return words[found]


def _tell(ballot: Ballot, actor: Actor, kind: str) -> None:
    touch(ballot.subject_id)
    if ballot.addressee_id:
        touch(ballot.addressee_id)
    touch(*(option.about_id for option in ballot.options if option.about_id))
    touch_site()
    events.record(
        kind, subject_id=ballot.subject_id, actor=actor, public=True, title=ballot.subject.title
    )
