"""The order of what waits at the desk."""

from __future__ import annotations

from datetime import date, timedelta

from council.front.rules import Task, TaskKind, in_order

TODAY = date(2026, 11, 20)


def task(name: str, days: int | None) -> Task:
    """Something that is due in so many days, or has no day."""
    due = None if days is None else TODAY + timedelta(days=days)
    return Task(TaskKind.ANSWER, name, name, f"/desk/{name}", f"/{name}", due)


def test_the_latest_comes_first_and_what_has_no_day_last() -> None:
    asked = [task("none", None), task("soon", 3), task("late", -13), task("today", 0)]
    assert [each.code for each in in_order(asked, TODAY)] == ["late", "today", "soon", "none"]


def test_lateness_begins_on_the_day_after() -> None:
    asked = [task("late", -13), task("today", 0), task("soon", 1), task("none", None)]
    assert [each.days_late for each in in_order(asked, TODAY)] == [13, 0, 0, 0]
