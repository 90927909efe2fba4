"""Reads of objectives."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from commons.db import db
from commons.errors import NotFound
from commons.subjects import Subject
from council.councils.models import Council
from council.objectives.models import Objective, ObjectivePart, ObjectiveVersion, Tracking

_WHOLE = (
    joinedload(Objective.subject),
    joinedload(Objective.lead_agency),
    joinedload(Objective.parts).joinedload(ObjectivePart.agency),
)


@dataclass(frozen=True)
class ObjectivePage:
    """An objective with everything that its page shows."""

    objective: Objective
    council: Council
    versions: list[ObjectiveVersion]
    measure_ids: list[int]

    @property
    def words(self) -> str:
        """The words as they stand."""
        return self.versions[0].words


@dataclass(frozen=True)
class ObjectiveRow:
    """An objective in a list."""

    code: str
    title: str
    path: str
    lead: str
    council: str
    council_path: str
    state: str
    measures: int


def objective(code: str) -> ObjectivePage:
    """The objective of this code, or NotFound."""
    found = db.session.execute(
        select(Objective, Council)
        .join(Subject, Subject.id == Objective.subject_id)
        .join(Council, Council.id == Objective.council_id)
        .where(Subject.public_id == code)
        .options(*_WHOLE)
    ).unique()
    rows = found.all()
    if not rows:
        raise NotFound
    row, council = rows[0]
    return ObjectivePage(
        objective=row,
        council=council,
        versions=list(
            db.session.scalars(
                select(ObjectiveVersion)
                .where(ObjectiveVersion.objective_id == row.id)
                .order_by(ObjectiveVersion.number.desc())
            )
        ),
        measure_ids=list(
            db.session.scalars(
                select(Tracking.measure_id)
                .where(Tracking.objective_id == row.id)
                .order_by(Tracking.position)
            )
        ),
    )


def of_council(council_id: int) -> list[Objective]:
    """The objectives of a council with the parts of others, oldest first."""
    return list(
        db.session.scalars(
            select(Objective)
            .where(Objective.council_id == council_id)
            .options(*_WHOLE)
            .order_by(Objective.id)
        ).unique()
    )


def of_measure(measure_id: int) -> list[Objective]:
    """The objectives that a measure follows."""
    return list(
        db.session.scalars(
            select(Objective)
            .join(Tracking, Tracking.objective_id == Objective.id)
            .where(Tracking.measure_id == measure_id)
            .options(joinedload(Objective.subject), joinedload(Objective.lead_agency))
        )
    )


def trackings(objective_ids: list[int]) -> dict[int, list[int]]:
    """The ids of the measures that follow each objective, in order."""
    found: dict[int, list[int]] = {each: [] for each in objective_ids}
    rows = db.session.execute(
        select(Tracking.objective_id, Tracking.measure_id)
        .where(Tracking.objective_id.in_(objective_ids))
        .order_by(Tracking.position)
    )
    for objective_id, measure_id in rows:
        found[objective_id].append(measure_id)
    return found


def rows() -> list[ObjectiveRow]:
    """Every objective, by council and age."""
    found = db.session.execute(
        select(Objective, Council)
        .join(Council, Council.id == Objective.council_id)
        .options(joinedload(Objective.subject), joinedload(Objective.lead_agency))
        .order_by(Council.name, Objective.id)
    ).all()
    tracked = trackings([each.id for each, _council in found])
    return [
        ObjectiveRow(
            code=each.subject.public_id,
            title=each.subject.title,
            path=each.subject.path,
            lead=each.lead_agency.name,
            council=council.name,
            council_path=f"/councils/{council.slug}",
            state=each.state,
            measures=len(tracked[each.id]),
        )
        for each, council in found
    ]
