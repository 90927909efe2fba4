"""Reads of ballots: lists, one page, one's own paper, the count by rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, func, select
from sqlalchemy.orm import joinedload, selectinload

from citizens.ballots import rules
from citizens.ballots.models import Ballot, Choice, Option, Paper
from citizens.ballots.rules import BallotState, Bar, Outcome
from citizens.comments.specs import asked_of
from commons import clock
from commons.actors import Identity
from commons.db import db
from commons.errors import NotFound
from commons.rows import read
from commons.subjects import Subject, concealed


@dataclass(frozen=True)
class OwnPaper:
    """What somebody ticked, and how often that was changed."""

    positions: tuple[int, ...]
    changes: int
    withdrawn: bool


@dataclass(frozen=True)
class ShownOption:
    """An option as a page shows it: a proposal that is hidden is called by its id alone."""

    position: int
    title: str
    words: str
    about: Subject | None


@dataclass(frozen=True)
class BallotPage:
    """A ballot as one person sees it: the options in an order of their own, their paper."""

    ballot: Ballot
    options: tuple[ShownOption, ...]
    turnout: int
    bar: Bar | None
    paper: OwnPaper | None
    days_left: int
    minutes_left: int


@dataclass(frozen=True)
class Standing:
    """What a published ballot said of a proposal."""

    code: str
    title: str
    path: str
    outcome: Outcome
    approvals: int
    papers: int


def by_code(code: str) -> Ballot:
    """The ballot of this id with its options, or NotFound."""
    found = db.session.scalar(_whole_of_code(), {"code": code})
    if found is None:
        raise NotFound
    return found


@cache
def _whole_of_code() -> Select[Ballot]:
    return _whole().where(Subject.public_id == bindparam("code"))


def public_by_code(code: str) -> Ballot:
    """The ballot of this id once it was opened, or NotFound."""
    found = by_code(code)
    if found.state is BallotState.DRAFT:
        raise NotFound
    return found


def options_of(ballot_id: int) -> dict[int, int]:
    """The options of a ballot: the number of each by its position."""
    return {row.position: row.id for row in read(_OPTIONS, {"ballot": ballot_id})}


_OPTIONS = select(Option.position, Option.id).where(Option.ballot_id == bindparam("ballot"))


def ballot_page(code: str, viewer: Identity) -> BallotPage:
    """All that the page of a ballot shows to this person."""
    ballot = public_by_code(code)
    seed = rules.voter_key(ballot.secret, viewer.actor.id) if viewer.actor else ""
    by_position = {option.position: option for option in shown_options(ballot)}
    order = rules.order_for(seed, sorted(by_position)) if seed else sorted(by_position)
    left = ballot.closes_at - clock.now()
    is_open = ballot.state is BallotState.OPEN
    return BallotPage(
        ballot=ballot,
        options=tuple(by_position[position] for position in order),
        turnout=rules.shown_turnout(_standing_papers(ballot.id)) if is_open else 0,
        bar=rules.bar(
            ballot.state,
            clock.now(),
            ballot.opens_at,
            ballot.closes_at,
            viewer.level,
            ballot.level,
        ),
        paper=_own_paper(ballot, seed) if seed else None,
        days_left=max(0, left.days),
        minutes_left=max(0, int(left.total_seconds() // 60)),
    )


def shown_options(ballot: Ballot) -> tuple[ShownOption, ...]:
    """The options in their own order, as they can be shown now; what was frozen stays in the row.

    Also for the record: what a moderator has hidden must not get into the ledger for ever.
    """
    about = [option.about_id for option in ballot.options if option.about_id]
    gone = concealed(about) if about else frozenset()
    return tuple(
        ShownOption(each.position, each.about.public_id, "", each.about)
        if each.about and each.about_id in gone
        else ShownOption(each.position, _title(ballot, each), each.words, each.about)
        for each in ballot.options
    )


def _title(ballot: Ballot, option: Option) -> str:
    """As it was frozen; of a draft, as it would be frozen now."""
    is_draft = ballot.state is BallotState.DRAFT
    return option.about.title if is_draft and option.about else option.title


def own_paper(ballot: Ballot, actor_id: int) -> OwnPaper | None:
    """What this person ticked in this ballot; None when they did not vote."""
    return _own_paper(ballot, rules.voter_key(ballot.secret, actor_id))


def ballots() -> list[Ballot]:
    """All ballots that were ever opened: open ones first, the next to close on top."""
    statement = _whole().where(Ballot.state != BallotState.DRAFT)
    found = list(db.session.scalars(statement.order_by(Ballot.closes_at.desc()).limit(200)))
    running = [b for b in found if b.state is BallotState.OPEN]
    return running[::-1] + [b for b in found if b.state is not BallotState.OPEN]


def drafts() -> list[Ballot]:
    """Ballots that wait to be opened."""
    statement = _whole().where(Ballot.state == BallotState.DRAFT).order_by(Ballot.id.desc())
    return list(db.session.scalars(statement))


def open_ballots(limit: int = 3) -> list[Ballot]:
    """The ballots that are open now, the next to close first."""
    moment = clock.now()
    statement = _whole().where(
        Ballot.state == BallotState.OPEN, Ballot.opens_at <= moment, Ballot.closes_at > moment
    )
    return list(db.session.scalars(statement.order_by(Ballot.closes_at).limit(limit)))


def due() -> list[Ballot]:
    """Ballots whose close has passed, and closed ones that are not counted yet."""
    is_over = (Ballot.state == BallotState.OPEN) & (Ballot.closes_at <= clock.now())
    statement = _whole().where(is_over | (Ballot.state == BallotState.CLOSED))
    return list(db.session.scalars(statement.order_by(Ballot.id)))


def unanswered(addressee_ids: Sequence[int] | None = None) -> list[Ballot]:
    """Published ballots of which the council has not said what it does with the result."""
    statement = _whole().where(Ballot.state == BallotState.PUBLISHED, Ballot.answered_at.is_(None))
    if addressee_ids is not None:
        statement = statement.where(Ballot.addressee_id.in_(addressee_ids))
    return list(db.session.scalars(statement.order_by(Ballot.answer_due_on, Ballot.id)))


def running_over(subject_id: int) -> Ballot | None:
    """The ballot in which residents vote on this, until its result is public."""
    statement = (
        _whole()
        .join(Option, Option.ballot_id == Ballot.id)
        .where(
            Option.about_id == subject_id,
            Ballot.state.in_((BallotState.OPEN, BallotState.CLOSED)),
        )
        .limit(1)
    )
    return db.session.scalar(statement)


def standing_of(subject_id: int) -> Standing | None:
    """What the last published ballot said of this proposal; None when there was none."""
    statement = (
        _whole()
        .join(Option, Option.ballot_id == Ballot.id)
        .where(Option.about_id == subject_id, Ballot.state == BallotState.PUBLISHED)
        .order_by(Ballot.published_at.desc())
        .limit(1)
    )
    ballot = db.session.scalar(statement)
    if ballot is None:
        return None
    position = next(o.position for o in ballot.options if o.about_id == subject_id)
    result: dict[str, Any] = ballot.result or {}
    row = next(r for r in result["options"] if r["position"] == position)
    return Standing(
        code=ballot.subject.public_id,
        title=ballot.subject.title,
        path=ballot.subject.path,
        outcome=Outcome.WON if row["wins"] else Outcome.LOST,
        approvals=row["approvals"],
        papers=result["papers"],
    )


def result(ballot: Ballot) -> dict[str, Any]:
    """The count, made from the rows of papers and ticks."""
    papers = _papers_by_level(ballot.id)
    ticks, levels = _ticks(ballot)
    shows_levels = rules.may_show_levels(papers)
    counted = rules.count(ballot.subject.public_id, ticks, ballot.places)
    withdrawn, changed = _withdrawn_and_changed(ballot.id)
    return {
        "papers": sum(papers.values()),
        "withdrawn": withdrawn,
        "changed": changed,
        "papers_by_level": {str(k): v for k, v in papers.items()} if shows_levels else None,
        "options": [
            {
                "position": each.position,
                "approvals": each.approvals,
                "rank": each.rank,
                "wins": each.wins,
                "tied": each.tied,
                "by_level": (
                    {str(level): levels.get((each.position, level), 0) for level in papers}
                    if shows_levels
                    else None
                ),
            }
            for each in counted
        ],
    }


def _papers_by_level(ballot_id: int) -> dict[int, int]:
    statement = (
        select(Paper.level, func.count())
        .where(Paper.ballot_id == ballot_id, Paper.withdrawn.is_(False))
        .group_by(Paper.level)
        .order_by(Paper.level)
    )
    return {int(level): int(number) for level, number in db.session.execute(statement)}


def _ticks(ballot: Ballot) -> tuple[dict[int, int], dict[tuple[int, int], int]]:
    statement = (
        select(Option.position, Paper.level, func.count())
        .join(Choice, Choice.option_id == Option.id)
        .join(Paper, Paper.id == Choice.paper_id)
        .where(Option.ballot_id == ballot.id, Paper.withdrawn.is_(False))
        .group_by(Option.position, Paper.level)
    )
    levels = {(int(p), int(lv)): int(n) for p, lv, n in db.session.execute(statement)}
    ticks = {option.position: 0 for option in ballot.options}
    for (position, _level), number in levels.items():
        ticks[position] += number
    return ticks, levels


def _withdrawn_and_changed(ballot_id: int) -> tuple[int, int]:
    statement = select(
        func.count().filter(Paper.withdrawn), func.count().filter(Paper.changes > 0)
    ).where(Paper.ballot_id == ballot_id)
    withdrawn, changed = db.session.execute(statement).one()
    return int(withdrawn), int(changed)


def _standing_papers(ballot_id: int) -> int:
    statement = select(func.count()).where(Paper.ballot_id == ballot_id, Paper.withdrawn.is_(False))
    return db.session.scalar(statement) or 0


def _own_paper(ballot: Ballot, key: str) -> OwnPaper | None:
    mine = (Paper.ballot_id == ballot.id) & (Paper.voter_key == key)
    paper = db.session.scalar(select(Paper).where(mine))
    if paper is None:
        return None
    ticks = set(db.session.scalars(select(Choice.option_id).where(Choice.paper_id == paper.id)))
    positions = tuple(o.position for o in ballot.options if o.id in ticks)
    return OwnPaper(positions, paper.changes, paper.withdrawn)


def _whole() -> Select[Ballot]:
    return (
        select(Ballot)
        .join(Subject, Subject.id == Ballot.subject_id)
        .options(
            joinedload(Ballot.subject),
            joinedload(Ballot.addressee),
            selectinload(Ballot.options).joinedload(Option.about),
        )
    )


@asked_of("ballot")
def _addressee(subject_id: int) -> int | None:
    return db.session.scalar(select(Ballot.addressee_id).where(Ballot.subject_id == subject_id))
