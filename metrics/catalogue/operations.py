"""What classifies measures: goals, agencies and areas are added here."""

from __future__ import annotations

from sqlalchemy import func, select

from commons import events, ids, search, subjects
from commons.actors import Actor
from commons.db import db, operation
from commons.errors import Invalid
from commons.i18n import _
from metrics.catalogue.models import Agency, Area, Goal
from metrics.catalogue.rules import AreaKind, Part


@operation
def add_goal(
    *,
    actor: Actor,
    title: str,
    summary: str,
    part: Part,
    is_example: bool = False,
    slug: str | None = None,
) -> Goal:
    """The goal stands last in its part of the site."""
    name = _free_slug(Goal, title, slug)
    subject = subjects.register("goal", title=title, path=f"/goals/{name}", name=name)
    last = db.session.scalar(select(func.max(Goal.position)).where(Goal.part == part))
    goal = Goal(
        subject_id=subject.id,
        slug=name,
        title=title,
        summary=summary,
        part=part,
        position=(last or 0) + 1,
        is_example=is_example,
    )
    _add(goal, subject, summary, actor)
    return goal


@operation
def add_agency(
    *,
    actor: Actor,
    name: str,
    remit: str = "",
    is_example: bool = False,
    slug: str | None = None,
) -> Agency:
    """The agency can lead measures and contribute to them."""
    address = _free_slug(Agency, name, slug)
    subject = subjects.register("agency", title=name, path=f"/agencies/{address}", name=address)
    agency = Agency(
        subject_id=subject.id,
        slug=address,
        name=name,
        sort_key=ids.folded(name),
        remit=remit,
        is_example=is_example,
    )
    _add(agency, subject, remit, actor)
    return agency


@operation
def add_area(
    *,
    actor: Actor,
    name: str,
    kind: AreaKind = AreaKind.COUNTY,
    is_example: bool = False,
    slug: str | None = None,
) -> Area:
    """The county or region can have figures of its own."""
    address = _free_slug(Area, name, slug)
    subject = subjects.register("area", title=name, path=f"/counties/{address}", name=address)
    area = Area(
        subject_id=subject.id,
        slug=address,
        name=name,
        sort_key=ids.folded(name),
        kind=kind,
        is_example=is_example,
    )
    _add(area, subject, "", actor)
    return area


def _free_slug(table: type[Goal] | type[Agency] | type[Area], title: str, slug: str | None) -> str:
    if not title.strip():
        raise Invalid({"title": _("Please give it a name.")})
    name = slug or ids.slug(title)
    if db.session.scalar(select(table.id).where(table.slug == name)) is not None:
        raise Invalid({"title": _("There is already one of this name.")})
    return name


def _add(row: Goal | Agency | Area, subject: subjects.Subject, body: str, actor: Actor) -> None:
    db.session.add(row)
    db.session.flush()
    search.index(subject, body)
    subjects.touch_site()
    events.record(f"{subject.kind}.added", subject_id=subject.id, actor=actor, title=subject.title)
