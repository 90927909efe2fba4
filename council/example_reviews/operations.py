"""The example's reviews are noticed, held and recorded; the next one waits for its day."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import datetime, time, timedelta
from functools import partial

from commons import jobs
from council.decisions.rules import DecisionKind, DecisionMode
from council.example.operations import Act, Stage
from council.example.tables import Calendar, Row, item_at, people, reviews, signature
from council.example_answers.operations import names
from council.example_talk.operations import supporting
from council.live import operations as live
from council.live.rules import Claim
from council.questions import operations as questions
from council.records import operations as records
from council.records import queries as published
from council.records.rules import VersionKind, correctable
from council.reviews import operations as meetings
from council.reviews.models import AgendaItem
from council.reviews.rules import ItemKind, ReviewKind

CLERK = "odile-fenn"
DRAFTED = timedelta(days=6)
CLOSE = {"earlier": time(12), "latest": time(12), "coming": time(17)}
LAST_WORDS = timedelta(seconds=40)
MINUTE_OF_A_NOTE = re.compile(r"minute (\d+)")


def acts(calendar: Calendar) -> Iterator[Act]:
    """Each review from its draft to its record."""
    for file in reviews():
        yield from _before(calendar, file)
        for row in file["questions"]:
            yield from _question(calendar, file, row)
        if file["review"]["state"] == "published":
            yield from _held(calendar, file)
            yield from _recorded(calendar, file)


# ---------------------------------------------------------------- before


def _before(calendar: Calendar, file: Row) -> Iterator[Act]:
    row = file["review"]
    slug, noticed = row["slug"], calendar.moment(row["noticed"])
    measured = [f"measure:{each['measure']}" for each in file["agenda"] if "measure" in each]
    after = (f"join:{CLERK}", *measured)
    yield Act(f"plan:{slug}", noticed - DRAFTED, partial(_plan, file), after)
    yield Act(f"notice:{slug}", noticed, partial(_notice, slug), (f"plan:{slug}",))
    opened, play = calendar.moment(row["questions_open"]), partial(_open_questions, file)
    yield Act(f"asking:{slug}", opened, play, (f"notice:{slug}",))
    for place, each in enumerate(file["agenda"]):
        if "added" in each:
            added, after = calendar.moment(each["added"]), (f"notice:{slug}",)
            name = f"added:{slug}:{each['slug']}"
            yield Act(name, added, partial(_add_later, slug, each, place), after)


def _plan(file: Row, stage: Stage) -> None:
    row, clerk = file["review"], stage.actor(CLERK)
    review = meetings.draft(
        actor=clerk,
        council=stage.council,
        title=row["title"],
        starts_at=stage.calendar.moment(row["starts"]),
        kind=ReviewKind(row["kind"]),
        minutes=row["minutes"],
        place=row["place"],
        governor_attends=row["governor_attends"],
    )
    stage.reviews[row["slug"]] = review
    for each in file["agenda"][1:]:
        if "added" not in each:
            _add_item(row["slug"], each, stage)
    first = file["agenda"][0]
    review.items[0].minutes = first["to"]
    review.items[0].presenter = names(first["presenters"], stage)
    stage.items[row["slug"], first["slug"]] = review.items[0]


def _add_item(slug: str, row: Row, stage: Stage) -> AgendaItem:
    item = meetings.add_item(
        actor=stage.actor(CLERK),
        review=stage.reviews[slug],
        kind=ItemKind(row["kind"]),
        title=row["title"],
        measure=stage.measures[row["measure"]] if "measure" in row else None,
        presenter=names(row["presenters"], stage),
        minutes=row["to"] - row["from"],
    )
    stage.items[slug, row["slug"]] = item
    return item


def _add_later(slug: str, row: Row, place: int, stage: Stage) -> None:
    item = _add_item(slug, row, stage)
    meetings.move_item(actor=stage.actor(CLERK), review=stage.reviews[slug], item=item, to=place)


def _notice(slug: str, stage: Stage) -> None:
    meetings.notice(actor=stage.actor(CLERK), review=stage.reviews[slug])


def _open_questions(file: Row, stage: Stage) -> None:
    row = file["review"]
    day_before = stage.calendar.moment(row["starts"]) - timedelta(days=1)
    at = CLOSE[row["slug"]]
    meetings.open_questions(
        actor=stage.actor(CLERK),
        review=stage.reviews[row["slug"]],
        close_at=stage.calendar.at(day_before, at),
    )


def _question(calendar: Calendar, file: Row, row: Row) -> Iterator[Act]:
    held, slug, name = file["review"]["slug"], row["slug"], f"question:{row['slug']}"
    after = (f"asking:{held}", f"join:{row['by']}")
    yield Act(name, calendar.moment(row["asked"]), partial(_ask, file, row), after)
    yield from supporting(
        calendar, name, row, row["by"], lambda stage: stage.questions[slug].subject.id
    )
    if "merged_into" in row:
        after = (name, f"question:{row['merged_into']}")
        moment = calendar.moment(row["merged"]["at"])
        yield Act(f"merged:{slug}", moment, partial(_merge, held, row), after)
    if "declined" in row:
        moment = calendar.moment(row["declined"]["at"])
        yield Act(f"declined:{slug}", moment, partial(_decline, held, row), (name,))
    if row.get("answer", {}).get("how") == "written":
        moment, after = calendar.moment(row["answer"]["at"]), (name, f"over:{held}")
        yield Act(f"written:{slug}", moment, partial(_answer_in_writing, held, row), after)


def _ask(file: Row, row: Row, stage: Stage) -> None:
    held = file["review"]["slug"]
    about = (each for each in file["agenda"] if each.get("measure", "") == row.get("measure"))
    item = next(about, None)
    stage.questions[row["slug"]] = questions.ask(
        actor=stage.actor(row["by"]),
        review=stage.reviews[held],
        words=row["text"],
        once=f"example-{row['slug']}",
        item=stage.items[held, item["slug"]] if item else None,
    )


def _merge(held: str, row: Row, stage: Stage) -> None:
    questions.merge(
        actor=stage.actor(row["merged"]["by"]),
        review=stage.reviews[held],
        question=stage.questions[row["slug"]],
        into=stage.questions[row["merged_into"]],
    )


def _decline(held: str, row: Row, stage: Stage) -> None:
    questions.decline(
        actor=stage.actor(row["declined"]["by"]),
        review=stage.reviews[held],
        question=stage.questions[row["slug"]],
        reason=row["declined"]["reason"],
    )


def _answer_in_writing(held: str, row: Row, stage: Stage) -> None:
    answer = row["answer"]
    questions.answer(
        actor=stage.actor(answer["by"]),
        review=stage.reviews[held],
        question=stage.questions[row["slug"]],
        words=answer["words"],
        by=signature(answer["by"]),
        in_writing=True,
    )


# ---------------------------------------------------------------- in the room


def _held(calendar: Calendar, file: Row) -> Iterator[Act]:
    row = file["review"]
    slug, begin = row["slug"], calendar.moment(row["starts"])
    on = (f"live:{slug}",)
    yield Act(on[0], begin, partial(_go_live, file), (f"asking:{slug}",))
    for each in file["agenda"]:
        yield from _item(slug, begin, each)
    for n, each in enumerate(_spoken(file)):
        at = begin + timedelta(minutes=each["minute"], seconds=20)
        yield Act(f"said:{slug}:{n}", at, partial(_say, slug, each), on)
    for each in file["questions"]:
        if each.get("answer", {}).get("how") == "live":
            at = begin + timedelta(minutes=each["answer"]["minute"])
            after = (*on, f"question:{each['slug']}")
            yield Act(f"live:{slug}:{each['slug']}", at, partial(_answer, slug, each), after)
    for each in file["decisions"]:
        at = begin + timedelta(minutes=each["minute"])
        after = (*on, f"measure:{each['measure']}")
        yield Act(f"taken:{each['slug']}", at, partial(_decide, slug, each), after)
    end = begin + timedelta(minutes=row["minutes"])
    yield Act(f"over:{slug}", end, partial(_end, slug), on)


def _go_live(file: Row, stage: Stage) -> None:
    slug, clerk = file["review"]["slug"], stage.actor(CLERK)
    review = stage.reviews[slug]
    jobs.run_once("count_supports")
    live.go_live(actor=clerk, review=review)
    offices = {row["slug"]: row["office"] for row in people()}
    there = file["attendance"]
    for who in [*there["present"], *there.get("also", []), *there["absent"]]:
        person = stage.actor(who)
        meetings.attend(
            actor=clerk,
            review=review,
            name=person.name,
            office=offices[who],
            person=person,
            was_present=who not in there["absent"],
        )


def _item(slug: str, begin: datetime, each: Row) -> Iterator[Act]:
    on_air = (f"live:{slug}",)
    if each["from"]:
        at = begin + timedelta(minutes=each["from"])
        yield Act(f"air:{slug}:{each['slug']}", at, partial(_put_on_air, slug, each), on_air)
        on_air = (f"air:{slug}:{each['slug']}",)
    last = begin + timedelta(minutes=each["to"]) - LAST_WORDS
    if "finding" in each:
        yield Act(f"found:{slug}:{each['slug']}", last, partial(_find, slug, each), on_air)
    if "note" in each:
        yield Act(f"noted:{slug}:{each['slug']}", last, partial(_note, slug, each), on_air)


def _put_on_air(slug: str, each: Row, stage: Stage) -> None:
    live.put_item_on_air(
        actor=stage.actor(CLERK), review=stage.reviews[slug], item=stage.items[slug, each["slug"]]
    )


def _find(slug: str, each: Row, stage: Stage) -> None:
    live.find(
        actor=stage.actor(CLERK),
        review=stage.reviews[slug],
        item=stage.items[slug, each["slug"]],
        words=each["finding"]["words"],
        claim=Claim(each["finding"]["claim"]),
    )


def _note(slug: str, each: Row, stage: Stage) -> None:
    live.write_note(
        actor=stage.actor(CLERK),
        review=stage.reviews[slug],
        item=stage.items[slug, each["slug"]],
        note=each["note"],
    )


def _spoken(file: Row) -> Iterator[Row]:
    """What was said, as the clerk took it down that day: with the mistakes mended later."""
    wrong = {minute: version["was"] for version, minute in _mended(file)}
    for each in file["agenda"]:
        if "speaker" in each:
            yield {**each["speaker"], "item": each["slug"]}
    for each in file["notes"]:
        yield {**each, "words": wrong.get(each["minute"], each["words"])}


def _mended(file: Row) -> Iterator[tuple[Row, int]]:
    for version in file["record"]["versions"]:
        found = MINUTE_OF_A_NOTE.search(version["words"])
        if found and "was" in version:
            yield version, int(found[1])


def _say(slug: str, each: Row, stage: Stage) -> None:
    live.say(
        actor=stage.actor(CLERK),
        review=stage.reviews[slug],
        words=each["words"],
        by=_speaker(each, stage),
        item=stage.items[slug, each["item"]],
    )


def _speaker(each: Row, stage: Stage) -> str:
    if "by" in each:
        return stage.actor(each["by"]).name
    return f"{each['name']}, {stage.areas[each['from']].name}"


def _answer(slug: str, each: Row, stage: Stage) -> None:
    review, question = stage.reviews[slug], stage.questions[each["slug"]]
    clerk, answer = stage.actor(CLERK), each["answer"]
    live.put_question_on_air(actor=clerk, review=review, question=question)
    live.answer_question(
        actor=clerk,
        review=review,
        question=question,
        words=answer["words"],
        by=signature(answer["by"]),
    )


def _decide(slug: str, each: Row, stage: Stage) -> None:
    live.take_decision(
        actor=stage.actor(CLERK),
        review=stage.reviews[slug],
        words=f"{each['text']} {each['reason']}",
        kind=DecisionKind(each["kind"]),
        mode=DecisionMode.MEMBERS,
        decided_by=names(each["vote"]["for"], stage),
        votes_for=len(each["vote"]["for"]),
        votes_against=len(each["vote"]["against"]),
        abstained=len(each["vote"].get("abstain", [])),
        item=_item_at(slug, each["minute"], stage),
        about_id=stage.measures[each["measure"]].subject_id,
    )


def _item_at(slug: str, minute: int, stage: Stage) -> AgendaItem:
    return stage.items[slug, item_at(slug, minute)]


def _end(slug: str, stage: Stage) -> None:
    live.end(actor=stage.actor(CLERK), review=stage.reviews[slug])


# ---------------------------------------------------------------- the record


def _recorded(calendar: Calendar, file: Row) -> Iterator[Act]:
    slug, last = file["review"]["slug"], f"over:{file['review']['slug']}"
    plays = {
        VersionKind.FIRST: _publish,
        VersionKind.ADDITION: _add,
        VersionKind.CORRECTION: _correct,
    }
    for version in file["record"]["versions"]:
        name, play = f"record:{slug}:{version['n']}", plays[VersionKind(version["kind"])]
        rests_on = [last]
        if play is _add:
            rests_on += [f"written:{q['slug']}" for q in file["questions"] if _is_written(q)]
        yield Act(name, calendar.moment(version["at"]), partial(play, file, version), (*rests_on,))
        last = name


def _is_written(row: Row) -> bool:
    return bool(row.get("answer", {}).get("how") == "written")


def _publish(file: Row, version: Row, stage: Stage) -> None:
    slug = file["review"]["slug"]
    review = stage.reviews[slug]
    jobs.run_once("count_supports")
    records.draft(actor=stage.actor(CLERK), review=review)
    records.publish(actor=stage.actor(version["by"]), review=review)
    made = published.of_review(review.id)
    if made is not None:
        stage.records[slug] = made


def _add(file: Row, version: Row, stage: Stage) -> None:
    record = stage.records[file["review"]["slug"]]
    records.add(actor=stage.actor(version["by"]), record=record, reason=version["words"])


def _correct(file: Row, version: Row, stage: Stage) -> None:
    record = stage.records[file["review"]["slug"]]
    right = {each["minute"]: each["words"] for each in file["notes"]}
    minute = next(minute for mended, minute in _mended(file) if mended is version)
    stands = correctable(json.loads(published.version(record.id).content))
    changes = {path: right[minute] for path, text in stands.items() if text == version["was"]}
    records.correct(
        actor=stage.actor(version["by"]), record=record, reason=version["words"], changes=changes
    )
