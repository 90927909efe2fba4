"""Tables of words: what a verdict, a change, a period and a figure are called."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any

from flask import has_request_context, request

from commons import formats
from commons.i18n import _, ngettext
from commons.periods import Kind, parse
from metrics.charters.queries import HasUnit, grouped, with_unit
from metrics.charters.rules import Move, UnitKind
from metrics.observations.rules import FigureState, Marker
from metrics.signals.queries import Summary
from metrics.signals.rules import ChangeWord, Lead, Qualifier, Status

ISO_MONTH = re.compile(r"(\d{4})-(\d\d)")
WELL = (Status.ON_TRACK, Status.AHEAD, Status.ACHIEVED)


def status_word(status: str) -> str:
    """The name of a verdict, as it stands beside its mark."""
    return {
        Status.OFF_TRACK: _("Off track"),
        Status.BEHIND: _("Behind"),
        Status.TARGET_DATE_PASSED: _("Target date passed"),
        Status.STALE: _("Stale"),
        Status.BROKEN_SERIES: _("Broken series"),
        Status.NO_DATA: _("No data"),
        Status.SUPPRESSED: _("Hidden"),
        Status.BASELINE_ONLY: _("Baseline only"),
        Status.ON_TRACK: _("On track"),
        Status.AHEAD: _("Ahead"),
        Status.ACHIEVED: _("Achieved"),
    }[Status(status)]


def status_meaning(status: str) -> str:
    """What a verdict says, in one plain sentence: the rule in words."""
    return {
        Status.OFF_TRACK: _("The figure is behind its path by more than twice what is allowed."),
        Status.BEHIND: _("The figure is behind its path by more than is allowed."),
        Status.TARGET_DATE_PASSED: _("The day of the target is over."),
        Status.STALE: _("No new figure came for more than a whole period after it was due."),
        Status.BROKEN_SERIES: _(
            "The definition changed; figure and target are not counted alike yet."
        ),
        Status.NO_DATA: _("There is no figure that could be judged."),
        Status.SUPPRESSED: _("The newest figure is hidden, because it is about too few people."),
        Status.BASELINE_ONLY: _("There is a starting point, but nothing yet to judge."),
        Status.ON_TRACK: _("The figure is on its path, or as near to it as is allowed."),
        Status.AHEAD: _("The figure is better than its path asks for by now."),
        Status.ACHIEVED: _("The last two figures in a row reached the target."),
    }[Status(status)]


def verdict_sentence(
    said: Summary, status: str, last_status: str | None = None, last_on: date | None = None
) -> str:
    """The headline: the change of a year and the verdict, in at most two sentences."""
    lead = _lead(said.lead)
    claim = _claim(said, Status(status), last_status, last_on)
    return f"{lead} {claim}" if lead else claim


def _lead(lead: str) -> str:
    return {
        Lead.NOTHING: "",
        Lead.BETTER: _("Better than a year ago."),
        Lead.WORSE: _("Worse than a year ago."),
        Lead.LITTLE_CHANGED: _("Little changed in a year."),
    }[Lead(lead)]


def _claim(said: Summary, status: Status, last_status: str | None, last_on: date | None) -> str:
    if status is Status.STALE:
        return _stale(said, last_status, last_on)
    if status is Status.TARGET_DATE_PASSED:
        return _passed(said.met)
    if status is Status.NO_DATA and said.latest is not None:
        return _("There is a figure, but of no dated period.")
    if status is Status.BASELINE_ONLY and said.target is None and said.target_upper is None:
        return _("No target has been set.")
    qualified = _qualified(status, Qualifier(said.qualifier))
    return qualified or _plain(status)


def _stale(said: Summary, last_status: str | None, last_on: date | None) -> str:
    if last_status is None or last_on is None:
        return _("No new figure for too long.")
    told = {
        Status.BASELINE_ONLY: _("It was never judged."),
        Status.TARGET_DATE_PASSED: _("The day of its target is over."),
    }.get(Status(last_status))
    if told is None:
        told = _("Last verdict: %(verdict)s.", verdict=status_word(last_status).lower())
    return _("No figure since %(period)s.", period=period_words(said.told_of)) + " " + told


def _passed(met: bool | None) -> str:  # noqa: FBT001  what a passed target came to
    if met is None:
        return _("Its target date passed, without a figure to judge.")
    if met:
        return _("Its target date passed, and the target was met.")
    return _("Its target date passed, and the target was missed.")


def _qualified(status: Status, qualifier: Qualifier) -> str:
    said = {
        (Status.OFF_TRACK, Qualifier.EVEN_EASIER): _("Off track, even for the easier target."),
        (Status.BEHIND, Qualifier.EVEN_EASIER): _("Behind, even for the easier target."),
        (Status.ON_TRACK, Qualifier.ONLY_EASIER): _("On track, but only for the easier target."),
        (Status.AHEAD, Qualifier.ONLY_EASIER): _("Ahead, but only of the easier target."),
        (Status.ACHIEVED, Qualifier.ONLY_EASIER): _("Achieved, but only the easier target."),
        (Status.ON_TRACK, Qualifier.THOUGH_HARDER): _("On track, though the target got harder."),
        (Status.AHEAD, Qualifier.THOUGH_HARDER): _("Ahead, though the target got harder."),
        (Status.ACHIEVED, Qualifier.THOUGH_HARDER): _("Achieved, though the target got harder."),
        (Status.ON_TRACK, Qualifier.NOT_FIRST): _("On track, but not for the first target."),
        (Status.AHEAD, Qualifier.NOT_FIRST): _("Ahead, but not of the first target."),
        (Status.ACHIEVED, Qualifier.NOT_FIRST): _("Achieved, but not the first target."),
    }
    return said.get((status, qualifier), "")


def _plain(status: Status) -> str:
    return {
        Status.OFF_TRACK: _("Off track."),
        Status.BEHIND: _("Behind its path."),
        Status.BROKEN_SERIES: status_meaning(Status.BROKEN_SERIES),
        Status.NO_DATA: _("No figure has been published yet."),
        Status.SUPPRESSED: _("The figure is hidden: too few people to show."),
        Status.BASELINE_ONLY: _("Only a starting point so far."),
        Status.ON_TRACK: _("On track."),
        Status.AHEAD: _("Ahead of its path."),
        Status.ACHIEVED: _("The target is achieved."),
    }[status]


def amount(value: float, said: Summary) -> str:
    """The size of a difference with its unit: percentages differ by points, never by percent."""
    size = abs(round(value, said.decimals))
    written = formats.number(size, said.decimals)
    if said.unit_kind in (UnitKind.PERCENT, UnitKind.PERCENT_CHANGE):
        plural = 1 if size == 1 else 2
        return ngettext("%(size)s point", "%(size)s points", plural, size=written)
    if size == 1 and said.unit_kind in (UnitKind.COUNT, UnitKind.DURATION):
        return written  # a unit is given in one form, and it is that of many
    return with_unit(f"{size:.{said.decimals}f}", said)


def change_words(said: Summary) -> str:
    """The change since the same period of the year before: `Down 3.8 points on October 2025`.

    It names its own period where a newer one has no number.
    """
    if said.change is None:
        return ""
    told = _change(said, said.change, period_words(said.year_ago_label))
    if said.told_of == said.latest_label:
        return told
    period = period_words(said.told_of)
    return _("%(period)s: %(change)s", period=period, change=f"{told[0].lower()}{told[1:]}")


def _change(said: Summary, change: float, period: str) -> str:
    if round(change, said.decimals) == 0:
        return _("The same as in %(period)s", period=period)
    size = amount(change, said)
    if change > 0:
        return _("Up %(size)s on %(period)s", size=size, period=period)
    return _("Down %(size)s on %(period)s", size=size, period=period)


def changing(said: Summary) -> str:
    """The answer to the question whether it is changing."""
    return {
        ChangeWord.BETTER: _("Yes, for the better"),
        ChangeWord.WORSE: _("Yes, for the worse"),
        ChangeWord.CHANGED: _("Yes"),
        ChangeWord.LITTLE_CHANGED: _("Hardly"),
        ChangeWord.TOO_FEW: _("Too few figures to say"),
        ChangeWord.NO_YEAR_AGO: _("Too early to say"),
    }[ChangeWord(said.change_word)]


def changing_reason(said: Summary, usual: float | None) -> str:
    """What that answer rests on; `usual` is how far a figure usually moves."""
    if said.change is None:
        return _("There is no figure of the same period a year before.")
    words = change_words(said)
    if usual is None:
        return _("%(change)s. Six figures are needed to tell usual from unusual.", change=words)
    size = amount(usual, said)
    if said.change_word == ChangeWord.LITTLE_CHANGED:
        return _("%(change)s, within usual variation of %(size)s.", change=words, size=size)
    return _("%(change)s, more than usual variation of %(size)s.", change=words, size=size)


def way_word(move: str | None) -> str:
    """What a moved target became."""
    if move is None:
        return ""
    return {
        Move.EASIER: _("easier"),
        Move.HARDER: _("harder"),
        Move.LATER: _("later"),
        Move.EARLIER: _("earlier"),
        Move.SAME: _("the same"),
        Move.INCOMPARABLE: _("not comparable"),
    }[Move(move)]


def state_word(state: str | None) -> str:
    """How final a figure is."""
    words = {
        FigureState.PROVISIONAL: _("provisional"),
        FigureState.FINAL: _("final"),
        FigureState.REVISED: _("revised"),
        FigureState.CORRECTED: _("corrected"),
        FigureState.WITHDRAWN: _("withdrawn"),
    }
    return words[FigureState(state)] if state else ""


def said_state(state: str | None, *, is_inherited: bool) -> str:
    """The same as a source said it: of an inherited figure no more than that it may change."""
    is_said = not is_inherited or state == FigureState.PROVISIONAL
    return state_word(state) if is_said else ""


def marker_word(marker: str | None) -> str:
    """What stands where there is no number."""
    words = {
        Marker.NOT_APPLICABLE: _("not applicable"),
        Marker.NOT_AVAILABLE: _("not available"),
        Marker.SUPPRESSED: _("hidden: too few people"),
        Marker.ROUNDS_TO_ZERO: _("rounds to zero"),
    }
    return words[Marker(marker)] if marker else ""


def figure_words(text: str | None, marker: str | None, unit: HasUnit) -> str:
    """A figure with its unit, or the words for why there is none."""
    return with_unit(text, unit) or marker_word(marker)


def plain_figure(text: str | None) -> str:
    """The digits alone, for a column whose head names the unit."""
    return grouped(text) if text else ""


def period_words(label: str) -> str:
    """A month in words; every other period under the label it was published with."""
    found = ISO_MONTH.fullmatch(label)
    if not found or not 1 <= int(found[2]) <= 12:
        return label or _("period not stated")
    return month_words(date(int(found[1]), int(found[2]), 1))


def month_words(day: date) -> str:
    """`October 2026`."""
    return formats.month(day)


def by_words(due: date | None, due_text: str = "") -> str:
    """Until when: a month when it ends with one, a day otherwise, or the words of its source."""
    if due is None:
        return due_text
    if (due + timedelta(days=1)).day != 1:
        return formats.day(due)
    if due.month == 12 and due_text.isdigit():
        return due_text
    return month_words(due)


def until(due: date | None, due_text: str = "") -> str:
    """`by December 2027`, `by 14 May 2027`, or the source's words and the day they are read as."""
    said = by_words(due, due_text)
    if due is None or not said:
        return said
    told = _("by %(day)s", day=said) if said == formats.day(due) else _("by %(month)s", month=said)
    return told if is_plain(due_text) else f"{due_text} ({told})"


