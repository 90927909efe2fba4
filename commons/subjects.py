"""Anything that can be cited, followed, commented on, hidden or decided is a subject.

A subject carries a version, raised by every operation whose result its page shows; the page cache
asks for nothing else. The subject `site` stands for lists and front pages.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from flask import current_app, g
from sqlalchemy import (
    ColumnElement,
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
    bindparam,
    select,
    update,
)
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.sql.dml import ReturningUpdate

from commons import clock, ids
from commons.db import Base, UtcDateTime, after_commit, before_commit, db, insert_new, queue_up
from commons.errors import NotFound
from commons.rows import add_row, run

SITE = "site"
QUEUE = 0x60A3


class Subject(Base):
    """The public identity of a thing: its kind, its id, its title and where its page is."""

    __tablename__ = "subject"
    __table_args__ = (UniqueConstraint("public_id"), Index(None, "kind", "id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(40))
    public_id: Mapped[str] = mapped_column(String(120))
    title: Mapped[str] = mapped_column(Text)
    path: Mapped[str] = mapped_column(Text)
    version: Mapped[int] = mapped_column(default=1)
    is_public: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class OldPath(Base):
    """An address that a page once had; it redirects for ever."""

    __tablename__ = "old_path"

    path: Mapped[str] = mapped_column(Text, primary_key=True)
    subject_id: Mapped[int] = mapped_column(ForeignKey("subject.id"))


class Counter(Base):
    """The last number given out for a letter in a year."""

    __tablename__ = "counter"

    letter: Mapped[str] = mapped_column(String(8), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True)
    last: Mapped[int]


Concealer = Callable[[Sequence[int]], Collection[int]]
_concealers: list[Concealer] = []


def conceals(reader: Concealer) -> Concealer:
    """Registers a function that says which of some subjects must not be named at present."""
    _concealers.append(reader)
    return reader


def concealed(subject_ids: Sequence[int]) -> frozenset[int]:
    """Which of these subjects must not be named at present."""
    return frozenset(i for reader in _concealers for i in reader(subject_ids))


def names(those: Sequence[Subject]) -> dict[int, str]:
    """What to call these subjects on any page: by title, those that are concealed by their ids."""
    gone = concealed([each.id for each in those])
    return {each.id: each.public_id if each.id in gone else each.title for each in those}


def named(those: Sequence[Subject]) -> list[dict[str, str]]:
    """The same as data: the id and the name of each."""
    known = names(those)
    return [{"id": each.public_id, "title": known[each.id]} for each in those]


def next_public_id(letter: str) -> str:
    """The next free id of this letter and of the site's year, taken under the row's lock."""
    year = clock.today().year
    given = {"letter": letter, "year": year, "last": 1}
    counted = run(_counting(db.engine.dialect.name), given).scalar_one()
    return ids.public_id(letter, year, int(counted))


@cache
def _counting(_dialect: str) -> Any:
    # The table and not the class: no row of it is ever an object here, and it is asked for often.
    counter = Counter.__table__
    one_more = {"last": counter.c.last + 1}
    return (
        insert_new(counter)
        .on_conflict_do_update(index_elements=["letter", "year"], set_=one_more)
        .returning(counter.c.last)
    )


def register(
    kind: str,
    *,
    title: str,
    path: str,
    letter: str | None = None,
    name: str | None = None,
    is_public: bool = True,
) -> Subject:
    """A new subject; its id comes from `letter`, or is `<kind>:<name>`.

    `path` may hold `{id}`, which becomes the public id. What is not public yet (a draft) cannot be
    found, cited, supported or talked about, whoever guesses its id.
    """
    code = next_public_id(letter) if letter else f"{kind}:{name}"
    subject = Subject(
        kind=kind,
        public_id=code,
        title=title,
        path=path.replace("{id}", code),
        version=1,
        is_public=is_public,
        created_at=clock.now(),
    )
    add_row(subject)
    return subject


def touch(*subject_ids: int) -> None:
    """The versions of these subjects are raised at the commit; then no kept page is older."""
    db.session().info.setdefault("touched", set()).update(subject_ids)
    before_commit("touch", _raise_versions)


def touch_site() -> None:
    """The same for lists and front pages."""
    touch(site_id())


def _raise_versions() -> None:
    # In the order of ids, so that two operations never wait for each other's rows in a circle.
    for subject_id in sorted(db.session().info.pop("touched", set())):
        raise_version(subject_id)
    after_commit("changed", lambda: setattr(g, "changed_at", time.monotonic()))


_ROWS = Base.metadata.tables[Subject.__tablename__].c
_RAISED = update(Base.metadata.tables[Subject.__tablename__]).values(version=_ROWS.version + 1)
_RAISE = _RAISED.where(_ROWS.id == bindparam("subject"))


def site_id() -> int:
    """The row of the subject `site`, made by the first migration."""
    known: int | None = current_app.extensions.get("site_id")
    if known is None:
        known = db.session.scalar(select(Subject.id).where(Subject.public_id == SITE))
        if known is None:
            raise RuntimeError("The subject 'site' is missing: run the migrations")
        current_app.extensions["site_id"] = known
    return known


def site() -> Subject:
    """The subject `site` as this read found it, or finds it now."""
    return db.session.get_one(Subject, site_id())


def make_public(subject_id: int) -> None:
    """The subject can be found, cited, supported and talked about from now on."""
    db.session.get_one(Subject, subject_id).is_public = True
    touch(subject_id)


def by_public_id(public_id: str, kind: str | None = None) -> Subject:
    """The public subject of this id, or NotFound."""
    found = db.session.scalar(_NAMED, {"public_id": public_id})
    if found is None or not found.is_public or (kind and found.kind != kind):
        raise NotFound
    return found


_NAMED = select(Subject).where(Subject.public_id == bindparam("public_id"))
_FRESH = {"populate_existing": True}
_NOW = select(Subject).where(Subject.id == bindparam("id"))


def lock(subject_id: int) -> Subject:
    """The subject; from here to the operation's end, acts that lock it queue up."""
    queue_up(QUEUE, subject_id)
    found = db.session.scalar(_NOW, {"id": subject_id}, execution_options=_FRESH)
    if found is None:
        raise NotFound
    return found


def raise_version(subject_id: int) -> None:
    """The version is raised now, and acts on it queue up; a kept page may be older for a lease.

    For what only adds to a page: nobody waits for that.
    """
    run(_RAISE, {"subject": subject_id})


def raising(*also: ColumnElement[Any]) -> ReturningUpdate[Any]:
    """A statement that does the same to the public subject of the id `code`.

    It answers with the subject's number, kind and path and with what is asked `also`: as that stood
    when the statement began, though it may have waited for another act on the subject since.
    """
    named = _RAISED.where(_ROWS.public_id == bindparam("code"), _ROWS.is_public)
    return named.returning(_ROWS.id, _ROWS.kind, _ROWS.path, *also)


def rename(subject: Subject, *, title: str, path: str) -> None:
    """The subject has a new title and address; the old address redirects to it."""
    raise_version(site_id())  # first, as in every order of ids: the subject's row is written early
    if path != subject.path:
        db.session.merge(OldPath(path=subject.path, subject_id=subject.id))
        subject.path = path
    subject.title = title
    touch(subject.id)


def moved_to(path: str) -> str | None:
    """Where the page that once stood at `path` stands now."""
    return db.session.scalar(
        select(Subject.path)
        .join(OldPath, OldPath.subject_id == Subject.id)
        .where(OldPath.path == path)
    )
