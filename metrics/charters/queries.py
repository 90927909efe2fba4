"""Versions of charters and targets, as they stood at a moment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Protocol

from sqlalchemy import Select, and_, select
from sqlalchemy.orm import joinedload

from commons import clock, formats
from commons.db import db
from commons.errors import NotFound
from metrics.charters.models import Charter, Measure, Target
from metrics.charters.rules import (
    PUBLIC_STATES,
    CharterFields,
    Terms,
    UnitKind,
    definition_at,
    number_of,
)

SHORT_UNIT = 8


class HasUnit(Protocol):
    """Whatever says in what its figures are counted."""

    @property
    def unit(self) -> str:
        """The word for it."""

    @property
    def unit_kind(self) -> str:
        """How it behaves in sums and sentences."""


@dataclass(frozen=True)
class Versions:
    """Every charter and target of a measure that held at a moment, oldest first."""

    charters: tuple[Charter, ...]
    targets: tuple[Target, ...]

    @property
    def charter(self) -> Charter:
        """The charter that held last."""
        return self.charters[-1]

    @property
    def target(self) -> Target | None:
        """The target that held last."""
        return self.targets[-1] if self.targets else None

    @property
    def breaks(self) -> tuple[date, ...]:
        """The days on which the definition broke the line."""
        days = [c.breaks_series_on for c in self.charters if c.breaks_series_on]
        return tuple(sorted(days))

    def terms(self, target: Target) -> Terms:
        """What a target asks, under the definition that held when it was set."""
        begun = [
            c.breaks_series_on
            for c in self.charters
            if c.breaks_series_on and c.adopted_at <= target.published_at
        ]
        return terms(target, len(begun) + 1)

    def definition(self, end: date) -> int:
        """The number of the definition by which a period that ended then was counted."""
        return definition_at(self.breaks, end)


def terms(target: Target, definition: int = 1) -> Terms:
    """What a version of a target asks, as the rules take it."""
    return Terms(
        target.kind,
        value=target.value.number,
        upper=target.upper.number,
        due=target.due_on,
        baseline_value=target.baseline.number,
        baseline_date=target.baseline_on,
        path=target.path,
        tolerance=target.tolerance,
        steps=tuple((date.fromisoformat(day), float(text)) for day, text in target.steps),
        definition=definition,
    )


def by_slug(slug: str) -> Measure:
    """The public measure of this slug with its subject, goal, lead and origin, or NotFound."""
    found = db.session.scalar(_whole().where(Measure.slug == slug))
    if found is None or found.state not in PUBLIC_STATES:
        raise NotFound
    return found


def by_subject(subject_id: int) -> Measure:
    """The measure that is this subject, or NotFound."""
    found = db.session.scalar(_whole().where(Measure.subject_id == subject_id))
    if found is None:
        raise NotFound
    return found


def _whole() -> Select[Measure]:
    return select(Measure).options(
        joinedload(Measure.subject),
        joinedload(Measure.goal),
        joinedload(Measure.lead_agency),
        joinedload(Measure.origin),
    )


def versions(measure_id: int, moment: datetime | None = None) -> Versions:
    """The charters and targets that held at a moment, read at once."""
    moment = moment or clock.now()
    rows = db.session.execute(
        select(Charter, Target)
        .outerjoin(
            Target,
            and_(Target.measure_id == Charter.measure_id, Target.published_at <= moment),
        )
        .where(Charter.measure_id == measure_id, Charter.adopted_at <= moment)
        .order_by(Charter.number, Target.number)
    ).all()
    return collected([(charter, target) for charter, target in rows])


def collected(rows: Sequence[tuple[Charter, Target | None]]) -> Versions:
    """The versions in rows of every charter beside every target, or NotFound without any."""
    if not rows:
        raise NotFound
    charters = dict.fromkeys(charter for charter, _target in rows)
    targets = dict.fromkeys(target for _charter, target in rows)
    return Versions(tuple(charters), tuple(target for target in targets if target))


def charter(measure: Measure, number: int) -> Charter:
    """One version of the measure's charter, or NotFound."""
    found = db.session.scalar(
        select(Charter).where(Charter.measure_id == measure.id, Charter.number == number)
    )
    if found is None:
        raise NotFound
    return found


def all_measures(ids: Sequence[int]) -> list[Measure]:
    """The measures of these row numbers, with what their rows show."""
    return list(db.session.scalars(_whole().where(Measure.id.in_(ids)).order_by(Measure.sort_key)))


def with_unit(text: str | None, charter: HasUnit) -> str:
    """A figure as it stands in a sentence: `84.1%`, `$1,250`, `1,150 acres`; empty for none."""
    if not text:
        return ""
    written = grouped(text)
    if charter.unit_kind in (UnitKind.PERCENT, UnitKind.PERCENT_CHANGE):
        return f"{written}%"
    if charter.unit_kind == UnitKind.MONEY and charter.unit in ("dollars", "$"):
        return f"${written}"
    return f"{written} {charter.unit}".strip()


def with_short_unit(text: str | None, charter: HasUnit) -> str:
    """A figure where there is little room: a long unit is left to the words around it."""
    if text and len(charter.unit) > SHORT_UNIT:
        told = with_unit(text, charter)
        return told if told.startswith("$") or told.endswith("%") else grouped(text)
    return with_unit(text, charter)


def in_a_list(text: str | None, charter: HasUnit) -> str:
    """A figure beside its name, which says what is counted: digits, and a sign if it has one."""
    told = with_unit(text, charter)
    return told if told.startswith("$") or told.endswith("%") else grouped(text or "")


def unit_to_name(charter: HasUnit) -> str:
    """The unit of what is not a count, if it is short: minutes, for instance."""
    is_named = charter.unit_kind in (UnitKind.DURATION, UnitKind.RATE, UnitKind.OTHER)
    return charter.unit if is_named and len(charter.unit) <= SHORT_UNIT else ""


def grouped(text: str) -> str:
    """The published digits with the language's separators, and just as many decimals."""
    value = number_of(text)
    if value is None:
        return text
    return formats.number(value, len(text.partition(".")[2]))


def fields_of(charter: Charter) -> CharterFields:
    """What a version of a charter says, ready for the next one."""
    return CharterFields(**{one.name: getattr(charter, one.name) for one in fields(CharterFields)})
