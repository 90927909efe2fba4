"""The demonstration as it stands after a first start: alive, whole, and the same every time."""

from __future__ import annotations

import json
import re
from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from citizens.accounts.models import Account
from citizens.ballots.models import Ballot, Choice, Option, Paper
from citizens.ballots.rules import BallotState
from citizens.comments.models import Comment
from citizens.moderation.models import Hiding, Report
from citizens.proposals.models import Proposal
from citizens.proposals.rules import ProposalState
from citizens.supports.models import Support, Tally
from commons import clock, ledger
from commons.actors import Actor, RoleGrant
from commons.db import db
from commons.events import Event, Outgoing
from commons.ledger import Leaf
from commons.mail import Letter
from council.councils.models import Council
from council.demonstration import operations
from council.promises.models import Promise
from council.promises.rules import PromiseState
from council.questions.models import Question
from council.records.models import RecordVersion
from council.reviews.models import FrozenFigure, Review
from council.reviews.rules import ReviewState
from metrics.catalogue.models import Goal
from metrics.catalogue.rules import Part
from metrics.charters.models import Measure, Target
from metrics.observations.models import Release, Vintage
from metrics.observations.queries import lines
from metrics.observations.rules import FigureState, Marker
from metrics.signals.models import Standing
from metrics.signals.rules import Status
from tests.council.demonstration.content import measures, read

pytestmark = [pytest.mark.demonstration, pytest.mark.usefixtures("app")]


def kinds() -> Counter[str]:
    """How often each kind of public news was told."""
    rows = db.session.execute(
        select(Event.kind, func.count()).where(Event.public).group_by(Event.kind)
    )
    return Counter({kind: int(count) for kind, count in rows})


def running() -> dict[str, Standing]:
    """The standings of the example's measures, by slug."""
    rows = db.session.execute(
        select(Measure.slug, Standing)
        .join(Standing, Standing.measure_id == Measure.id)
        .join(Goal, Goal.id == Measure.goal_id)
        .where(Goal.part == Part.RUNNING)
    )
    return {row[0]: row[1] for row in rows}


def test_every_measure_shows_the_verdict_that_it_was_made_for() -> None:
    found = running()
    for row in measures():
        standing = found[row["slug"]]
        assert standing.status == row["intended"], row["slug"]
        assert standing.last_status == row.get("intended_last"), row["slug"]
    assert {s.status for s in found.values()} == set(Status)


def test_what_could_tell_of_few_people_is_hidden() -> None:
    hidden = {
        (row["slug"], series["name"])
        for row in measures()
        for series in row.get("series", [])
        if series.get("intended") == Status.SUPPRESSED
    }
    assert len(hidden) == 5
    for slug, name in hidden:
        measure = db.session.scalars(select(Measure).where(Measure.slug == slug)).one()
        line = next(each for each in lines(measure.id) if each.label == name)
        assert line.figures
        for figure in line.figures:
            assert figure.cell.text is None
            assert figure.cell.marker in (Marker.SUPPRESSED, Marker.NOT_AVAILABLE)


def test_a_new_measure_comes_from_its_proposal() -> None:
    origins = {
        measure.slug: measure.origin.title
        for measure in db.session.scalars(select(Measure).where(Measure.origin_id.is_not(None)))
        if measure.origin
    }
    assert set(origins) == {row["slug"] for row in measures() if "origin" in row}
    assert origins["riders-told"] == "Tell us an hour before a boat is cancelled"


def test_what_time_does_was_told_by_the_jobs_on_its_day() -> None:
    told = kinds()
    assert told["measure.stale"] == 2
    assert told["answer.late"] == 1
    assert told["promise.late"] == 3
    late = db.session.scalars(select(Event).where(Event.kind == "answer.late")).one()
    assert late.data["days"] == 1
    day = clock.to_site(late.at).date()
    assert day == clock.to_site(db_moment()).date() - timedelta(days=12)


def db_moment() -> Any:
    """When the demonstration was loaded: the moment of the newest goal's making."""
    return db.session.scalar(select(func.max(Event.at)))


