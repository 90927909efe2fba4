"""The goalpost on its scale, and every place where it stood."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from commons import clock, formats
from commons.actors import SYSTEM
from commons.i18n import _, ngettext
from metrics.charters.models import Target
from metrics.charters.queries import grouped, with_short_unit, with_unit
from metrics.charters.rules import SIGNS, TargetKind
from metrics.charts.rules import anchor, goal_scale, tick_text
from metrics.measures.page import MeasurePage
from metrics.observations.rules import value_of
from metrics.signals import tables as words
from metrics.signals.queries import Against, Summary
from metrics.signals.rules import Status

NEAR_THE_EDGE, LETTERS_WIDE = 84, 16  # in hundredths of the scale


@dataclass(frozen=True)
class TargetRow:
    """One version of the target, and what today's verdict would be against it."""

    day: str
    target: str
    by: str
    who: str
    entered_by: str
    reason: str
    basis: str
    status: str
    status_label: str
    gap: str
    source_url: str
    steps: str
    baseline: str


def scale(page: MeasurePage) -> Mapping[str, Any] | None:
    """The goalpost on its scale, as its macro draws it; none without a figure and a target.

    A figure that is counted otherwise than the target has no place on its scale.
    """
    present, now = page.judged.present, page.judged.now
    latest = page.said.latest_number
    if present is None or present.terms.value is None or latest is None or now.latest is None:
        return None
    if now.latest.definition != present.terms.definition:
        return None
    alike = [one for one in page.judged.against[:-1] if _is_alike(one, present)]
    given_up = [one.terms.value for one in alike if one.terms.value is not None]
    lower = SIGNS.get(present.terms.kind, 1) < 0
    due = now.expected if now.expected != present.terms.value else None
    placed = goal_scale(latest, present.terms.value, due, given_up, lower_is_better=lower)
    now_mark, due_mark = _now_mark(page, placed.now), _due_mark(page, placed.due)
    _apart(now_mark, due_mark)
    first = alike[0] if alike else None
    anchors = _anchors(placed.present, placed.first)
    return {
        "label": _scale_label(page, present),
        "ticks": [
            {"at": at, "label": "" if value is None else tick_text(value, placed.axis)}
            for at, value in placed.ticks
        ],
        "better_text": _("better"),
        "better_right": True,
        "now": now_mark,
        "due": due_mark,
        "first": _post(page, first, placed.first, anchors[1]) if first else None,
        "present": _post(page, present, placed.present, anchors[0]),
        "lasts": [{"at": at} for at in placed.lasts],
        "sliding": False,
    }


def _is_alike(one: Against, present: Against) -> bool:
    same = SIGNS.get(one.terms.kind) == SIGNS.get(present.terms.kind)
    same = same and one.terms.definition == present.terms.definition
    return same and one.terms.value is not None and one.terms.value != present.terms.value


def _scale_label(page: MeasurePage, present: Against) -> str:
    return _(
        "Now %(now)s; target %(target)s.",
        now=with_unit(page.said.latest, page.said),
        target=target_words(present, page.said),
    )


def _now_mark(page: MeasurePage, at: float) -> dict[str, Any]:
    said = page.said
    value, note = with_short_unit(said.latest, said), words.period_words(said.latest_label)
    return {"at": at, "value": value, "note": note, "anchor": anchor(at)}


def _due_mark(page: MeasurePage, at: float | None) -> dict[str, Any] | None:
    due, said = page.judged.now.expected, page.said
    if at is None or due is None:
        return None
    value = with_short_unit(f"{due:.{said.decimals}f}", said)
    return {"at": at, "label": _("%(value)s due by now", value=value), "anchor": anchor(at)}


def _apart(now: dict[str, Any], due: dict[str, Any] | None) -> None:
    """The words of the figure and of what is due turn from each other when they stand close."""
    if due is None or abs(due["at"] - now["at"]) > LETTERS_WIDE:
        return
    left, right = sorted((now, due), key=lambda each: each["at"])
    left["anchor"], right["anchor"] = "end", "start"
    due["crowded"] = left["at"] < LETTERS_WIDE or right["at"] > NEAR_THE_EDGE
    if due["crowded"]:
        now["anchor"] = anchor(now["at"])


def _anchors(present: float, first: float | None) -> tuple[str, str]:
    """How the words of two posts hold to them, so that they do not run into each other."""
    if first is None:
        return anchor(present), ""
    left, right = sorted((present, first))
    outward = "end" if right > NEAR_THE_EDGE and right - left > LETTERS_WIDE else "start"
    inward = "end" if left > LETTERS_WIDE else "start"
    return (inward, outward) if present < first else (outward, inward)


def _post(page: MeasurePage, one: Against, at: float | None, held: str) -> Mapping[str, Any]:
    day = one.target.decided_on
    moved = one is page.judged.present and page.judged.first is not None
    written = formats.day(day)
    told = _("moved %(day)s", day=written) if moved else _("set %(day)s", day=written)
    if day is None:
        told = _("recorded %(day)s", day=formats.day(_recorded_on(one.target)))
    return {
        "at": at,
        "value": target_words(one, page.said, due=False),
        "label": target_words(one, page.said),
        "note": told,
        "anchor": held,
    }


