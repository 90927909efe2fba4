"""The example council is formed, people come and take their seats, objectives are adopted."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from functools import partial

from citizens.accounts import operations as accounts
from citizens.residency import operations as residency
from citizens.residency.rules import Method
from commons.actors import system
from commons.roles import Level
from council import roles
from council.councils import operations as councils
from council.councils.rules import Seat
from council.example.operations import Act, Stage
from council.example.tables import Calendar, Row, people, read, rows
from council.example_people import queries
from council.objectives import operations as objectives
from metrics.catalogue import operations as catalogue
from metrics.catalogue.models import Agency
from metrics.catalogue.rules import AreaKind, Part

MORE_TO_TRY = 8
DEPUTY_DAYS = 120


def acts(calendar: Calendar) -> Iterator[Act]:
    """Founding, arrivals, departures and objectives."""
    council = read("council")["council"]
    yield Act("found", calendar.moment(council["formed"]), _found)
    taken = _to_try()
    for row in people():
        yield from _office(calendar, row)
    for row in rows("residents"):
        play = partial(_arrive, row, is_shown=row["slug"] in taken)
        yield Act(f"join:{row['slug']}", calendar.moment(row["joined"]), play, ("found",))
    for row in rows("residents", "organisations"):
        play = partial(_arrive, row, is_shown=True)
        yield Act(f"join:{row['slug']}", calendar.moment(row["joined"]), play, ("found",))
    for row in rows("objectives"):
        yield from _objective(calendar, row)


def _to_try() -> set[str]:
    """The residents whom a visitor may be: those on the list and a few more."""
    first = [row["slug"] for row in rows("residents")][:MORE_TO_TRY]
    return {*first, *(row["person"] for row in rows("council", "sign_in"))}


def _found(stage: Stage) -> None:
    file, actor = read("council"), system()
    for row in file["agencies"]:
        stage.agencies[row["slug"]] = catalogue.add_agency(
            actor=actor, name=row["name"], remit=row["remit"], is_example=True, slug=row["slug"]
        )
    for row in file["counties"]:
        stage.areas[row["slug"]] = catalogue.add_area(
            actor=actor, name=row["name"], kind=AreaKind.COUNTY, is_example=True, slug=row["slug"]
        )
    row = file["council"]
    goal = catalogue.add_goal(
        actor=actor,
        title=row["name"],
        summary=row["aim"],
        part=Part.RUNNING,
        is_example=True,
        slug=row["slug"],
    )
    stage.goals[row["slug"]] = goal
    stage.councils[row["slug"]] = councils.form(
        actor=actor,
        goal=goal,
        name=row["name"],
        summary=row["summary"],
        is_example=True,
        slug=row["slug"],
    )


def _office(calendar: Calendar, row: Row) -> Iterator[Act]:
    name = f"join:{row['slug']}"
    above = (f"join:{row['deputy_of']}",) if "deputy_of" in row else ()
    after = ("found", *above)
    yield Act(name, calendar.moment(row["joined"]), partial(_take_office, row), after)
    if "ended" in row:
        yield Act(
            f"leave:{row['slug']}", calendar.moment(row["ended"]), partial(_leave, row), (name,)
        )


def _take_office(row: Row, stage: Stage) -> None:
    slug, actor, council = row["slug"], system(), stage.council
    stage.accounts[slug] = accounts.make_example(
        actor=actor,
        name=row["name"],
        email=f"{slug}@example.invalid",
        office=row["office"],
        level=Level.MEMBER,
    )
    person = stage.actor(slug)
    agency = stage.agencies.get(row.get("agency", ""))
    if "deputy_of" in row:
        _deputise(row, stage)
    elif "seat" in row:
        stage.members[slug] = councils.seat(
            actor=actor,
            council=council,
            person=person,
            seat=Seat(row["seat"]),
            agency=agency,
            starts_on=stage.calendar.day(row["joined"]),
        )
    else:
        scope = council if row["role"] in roles.SCOPED else agency
        councils.appoint(
            actor=actor,
            person=person,
            role=row["role"],
            scope_id=scope.subject_id if scope else None,
            reason=row["office"],
        )


def _deputise(row: Row, stage: Stage) -> None:
    councils.deputise(
        actor=system(),
        grant=queries.grant_of(stage.actor(row["deputy_of"]).id, row["role"]),
        person=stage.actor(row["slug"]),
        ends_on=stage.calendar.today + timedelta(days=DEPUTY_DAYS),
        reason=row["office"],
    )


def _leave(row: Row, stage: Stage) -> None:
    councils.unseat(actor=system(), member=stage.members[row["slug"]], reason=row["reason"])
    stage.accounts[row["slug"]].is_example = False


def _arrive(row: Row, stage: Stage, *, is_shown: bool) -> None:
    slug = row["slug"]
    account = accounts.make_example(
        actor=system(), name=row["name"], email=f"{slug}@example.invalid", level=Level.MEMBER
    )
    account.is_example = is_shown
    stage.accounts[slug] = account
    if "speaks_for" in row:
        account.actor.kind = "organisation"
    elif row["level"] >= Level.RESIDENT:
        area = stage.areas[row["county"]]
        residency.verify(actor=system(), account=account, area=area, method=Method.CLERK)


def _objective(calendar: Calendar, row: Row) -> Iterator[Act]:
    first, *later = row["versions"]
    name = f"objective:{row['slug']}"
    yield Act(name, calendar.moment(first["at"]), partial(_adopt, row), (f"join:{row['by']}",))
    for version in later:
        play = partial(_reword, row, version)
        yield Act(f"{name}:{version['n']}", calendar.moment(version["at"]), play, (name,))


def _adopt(row: Row, stage: Stage) -> None:
    stage.objectives[row["slug"]] = objectives.adopt(
        actor=stage.actor(row["by"]),
        council=stage.council,
        title=row["versions"][0]["title"],
        words=_words(row),
        lead_agency=stage.agencies[row["lead"]],
        contributors=contributors(row, stage),
    )


def _reword(row: Row, version: Row, stage: Stage) -> None:
    objectives.revise(
        actor=stage.actor(version["by"]),
        objective=stage.objectives[row["slug"]],
        title=version["title"],
        words=_words(row),
        reason=version["reason"],
    )


def _words(row: Row) -> str:
    return f"{row['sentence']} {row['why']}"


def contributors(row: Row, stage: Stage) -> list[tuple[Agency, str]]:
    """The agencies that contribute, each with its part; the word `none` means none."""
    if row["contributors"] == "none":
        return []
    return [(stage.agencies[each["agency"]], each["part"]) for each in row["contributors"]]
