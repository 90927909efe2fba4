"""Words for what a record's document holds."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from commons.i18n import _
from council.promises.queries import word as promise_word
from council.promises.rules import Standing
from council.records.rules import place
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


def field_words(path: str) -> str:
    """Which field of a record a path names, as people say it: `Agenda 2, Note`."""
    parts = {
        "review": _("The review"),
        "agenda": _("Agenda"),
        "attendance": _("Who was there"),
        "strategies": _("Strategies"),
        "said": _("What was said"),
        "questions": _("Questions"),
        "decisions": _("Decisions"),
        "promises": _("Promises"),
    }
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
    head = f"{parts[part]} {number}" if number else parts[part]
    return f"{head}, {fields.get(field, _('By whom'))}"
