"""Reads of records, their versions, and the proofs that they are in the log."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from markupsafe import Markup
from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from citizens.comments.specs import asked_of
from commons.actors import Actor
from commons.db import db
from commons.errors import NotFound
from commons.hashing import inclusion_path, inclusion_sides, tree_root
from commons.ledger import Leaf, witness
from commons.subjects import Subject
from council.councils.models import Council
from council.records.models import Record, RecordVersion
from council.records.rules import VersionKind
from council.records.specs import Told, told
from council.reviews.models import FrozenFigure, Review

SIZE = 50


@dataclass(frozen=True)
class VersionRow:
    """A version, without its bytes."""

    number: int
    kind: VersionKind
    sha256: str
    reason: str
    approved: bool
    leaf: int
    by: str
    at: datetime


@dataclass(frozen=True)
class RecordPage:
    """A version of a record with what stands around it."""

    code: str
    subject_id: int
    review_code: str
    council: str
    council_path: str
    version: VersionRow
    versions: list[VersionRow]
    document: dict[str, Any]
    changed: list[Told]

    @property
    def signed_by(self) -> str:
        """Whose name stands for the council under this version; empty while nobody signed."""
        signed = [each.by for each in self.versions[: self.version.number] if each.approved]
        return signed[0] if signed else ""

    @property
    def is_newest(self) -> bool:
        """Whether no version came after this one."""
        return self.version.number == self.versions[-1].number


@dataclass(frozen=True)
class RecordRow:
    """A record in a list."""

    code: str
    title: str
    council: str
    held_at: datetime
    versions: int
    published_at: datetime
    approved: bool
    summary: dict[str, int]


@dataclass(frozen=True)
class Proof:
    """That a version is entry `leaf` of the log of `size` entries."""

    leaf: int
    leaf_hash: str
    size: int
    root: str
    path: list[str]
    steps: list[dict[str, str]]


@dataclass(frozen=True)
class Entry:
    """An entry of the log; `version` when it is one of a record's."""

    number: int
    kind: str
    code: str
    version: int | None
    title: str
    path: str
    at: datetime
    leaf_hash: str


def record(code: str) -> Record:
    """The record of this code, or NotFound."""
    found = db.session.scalar(
        select(Record)
        .join(Subject, Subject.id == Record.subject_id)
        .where(Subject.public_id == code)
        .options(
            joinedload(Record.subject),
            joinedload(Record.review).joinedload(Review.subject),
            joinedload(Record.review).joinedload(Review.council).joinedload(Council.subject),
        )
    )
    if found is None:
        raise NotFound
    return found


def of_review(review_id: int) -> Record | None:
    """The record of a review, if it is out."""
    return db.session.scalar(
        select(Record).where(Record.review_id == review_id).options(joinedload(Record.subject))
    )


def codes(review_ids: list[int]) -> dict[int, str]:
    """The codes of these reviews' records."""
    rows = db.session.execute(
        select(Record.review_id, Subject.public_id)
        .join(Subject, Subject.id == Record.subject_id)
        .where(Record.review_id.in_(review_ids))
    )
    return {row.review_id: row.public_id for row in rows}


def version(record_id: int, number: int | None = None) -> RecordVersion:
    """This version of a record, or its newest; NotFound when there is none."""
    statement = (
        select(RecordVersion)
        .where(RecordVersion.record_id == record_id)
        .options(joinedload(RecordVersion.actor))
        .order_by(RecordVersion.number.desc())
        .limit(1)
    )
    if number is not None:
        statement = statement.where(RecordVersion.number == number)
    found = db.session.scalar(statement)
    if found is None:
        raise NotFound
    return found


def signed_by(record_id: int) -> str:
    """Who signed the record, at first or later; empty while nobody has."""
    statement = (
        select(Actor.name)
        .join(RecordVersion, RecordVersion.actor_id == Actor.id)
        .where(RecordVersion.record_id == record_id, RecordVersion.approved)
        .order_by(RecordVersion.number)
    )
    return db.session.scalar(statement.limit(1)) or ""


def record_page(code: str, number: int | None = None) -> RecordPage:
    """A version of the record of this code (the newest), and what it changed."""
    found = record(code)
    versions = list(
        db.session.scalars(
            select(RecordVersion)
            .where(RecordVersion.record_id == found.id)
            .options(joinedload(RecordVersion.actor))
            .order_by(RecordVersion.number)
        )
    )
    shown = [each for each in versions if number in (None, each.number)]
    if not shown:
        raise NotFound
    this = shown[-1]
    earlier = versions[this.number - 2] if this.number > 1 else None
    return RecordPage(
        code=code,
        subject_id=found.subject_id,
        review_code=found.review.subject.public_id,
        council=found.review.council.name,
        council_path=found.review.council.subject.path,
        version=_version_row(this),
        versions=[_version_row(each) for each in versions],
        document=json.loads(this.content),
        changed=told(json.loads(earlier.content), json.loads(this.content)) if earlier else [],
    )


