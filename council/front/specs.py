"""The words of the home page: its headline, its counts, its archive."""

from __future__ import annotations

from datetime import date
from typing import Any

from commons import clock, formats
from commons.i18n import _, ngettext
from council.front.queries import Home
from metrics.catalogue.models import Goal
from metrics.catalogue.rules import Part
from metrics.charts.rules import years_strip
from metrics.measures.queries import Row, counts_of
from metrics.measures.tables import ledger_rows
from metrics.signals import tables as words
from metrics.signals.rules import Status

SHOWN = 12
BAD = (Status.OFF_TRACK, Status.BEHIND)


def words_of_home(home: Home) -> dict[str, Any]:
    """All that the home page's template needs beside its rows."""
    return {
        "headline": headline(home),
        "running_name": home.running[0].goal if home.running else _("Goalpost"),
        "ledger_rows": ledger_rows(home.running[:SHOWN]),
        "today_words": formats.weekday(clock.now()),
        "next_line": _next_line(home),
        "archive": _archive(home.archive),
    }


def words_of_goal(goal: Goal, rows: list[Row]) -> dict[str, Any]:
    """What a goal's page says of its measures: counts and the worst, never an average."""
    topics: dict[str, list[Row]] = {}
    for row in rows:
        topics.setdefault(row.topic, []).append(row)
    return {
        "headline": _goal_headline(goal, rows),
        "counted": counts_of(rows),
        "topics": [
            (topic, ledger_rows(own))
            for topic, own in sorted(topics.items(), key=lambda each: bool(each[0]))
        ],
    }


def _goal_headline(goal: Goal, rows: list[Row]) -> str:
    if not rows:
        return goal.title
    if goal.part is Part.RUNNING:
        return _on_track(rows)
    stale = sum(1 for row in rows if row.status is Status.STALE)
    return ngettext(
        "Of %(num)d measure, %(stale)d is stale and %(never)d has no dated figure",
        "Of %(num)d measures, %(stale)d are stale and %(never)d have no dated figure",
        len(rows),
        stale=stale,
        never=sum(1 for row in rows if row.status is Status.NO_DATA),
    )


def headline(home: Home) -> str:
    """How many running measures are on track, and which is furthest off."""
    return _on_track(home.running) if home.running else _("Nobody moves a goalpost unseen")


def _on_track(rows: list[Row]) -> str:
    told = ngettext(
        "%(some)s of %(all)s measure is on track.",
        "%(some)s of %(all)s measures are on track.",
        len(rows),
        all=formats.count_word(len(rows)).lower(),
        some=formats.count_word(sum(1 for row in rows if row.status in words.WELL)),
    )
    worst = rows[0]
    if worst.status not in BAD:
        return told
    return _("%(told)s Furthest off: %(name)s.", told=told, name=_inner(worst.name))


def _inner(name: str) -> str:
    return name[:1].lower() + name[1:] if name[1:2].islower() else name


def _next_line(home: Home) -> str | None:
    if home.meeting is None:
        return None
    if home.meeting.state in ("live", "paused"):
        return _("A review is live now")
    days = (clock.to_site(home.meeting.starts_at).date() - clock.today()).days
    if days <= 0:
        return _("Next live review today")
    return ngettext("Next live review in %(num)d day", "Next live review in %(num)d days", days)


def _archive(rows: list[Row]) -> dict[str, Any]:
    """One stroke a measure on a common scale of years, goal by goal."""
    if not rows:
        return {}
    today = clock.today()
    dated = [row.latest_on for row in rows if row.latest_on]
    decade = date(today.year - today.year % 10, 1, 1)
    recent = sum(1 for day in dated if day >= decade)
    _all, ticks = years_strip(dated, today)
    today_at = years_strip([*dated, today], today)[0][-1]
    goals: dict[str, list[Row]] = {}
    for row in rows:
        goals.setdefault(row.goal_slug, []).append(row)
    return {
        "headline": _(
            "Of %(all)d measures once promised, %(some)d have a figure from this decade",
            all=len(rows),
            some=recent,
        ),
        "rows": [_strip(own, dated, today) for own in goals.values()],
        "ticks": [{"at": at, "label": label} for at, label in ticks],
        "today_at": today_at,
    }


def _strip(rows: list[Row], dated: list[date], today: date) -> dict[str, Any]:
    own = [row.latest_on for row in rows if row.latest_on]
    places = dict(zip(dated, years_strip(dated, today)[0], strict=True))
    return {
        "name": rows[0].goal,
        "url": words.in_language(f"/goals/{rows[0].goal_slug}"),
        "count": len(rows),
        "ats": [places[day] for day in own],
        "undated": len(rows) - len(own),
    }