def is_plain(due_text: str) -> bool:
    """Whether the words of a day need no reading: a year, a month, a day, or none of them."""
    found = parse(due_text)
    return not due_text or (found is not None and found.kind in (Kind.YEAR, Kind.MONTH, Kind.DAY))


def until_text(text: str) -> str:
    """The same for a day that an event keeps as text; empty for none."""
    try:
        return until(date.fromisoformat(text))
    except ValueError:
        return _("by %(month)s", month=text) if text else ""


def event_name(kind: str) -> str:
    """What kind of thing happened to a measure."""
    return {
        "measure.adopted": _("Adopted."),
        "measure.retired": _("Retired."),
        "charter.revised": _("Definition revised."),
        "target.set": _("Target set."),
        "target.moved": _("Goalpost moved."),
        "figures.published": _("Figures published."),
        "figure.corrected": _("Corrected."),
        "figure.withdrawn": _("Withdrawn."),
        "verdict.changed": _("Verdict changed."),
        "measure.stale": _("Gone stale."),
    }.get(kind, "")


def author(kind: str, name: str) -> str:
    """Who stands behind what happened: a verdict is nobody's word."""
    return _("the rule") if kind in ("verdict.changed", "measure.stale") else name


def event_words(kind: str, data: Mapping[str, Any]) -> str:
    """What happened to a measure, in a sentence made of the event's own data."""
    maker = _EVENTS.get(kind)
    return maker(data) if maker else ""


