"""Becoming a resident: by a code of the roll, or by a clerk's word."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import delete, update

from citizens.accounts.models import Account
from citizens.accounts.operations import before_erasing, set_level
from citizens.residency import queries
from citizens.residency.models import Residency, RollCode
from citizens.residency.rules import Method
from commons import clock
from commons.actors import Actor
from commons.db import db, insert_new, operation
from commons.errors import Invalid
from commons.i18n import _
from commons.roles import Level
from metrics.catalogue.models import Area


@operation(durable=True)
def verify(
    *, actor: Actor, account: Account, area: Area, method: Method, code: str | None = None
) -> Residency:
    """The account's holder is a resident of `area`; a code that was needed is used up."""
    if method is Method.CODE:
        _use_code(account, area, code or "")
    values = {
        "area_id": area.id,
        "method": method,
        "verified_at": clock.now(),
        "verified_by_id": actor.id,
    }
    statement = insert_new(Residency).values(account_id=account.id, **values)
    db.session.execute(statement.on_conflict_do_update(index_elements=["account_id"], set_=values))
    set_level(account=account, level=Level.RESIDENT)
    return db.session.get_one(Residency, account.id, populate_existing=True)


@operation(durable=True)
def load_roll(*, rows: Iterable[tuple[str, Area]]) -> int:
    """These codes make people residents, each once; returns how many are new."""
    new = 0
    for code, area in rows:
        statement = insert_new(RollCode).values(
            code_hash=queries.code_hash(code), area_id=area.id, loaded_at=clock.now()
        )
        statement = statement.on_conflict_do_nothing().returning(RollCode.code_hash)
        new += db.session.execute(statement).scalar_one_or_none() is not None
    return new


def _use_code(account: Account, area: Area, code: str) -> None:
    used = db.session.execute(
        update(RollCode)
        .where(
            RollCode.code_hash == queries.code_hash(code),
            RollCode.area_id == area.id,
            RollCode.used_at.is_(None),
        )
        .values(used_at=clock.now(), account_id=account.id)
        .returning(RollCode.code_hash)
        .execution_options(synchronize_session=False)
    ).scalar_one_or_none()
    if used is None:
        message = _("This code and county do not belong together, or the code was used already.")
        raise Invalid({"code": message})


@before_erasing
def _forget(account: Account) -> None:
    db.session.execute(
        update(RollCode).where(RollCode.account_id == account.id).values(account_id=None)
    )
    db.session.execute(delete(Residency).where(Residency.account_id == account.id))