def gap_words(page: MeasurePage, against: Against) -> str:
    """How far the figure is from the path to a target, and which target that is."""
    now, said = against.assessment, page.said
    goal = target_words(against, said)
    if now.status is Status.TARGET_DATE_PASSED or now.gap is None:
        return _("The target is %(target)s.", target=goal)
    size = words.amount(now.gap, said)
    held = against.terms.due is None or now.expected == against.terms.value
    if round(now.gap, said.decimals) == 0:
        return _("Just where it should be: %(target)s.", target=goal)
    if now.gap < 0 and _is_over(against):
        if held:
            return _("%(size)s over %(target)s.", size=size, target=goal)
        return _("%(size)s over the path to %(target)s.", size=size, target=goal)
    if now.gap < 0:
        if held:
            return _("%(size)s short of %(target)s.", size=size, target=goal)
        return _("%(size)s short of the path to %(target)s.", size=size, target=goal)
    if held:
        return _("%(size)s better than %(target)s.", size=size, target=goal)
    return _("%(size)s better than the path to %(target)s.", size=size, target=goal)


def _is_over(against: Against) -> bool:
    """Whether a figure that misses its target is above it: nobody is short of what is too much."""
    terms, latest = against.terms, against.assessment.latest
    if terms.kind is not TargetKind.RANGE:
        return SIGNS.get(terms.kind, 1) < 0
    value = value_of(latest) if latest else None
    return None not in (value, terms.upper) and (value or 0.0) > (terms.upper or 0.0)


def target_words(against: Against, said: Summary, *, due: bool = True) -> str:
    """`93% by December 2027`."""
    target = against.target
    if target.kind is TargetKind.NONE_YET:
        return _("no target")
    low, high = target.value.text, target.upper.text
    if not (low or high):
        told = _("value not stated")
        return f"{told}, {until_words(against)}" if due else told
    written = with_unit(low or high, said) if due else with_short_unit(low or high, said)
    if low and high and low != high:
        written = _("%(low)s to %(high)s", low=grouped(low), high=with_unit(high, said))
    until = until_words(against)
    if not due or not until:
        return written
    joined = target.due_on and words.is_plain(target.due_text)
    return f"{written} {until}" if joined else f"{written}, {until}"


def until_words(against: Against) -> str:
    """`by December 2027`, or the words of the source, or nothing."""
    return words.until(against.target.due_on, against.target.due_text)


def steps_words(page: MeasurePage, against: Against) -> str:
    """What is due on the way to a target, each value with its day; nothing without any."""
    told = []
    for day, value in against.terms.steps:
        # A source that names the last day of a year named the year.
        text = str(day.year) if page.measure.is_inherited else ""
        written = with_short_unit(f"{value:.15g}", page.said)
        told.append(f"{written} {words.until(day, text)}")
    return _("On the way: %(steps)s.", steps="; ".join(told)) if told else ""


def baseline_words(page: MeasurePage, target: Target) -> str:
    """From where a target starts, in the words of its source; nothing when none is stated."""
    if not target.baseline.text:
        return ""
    value = with_unit(target.baseline.text, page.charter)
    when = target.baseline_words or words.by_words(target.baseline_on)
    if not when:
        return _("Baseline: %(value)s; of when is not stated.", value=value)
    return _("Baseline: %(value)s (%(when)s).", value=value, when=when)


def target_rows(page: MeasurePage) -> list[TargetRow]:
    """Every target the measure has had, newest first, with the verdict of the day against each."""
    return [_target_row(page, one) for one in reversed(page.judged.against)]


def _target_row(page: MeasurePage, one: Against) -> TargetRow:
    target, status = one.target, one.assessment.status
    day = target.decided_on
    return TargetRow(
        day=formats.day(day, short=True) if day else _recorded(target),
        target=target_words(one, page.said, due=False),
        by=until_words(one),
        who=target.signed_by,
        entered_by=_entered_by(target),
        reason=target.reason,
        basis=target.basis,
        status=status.value,
        status_label=words.status_word(status),
        gap=gap_words(page, one) if one.assessment.gap is not None else "",
        source_url=target.source_url,
        steps=steps_words(page, one),
        baseline=baseline_words(page, target),
    )


def _recorded(target: Target) -> str:
    """When a target came in of which nobody says when it was decided."""
    return _("Recorded on %(day)s", day=formats.day(_recorded_on(target), short=True))


def _recorded_on(target: Target) -> date:
    return clock.to_site(target.published_at).date()


def _entered_by(target: Target) -> str:
    """Who entered what somebody else signed; nobody when they are one, or the site loaded it."""
    name = target.actor.name
    is_own = target.actor.kind == SYSTEM or name in target.signed_by
    return "" if is_own else _("entered by %(name)s", name=name)


def moves_sentence(page: MeasurePage) -> str:
    """How often the goalpost moved, and which way it went."""
    count = max(len(page.judged.asked), min(1, len(page.judged.against))) - 1
    if count < 0:
        return _("No target has been set")
    if count == 0 and page.measure.is_inherited:
        steps = len(page.judged.against[-1].terms.steps) + 1
        return ngettext(
            "Its source states one target", "Its source states %(num)d targets on one path", steps
        )
    if count == 0:
        return _("The goalpost has never moved")
    way = words.way_word(page.judged.moved)
    told = ngettext("The goalpost moved once", "The goalpost moved %(num)d times", count)
    return _("%(told)s, and is now %(way)s", told=told, way=way) if way else told