def _goal_words(value: str, due: str) -> str:
    value = value or _("no target")
    return f"{value} {until_text(due)}" if due else value


def _set_words(data: Mapping[str, Any]) -> str:
    if data["new"]:
        return _goal_words(data["new"], data["due"]) + "."
    until = until_text(data["due"])
    return _("None yet; it is to be set %(until)s.", until=until) if until else _("None yet.")


def _moved_words(data: Mapping[str, Any]) -> str:
    old, new = _goal_words(data["old"], data["old_due"]), _goal_words(data["new"], data["new_due"])
    told = _("From %(old)s to %(new)s.", old=old, new=new)
    verdicts = (data["verdict_before"], data["verdict_after"])
    if verdicts[0] == verdicts[1]:
        return told + " " + _("The verdict did not change.")
    said = [status_word(status).lower() for status in verdicts]
    return told + " " + _("The verdict went from %(old)s to %(new)s.", old=said[0], new=said[1])


def _verdict_words(data: Mapping[str, Any]) -> str:
    old, new = status_word(data["old"]), status_word(data["new"]).lower()
    if data["cause"] == "target":
        told = _("%(old)s became %(new)s; the figure did not move.", old=old, new=new)
    else:
        told = _("%(old)s became %(new)s.", old=old, new=new)
    return told


