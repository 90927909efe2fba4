"""How often something may be done: rows by account and by address, so that all processes count."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from ipaddress import ip_network

from flask import current_app, request
from sqlalchemy import Index, String, bindparam, delete, func, select
from sqlalchemy.orm import Mapped, mapped_column

from commons import clock
from commons.db import Base, UtcDateTime, db, operation
from commons.errors import GoalpostError, TooMany
from commons.hashing import sha256
from commons.i18n import _
from commons.rows import read_alone, write

# bucket: (times, seconds) pairs; each pair holds by itself.
BUCKETS: dict[str, tuple[tuple[int, int], ...]] = {
    "sign_in": ((10, 300), (100, 86_400)),
    "sign_in_address": ((60, 300), (1_000, 86_400)),
    "register": ((5, 3_600), (20, 86_400)),
    "mail": ((5, 3_600),),
    "mail_address": ((30, 3_600),),
    "code": ((10, 3_600),),
    "post": ((30, 60), (600, 3_600)),
    "support": ((120, 60),),
    "report": ((20, 3_600),),
    "amend": ((3, 86_400),),
}


class Hit(Base):
    """One counted act; the key is a keyed hash of an account or an address, kept for a day."""

    __tablename__ = "limit_hit"
    __table_args__ = (
        Index(None, "bucket", "key", "at"),
        Index(None, "at"),
        {"info": {"fleeting": True}},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    bucket: Mapped[str] = mapped_column(String(20))
    key: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(UtcDateTime)


def here(*parts: object) -> str:
    """A key for the address of this request and `parts`."""
    return key(_network(request.remote_addr or "-"), *parts)


def _network(address: str) -> str:
    # Whoever has one address of version 6 has the 2^64 of its network.
    try:
        return str(ip_network(f"{address}/64", strict=False)) if ":" in address else address
    except ValueError:
        return address


def key(*parts: object) -> str:
    """A key that cannot be turned back into what it was made of without the site's secret."""
    return sha256(":".join([current_app.config["SECRET_KEY"], *map(str, parts)]).encode())


def count(bucket: str, *keys: str) -> list[int]:
    """This act is counted under each key, whatever comes of it; TooMany when one is used up.

    For what must not be tried often: passwords, codes, letters to others.
    """
    if not current_app.config.get("LIMITS", True):
        return []
    _check(bucket, keys, own=0)
    counted = _write(bucket, keys)
    try:
        _check(bucket, keys, own=1)  # many at once all find room, until each is counted itself
    except TooMany:
        _give_back(counted)
        raise
    return counted


@contextmanager
def counting(bucket: str, *keys: str) -> Iterator[None]:
    """What is done in the block is counted under each key, unless it could not be taken.

    It is counted before it is done, so that many at once are counted too, and given back when a
    rule refuses it: who mends a form and sends it again has said one thing.
    """
    counted = count(bucket, *keys)
    try:
        yield
    except GoalpostError:
        _give_back(counted)
        raise


def _check(bucket: str, keys: tuple[str, ...], own: int) -> None:
    moment, limits = clock.now(), BUCKETS[bucket]
    short, long = (
        moment - timedelta(seconds=seconds) for _times, seconds in (limits[0], limits[-1])
    )
    for each in keys:
        asked = {"bucket": bucket, "key": each, "short": short, "long": long}
        (used,) = read_alone(_USED, asked)
        for (times, seconds), found in zip(limits, used, strict=False):
            if found >= times + own:
                raise TooMany(
                    _("That was tried too often. Please wait a little and try again."), seconds
                )


_USED = select(
    func.count().filter(Hit.at > bindparam("short")).label("in_short"),
    func.count().filter(Hit.at > bindparam("long")).label("in_long"),
).where(Hit.bucket == bindparam("bucket"), Hit.key == bindparam("key"), Hit.at > bindparam("long"))


@operation
def _write(bucket: str, keys: tuple[str, ...]) -> list[int]:
    moment = clock.now()
    return [write(Hit, bucket=bucket, key=each, at=moment) for each in keys]


@operation
def _give_back(hits: list[int]) -> None:
    db.session.execute(delete(Hit).where(Hit.id.in_(hits)))


@operation
def forget_old() -> int:
    """Hits older than a day are gone; returns how many."""
    edge = clock.now() - timedelta(days=1)
    gone = db.session.execute(delete(Hit).where(Hit.at < edge).returning(Hit.id)).all()
    return len(gone)
