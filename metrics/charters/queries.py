"""Versions of charters and targets, as they stood at a moment."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Protocol

from sqlalchemy import ColumnElement, Select, and_, func, select, true, union_all
from sqlalchemy.orm import joinedload

from commons import clock, formats
from commons.actors import Actor, Identity
from commons.db import db
from commons.errors import NotFound
from commons.i18n import _
from commons.permits import require
from commons.roles import Grant, holds_for
from metrics.catalogue.models import Agency
from metrics.charters.models import Charter, Measure, Target
from metrics.charters.rules import (
    PUBLIC_STATES,
    CharterFields,
    TargetKind,
    Terms,
    UnitKind,
    definition_at,
    number_of,
)
from metrics.roles import KEEPERS

SHORT_UNIT = 8
Bodies = Callable[[], Select[int, int]]
Signers = Callable[[Measure], Sequence["Signatory"]]
_bodies: list[Bodies] = []
_signers: list[Signers] = []


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
    def is_movable(self) -> bool:
        """Whether there has been a target: “none yet” is no goalpost that could move."""
        return any(each.kind is not TargetKind.NONE_YET for each in self.targets)

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


def answering(reader: Bodies) -> Bodies:
    """Registers rows of measures, each with the subject of a body that answers for its numbers."""
    _bodies.append(reader)
    return reader


@answering
def _lead() -> Select[int, int]:
    pairs = select(Measure.id, Agency.subject_id).select_from(Measure)
    return pairs.join(Agency, Agency.id == Measure.lead_agency_id)


@answering
def _data_owner() -> Select[int, int]:
    of_it = Charter.__table__.alias()
    last = select(func.max(of_it.c.number)).where(of_it.c.measure_id == Measure.id)
    newest = and_(
        Charter.measure_id == Measure.id,
        Charter.number == last.correlate(Measure).scalar_subquery(),
    )
    return (
        select(Measure.id, Agency.subject_id)
        .select_from(Measure)
        .join(Charter, newest)
        .join(Agency, Agency.id == Charter.data_owner_id)
    )


def bodies_of(measure: Measure) -> frozenset[int]:
    """The subjects of the agencies and the council whose officers keep a measure's numbers."""
    rows = union_all(*(each().where(Measure.id == measure.id) for each in _bodies))
    return frozenset(subject_id for _measure_id, subject_id in db.session.execute(rows))


def kept_by(grants: frozenset[Grant]) -> ColumnElement[bool]:
    """Which measures are kept by whoever holds these offices."""
    scopes = {grant.scope_id for grant in grants if grant.role in KEEPERS}
    if None in scopes:
        return true()
    measure_id, body_id = union_all(*(each() for each in _bodies)).subquery().columns
    return Measure.id.in_(select(measure_id).where(body_id.in_(scopes)))


def to_keep(slug: str, viewer: Identity) -> Measure:
    """The measure of this slug for an officer who keeps its numbers, or NotFound or Refused."""
    measure = by_slug(slug)
    require(holds_for(viewer.grants, KEEPERS, bodies_of(measure)), not_kept())
    return measure


def not_kept() -> str:
    """Why an officer of another agency is refused."""
    return _("Another agency keeps the numbers of this measure.")


@dataclass(frozen=True)
class Signatory:
    """Who may sign for a measure, in the words that will stand beside it."""

    words: str
    decided_on: date | None = None


def signing(reader: Signers) -> Signers:
    """Registers those who may sign for a measure beside the officer who acts."""
    _signers.append(reader)
    return reader


def signatories(measure: Measure, actor: Actor) -> list[Signatory]:
    """Who may sign: those who hold the office, and the officer who acts; each once."""
    found = [each for reader in _signers for each in reader(measure)]
    by_words = {each.words: each for each in (*found, Signatory(signature(actor)))}
    return list(by_words.values())


def signature(person: Actor, office: str = "") -> str:
    """A person's name with the office."""
    return ", ".join(part for part in (person.name, person.office or office) if part)


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
