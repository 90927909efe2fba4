"""Words for what a record's document holds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from commons import formats
from commons.i18n import _
from council.promises.queries import word as promise_word
from council.promises.rules import Standing
from council.records.rules import differences, place
from council.strategies.queries import state_word
from council.strategies.rules import StrategyState
from metrics.signals.rules import Status
from metrics.signals.tables import status_word


def day_of(text: str) -> date | None:
    """The day that a document holds as text."""
    return date.fromisoformat(text) if text else None


def tell(kind: str, word: str) -> str:
    """A word of a record's document as a reader sees it."""
    return WORDS[kind]().get(word, word)


WORDS: dict[str, Callable[[], dict[str, str]]] = {
    "turn": lambda: {
        "proposed": _("Put forward"),
        "adopted": _("Adopted"),
        "changed": _("Changed"),
        "ended": _("Ended"),
    },
    "strategy": lambda: {each.value: state_word(each) for each in StrategyState},
    "promise": lambda: {each.value: promise_word(each) for each in Standing},
    "status": lambda: {each.value: status_word(each.value) for each in Status},
    "claim": lambda: {
        "on_track": _("on track"),
        "behind": _("behind"),
        "off_track": _("off track"),
        "no_data": _("without figures"),
    },
    "question": lambda: {
        "open": _("Open"),
        "on_air": _("Open"),
        "merged": _("Answered with another"),
        "answered_live": _("Answered in the review"),
        "answered_in_writing": _("Answered in writing"),
        "declined": _("Declined"),
    },
    "gap": lambda: {
        "no_finding": _("No finding was written"),
        "no_figure": _("There was no figure"),
        "no_attendance": _("Who was there was not written down"),
        "not_reached": _("It was not reached"),
        "answer_due": _("A written answer is due"),
        "no_reason": _("No strategy changed, and no reason was given"),
        "not_approved": _("Not approved by the council: published because its time was over"),
    },
}


@dataclass(frozen=True)
class Told:
    """What one version says otherwise than the one before, as a reader is told it."""

    where: str
    old: str
    new: str


def told(old: dict[str, Any], new: dict[str, Any]) -> list[Told]:
    """What the newer document says otherwise: a question in one line, the rest field by field."""
    apart = ("questions", "gaps", "version", "corrections", "code", "schema")
    rest = [{part: each[part] for part in each if part not in apart} for each in (old, new)]
    fields = [Told(_parts()[place(d.path)[0]], d.old, d.new) for d in differences(*rest)]
    return _questions(old["questions"], new["questions"]) + fields + _gaps(old["gaps"], new["gaps"])


def _questions(old: list[dict[str, Any]], new: list[dict[str, Any]]) -> list[Told]:
    before = {each["code"]: each for each in old}
    lines = []
    for now in new:
        was = before.get(now["code"], {})
        if now["state"] != was.get("state"):
            lines.append(Told(now["code"], "", _became(now)))
        else:
            fields = [f for f in ("words", "by", "answer", "answered_by") if now[f] != was[f]]
            lines += [Told(now["code"], was[f], now[f]) for f in fields]
    return lines


def _became(question: dict[str, Any]) -> str:
    at = question["answered_at"]
    day = formats.day(datetime.fromisoformat(at)) if at else ""
    said = [tell("question", question["state"]), question["answered_by"], day]
    return ". ".join(filter(None, (", ".join(filter(None, said)), question["answer"])))


def _gaps(old: list[dict[str, Any]], new: list[dict[str, Any]]) -> list[Told]:
    where = _parts()["gaps"]
    gone = [Told(where, _gap(each), "") for each in old if each not in new]
    return gone + [Told(where, "", _gap(each)) for each in new if each not in old]


def _gap(gap: dict[str, Any]) -> str:
    return ": ".join(filter(None, (tell("gap", gap["kind"]), gap["about"])))


def _parts() -> dict[str, str]:
    return {
        "review": _("The review"),
        "agenda": _("Agenda"),
        "attendance": _("Who was there"),
        "strategies": _("Strategies"),
        "progress": _("Progress"),
        "figures": _("Figures"),
        "said": _("What was said"),
        "questions": _("Questions"),
        "decisions": _("Decisions"),
        "promises": _("Promises"),
        "gaps": _("What was missing"),
    }


def field_words(path: str) -> str:
    """Which field of a record a path names, as people say it: `Agenda 2, Note`."""
    fields = {
        "title": _("Title"),
        "place": _("Place"),
        "presenter": _("Who presents"),
        "finding": _("Findings"),
        "note": _("Note"),
        "name": _("Name"),
        "office": _("Office"),
        "reason": _("Reason"),
        "words": _("Words"),
        "answer": _("Answer"),
        "owner": _("Who answers for it"),
    }
    part, number, field = place(path)
    head = f"{_parts()[part]} {number}" if number else _parts()[part]
    return f"{head}, {fields.get(field, _('By whom'))}"
