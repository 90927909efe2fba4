"""What the head of a measure's page says: headline, figure, facts, the rule, the chart."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from commons import clock, formats
from commons.i18n import _, ngettext
from metrics.charters.models import Measure
from metrics.charters.queries import SHORT_UNIT, grouped, with_unit
from metrics.charts.rules import data_axis, tick_text
from metrics.measures.goalpost import (
    gap_words,
    moves_sentence,
    steps_words,
    target_words,
    until_words,
)
from metrics.measures.queries import MeasurePage, measure_page
from metrics.observations.queries import Known
from metrics.signals import tables as words
from metrics.signals.queries import Against, Summary, newest_shown
from metrics.signals.rules import USUAL_FACTOR, Status


@dataclass(frozen=True)
class Great:
    """The great figure: digits, a short unit, and how it is said aloud."""

    text: str
    unit: str
    spoken: str


@dataclass(frozen=True)
class Fact:
    """One answer of the strip under the headline."""

    question: str
    answer: str
    reason: str = ""
    status: str | None = None
    url: str = ""
    link_text: str = ""


def headline(page: MeasurePage) -> str:
    """The verdict as the page's first sentence."""
    now = page.judged.now
    if page.judged.total is None and page.groups:
        return _("There are figures by group, but none of the whole.")
    if page.measure.is_inherited and newest_shown(page.judged.total) is None:
        return _("Its source states no figure.")
    last = now.last_verdict.value if now.last_verdict else None
    return words.verdict_sentence(page.said, now.status.value, last, now.last_verdict_on)


def great(page: MeasurePage) -> Great | None:
    """The latest figure, large; none when there is none to show."""
    said = page.said
    if said.latest is None:
        return None
    spoken = with_unit(said.latest, said)
    text = grouped(said.latest)
    if spoken.endswith("%"):
        return Great(text, "%", spoken)
    if spoken.startswith("$"):
        return Great(spoken, "", spoken)
    short = len(said.unit) <= SHORT_UNIT
    return Great(text, said.unit if short else "", spoken)


def figure_line(page: MeasurePage) -> str:
    """What stands under the great figure: unit, uncertainty, number checked, period, state, day."""
    total, said = page.judged.total, page.said
    latest = newest_shown(total)
    if latest is None:
        if page.groups:
            return _("There is no figure of the whole.")
        if page.measure.is_inherited:
            return _("The figure is %(not_stated)s.", not_stated=not_stated())
        return _("The first figure has not been published yet.")
    shown = great(page)
    parts = []
    if shown and not shown.unit and "$" not in shown.text:
        parts.append(said.unit)
    if latest.cell.lower is not None and latest.cell.upper is not None:
        half = (latest.cell.upper - latest.cell.lower) / 2
        parts.append(_("± %(size)s", size=words.amount(half, said)))
    if latest.cell.denominator:
        parts.append(_("%(count)s checked", count=grouped(latest.cell.denominator)))
    told = "; ".join(parts)
    told = f"{told[0].upper()}{told[1:]}. " if told else ""
    if not latest.cell.text:
        told = words.marker_word(latest.cell.marker).capitalize() + ". "
    return told + _dated(page, latest)


def _dated(page: MeasurePage, latest: Known) -> str:
    period, is_inherited = words.period_words(latest.label), page.measure.is_inherited
    state = words.said_state(latest.cell.state, is_inherited=is_inherited)
    told = f"{period}, {state}" if state else period
    if not is_inherited:  # when its source published it, nobody wrote down
        day = formats.day(latest.published_at)
        told = _("%(told)s, published %(day)s", told=told, day=day)
    due = page.judged.now.next_due
    if due is None:
        return told + "."
    if due < page.day:
        return _("%(told)s; the next figure was due %(day)s.", told=told, day=formats.day(due))
    return _("%(told)s; next figure due %(day)s.", told=told, day=formats.day(due))


def recorded(page: MeasurePage) -> str:
    """When figures of somebody else came in: on which day their source had them, nobody wrote."""
    days = [known.published_at for line in page.lines for known in line.figures]
    return _(
        "Recorded here on %(day)s from what the source had published. "
        "On which day it did is %(not_stated)s.",
        day=formats.day(clock.to_site(min(days)).date()),
        not_stated=not_stated(),
    )


def deck(page: MeasurePage) -> str:
    """What is counted, and which group fares worst."""
    charter, worst = page.charter, page.judged.worst
    told = charter.definition or _("What exactly is counted is not stated by the source.")
    latest = worst.latest if worst else None
    if worst is None or latest is None:
        return told
    value = with_unit(latest.cell.text, charter)
    return (
        told + " " + _("Furthest behind: %(group)s, at %(value)s.", group=worst.label, value=value)
    )


