"""The tables of a measure's page, and the rows of lists."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from markupsafe import Markup

from commons import clock, formats
from commons.errors import NotFound
from commons.events import Event
from commons.i18n import _
from metrics.charters.queries import Versions, in_a_list, unit_to_name, with_unit
from metrics.charters.rules import Direction, MeasureState, UnitKind
from metrics.charters.tables import compared
from metrics.charts.rules import nice_axis, percent_at
from metrics.charts.tables import sparkline
from metrics.measures.queries import MeasurePage, Row
from metrics.measures.specs import not_stated
from metrics.observations.queries import Known, Line
from metrics.observations.rules import SeriesKind
from metrics.signals import tables as words
from metrics.signals.queries import newest_shown
from metrics.signals.rules import Status


@dataclass(frozen=True)
class GroupRow:
    """One group, county or region beside the whole."""

    label: str
    path: str
    value: str
    margin: str
    difference: str
    at: float | None
    words: str
    is_total: bool = False
    path_at: float | None = None


@dataclass(frozen=True)
class Before:
    """What stood in the place of a figure, with the note and the source of then."""

    value: str
    note: str
    source_url: str


@dataclass(frozen=True)
class FigureRow:
    """One figure of the whole with its source and what stood there before."""

    period: str
    value: str
    before: Sequence[Before]
    margin: str
    state: str
    published: date
    note: str
    source_url: str
    is_dated: bool


def groups_sentence(page: MeasurePage) -> str:
    """Which group fares worst, or that there are figures by group."""
    worst = page.judged.worst
    latest = worst.latest if worst else None
    if worst is None or latest is None:
        return _("By group and place")
    value = with_unit(latest.cell.text, page.said)
    return _("Furthest behind: %(group)s, at %(value)s", group=worst.label, value=value)


def groups_period(page: MeasurePage) -> str:
    """The newest period that groups have figures of."""
    days = [line.latest for line in page.groups if line.latest]
    newest = max(days, default=None, key=lambda known: known.ends_on or date.min)
    return words.period_words(newest.label) if newest else ""


def series_notes(page: MeasurePage) -> list[tuple[str, str]]:
    """What is said of the groups that have a figure; the others say it in their row."""
    return [
        (line.label, line.note) for line in page.groups if line.note and _number(line) is not None
    ]


def group_rows(page: MeasurePage) -> list[GroupRow]:
    """Each group, county and region with the whole among them, best first; the unknown last."""
    total = page.judged.total
    whole = total.latest if total else None
    shown = [*page.groups, *([total] if total and whole else [])]
    known = [line for line in shown if _number(line) is not None]
    sign = -1 if page.charter.direction is Direction.UP else 1
    known.sort(key=lambda line: sign * (_number(line) or 0.0))
    due = None if _are_parts(page) else page.judged.now.expected
    values = [_number(line) or 0.0 for line in known] + ([] if due is None else [due])
    axis = nice_axis(values) if len(set(values)) > 1 else None
    path_at = percent_at(due, axis, flipped=sign > 0) if axis and due is not None else None
    rows = []
    for line in known:
        value = _number(line) or 0.0
        at = percent_at(value, axis, flipped=sign > 0) if axis else None
        rows.append(replace(_group_row(page, line, whole, at), path_at=path_at))
    unknown = [line for line in page.groups if _number(line) is None]
    return rows + [_group_row(page, line, whole, None) for line in unknown]


def _are_parts(page: MeasurePage) -> bool:
    """Whether groups add up to the whole: then none of them is ahead of it, or behind its path."""
    return page.charter.unit_kind is UnitKind.COUNT


def _number(line: Line) -> float | None:
    return line.latest.cell.number if line.latest else None


def _group_row(page: MeasurePage, line: Line, whole: Known | None, at: float | None) -> GroupRow:
    latest, said = line.latest, page.said
    is_total = line.kind is SeriesKind.TOTAL
    number = _number(line)
    compared = whole and whole.cell.number is not None and latest and latest.label == whole.label
    difference = ""
    if compared and whole and number is not None and not (is_total or _are_parts(page)):
        gap = number - (whole.cell.number or 0.0)
        difference = f"{gap:+.{said.decimals}f}".replace("-", "−")
    return GroupRow(
        label=_("All") if is_total else line.label,
        path=words.in_language(line.area_path) if line.area_path else "",
        value=words.plain_figure(latest.cell.text) if latest else "",
        margin=_margin(latest, said.decimals) if latest else "",
        difference=difference,
        at=at,
        words=_why_none(line, latest) if number is None else _other_period(latest, whole),
        is_total=is_total,
    )


def _other_period(latest: Known | None, whole: Known | None) -> str:
    if latest is None or whole is None or latest.label == whole.label:
        return ""
    return words.period_words(latest.label)


def _why_none(line: Line, latest: Known | None) -> str:
    if latest is None:
        undated = newest_shown(line)
        if undated and undated.cell.text:
            return words.plain_figure(undated.cell.text)
        return line.note or _("no figure yet")
    return words.marker_word(latest.cell.marker) or words.state_word(latest.cell.state)


def _margin(known: Known, decimals: int) -> str:
    if known.cell.lower is None or known.cell.upper is None:
        return ""
    return formats.number((known.cell.upper - known.cell.lower) / 2, decimals)


def figure_rows(page: MeasurePage) -> list[FigureRow]:
    """The figures of each line, newest first, with their sources and earlier vintages."""
    return [_figure_row(page, line, known) for line in page.lines for known in _newest_first(line)]


def _newest_first(line: Line) -> list[Known]:
    dated = [figure for figure in line.figures if figure.ends_on]
    return [*reversed(dated), *(figure for figure in line.figures if not figure.ends_on)]


def _figure_row(page: MeasurePage, line: Line, known: Known) -> FigureRow:
    said = page.said
    before = [
        Before(words.figure_words(old.cell.text, old.cell.marker, said), old.note, old.source_url)
        for old in known.earlier
        if old.cell.text != known.cell.text
    ]
    period = words.period_words(known.label)
    return FigureRow(
        period=f"{line.label}, {period}" if line.label else period,
        value=words.figure_words(known.cell.text, known.cell.marker, said),
        before=before,
        margin=_margin(known, said.decimals),
        state=words.state_word(known.cell.state),
        published=clock.to_site(known.published_at).date(),
        note=known.note,
        source_url=known.source_url,
        is_dated=known.ends_on is not None,
    )


def stated(page: MeasurePage) -> Iterator[tuple[str, str]]:
    """What the charter says; what an inherited one leaves out is said to be left out."""
    charter = page.charter
    told = (
        (_("Out of what"), charter.denominator),
        (_("What it does not tell"), charter.does_not_tell),
        (_("How it could be gamed"), charter.how_gamed),
        (_("How you can help"), charter.how_to_help),
        (_("Who owns the data"), page.data_owner),
        (_("Whom to ask"), charter.contact),
    )
    yield from ((name, text) for name, text in told if text)
    missing = [name for name, text in told if not text]
    if missing and page.measure.is_inherited:
        yield not_stated().capitalize(), ", ".join(missing)


@dataclass(frozen=True)
class LedgerRow:
    """A measure as the ledger macro draws it."""

    status: str
    status_label: str
    name: str
    url: str
    note: str
    sparkline: Markup
    latest: str
    unit: str
    target_old: str
    target: str


def ledger_rows(rows: Sequence[Row]) -> list[LedgerRow]:
    """The rows of a list as its ledger draws them, in their order."""
    return [_ledger_row(row) for row in rows]


def _ledger_row(row: Row) -> LedgerRow:
    said = row.said
    stale = row.status is Status.STALE
    moved = said.first_target is not None and said.first_target != said.target
    return LedgerRow(
        status=row.status.value,
        status_label=words.status_word(row.status),
        name=row.name,
        url=words.in_language(row.url),
        note=_note(row),
        # Made of numbers alone, by our own drawing.
        sparkline=Markup(sparkline([y for _x, y in said.spark], said.spark_target, stale=stale)),  # noqa: S704
        latest=in_a_list(said.latest, said),
        unit=unit_to_name(said) if said.latest else "",
        target_old=in_a_list(said.first_target, said) if moved else "",
        target=in_a_list(said.target or said.target_upper, said),
    )


def _note(row: Row) -> str:
    if row.status is Status.STALE and row.latest_on:
        last = words.status_word(row.last_status).lower() if row.last_status else ""
        since = words.period_words(row.said.told_of)
        told = _("No figure since %(period)s", period=since)
        return _("%(told)s; last verdict: %(verdict)s", told=told, verdict=last) if last else told
    if row.said.latest is None and row.state is MeasureState.INHERITED:
        return _("Its source states no figure for the whole")
    if row.said.latest is None and not row.said.known_label:
        why = words.marker_word(row.said.latest_marker)
        return f"{words.period_words(row.said.latest_label)}: {why}" if why else _("No figure yet")
    return words.change_words(row.said) or words.period_words(row.said.latest_label)


def as_data(row: Row) -> dict[str, Any]:
    """A measure of a list as plain values."""
    said = row.said
    return {
        "id": row.public_id,
        "slug": row.slug,
        "title": said.title,
        "url": row.url,
        "part": row.part.value,
        "goal": row.goal_slug,
        "topic": row.topic,
        "lead_agency": row.lead or None,
        "contributors": [dict(each) for each in said.contributors],
        "state": row.state.value,
        "status": row.status.value,
        "last_status": row.last_status,
        "last_status_on": formats.iso(row.last_status_on) or None,
        "kind": said.kind,
        "unit": said.unit,
        "direction": said.direction,
        "latest_value": said.latest,
        "latest_period": said.latest_label or None,
        "latest_marker": said.latest_marker,
        "latest_state": said.latest_state,
        "latest_end": formats.iso(row.latest_on) or None,
        "target_value": said.target,
        "target_due": said.target_due or said.target_due_text or None,
        "first_target_value": said.first_target,
        "targets_moved": row.targets_moved,
        "next_due": formats.iso(row.next_due_on) or None,
        "figures": said.figures,
    }


def change_rows(events: Sequence[Event]) -> list[Mapping[str, str]]:
    """The events of a measure as lines of a list."""
    return [
        {
            "day": formats.day(event.at, short=True),
            "kind": words.event_name(event.kind),
            "words": words.event_words(event.kind, event.data),
            "line": _("By %(name)s", name=words.author(event.kind, event.actor.name)),
            "reason": str(event.data.get("reason", "")) if event.kind == "target.moved" else "",
        }
        for event in events
        if words.event_name(event.kind)
    ]


def charter_page(found: Versions, number: int) -> dict[str, Any]:
    """One charter with the numbers of all, and what it changed; NotFound for another number."""
    versions = {charter.number: charter for charter in found.charters}
    if number not in versions:
        raise NotFound
    charter = versions[number]
    return {
        "charter": charter,
        "numbers": list(versions),
        "fields": list(compared(charter, versions.get(number - 1))),
    }
