"""The document of a record, made from the rows of its review. Strings, integers, booleans only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from commons.db import db
from commons.formats import iso
from commons.hashing import Json
from council.decisions.models import Decision
from council.live import queries as live
from council.live.queries import Line
from council.promises import queries as promises
from council.promises.queries import PromiseRow
from council.questions import queries as questions
from council.questions.queries import QuestionRow
from council.questions.rules import QuestionState
from council.records.rules import SCHEMA, Gap
from council.reviews import queries as reviews
from council.reviews.models import AgendaItem, Review
from council.strategies import queries as strategies

Document = dict[str, Json]
PICTURES = ("svg", "svg_middle", "svg_phone")


@dataclass(frozen=True)
class Rows:
    """All rows of a review that its record is made of."""

    review: Review
    lines: list[Line]
    frozen: dict[int, dict[str, Any]]
    before: dict[int, dict[str, Any]]
    questions: list[QuestionRow]
    decisions: list[Decision]


def document(review: Review, *, approved: bool, no_strategy_reason: str = "") -> Document:
    """The record of the review as its rows stand now; version and corrections are not in it yet."""
    frozen = reviews.frozen(review.id)
    rows = Rows(
        review=review,
        lines=list(reversed(live.log(review.id))),
        frozen=frozen,
        before=reviews.frozen_before(review, list(frozen)),
        questions=sorted(questions.of_review(review.id), key=lambda row: row.asked_at),
        decisions=_decisions(review.id),
    )
    made: Document = {
        "schema": SCHEMA,
        "review": _review(review),
        "agenda": [_item(rows, item) for item in review.items],
        "attendance": [
            {"name": each.name, "office": each.office, "present": each.was_present}
            for each in reviews.attendance(review.id)
        ],
        "figures": [_figure(each) for each in _in_order(rows)],
        "strategies": _strategies(review, no_strategy_reason),
        "progress": _progress(rows),
        "said": _said(rows),
        "questions": [_question(each) for each in rows.questions],
        "decisions": [_decision(each) for each in rows.decisions],
        "promises": _promises(review),
        "corrections": [],
    }
    return made | {"gaps": gaps(made, approved=approved)}


def gaps(made: Document, *, approved: bool) -> list[Json]:
    """What the document does not have, by kind and by what it concerns."""
    found = [] if approved else [(Gap.NOT_APPROVED, "")]
    if not made["attendance"]:
        found.append((Gap.NO_ATTENDANCE, ""))
    found += _gaps_of_items(_listed(made["agenda"]))
    found += [
        (Gap.NO_FIGURE, str(figure.get("title", "")))
        for figure in _listed(made["figures"])
        if not figure.get("latest")
    ]
    found += [
        (Gap.ANSWER_DUE, question["code"])
        for question in _listed(made["questions"])
        if question["state"] == QuestionState.OPEN.value
    ]
    section = made["strategies"]
    if isinstance(section, dict) and not section["moves"] and not section["reason"]:
        found.append((Gap.NO_REASON, ""))
    return [{"kind": kind.value, "about": about} for kind, about in found]


def _gaps_of_items(items: list[dict[str, Any]]) -> list[tuple[Gap, str]]:
    missed = [(Gap.NOT_REACHED, item["title"]) for item in items if not item["from"]]
    silent = [
        (Gap.NO_FINDING, item["title"])
        for item in items
        if item["from"] and item["measure"] and not item["finding"]
    ]
    return missed + silent


def plain(value: Any) -> Json:
    """The value with every number that is not whole as text, and days and moments as text."""
    if isinstance(value, dict):
        return {str(key): plain(each) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(each) for each in value]
    if value is None or isinstance(value, (bool, int, str)):
        return value
    if isinstance(value, (date, datetime)):
        return iso(value)
    return str(value)


def _listed(value: Json) -> list[dict[str, Any]]:
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def _review(review: Review) -> Json:
    return {
        "code": review.subject.public_id,
        "title": review.title,
        "kind": review.kind.value,
        "council": review.council.name,
        "council_path": review.council.subject.path,
        "is_example": review.council.is_example,
        "planned_for": iso(review.starts_at),
        "started_at": iso(review.live_at),
        "ended_at": iso(review.ended_at),
        "place": review.place,
        "governor_attended": review.governor_attends,
    }


def _item(rows: Rows, item: AgendaItem) -> Json:
    figure = rows.frozen.get(item.measure_id or 0, {})
    claims = [
        str(line.data.get("claim", ""))
        for line in rows.lines
        if line.kind == "finding" and line.item_id == item.id
    ]
    return {
        "number": item.position + 1,
        "title": item.title,
        "kind": item.kind.value,
        "presenter": item.presenter,
        "from": iso(item.on_air_from),
        "to": iso(item.on_air_to),
        "measure": str(figure.get("path", "")),
        "finding": item.finding,
        "claim": claims[-1] if claims else "",
        "note": item.note,
    }


def _in_order(rows: Rows) -> list[dict[str, Any]]:
    wanted = [item.measure_id for item in rows.review.items if item.measure_id in rows.frozen]
    return [rows.frozen[number] for number in dict.fromkeys(wanted) if number]


def _figure(frozen: dict[str, Any]) -> Json:
    # The picture itself is large: its hash stands for it, and the points it was drawn from.
    return plain({key: value for key, value in frozen.items() if key not in PICTURES})


def _strategies(review: Review, reason: str) -> Json:
    moves: list[Json] = [
        {
            "code": each.code,
            "title": each.title,
            "turn": each.turn.value,
            "old": each.old.value if each.old else "",
            "new": each.state.value,
            "reason": each.reason,
        }
        for each in strategies.moved_in(review.subject_id)
    ]
    return {"moves": moves, "reason": "" if moves else reason}


def _progress(rows: Rows) -> Json:
    found: list[Json] = []
    for number, now in rows.frozen.items():
        old = rows.before.get(number, {})
        found.append(
            {
                "measure": str(now.get("title", "")),
                "path": str(now.get("path", "")),
                "old": _standing(old),
                "new": _standing(now),
            }
        )
    return found


def _standing(figure: dict[str, Any]) -> Json:
    names = ("latest", "unit", "period", "status", "target")
    return {name: str(figure.get(name) or "") for name in names}


def _said(rows: Rows) -> Json:
    titles = {item.id: item.title for item in rows.review.items}
    return [
        {
            "at": iso(line.at),
            "item": titles.get(line.item_id or 0, ""),
            "words": str(line.data.get("words", "")),
            "by": str(line.data.get("by", "")),
        }
        for line in rows.lines
        if line.kind == "said"
    ]


def _question(row: QuestionRow) -> Json:
    return {
        "code": row.code,
        "words": "" if row.is_hidden else row.words,
        "hidden": row.is_hidden,
        "by": "" if row.is_hidden else row.by,
        "asked_at": iso(row.asked_at),
        "state": row.state.value,
        "supports": row.supports,
        "merged_into": row.merged_into,
        "answer": row.answer,
        "answered_by": row.answered_by,
        "answered_at": iso(row.answered_at),
        "answer_due": iso(row.answer_due_on),
    }


def _decision(row: Decision) -> Json:
    return {
        "words": row.words,
        "kind": row.kind.value,
        "mode": row.mode.value,
        "decided_by": row.decided_by,
        "for": row.votes_for,
        "against": row.votes_against,
        "abstained": row.abstained,
        "on": iso(row.decided_on),
    }


def _promises(review: Review) -> Json:
    called: list[Json] = [
        {
            "code": each.subject.public_id,
            "words": each.words,
            "kind": move.kind.value,
            "state": move.state.value,
            "old_due": iso(move.old_due_on),
            "due": iso(move.due_on),
            "note": move.note,
        }
        for move, each in promises.moves_in(review.id)
    ]
    still_open = [
        row
        for row in promises.open_promises(review.council_id)
        if row.review_code != review.subject.public_id
    ]
    return {
        "made": [_promise(each) for each in promises.made_in(review.id)],
        "called": called,
        "open": [_promise(each) for each in still_open],
    }


def _promise(row: PromiseRow) -> Json:
    return {
        "code": row.code,
        "words": row.words,
        "owner": row.owner,
        "agency": row.agency,
        "first_due": iso(row.first_due_on),
        "due": iso(row.due_on),
        "slips": row.slips,
        "state": row.standing.value,
    }


def _decisions(review_id: int) -> list[Decision]:
    return list(
        db.session.scalars(
            select(Decision).where(Decision.review_id == review_id).order_by(Decision.id)
        )
    )