def facts(page: MeasurePage) -> list[Fact]:
    """Is it changing, will it reach its target, and the first one, who leads."""
    return [_changing(page), _target(page), _first(page), _lead(page)]


def _changing(page: MeasurePage) -> Fact:
    usual = page.judged.usual
    width = usual.moving_range * USUAL_FACTOR if usual else None
    said = page.said
    return Fact(_("Is it changing?"), words.changing(said), words.changing_reason(said, width))


def _target(page: MeasurePage) -> Fact:
    question = _("Will it reach its target?")
    now, present = page.judged.now, page.judged.present
    if present is None or not present.terms.is_set:
        why = present.target.basis if present else ""
        if page.measure.is_inherited:
            return Fact(question, _("No target"), _("Its source states none."))
        return Fact(question, _("No target yet"), why or _("Without a target nothing is judged."))
    return Fact(
        question,
        words.status_word(now.status),
        " ".join(told for told in (gap_words(page, present), steps_words(page, present)) if told),
        status=now.status.value,
        url="#rule",
        link_text=_("The rule"),
    )


def _first(page: MeasurePage) -> Fact:
    question = _("And the first target?")
    first, present = page.judged.first, page.judged.present
    if present is None or not present.terms.is_set:
        told = "" if page.measure.is_inherited else _("The day it is set will stand here.")
        return Fact(question, _("There was none"), told)
    if first is None and page.measure.is_inherited:
        return Fact(question, _("Not known"), f"{moves_sentence(page)}.")
    if first is None:
        day = present.target.decided_on
        told = _("It stands as it was first set, on %(day)s.", day=formats.day(day))
        return Fact(
            question, _("It never moved"), told if day else _("It stands as it was first set.")
        )
    if not first.terms.is_set:
        told = _("Its source gives its day, %(until)s, and no value.", until=until_words(first))
        return Fact(question, _("It moved"), told, url="#targets", link_text=_("How"))
    status = first.assessment.status
    same = status is page.judged.now.status
    told = (
        _("Moving the goalpost did not change the verdict.")
        if same
        else _("Moving the goalpost changed the verdict.")
    )
    reason = f"{gap_words(page, first)} {told}"
    return Fact(question, words.status_word(status), reason, status=status.value)


def _lead(page: MeasurePage) -> Fact:
    measure, charter = page.measure, page.charter
    lead = measure.lead_agency
    others = [each["name"] for each in page.said.contributors]
    told = []
    if others:
        told.append(_("With %(names)s.", names=", ".join(others)))
    elif not measure.is_inherited:
        told.append(_("No other agency contributes."))
    contact = charter.contact or (not_stated() if measure.is_inherited else "")
    if contact:
        told.append(_("Contact: %(contact)s.", contact=contact))
    return Fact(
        _("Who leads"),
        lead.name if lead else not_stated().capitalize(),
        " ".join(told),
        url=words.in_language(f"/agencies/{lead.slug}") if lead else "",
        link_text=_("All it answers for") if lead else "",
    )


def not_stated() -> str:
    """What stands where an inherited measure's source said nothing."""
    return _("not stated by the source")


def rule(page: MeasurePage) -> list[str]:
    """How the status was worked out, in sentences with its inputs."""
    now, present, said = page.judged.now, page.judged.present, page.said
    told = [f"{words.status_word(now.status)}: {words.status_meaning(now.status)}"]
    if present is None or now.latest is None or now.tolerance is None:
        return told
    told.append(_("The target is %(target)s.", target=target_words(present, said)))
    if now.expected is not None:
        due = with_unit(f"{now.expected:.{said.decimals}f}", said)
        told.append(_("On its path %(due)s was due by the day of this figure.", due=due))
    size = _finely(now.tolerance, said)
    told.append(
        _("Up to %(size)s beside the path counts as on it, up to twice that as behind.", size=size)
    )
    return told


def _finely(value: float, said: Summary) -> str:
    """The size of a difference, with as many places as it takes to be right to a quarter of it."""
    places = said.decimals
    while places < 6 and abs(round(value, places) - value) > value / 4:
        places += 1
    return words.amount(value, replace(said, decimals=places))


