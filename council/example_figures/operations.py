"""The example's measures are adopted, get targets, and report month by month."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from functools import partial

from commons import clock, jobs
from council.example.operations import Act, Stage
from council.example.rules import MORNING, period_end, period_label, period_start
from council.example.tables import Calendar, Row, measures, signature
from council.example_figures.rules import Cell, cells
from council.example_people.operations import contributors
from council.objectives import operations as objectives
from metrics.charters.rules import (
    CharterFields,
    Direction,
    Frequency,
    MeasureKind,
    PathKind,
    TargetFields,
    TargetKind,
    UnitKind,
)
from metrics.loading import operations as loading
from metrics.measures import operations as metrics
from metrics.observations import operations as observations
from metrics.observations.rules import FigureRow, FigureState, Marker, SeriesKind, next_due

UNITS = {"%": "percent", "$": "dollars"}
MIDNIGHT = time(0, 7)
BROUGHT_IN = "Counted before the measure was adopted, and published with it."


def acts(calendar: Calendar) -> Iterator[Act]:
    """Adoptions, charters, targets, figures, corrections, and the days on which time tells."""
    for row in measures():
        yield from _meaning(calendar, row)
        yield from _figures(calendar, row)


# ---------------------------------------------------------------- what a measure means


def _meaning(calendar: Calendar, row: Row) -> Iterator[Act]:
    name = f"measure:{row['slug']}"
    rests_on = [f"join:{row['reporter']}", f"objective:{row['objective']}"]
    play = partial(_adopt, row)
    if "origin" in row:
        rests_on, play = [f"answer:{row['origin']['proposal']}"], partial(_equip, row)
    yield Act(name, calendar.moment(row["adopted"]), play, tuple(rests_on))
    for charter in row["charters"][1:]:
        play = partial(_revise, row, charter)
        yield Act(
            f"charter:{row['slug']}:{charter['version']}",
            calendar.moment(charter["adopted"]),
            play,
            (name,),
        )
    last = name
    for target in row["targets"]:
        rests = {name, last, *_baseline(calendar, row, target)}
        last = f"target:{row['slug']}:{target['version']}"
        play = partial(_retarget, row, target)
        yield Act(last, calendar.moment(target["set"]), play, tuple(sorted(rests)))


def _baseline(calendar: Calendar, row: Row, target: Row) -> set[str]:
    if target["kind"] == TargetKind.NONE_YET:
        return set()
    rests = {release_of(row, calendar, row["baseline"]["period"])}
    if target["charter"] > 1:
        rests.add(f"charter:{row['slug']}:{target['charter']}")
    return rests


def _adopt(row: Row, stage: Stage) -> None:
    stage.measures[row["slug"]] = metrics.adopt(
        actor=stage.actor(row["by"]),
        goal=stage.council.goal,
        charter=charter_fields(row, row["charters"][0], stage),
        lead_agency=stage.agencies[row["lead"]],
        contributors=contributors(row, stage),
        slug=row["slug"],
        topic=stage.objectives[row["objective"]].subject.title,
    )
    _equip(row, stage)


def _equip(row: Row, stage: Stage) -> None:
    """The objective follows the measure, and each of its lines stands, also those to come."""
    measure = stage.measures[row["slug"]]
    objectives.track(
        actor=stage.actor(row["by"]), objective=stage.objectives[row["objective"]], measure=measure
    )
    kept = [{"slug": "total", "name": "", "kind": "total"}, *row.get("series", [])]
    for each in [*kept, *row.get("not_counted", [])]:
        area = next((a for a in stage.areas.values() if a.name == each["name"]), None)
        observations.add_series(
            actor=stage.actor(row["by"]),
            measure=measure,
            kind=SeriesKind(each["kind"]),
            label=each["name"],
            area=area,
            note=_series_note(row, each, stage),
        )


def _series_note(row: Row, each: Row, stage: Stage) -> str:
    if "due" in each:
        day = stage.calendar.day(each["due"])
        return f"{each['reason']} Expected by {day.day} {day:%B %Y}."
    is_total = each["kind"] == SeriesKind.TOTAL
    return " ".join(sorted({run.get("interval", "") for run in row["figures"] if is_total}))


def charter_fields(row: Row, charter: Row, stage: Stage) -> CharterFields:
    """One version of what the measure means."""
    is_last = charter is row["charters"][-1]
    return CharterFields(
        title=row["title"],
        short_title=row["short_title"],
        definition=row["sentence"] if is_last else charter["definition"],
        why_it_matters=row["why"],
        does_not_tell=f"{row['does_not_tell']} {row['limits']}",
        how_gamed=row["gaming"],
        how_to_help=row["help"],
        kind=MeasureKind(row["kind"]),
        direction=Direction(row["direction"]),
        unit=UNITS.get(row["unit"]) or row["unit"],
        unit_kind=UnitKind(row["unit_kind"]),
        decimals=row["decimals"],
        numerator=_unless_none(charter["numerator"]),
        denominator=_unless_none(charter["denominator"]),
        source=row["source"],
        data_owner_id=stage.agencies[row["data_owner"]].id,
        contact=signature(row["contact"]),
        frequency=Frequency(row["frequency"]),
        lag_days=row["lag_days"],
    )


def _unless_none(words: str) -> str:
    return "" if words == "none" else words


def _revise(row: Row, charter: Row, stage: Stage) -> None:
    start = period_start(end_of(row, stage.calendar, charter["from"]), Frequency(row["frequency"]))
    metrics.revise(
        actor=stage.actor(charter["by"]),
        measure=stage.measures[row["slug"]],
        charter=charter_fields(row, charter, stage),
        reason=charter["reason"],
        breaks_series_on=start if charter["break"] else None,
        decided_by=signature(charter["by"]),
    )


def _retarget(row: Row, target: Row, stage: Stage) -> None:
    metrics.retarget(
        actor=stage.actor(target["by"]),
        measure=stage.measures[row["slug"]],
        target=_target(row, target, stage),
    )


def _target(row: Row, target: Row, stage: Stage) -> TargetFields:
    kind, calendar = TargetKind(target["kind"]), stage.calendar
    signed_by = signature(target["by"])
    if kind is TargetKind.NONE_YET:
        return TargetFields(
            kind,
            due_on=calendar.day(target["to_be_set_on"]),
            reason=target["reason"],
            signed_by=signature(target["to_be_set_by"]),
            decided_on=clock.today(),
        )
    start = row["baseline"]
    return TargetFields(
        kind,
        value=_as_published(row, target["value"]),
        due_on=end_of(row, calendar, target["due"]),
        path=PathKind(target["path"]),
        baseline=_text(row, start["value"]),
        baseline_on=end_of(row, calendar, start["period"]),
        basis=target["basis"],
        reason=target["reason"],
        signed_by=signed_by,
        decided_on=clock.today(),
    )


# ---------------------------------------------------------------- what was counted


def end_of(row: Row, calendar: Calendar, period: int) -> date:
    """The last day of a period of a measure."""
    return period_end(calendar.today, Frequency(row["frequency"]), row["lag_days"], period)


def batches(row: Row, calendar: Calendar) -> dict[datetime, list[Cell]]:
    """The figures by the moment at which they are published: at nine when they are due.

    What was counted before the measure was adopted comes with the adoption.
    """
    adopted = calendar.moment(row["adopted"])
    found: dict[datetime, list[Cell]] = {}
    for cell in sorted(cells(row), key=lambda each: each.period):
        due = end_of(row, calendar, cell.period) + timedelta(days=row["lag_days"])
        found.setdefault(max(clock.at_site(due, MORNING), adopted), []).append(cell)
    return found


def release_of(row: Row, calendar: Calendar, period: int) -> str:
    """The name of the act in which the figure of a period is published."""
    for moment, group in batches(row, calendar).items():
        if any(cell.period == period for cell in group):
            return f"figures:{row['slug']}:{moment.isoformat()}"
    raise KeyError(period)


def _figures(calendar: Calendar, row: Row) -> Iterator[Act]:
    slug, found = row["slug"], batches(row, calendar)
    for moment, group in found.items():
        last = max(cell.period for cell in group)
        later = [c["version"] for c in row["charters"][1:] if c["from"] <= last]
        after = (f"measure:{slug}", *(f"charter:{slug}:{version}" for version in later))
        play = partial(_report, row, group)
        yield Act(f"figures:{slug}:{moment.isoformat()}", moment, play, after)
    for run in row["figures"]:
        for each in run.get("corrections", []):
            after = (release_of(row, calendar, each["period"]),)
            play = partial(_correct, row, each)
            yield Act(
                f"corrected:{slug}:{each['period']}", calendar.moment(each["at"]), play, after
            )
    if found:
        yield from _overdue(calendar, row, max(cell.period for g in found.values() for cell in g))


def _overdue(calendar: Calendar, row: Row, last: int) -> Iterator[Act]:
    """On the day on which a figure is too old, the nightly job says so by itself."""
    ended, frequency = end_of(row, calendar, last), Frequency(row["frequency"])
    day = next_due(ended, frequency, row["lag_days"], periods=2) + timedelta(days=1)
    if day < calendar.today:
        yield Act(f"stale:{row['slug']}", clock.at_site(day, MIDNIGHT), _look_for_stale)


def _look_for_stale(_stage: Stage) -> None:
    jobs.run_once("signals.mark_stale")


def _report(row: Row, group: Sequence[Cell], stage: Stage) -> None:
    ends = [end_of(row, stage.calendar, cell.period) for cell in group]
    is_brought_in = min(ends) + timedelta(days=row["lag_days"]) < clock.today()
    loading.publish(
        actor=stage.actor(row["reporter"]),
        measure=stage.measures[row["slug"]],
        rows=[_figure(row, cell, end) for cell, end in zip(group, ends, strict=True)],
        note=BROUGHT_IN if is_brought_in else "",
    )


def _figure(row: Row, cell: Cell, end: date) -> FigureRow:
    frequency = Frequency(row["frequency"])
    series = next((s for s in row.get("series", []) if s["slug"] == cell.series), None)
    return FigureRow(
        label=period_label(end, frequency),
        value=_text(row, cell.value),
        starts_on=period_start(end, frequency),
        ends_on=end,
        kind=SeriesKind(series["kind"]) if series else SeriesKind.TOTAL,
        series=series["name"] if series else "",
        marker=Marker(cell.marker) if cell.marker else None,
        state=FigureState.PROVISIONAL if cell.is_provisional else FigureState.FINAL,
        lower=cell.lower,
        upper=cell.upper,
        numerator=_people(row, cell),
        denominator=str(cell.denominator or ""),
        note=cell.note,
    )


def _people(row: Row, cell: Cell) -> str:
    """How many people a figure tells of: a count is that number itself, hidden when small."""
    is_count = row["unit_kind"] == UnitKind.COUNT and cell.numerator is None
    return _text(row, cell.value) if is_count else str(cell.numerator or "")


def _correct(row: Row, each: Row, stage: Stage) -> None:
    end = end_of(row, stage.calendar, each["period"])
    cell = Cell("total", each["period"], each["value"], note=each["reason"])
    loading.publish(
        actor=stage.actor(each["by"]),
        measure=stage.measures[row["slug"]],
        rows=[replace(_figure(row, cell, end), state=FigureState.CORRECTED)],
        note=each["reason"],
    )


def _as_published(row: Row, value: float) -> str:
    """A target as a council says it: 95, though its figures have decimals."""
    return str(int(value)) if value == int(value) else _text(row, value)


def _text(row: Row, value: float | None) -> str:
    return "" if value is None else f"{value:.{row['decimals']}f}"