def test_every_kind_of_news_is_in_the_feed() -> None:
    wanted = {
        *("target.set", "target.moved", "measure.adopted", "charter.revised", "figures.published"),
        *("figure.corrected", "verdict.changed", "measure.stale", "proposal.opened"),
        *("proposal.supported", "proposal.answered", "answer.late", "ballot.opened"),
        *("ballot.closed", "ballot.published", "content.hidden", "content.restored"),
        *("review.noticed", "review.live", "review.ended", "promise.made", "promise.slipped"),
        *("promise.ended", "strategy.moved", "decision.taken", "record.published"),
        *("office.appointed", "office.ended", "question.answered", "objective.adopted"),
    }
    assert wanted <= set(kinds())


def test_targets_moved_easier_and_harder() -> None:
    words = {
        event.subject.title: event.data["word"]
        for event in db.session.scalars(select(Event).where(Event.kind == "target.moved"))
    }
    assert Counter(words.values()) == {"easier": 2, "harder": 1}
    assert db.session.scalar(select(func.max(Target.number))) == 3  # one of the archive


def test_a_correction_replaces_nothing() -> None:
    ours = select(Release.id).join(Measure, Measure.id == Release.measure_id)
    ours = ours.where(Measure.slug == "killed-or-badly-hurt")
    corrected = db.session.scalars(
        select(Vintage).where(Vintage.state == FigureState.CORRECTED, Vintage.release_id.in_(ours))
    ).one()
    both = db.session.scalars(
        select(Vintage)
        .where(Vintage.observation_id == corrected.observation_id)
        .order_by(Vintage.number)
    ).all()
    assert [row.value.text for row in both] == ["38", "41"]


def test_supports_are_rows_of_different_people_and_the_tallies_agree() -> None:
    rows = db.session.execute(select(Support.subject_id, func.count()).group_by(Support.subject_id))
    counted = {subject_id: int(count) for subject_id, count in rows}
    tallies = {row.subject_id: row.standing for row in db.session.scalars(select(Tally))}
    assert counted == tallies
    for row in read("proposals")["proposals"]:
        proposal = db.session.scalars(select(Proposal).where(Proposal.title == row["title"])).one()
        assert counted[proposal.subject_id] == row["supports"]["count"]


def test_proposals_stand_where_their_file_says() -> None:
    for row in read("proposals")["proposals"]:
        proposal = db.session.scalars(select(Proposal).where(Proposal.title == row["title"])).one()
        assert proposal.state == ProposalState(row["state"]), row["slug"]
        if "answer" in row:
            assert proposal.answered_by
            assert proposal.answer.startswith(row["answer"]["reason"][:30])


def test_one_ballot_is_open_and_one_was_counted() -> None:
    held = {b.subject.title: b for b in db.session.scalars(select(Ballot))}
    assert {b.state for b in held.values()} == {BallotState.OPEN, BallotState.PUBLISHED}
    done = next(b for b in held.values() if b.state is BallotState.PUBLISHED)
    result = done.result or {}
    winner = next(each["position"] for each in result["options"] if each["wins"])
    chosen = db.session.scalars(
        select(Option).where(Option.ballot_id == done.id, Option.position == winner)
    ).one()
    assert chosen.title == "Make it 62 %"
    assert result["papers"] == 31
    assert done.answer


def test_each_resident_has_one_paper_and_the_later_vote_counts() -> None:
    open_ = db.session.scalars(select(Ballot).where(Ballot.state == BallotState.OPEN)).one()
    papers = db.session.scalars(select(Paper).where(Paper.ballot_id == open_.id)).all()
    votes = next(b for b in read("ballots")["ballots"] if b["slug"] == "which-two")["votes"]
    last = {vote["by"]: vote["approve"] for vote in votes}
    assert len(papers) == len(last)
    ticks = (
        select(func.count()).select_from(Choice).where(Choice.paper_id.in_([p.id for p in papers]))
    )
    assert db.session.scalar(ticks) == sum(len(approved) for approved in last.values())
    assert sum(paper.changes for paper in papers) == 1


def test_a_hidden_comment_stays_and_a_report_waits() -> None:
    lifted = [row.lifted_at is not None for row in db.session.scalars(select(Hiding))]
    assert sorted(lifted) == [False, True]
    waiting = select(func.count(Report.id)).where(Report.state == "open")
    assert db.session.scalar(waiting) == 1


