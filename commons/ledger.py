"""The append-only log: canonical bytes, numbered without gaps under one lock, RFC 6962 leaves."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary, String, func, select
from sqlalchemy.orm import Mapped, mapped_column

from commons import clock
from commons.db import Base, UtcDateTime, db, queue_up
from commons.hashing import Json, canonical, leaf_hash, tree_root

QUEUE = 0x60A1
Witness = Callable[[], Iterable[tuple[int, bytes]]]
_witnesses: list[Witness] = []


class Leaf(Base):
    """One entry; neither it nor any other can be changed or removed (database triggers)."""

    __tablename__ = "ledger_leaf"
    __table_args__ = ({"info": {"append_only": True}},)

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    kind: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[int] = mapped_column(ForeignKey("subject.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    content: Mapped[bytes] = mapped_column(LargeBinary)
    leaf_hash: Mapped[bytes] = mapped_column(LargeBinary(32))


@dataclass(frozen=True)
class Verdict:
    """What a check of the whole ledger found; `bad` is the number of the first unsound row."""

    size: int
    root: str
    bad: int | None = None
    reason: str = ""


def append(kind: str, *, subject_id: int, document: Json) -> Leaf:
    """The document is the next entry; part of a durable operation."""
    if db.session().info.get("operation") != "FULL":
        raise RuntimeError("The ledger is written in durable operations only")
    queue_up(QUEUE)
    last = db.session.scalar(select(func.max(Leaf.number)))
    content = canonical(document)
    leaf = Leaf(
        number=0 if last is None else last + 1,
        kind=kind,
        subject_id=subject_id,
        at=clock.now(),
        content=content,
        leaf_hash=leaf_hash(content),
    )
    db.session.add(leaf)
    db.session.flush()
    return leaf


def witness(reader: Witness) -> Witness:
    """Registers where else the bytes of entries stand: entry numbers, and what each must hold."""
    _witnesses.append(reader)
    return reader


def verify() -> Verdict:
    """Recomputes every leaf and the root; names the first row that is missing or was changed."""
    hashes: list[bytes] = []
    elsewhere = {number: _hash(content) for each in _witnesses for number, content in each()}
    rows = db.session.execute(
        select(Leaf.number, Leaf.content, Leaf.leaf_hash).order_by(Leaf.number)
    ).yield_per(500)
    for number, content, stored in rows:
        if number != len(hashes):
            return _unsound(hashes, len(hashes), "missing")
        found = _hash(content)
        if found is None or found != stored or found != elsewhere.get(number, found):
            return _unsound(hashes, number, "changed")
        hashes.append(stored)
    if any(number >= len(hashes) for number in elsewhere):
        return _unsound(hashes, len(hashes), "missing")
    return Verdict(size=len(hashes), root=tree_root(hashes).hex())


def _hash(content: object) -> bytes | None:
    # SQLite keeps whatever was written into a column: also words or nothing where bytes belong.
    return leaf_hash(content) if isinstance(content, bytes) else None


def head() -> Verdict:
    """The size and root as stored, without reading the contents."""
    hashes = list(db.session.scalars(select(Leaf.leaf_hash).order_by(Leaf.number)))
    return Verdict(size=len(hashes), root=tree_root(hashes).hex())


def _unsound(hashes: list[bytes], number: int, reason: str) -> Verdict:
    return Verdict(size=len(hashes), root=tree_root(hashes).hex(), bad=number, reason=reason)
