"""Residents of the example propose, comment, support and report; a moderator decides."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial

from citizens.comments import operations as comments
from citizens.comments.rules import Side
from citizens.moderation import operations as moderation
from citizens.moderation.rules import Rule
from citizens.proposals import operations as proposals
from citizens.proposals.rules import ProposalKind
from citizens.supports import operations as supports
from commons import jobs
from commons.hashing import sha256
from commons.roles import Level
from commons.subjects import Subject
from council.example.operations import Act, Stage
from council.example.tables import Calendar, Row, measures, rows, signature
from council.example_talk.rules import THRESHOLD, crowd, moments
from metrics.signals.queries import read as summary_of
from metrics.signals.queries import standing

Finder = Callable[[Stage], int]


def acts(calendar: Calendar) -> Iterator[Act]:
    """Proposals, comments, supports, reports and what the moderator did."""
    for row in rows("proposals"):
        yield from _proposal(calendar, row)
        yield from _told_by_office(calendar, row)
    hidden = {row["comment"]: row for row in rows("moderation", "hidings")}
    for row in measures():
        if "late" in row:
            yield _aside(calendar, f"measure:{row['slug']}", row["late"])
    for row in rows("comments"):
        yield from _comment(calendar, row, hidden.get(row["slug"], {}))
    for row in hidden.values():
        yield from _hiding(calendar, row)
    for row in rows("moderation", "reports"):
        play = partial(_report, row["comment"], row, row["rule"])
        after = (f"comment:{row['comment']}",)
        yield Act(f"report:{row['comment']}", calendar.moment(row["at"]), play, after)


# ---------------------------------------------------------------- supports


def supporting(
    calendar: Calendar,
    name: str,
    row: Row,
    author: str,
    found: Finder,
    pause: tuple[datetime, str] | None = None,
) -> Iterator[Act]:
    """Each support of what the act `name` made; during a `pause` they wait for its end."""
    said = row["supports"]
    if not said["count"]:
        return
    known = {each["slug"]: each["level"] for each in rows("residents")}
    residents = [slug for slug, level in known.items() if level >= Level.RESIDENT]
    people = crowd(residents, list(known), author, row["slug"], said["count"])
    threshold = calendar.moment(said["threshold"]) if "threshold" in said else None
    first, last = calendar.moment(said["first"]), calendar.moment(said["last"])
    times = moments(len(people), first, last, threshold)
    for n, (person, moment) in enumerate(zip(people, times, strict=True), start=1):
        waits = (pause[1],) if pause and moment > pause[0] else ()
        play = partial(_support, person, found)
        yield Act(f"support:{name}:{n}", moment, play, (name, f"join:{person}", *waits))


def _support(person: str, found: Finder, stage: Stage) -> None:
    supports.give(actor=stage.actor(person), subject_id=found(stage), level=stage.level(person))


# ---------------------------------------------------------------- proposals


def _proposal(calendar: Calendar, row: Row) -> Iterator[Act]:
    slug, name = row["slug"], f"proposal:{row['slug']}"
    about = [f"{key}:{row[key]}" for key in ("measure", "objective") if key in row]
    after = (f"join:{row['author']}", *about)
    yield Act(name, calendar.moment(row["opened"]), partial(_propose, row), after)
    yield from supporting(
        calendar, name, row, row["author"], lambda stage: stage.proposals[slug].subject.id
    )
    if "threshold" in row["supports"]:
        after = (f"support:{name}:{THRESHOLD}",)
        moment = calendar.moment(row["supports"]["threshold"])
        yield Act(f"supported:{slug}", moment, _count, after)
    for n, each in enumerate(row.get("amendments", [])):
        play = partial(_amend, row, each)
        yield Act(f"amendment:{slug}:{n}", calendar.moment(each["at"]), play, (name,))


def _propose(row: Row, stage: Stage) -> None:
    author = stage.actor(row["author"])
    draft = proposals.draft(
        actor=author,
        title=row["title"],
        body=row["text"],
        how_noticed=row["notice"],
        kind=ProposalKind(row["kind"]),
        about_id=_about(row, stage),
        addressee_id=stage.council.subject_id,
        threshold=stage.council.threshold,
        once=f"example-{row['slug']}",
    )
    stage.proposals[row["slug"]] = proposals.open_(actor=author, proposal=draft)


def _about(row: Row, stage: Stage) -> int | None:
    if "measure" in row:
        return stage.measures[row["measure"]].subject_id
    return stage.objectives[row["objective"]].subject_id if "objective" in row else None


def _told_by_office(calendar: Calendar, row: Row) -> Iterator[Act]:
    """What an agency says of a proposal on its way, it says where everybody does."""
    answered = f"answer:{row['slug']}"
    for each in row.get("drafts", []):
        yield _aside(calendar, f"proposal:{row['slug']}", each)
    for each in row.get("follow_through", [])[:-1]:
        yield _aside(calendar, f"proposal:{row['slug']}", each, answered)


def _aside(calendar: Calendar, about: str, said: Row, *rests_on: str) -> Act:
    name = f"aside:{about}:{said['at']}"
    after = (about, f"join:{said['by']}", *rests_on)
    return Act(name, calendar.moment(said["at"]), partial(_say_aside, about, said, name), after)


def _say_aside(about: str, said: Row, name: str, stage: Stage) -> None:
    kind, slug = about.split(":")
    thing = stage.measures[slug] if kind == "measure" else stage.proposals[slug]
    comments.say(
        actor=stage.actor(said["by"]),
        about=thing.subject.public_id,
        body=said["words"],
        once=sha256(name.encode()),
    )


def _count(_stage: Stage) -> None:
    """What the worker does all day: supports are counted, and who has enough goes on."""
    jobs.run_once("count_supports")
    jobs.run_once("proposals.reached_threshold")


def _amend(row: Row, each: Row, stage: Stage) -> None:
    proposal = stage.proposals[row["slug"]]
    proposals.amend(
        actor=stage.actor(each["by"]),
        proposal=proposal,
        title=proposal.title,
        body=f"{proposal.body}\n\n{each['text']}",
        how_noticed=proposal.how_noticed,
        reason=each["reason"],
    )


# ---------------------------------------------------------------- comments


def _comment(calendar: Calendar, row: Row, hiding: Row) -> Iterator[Act]:
    slug, name = row["slug"], f"comment:{row['slug']}"
    about = [f"{kind}:{which}" for kind, which in row["subject"].items()]
    after = (f"join:{row['by']}", *about)
    yield Act(name, calendar.moment(row["at"]), partial(_say, row), after)
    pause = None
    if "restored" in hiding:
        pause = calendar.moment(hiding["hidden"]["at"]), f"restored:{slug}"
    yield from supporting(
        calendar, name, row, row["by"], lambda stage: stage.comments[slug].subject.id, pause
    )
    for n, each in enumerate(row.get("replies", [])):
        play = partial(_reply, row, each, n)
        yield Act(f"reply:{slug}:{n}", calendar.moment(each["at"]), play, (name,))
    if "answer" in row:
        moment = calendar.moment(row["answer"]["at"])
        yield Act(f"said:{slug}", moment, partial(_answer, row), (name,))


def _say(row: Row, stage: Stage) -> None:
    stage.comments[row["slug"]] = comments.say(
        actor=stage.actor(row["by"]),
        about=_commented(row, stage).public_id,
        body=row["text"],
        side=Side(row["side"]),
        pin=_pin(row, stage),
        once=f"example-{row['slug']}",
    )


def _commented(row: Row, stage: Stage) -> Subject:
    where = row["subject"]
    if "measure" in where:
        return stage.measures[where["measure"]].subject
    return stage.proposals[where["proposal"]].subject


def _pin(row: Row, stage: Stage) -> str:
    """The period of the newest figure that was public when it was written."""
    if "pin" not in row:
        return ""
    stands = standing(stage.measures[row["subject"]["measure"]].id)
    return summary_of(stands).latest_label if stands else ""


def _reply(row: Row, each: Row, number: int, stage: Stage) -> None:
    parent = stage.comments[row["slug"]]
    comments.say(
        actor=stage.actor(each["by"]),
        about=_commented(row, stage).public_id,
        body=each["text"],
        parent_id=parent.id,
        once=f"example-{row['slug']}-{number}",
    )


def _answer(row: Row, stage: Stage) -> None:
    answer = row["answer"]
    comments.answer(
        actor=stage.actor(answer["by"]),
        comment=stage.comments[row["slug"]],
        words=answer["text"],
        answered_by=signature(answer["by"]),
    )


# ---------------------------------------------------------------- moderation


def _hiding(calendar: Calendar, row: Row) -> Iterator[Act]:
    slug, hidden = row["comment"], row["hidden"]
    play = partial(_report, slug, row["reported"], hidden["rule"])
    after = (f"comment:{slug}",)
    yield Act(f"report:{slug}", calendar.moment(row["reported"]["at"]), play, after)
    after = (f"report:{slug}",)
    yield Act(f"hidden:{slug}", calendar.moment(hidden["at"]), partial(_hide, row), after)
    if "restored" in row:
        moment, after = calendar.moment(row["restored"]["at"]), (f"hidden:{slug}",)
        yield Act(f"restored:{slug}", moment, partial(_restore, row), after)


def _report(comment: str, said: Row, rule: str, stage: Stage) -> None:
    moderation.report(
        actor=stage.actor(said["by"]),
        subject=stage.comments[comment].subject,
        rule=Rule(rule),
        words=said["words"],
    )


def _hide(row: Row, stage: Stage) -> None:
    moderation.hide(
        actor=stage.actor(row["hidden"]["by"]),
        subject=stage.comments[row["comment"]].subject,
        rule=Rule(row["hidden"]["rule"]),
        reason=row["hidden"]["reason"],
    )


def _restore(row: Row, stage: Stage) -> None:
    moderation.restore(
        actor=stage.actor(row["restored"]["by"]),
        subject=stage.comments[row["comment"]].subject,
        reason=row["restored"]["reason"],
    )
