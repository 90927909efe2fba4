"""The example's strategies move and its promises are kept or not, in reviews and between them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from functools import partial

from commons import clock, jobs
from council.example.operations import Act, Stage
from council.example.tables import Calendar, Row, item_at, review, reviews, rows, signature
from council.live import operations as live
from council.promises import operations as promises
from council.promises.rules import PromiseState
from council.reviews.models import Review
from council.strategies import operations as strategies
from council.strategies.rules import StrategyState

CLERK = "odile-fenn"
AFTER_MIDNIGHT = time(0, 5)


def acts(calendar: Calendar) -> Iterator[Act]:
    """Every move of a strategy, every line in the life of a promise."""
    for row in rows("strategies"):
        yield from _strategy(calendar, row)
    for row in rows("promises"):
        yield from _promise(calendar, row)


# ---------------------------------------------------------------- strategies


def _strategy(calendar: Calendar, row: Row) -> Iterator[Act]:
    slug, first = row["slug"], row["moves"][0]
    name = f"strategy:{slug}"
    after = (f"measure:{row['expected']['measure']}", f"join:{row['owner']}", *_within(first))
    yield Act(name, calendar.moment(first["at"]), partial(_propose, row), after)
    for move in row["moves"][1:]:
        last, name = name, f"strategy:{slug}:{move['state']}"
        play = partial(_move, row, move)
        yield Act(name, calendar.moment(move["at"]), play, (last, *_within(move)))


def _within(move: Row) -> tuple[str, ...]:
    return (f"live:{move['review']}",) if "review" in move else ()


def _propose(row: Row, stage: Stage) -> None:
    first = row["moves"][0]
    held = stage.reviews.get(first.get("review", ""))
    strategy = strategies.propose(
        actor=stage.actor(first["by"]),
        council=stage.council,
        measure=stage.measures[row["expected"]["measure"]],
        title=row["title"],
        hypothesis=row["hypothesis"],
        expected_effect=f"{row['expected']['effect']}. Cost: {row['cost']}",
        expected_by=stage.calendar.day(row["expected"]["due"]),
        owner=signature(row["owner"]),
        reason=first["words"],
        review_id=held.subject_id if held else None,
    )
    stage.strategies[row["slug"]] = strategy


def _move(row: Row, move: Row, stage: Stage) -> None:
    strategy, state = stage.strategies[row["slug"]], StrategyState(move["state"])
    if "review" in move:
        live.move_strategy(
            actor=stage.actor(CLERK),
            review=stage.reviews[move["review"]],
            strategy=strategy,
            state=state,
            reason=move["words"],
            item=stage.items[move["review"], item_at(move["review"], _minute(row, move))],
        )
    else:
        strategies.move(
            actor=stage.actor(move["by"]), strategy=strategy, state=state, reason=move["words"]
        )
    if move is row["moves"][-1]:
        strategy.result = row["result"]


def _minute(row: Row, move: Row) -> int:
    told: list[Row] = review(move["review"])["strategies"]
    found = next(t for t in told if (t["strategy"], t["state"]) == (row["slug"], move["state"]))
    return int(found["minute"])


# ---------------------------------------------------------------- promises


def _promise(calendar: Calendar, row: Row) -> Iterator[Act]:
    slug, held = row["slug"], row["made_in"]
    name = f"promise:{slug}"
    moment = calendar.moment(review(held)["review"]["starts"]) + timedelta(minutes=row["minute"])
    after = (f"live:{held}", f"measure:{row['measure']}")
    yield Act(name, moment, partial(_make, row), after)
    for n, slip in enumerate(row.get("slips", [])):
        play = partial(_slip, row, slip)
        yield Act(f"{name}:slip:{n}", calendar.moment(slip["at"]), play, (name,))
    for n, each in enumerate(row.get("progress", [])):
        yield _progress(calendar, row, each, n)
    if "closed" in row:
        moment = calendar.moment(row["closed"]["at"])
        yield Act(f"{name}:closed", moment, partial(_close, row), (name,))
    yield from _late(calendar, row)


def _make(row: Row, stage: Stage) -> None:
    held = row["made_in"]
    made = live.take_promise(
        actor=stage.actor(CLERK),
        review=stage.reviews[held],
        words=row["words"],
        owner=_owner(row, stage),
        agency=stage.agencies.get(row["agency"]),
        due_on=stage.calendar.day(row["due"]),
        item=stage.items[held, item_at(held, row["minute"])],
        measure=stage.measures[row["measure"]],
        by_governor=row["agency"] == "none",
    )
    if made is not None:
        stage.promises[row["slug"]] = made


def _owner(row: Row, stage: Stage) -> str:
    """The agency stands beside its director’s name; whoever has none is named with the office."""
    has_agency = row["agency"] in stage.agencies
    return stage.actor(row["by"]).name if has_agency else signature(row["by"])


def _slip(row: Row, slip: Row, stage: Stage) -> None:
    promises.slip(
        actor=stage.actor(slip["by"]),
        promise=stage.promises[row["slug"]],
        due_on=stage.calendar.day(slip["now"]),
        note=slip["reason"],
    )


def _progress(calendar: Calendar, row: Row, each: Row, number: int) -> Act:
    """Progress is told in the review that is on at that moment, or between two."""
    moment = calendar.moment(each["at"])
    held = next((slug for slug, (a, b) in _spans(calendar).items() if a <= moment <= b), "")
    play = partial(_call, row, each, held) if held else partial(_report, row, each)
    after = (f"promise:{row['slug']}", *([f"live:{held}"] if held else []))
    return Act(f"promise:{row['slug']}:progress:{number}", moment, play, after)


def _spans(calendar: Calendar) -> dict[str, tuple[datetime, datetime]]:
    found = {}
    for row in reviews():
        begin = calendar.moment(row["review"]["starts"])
        end = begin + timedelta(minutes=row["review"]["minutes"])
        found[row["review"]["slug"]] = (begin, end)
    return found


def _call(row: Row, each: Row, held: str, stage: Stage) -> None:
    called: Review = stage.reviews[held]
    live.report_promise(
        actor=stage.actor(CLERK),
        review=called,
        promise=stage.promises[row["slug"]],
        note=each["words"],
    )


def _report(row: Row, each: Row, stage: Stage) -> None:
    promises.progress(
        actor=stage.actor(each["by"]), promise=stage.promises[row["slug"]], note=each["words"]
    )


def _close(row: Row, stage: Stage) -> None:
    state = PromiseState(row["state"])
    promises.end(
        actor=stage.actor(row["closed"]["by"]),
        promise=stage.promises[row["slug"]],
        state=PromiseState.KEPT if state is PromiseState.KEPT_LATE else state,
        note=row["closed"]["words"],
    )


def _late(calendar: Calendar, row: Row) -> Iterator[Act]:
    """In the night after a due day the job looks for promises that are open and late."""
    dues = [row["due"], *(slip["now"] for slip in row.get("slips", []))]
    for n, due in enumerate(dues):
        day = calendar.day(due) + timedelta(days=1)
        if day < calendar.today:
            moment = clock.at_site(day, AFTER_MIDNIGHT)
            after = (f"promise:{row['slug']}",)
            yield Act(f"late:{row['slug']}:{n}", moment, _tell_late, after)


def _tell_late(_stage: Stage) -> None:
    jobs.run_once("promises.tell_late")