def records() -> list[RecordRow]:
    """All records, the latest review first."""
    last = (
        select(RecordVersion.record_id, func.max(RecordVersion.number).label("number"))
        .group_by(RecordVersion.record_id)
        .subquery()
    )
    rows = db.session.execute(
        select(Record, RecordVersion, Review, Council)
        .join(last, last.c.record_id == Record.id)
        .join(
            RecordVersion,
            (RecordVersion.record_id == Record.id) & (RecordVersion.number == last.c.number),
        )
        .join(Review, Review.id == Record.review_id)
        .join(Council, Council.id == Review.council_id)
        .options(joinedload(Record.subject))
        .order_by(Review.live_at.desc(), Record.id.desc())
    )
    return [_record_row(*row) for row in rows]


def proof(code: str, number: int | None = None) -> Proof:
    """The path from a version's entry up to the root of the log as it stands."""
    wanted = version(record(code).id, number).leaf_number
    hashes = list(db.session.scalars(select(Leaf.leaf_hash).order_by(Leaf.number)))
    path = [each.hex() for each in inclusion_path(wanted, hashes)]
    sides = inclusion_sides(wanted, len(hashes))
    return Proof(
        leaf=wanted,
        leaf_hash=hashes[wanted].hex(),
        size=len(hashes),
        root=tree_root(hashes).hex(),
        path=path,
        steps=[{"side": side, "hash": each} for side, each in zip(sides, path, strict=True)],
    )


def entries(before: int | None = None) -> list[Entry]:
    """The entries of the log, the newest first, one more than a page holds."""
    statement = (
        select(Leaf.number, Leaf.kind, Leaf.at, Leaf.leaf_hash)  # and not what they hold
        .add_columns(Subject.public_id, Subject.title, Subject.path)
        .add_columns(RecordVersion.number.label("version"))
        .join(Subject, Subject.id == Leaf.subject_id)
        .outerjoin(RecordVersion, RecordVersion.leaf_number == Leaf.number)
        .order_by(Leaf.number.desc())
        .limit(SIZE + 1)
    )
    if before is not None:
        statement = statement.where(Leaf.number < before)
    return [
        Entry(
            number=row.number,
            kind=row.kind,
            code=row.public_id,
            version=row.version,
            title=row.title,
            path=f"{row.path}/v{row.version}" if row.version else row.path,
            at=row.at,
            leaf_hash=row.leaf_hash.hex(),
        )
        for row in db.session.execute(statement)
    ]


def _version_row(row: RecordVersion) -> VersionRow:
    return VersionRow(
        number=row.number,
        kind=row.kind,
        sha256=row.sha256,
        reason=row.reason,
        approved=row.approved,
        leaf=row.leaf_number,
        by=row.actor.name,
        at=row.published_at,
    )


def _record_row(row: Record, newest: RecordVersion, review: Review, council: Council) -> RecordRow:
    document = json.loads(newest.content)
    return RecordRow(
        code=row.subject.public_id,
        title=review.title,
        council=council.name,
        held_at=review.live_at or review.starts_at,
        versions=newest.number,
        published_at=newest.published_at,
        approved=newest.approved,
        summary={
            "strategies": len(document["strategies"]["moves"]),
            "decisions": len(document["decisions"]),
            "promises": len(document["promises"]["made"]),
            "questions": len(document["questions"]),
        },
    )


def pictures(review_code: str) -> dict[str, tuple[Markup, ...]]:
    """The frozen charts of a review: wide, for a phone and for a column, by the measure's path."""
    rows = db.session.scalars(
        select(FrozenFigure.document)
        .join(Review, Review.id == FrozenFigure.review_id)
        .join(Subject, Subject.id == Review.subject_id)
        .where(Subject.public_id == review_code)
    )
    return {
        str(each["path"]): tuple(
            Markup(each.get(size, ""))  # noqa: S704  drawn by metrics/charts, kept in an append-only row
            for size in ("svg", "svg_phone", "svg_middle")
        )
        for each in rows
        if each.get("svg")
    }


@asked_of("record")
def _asked(subject_id: int) -> int | None:
    statement = (
        select(Council.subject_id)
        .join(Review, Review.council_id == Council.id)
        .join(Record, Record.review_id == Review.id)
        .where(Record.subject_id == subject_id)
    )
    return db.session.scalar(statement)


@witness
def _bytes() -> Iterable[tuple[int, bytes]]:
    statement = select(RecordVersion.leaf_number, RecordVersion.content)
    rows = db.session.execute(statement).yield_per(100)
    return ((number, content) for number, content in rows)