def test_two_reviews_were_held_and_one_is_to_come() -> None:
    states = Counter(row.state for row in db.session.scalars(select(Review)))
    assert states == {ReviewState.PUBLISHED: 2, ReviewState.QUESTIONS_OPEN: 1}
    frozen = db.session.scalar(select(func.count()).select_from(FrozenFigure))
    assert frozen == 4 + 3
    assert db.session.scalar(select(func.count(Question.id))) == 17


def test_every_end_of_a_promise_is_seen_and_one_is_late() -> None:
    promises = db.session.scalars(select(Promise)).all()
    assert {row.state for row in promises} == set(PromiseState)
    late = [
        row for row in promises if row.state is PromiseState.OPEN and row.due_on < clock.today()
    ]
    assert [row.words for row in late] == [
        "Publish what each bus route costs, and how many it carries."
    ]


def test_the_records_stand_in_a_sound_ledger_with_additions_and_a_correction() -> None:
    assert ledger.verify().bad is None
    versions = db.session.scalars(select(RecordVersion).order_by(RecordVersion.id)).all()
    assert [v.kind.value for v in versions] == [
        *("first", "addition"), *("first", "addition", "correction"),
    ]  # fmt: skip
    leaves = db.session.scalar(select(func.count()).select_from(Leaf))
    assert leaves == len(versions) + 1  # and the count of the ballot
    newest = json.loads(versions[-1].content)
    mended = newest["corrections"][-1]["fields"]
    assert [(f["old"].split()[-4], f["new"].split()[-4]) for f in mended] == [
        ("eighteen", "nineteen")
    ]
    assert len(newest["strategies"]["moves"]) == 3
    assert len(newest["promises"]["made"]) == 4


def test_no_news_holds_an_address_or_a_county_of_a_person() -> None:
    for event in db.session.scalars(select(Event)):
        assert "@" not in json.dumps(event.data), event.kind
    for leaf in db.session.scalars(select(Leaf)):
        assert b"@" not in leaf.content


def test_nothing_is_written_to_example_people_but_a_few_letters_that_never_leave() -> None:
    assert db.session.scalar(select(func.count()).select_from(Outgoing)) == 0
    letters = db.session.scalars(select(Letter)).all()
    assert 0 < len(letters) < 20
    for letter in letters:
        assert letter.sent_at is not None
        assert letter.to_address.endswith("@example.invalid")


def test_one_person_of_every_office_can_be_tried() -> None:
    shown = select(RoleGrant.role).join(Account, Account.actor_id == RoleGrant.actor_id)
    offices = set(db.session.scalars(shown.where(Account.is_example)))
    wanted = {row["role"] for row in read("council")["sign_in"]} - {"resident"}
    assert wanted <= offices
    names = set(db.session.scalars(select(Actor.name).join(Account).where(Account.is_example)))
    assert {"Rosa M.", "T. Nguyen"} <= names
    assert len(names) < 40


def test_all_of_the_example_is_marked_as_one_and_all_of_the_archive_is_not() -> None:
    parts = {(goal.part, goal.is_example) for goal in db.session.scalars(select(Goal))}
    assert parts == {(Part.RUNNING, True), (Part.ARCHIVE, False)}
    assert all(council.is_example for council in db.session.scalars(select(Council)))


def test_nothing_happened_after_the_moment_of_loading_or_out_of_order() -> None:
    moments = db.session.scalars(select(Event.at).order_by(Event.id)).all()
    assert list(moments) == sorted(moments)
    assert max(moments) <= clock.now()
    comments = db.session.scalars(select(Comment.at).order_by(Comment.id)).all()
    assert list(comments) == sorted(comments)


def test_loading_again_changes_nothing() -> None:
    before = db.session.scalar(select(func.count(Event.id)))
    operations.load()
    assert db.session.scalar(select(func.count(Event.id))) == before


def test_words_of_the_demonstration_name_no_year_by_chance() -> None:
    years = re.compile(r"\b20\d\d\b")
    for comment in db.session.scalars(select(Comment)):
        assert not years.search(comment.body)
