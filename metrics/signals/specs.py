"""How measures are counted by their verdicts, on every page alike: a few heads, and their note."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass

from commons.i18n import _
from metrics.signals.rules import Status
from metrics.signals.tables import WELL, status_word

GOOD, NONE = "on_track_or_better", "no_verdict"
# In the order in which they are told; together they hold every verdict once, so counts add up.
HEADS: Mapping[str, Sequence[Status]] = {
    GOOD: WELL,
    Status.BEHIND.value: (Status.BEHIND,),
    Status.OFF_TRACK.value: (Status.OFF_TRACK,),
    Status.STALE.value: (Status.STALE,),
    NONE: (
        Status.TARGET_DATE_PASSED,
        Status.BROKEN_SERIES,
        Status.BASELINE_ONLY,
        Status.SUPPRESSED,
        Status.NO_DATA,
    ),
}


@dataclass(frozen=True)
class Head:
    """How many measures stand alike: whose mark they carry, and how a list is asked for them."""

    key: str
    label: str
    count: int
    asked: str
    parts: Sequence[str] = ()


@dataclass(frozen=True)
class Counted(Head):
    """A head with the address of the list that it counts."""

    url: str = ""


def heads(by_status: Mapping[Status, int]) -> list[Head]:
    """The counts as every page tells them: five at most, which add up to the whole."""
    held = {
        asked: [status for status in statuses if by_status.get(status)]
        for asked, statuses in HEADS.items()
    }
    return [_head(asked, own, by_status) for asked, own in held.items() if own]


def _head(asked: str, own: Sequence[Status], by_status: Mapping[Status, int]) -> Head:
    if len(own) == 1:
        return Head(own[0].value, status_word(own[0]), by_status[own[0]], own[0].value)
    key = Status.ON_TRACK if asked == GOOD else Status.NO_DATA
    label = status_word(key) if asked == GOOD else _("No verdict")
    told = [status for status in own if status is not Status.ON_TRACK]
    parts = [f"{by_status[status]} {status_word(status).lower()}" for status in told]
    return Head(key.value, label, sum(by_status[status] for status in own), asked, parts)


def linked(found: Sequence[Head], url_of: Callable[[str], str]) -> list[Counted]:
    """The heads, each with the address of its list."""
    return [Counted(**asdict(head), url=url_of(head.asked)) for head in found]


def heads_note(found: Sequence[Head]) -> str:
    """What stands under the counts: the verdicts that a head takes together."""
    told = []
    for head in found:
        parts = ", ".join(head.parts)
        if parts and head.asked == GOOD:
            told.append(_("Counted as on track: %(parts)s.", parts=parts))
        elif parts:
            told.append(_("No verdict: %(parts)s.", parts=parts))
    return " ".join(told)


def asked_words() -> list[tuple[str, str]]:
    """What a list of measures may be asked for: verdicts taken together, then each."""
    together = [(GOOD, _("On track or better")), (NONE, _("No verdict"))]
    return together + [(status.value, status_word(status)) for status in Status]


def statuses_of(asked: str) -> Sequence[Status]:
    """The verdicts that a list holds when it is asked for this; none for what means nothing."""
    if asked in HEADS:
        return HEADS[asked]
    return (Status(asked),) if asked in list(Status) else ()