def _published_words(data: Mapping[str, Any]) -> str:
    told = ngettext("%(num)d figure", "%(num)d figures", data["count"])
    if not data["value"]:
        return told + "."
    period = period_words(data["label"])
    return _("%(count)s; %(period)s: %(value)s.", count=told, period=period, value=data["value"])


_EVENTS: dict[str, Callable[[Mapping[str, Any]], str]] = {
    "measure.retired": lambda data: data["reason"],
    "charter.revised": lambda data: _(
        "Charter %(number)s: %(reason)s", number=data["number"], reason=data["reason"]
    ),
    "target.set": _set_words,
    "target.moved": _moved_words,
    "figures.published": _published_words,
    "figure.corrected": lambda data: _(
        "%(period)s: %(new)s, not %(old)s. %(note)s",
        period=period_words(data["label"]),
        new=data["new"] or _("no figure"),
        old=data["old"] or _("no figure"),
        note=data["note"],
    ),
    "figure.withdrawn": lambda data: _(
        "%(period)s: withdrawn; %(old)s stood there. %(note)s",
        period=period_words(data["label"]),
        old=data["old"] or _("no figure"),
        note=data["note"],
    ),
    "verdict.changed": _verdict_words,
    "measure.stale": lambda data: _(
        "The newest figure is of %(period)s.", period=period_words(data["label"])
    ),
}


def in_language(path: str) -> str:
    """The path within the site of the language in use."""
    return f"{request.script_root}{path}" if has_request_context() else path
