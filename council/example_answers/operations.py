"""The example council answers proposals, and asks residents by ballot."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import time, timedelta
from functools import partial

from citizens.ballots import operations as ballots
from citizens.proposals import operations as proposals
from citizens.proposals.rules import AnswerKind
from commons import clock, jobs
from commons.roles import Level
from council.decisions import operations as decisions
from council.decisions.models import Answer
from council.decisions.queries import answer_of
from council.decisions.rules import DecisionKind, DecisionMode, Vote
from council.example.operations import Act, Stage
from council.example.tables import Calendar, Row, read, rows, signature
from council.example_figures.operations import charter_fields
from council.example_people.operations import contributors
from metrics.charters.queries import by_subject

CLERK = "odile-fenn"
AFTER_MIDNIGHT = time(0, 10)
WEIGHED = timedelta(days=4)
VOTED = timedelta(days=1)


def acts(calendar: Calendar) -> Iterator[Act]:
    """Answers on their way to the public, answers that are late, ballots with their papers."""
    for row in rows("proposals"):
        yield from _answer(calendar, row)
        yield from _late(calendar, row)
    for row in rows("ballots"):
        yield from _ballot(calendar, row)


# ---------------------------------------------------------------- answers


def _answer(calendar: Calendar, row: Row) -> Iterator[Act]:
    if "answer" not in row:
        return
    slug, answer = row["slug"], row["answer"]
    moment = calendar.moment(answer["at"])
    rests_on = f"supported:{slug}" if "threshold" in row["supports"] else f"proposal:{slug}"
    needed = (rests_on, *_needed(row))
    yield Act(f"draft:{slug}", moment - WEIGHED, partial(_draft, row), needed)
    if "vote" in answer:
        after = (f"draft:{slug}",)
        yield Act(f"votes:{slug}", moment - VOTED, partial(_vote, row), after)
    after = (f"votes:{slug}" if "vote" in answer else f"draft:{slug}",)
    yield Act(f"answer:{slug}", moment, partial(_publish, row), after)
    if row["state"] == "carried_out":
        last = row["follow_through"][-1]
        play = partial(_carry_out, row, last)
        yield Act(f"carried:{slug}", calendar.moment(last["at"]), play, (f"answer:{slug}",))


def _needed(row: Row) -> list[str]:
    """The objective that a new measure will serve must be there."""
    if "measure" not in row["answer"]:
        return []
    return [f"objective:{_measure(row)['objective']}", f"join:{CLERK}"]


def _measure(row: Row) -> Row:
    return read(f"measures/{row['answer']['measure']}")


def _draft(row: Row, stage: Stage) -> None:
    answer = row["answer"]
    measure = _measure(row) if "measure" in answer else None
    accepting = stage.members.get(answer.get("accepted_by", ""))
    decisions.draft_answer(
        actor=stage.actor(CLERK),
        proposal=stage.proposals[row["slug"]],
        council=stage.council,
        kind=AnswerKind(answer["decision"]),
        reason=" ".join(part for part in (answer["reason"], answer.get("changed", "")) if part),
        lead_agency=accepting.agency if accepting else None,
        objective=stage.objectives[measure["objective"]] if measure else None,
        charter=charter_fields(measure, measure["charters"][0], stage) if measure else None,
    )


def _drafted(row: Row, stage: Stage) -> Answer:
    found = answer_of(stage.proposals[row["slug"]].id)
    if found is None:
        raise RuntimeError(f"No answer was drafted to {row['slug']}")
    return found


def _vote(row: Row, stage: Stage) -> None:
    answer, said = _drafted(row, stage), row["answer"]["vote"]
    for vote, key in ((Vote.YES, "for"), (Vote.NO, "against"), (Vote.ABSTAIN, "abstain")):
        for slug in said.get(key, []):
            decisions.vote(
                actor=stage.actor(slug), answer=answer, version=answer.version, vote=vote
            )


def _publish(row: Row, stage: Stage) -> None:
    answer, said = _drafted(row, stage), row["answer"]
    by = stage.actor(said["by"])
    if "vote" in said:
        decisions.decide_by_votes(actor=by, answer=answer, version=answer.version)
    if "accepted_by" in said:
        decisions.accept(
            actor=stage.actor(said["accepted_by"]), answer=answer, version=answer.version
        )
    measure = _measure(row) if "measure" in said else None
    proposal = decisions.publish_answer(
        actor=by,
        answer=answer,
        version=answer.version,
        slug=measure["slug"] if measure else None,
        contributors=contributors(measure, stage) if measure else (),
    )
    if measure and proposal.result_id:
        stage.measures[measure["slug"]] = by_subject(proposal.result_id)


def _carry_out(row: Row, last: Row, stage: Stage) -> None:
    proposals.carry_out(
        actor=stage.actor(last["by"]), proposal=stage.proposals[row["slug"]], words=last["words"]
    )


def _late(calendar: Calendar, row: Row) -> Iterator[Act]:
    """In the night after the due day, the job tells of what is still unanswered."""
    due = row.get("answer_due")
    if "answer" in row or due is None or calendar.day(due) >= calendar.today - timedelta(days=1):
        return
    moment = clock.at_site(calendar.day(due) + timedelta(days=1), AFTER_MIDNIGHT)
    yield Act(f"late:{row['slug']}", moment, _tell_late, (f"supported:{row['slug']}",))


def _tell_late(_stage: Stage) -> None:
    jobs.run_once("proposals.late")


# ---------------------------------------------------------------- ballots


def _ballot(calendar: Calendar, row: Row) -> Iterator[Act]:
    slug, name = row["slug"], f"ballot:{row['slug']}"
    named = [each["proposal"] for each in row["options"] if "proposal" in each]
    after = (f"join:{row['by']}", *(f"supported:{each}" for each in named))
    yield Act(name, calendar.moment(row["opened"]), partial(_open, row), after)
    papers = [f"paper:{slug}:{n}" for n, _vote in enumerate(row["votes"])]
    for paper, vote in zip(papers, row["votes"], strict=True):
        yield Act(paper, calendar.moment(vote["at"]), partial(_cast, row, vote), (name,))
    if "closed" in row:
        closes = calendar.closing(row["closes"])
        yield Act(f"closed:{slug}", closes, _close_due, (name, *papers))
    if "decision" in row:
        moment = calendar.moment(row["decision"]["at"])
        after = (f"closed:{slug}", f"measure:{row['decision']['measure']}")
        yield Act(f"decided:{slug}", moment, partial(_decide, row), after)


def _open(row: Row, stage: Stage) -> None:
    bo = stage.actor(row["by"])
    stage.ballots[row["slug"]] = ballots.draft(
        actor=bo,
        addressee_id=stage.council.subject_id,
        title=row["title"],
        question=row["question"],
        options=[_option(each, stage) for each in row["options"]],
        opens_at=clock.now(),
        closes_at=stage.calendar.closing(row["closes"]),
        places=row["seats"],
        explanation=row["duty"],
    )
    ballots.open_(actor=bo, ballot=stage.ballots[row["slug"]])


def _option(each: Row, stage: Stage) -> tuple[str, str, int | None]:
    if "proposal" not in each:
        return each["title"], each["text"], None
    proposal = stage.proposals[each["proposal"]]
    return proposal.title, proposal.body, proposal.subject_id


def _cast(row: Row, vote: Row, stage: Stage) -> None:
    places = {each["slug"]: n for n, each in enumerate(row["options"], start=1)}
    ballots.cast(
        actor=stage.actor(vote["by"]),
        level=Level.RESIDENT,
        code=stage.ballots[row["slug"]].subject.public_id,
        positions=[places[slug] for slug in vote["approve"]],
    )


def _close_due(_stage: Stage) -> None:
    jobs.run_once("ballots.close_due")


def _decide(row: Row, stage: Stage) -> None:
    said, by = row["decision"], stage.actor(row["decision"]["by"])
    ballots.answer(
        actor=by,
        ballot=stage.ballots[row["slug"]],
        words=said["text"],
        answered_by=signature(said["by"]),
    )
    decisions.take(
        actor=by,
        council=stage.council,
        words=said["text"],
        decided_by=names(said["vote"]["for"], stage),
        kind=DecisionKind.CHANGE_TARGET,
        mode=DecisionMode.MEMBERS,
        votes_for=len(said["vote"]["for"]),
        votes_against=len(said["vote"]["against"]),
        abstained=len(said["vote"].get("abstain", [])),
        about_id=stage.measures[said["measure"]].subject_id,
    )


def names(slugs: list[str], stage: Stage) -> str:
    """The names of these people, in the order of the file."""
    return ", ".join(stage.actor(slug).name for slug in slugs)
