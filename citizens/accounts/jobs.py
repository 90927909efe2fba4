"""What the worker does for accounts."""

from __future__ import annotations

from citizens.accounts import operations, queries
from commons.db import db
from commons.jobs import job


@job("accounts.unconfirmed", cron="30 3 * * *")
def unconfirmed() -> int:
    """Accounts that nobody confirmed within their time are gone; returns how many."""
    found = [account.id for account in db.session.scalars(queries.left_unconfirmed())]
    return sum(operations.erase_unconfirmed(account_id=each) for each in found)