def chart_sentence(page: MeasurePage) -> str:
    """What the chart shows."""
    usual = page.judged.usual
    known = [point for point in page.chart.known if point.definition] if page.chart else []
    if not known:
        return _("There is no dated figure to draw yet")
    if page.judged.now.status is Status.STALE:
        period = words.period_words(page.said.told_of)
        return _("No figure has come since %(period)s", period=period)
    if page.judged.now.status is Status.SUPPRESSED:
        return _("The newest figure is hidden: the line ends before it")
    if len(known) < 2:
        return _("One figure so far")
    if usual is None:
        return _span(page)
    last = known[-1].value or 0.0
    if usual.lower <= last <= usual.upper:
        return _("The newest figure lies within its usual range")
    below = last < usual.lower
    count = _run(page, below=below, edge=usual.lower if below else usual.upper)
    if below:
        return ngettext(
            "The newest figure lies below its usual range",
            "The last %(num)d figures lie below their usual range",
            count,
        )
    return ngettext(
        "The newest figure lies above its usual range",
        "The last %(num)d figures lie above their usual range",
        count,
    )


def _run(page: MeasurePage, *, below: bool, edge: float) -> int:
    count = 0
    for point in reversed(page.chart.known if page.chart else ()):
        value = point.value or 0.0
        if not (value < edge if below else value > edge):
            break
        count += 1
    return count


def _span(page: MeasurePage) -> str:
    said = page.said
    figures = page.judged.total.told if page.judged.total else []
    begin, end = figures[0], figures[-1]
    return _(
        "From %(first)s in %(begin)s to %(last)s in %(end)s",
        first=words.figure_words(begin.cell.text, begin.cell.marker, said),
        begin=words.period_words(begin.label),
        last=words.figure_words(end.cell.text, end.cell.marker, said),
        end=words.period_words(end.label),
    )


def source_line(page: MeasurePage) -> str:
    """Under a chart: the source, the charter, and how to read it."""
    charter = page.charter
    told = [charter.source or _("Source: %(source)s", source=not_stated())]
    month = words.month_words(clock.to_site(charter.adopted_at).date())
    if page.measure.is_inherited and charter.number == 1:
        told.append(_("Recorded here in %(month)s", month=month))
    else:
        told.append(_("Charter %(number)s of %(month)s", number=charter.number, month=month))
    if page.chart and data_axis(page.chart).low != 0:
        axis = data_axis(page.chart)
        told.append(_("The scale begins at %(low)s", low=tick_text(axis.low, axis)))
    if page.chart and any(point.signal for point in page.chart.points):
        told.append(_("Hollow diamonds: outside usual variation"))
    if page.chart and page.chart.present and page.chart.present.path:
        told.append(_("Dashed: the path to the target"))
    return ". ".join(told) + "."


def frozen(measure: Measure) -> dict[str, Any]:
    """The measure as it stands, for a record that never changes: texts only, no numbers."""
    page = measure_page(measure.slug, pictures=False)
    said, now, total = page.said, page.judged.now, page.judged.total
    latest = newest_shown(total)
    first, present = page.judged.first, page.judged.present
    return {
        "id": measure.subject.public_id,
        "path": measure.subject.path,
        "title": page.charter.title,
        "charter": str(page.charter.number),
        "definition": page.charter.definition,
        "unit": page.charter.unit,
        "unit_kind": page.charter.unit_kind.value,
        "lead": measure.lead_agency.name if measure.lead_agency else "",
        "source": page.charter.source,
        "asof": page.day.isoformat(),
        "status": now.status.value,
        "last_status": now.last_verdict.value if now.last_verdict else None,
        "headline": headline(page),
        "rule": rule(page),
        "change": words.change_words(said),
        "change_word": said.change_word,
        "latest": _frozen_figure(latest) if latest else None,
        "target": _frozen_target(present, said) if present else None,
        "first_target": _frozen_target(first, said) if first else None,
        "points": [
            [figure.ends_on.isoformat(), figure.cell.text]
            for figure in (total.figures if total else ())
            if figure.ends_on and figure.cell.text
        ],
    }


def _frozen_figure(known: Known) -> dict[str, Any]:
    return {
        "value": known.cell.text,
        "marker": known.cell.marker.value if known.cell.marker else None,
        "state": known.cell.state.value,
        "period": known.label,
        "published": formats.iso(known.published_at),
        "vintage": str(known.number),
    }


def _frozen_target(against: Against, said: Summary) -> dict[str, Any]:
    target = against.target
    return {
        "words": target_words(against, said),
        "kind": target.kind.value,
        "value": target.value.text,
        "upper": target.upper.text,
        "due": target.due_on.isoformat() if target.due_on else None,
        "due_text": target.due_text,
        "status": against.assessment.status.value,
    }
